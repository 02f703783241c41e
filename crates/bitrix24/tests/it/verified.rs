//! Who sent it: application tokens, and the simulated authorization server's word.

use bitrix24::incoming::{Lifecycle, Robot, Unverified};
use bitrix24::{ApplicationToken, Event, Frame, MemberId, ParseError};
use serde_json::json;

use crate::simulated::Portal;

const ROBOT: &str = "workflow_id=66e8&code=acme_check&document_id[0]=crm\
    &document_id[1]=CCrmDocumentDeal&document_id[2]=DEAL_77&document_type[0]=crm\
    &document_type[1]=CCrmDocumentDeal&document_type[2]=DEAL&event_token=66e8%7CA123_45%7Csig\
    &properties[inn]=1234567890&properties[list][0]=a&use_subscription=Y&timeout_duration=0\
    &ts=1767225600&auth[access_token]=access&auth[member_id]=a2&auth[application_token]=apptoken";

fn event(form: &str) -> Event {
    Event::parse(form.as_bytes()).unwrap()
}

fn lifecycle(name: &str, data: &str) -> Option<Lifecycle> {
    Lifecycle::of(&event(&format!("event={name}{data}")))
}

fn kept(token: &str) -> ApplicationToken {
    ApplicationToken::from(token.to_owned())
}

fn portal(id: &str) -> MemberId {
    id.parse().unwrap()
}

#[test]
fn a_robots_run_says_for_which_card_and_with_what() {
    let robot = Robot::parse(ROBOT.as_bytes()).unwrap();
    assert_eq!(
        (robot.code.as_str(), robot.workflow_id.as_str()),
        ("acme_check", "66e8")
    );
    assert_eq!(robot.document_id, ["crm", "CCrmDocumentDeal", "DEAL_77"]);
    assert_eq!(robot.document_type, ["crm", "CCrmDocumentDeal", "DEAL"]);
    assert_eq!(robot.entity_id(), Some(77));
    assert_eq!(robot.event_token.expose(), "66e8|A123_45|sig");
    assert_eq!(robot.properties["inn"], "1234567890");
    assert_eq!(robot.properties["list"], json!(["a"]));
    assert!(robot.waits && robot.timeout.is_none());
    assert_eq!(robot.ts, Some(1_767_225_600));
    assert_eq!(robot.auth.access_token.as_ref().unwrap().expose(), "access");
    let shown = format!("{robot:?}");
    assert!(
        !shown.contains("1234567890") && !shown.contains("A123_45"),
        "{shown}"
    );
}

#[test]
fn a_robot_waits_unless_it_says_no() {
    let waits = |said: &str| {
        let form = ROBOT.replace("use_subscription=Y", said);
        Robot::parse(form.as_bytes()).unwrap().waits
    };
    assert!(waits("use_subscription=") && waits("x=1"));
    assert!(!waits("use_subscription=N"));
}

#[test]
fn what_is_no_robots_run_names_the_field_that_is_missing() {
    let missing = |field| Some(ParseError::Missing { field });
    assert_eq!(Robot::parse(b"event=ONAPPTEST").err(), missing("code"));
    assert_eq!(Robot::parse(b"code=a").err(), missing("workflow_id"));
    assert_eq!(
        Robot::parse(b"code=a&workflow_id=1").err(),
        missing("event_token")
    );
}

#[test]
fn the_applications_own_events_are_typed() {
    let data = "&data[VERSION]=3&data[ACTIVE]=Y&data[INSTALLED]=N&data[LANGUAGE_ID]=en";
    assert!(matches!(
        lifecycle("ONAPPINSTALL", data),
        Some(Lifecycle::Installed { version, active: true, installed: false, language })
            if version == "3" && language == "en"
    ));
    let data = "&data[VERSION]=4&data[PREVIOUS_VERSION]=1.0.0";
    assert!(matches!(
        lifecycle("OnAppUpdate", data),
        Some(Lifecycle::Updated { version, previous, .. }) if version == "4" && previous == "1.0.0"
    ));
    for (clean, wanted) in [("1", true), ("0", false), ("", false)] {
        let told = lifecycle("ONAPPUNINSTALL", &format!("&data[CLEAN]={clean}"));
        assert!(
            matches!(told, Some(Lifecycle::Uninstalled { clean, .. }) if clean == wanted),
            "{told:?}"
        );
    }
    let data =
        "&data[CODE]=acme.x&data[VERSION]=2&data[STATUS]=S&data[PAYMENT_EXPIRED]=Y&data[DAYS]=-3";
    assert!(matches!(
        lifecycle("ONAPPPAYMENT", data),
        Some(Lifecycle::Paid {
            expired: true,
            days: Some(-3),
            ..
        })
    ));
    let data = "&data[TOKEN]=s3cr3t&data[METHOD]=user.add&data[CONFIRMED]=1";
    let told = lifecycle("ONAPPMETHODCONFIRM", data);
    assert!(!format!("{told:?}").contains("s3cr3t"));
    assert!(matches!(
        told,
        Some(Lifecycle::MethodConfirmed { method, confirmed: true, .. }) if method == "user.add"
    ));
    assert!(lifecycle("ONCRMDEALADD", "").is_none());
}

#[test]
fn the_application_token_proves_a_portal_and_no_other() {
    let form = "event=ONCRMDEALUPDATE&auth[member_id]=a2&auth[application_token]=apptoken";
    let proved = event(form)
        .verify(&portal("a2"), &kept("apptoken"))
        .unwrap();
    assert_eq!(proved.member_id(), &portal("a2"));
    assert_eq!(proved.message().name, "ONCRMDEALUPDATE");
    assert!(proved.app_info().is_none());
    let robot = Robot::parse(ROBOT.as_bytes()).unwrap();
    assert!(
        robot
            .clone()
            .verify(&portal("a2"), &kept("apptoken"))
            .is_ok()
    );
    let forged = robot.verify(&portal("a2"), &kept("another"));
    assert!(matches!(forged, Err(Unverified::Forged)), "{forged:?}");

    let verify = |form: &str, id, token| event(form).verify(&portal(id), &kept(token)).unwrap_err();
    assert!(matches!(
        verify(form, "a3", "apptoken"),
        Unverified::OtherPortal
    ));
    assert!(matches!(verify(form, "a2", "apptokem"), Unverified::Forged));
    // A token that was never kept matches nothing, least of all nothing.
    assert!(matches!(verify(form, "a2", ""), Unverified::Forged));
    let bare = "event=ONAPPPAYMENT&auth[member_id]=a2";
    assert!(matches!(
        verify(bare, "a2", "apptoken"),
        Unverified::NoToken
    ));
    assert!(matches!(
        verify("event=X", "a2", "apptoken"),
        Unverified::OtherPortal
    ));
}

#[tokio::test]
async fn the_authorization_server_proves_a_first_contact() {
    let simulated = Portal::start().await;
    let oauth = simulated.oauth();
    let (access, _) = simulated.pair();
    let install = |member_id: &str, token: &str| {
        event(&format!(
            "event=ONAPPINSTALL&auth[member_id]={member_id}&auth[access_token]={token}\
             &auth[application_token]=new"
        ))
    };
    let id = simulated.sim.member_id();

    let proved = install(id, access.expose())
        .verify_at(&oauth)
        .await
        .unwrap();
    let info = proved.app_info().unwrap();
    assert_eq!(info.install.client_endpoint, simulated.rest());
    assert_eq!(
        proved
            .into_message()
            .auth
            .application_token
            .unwrap()
            .expose(),
        "new"
    );

    let error = install("0123", access.expose())
        .verify_at(&oauth)
        .await
        .unwrap_err();
    assert!(matches!(error, Unverified::OtherInstallation), "{error:?}");
    let error = install(id, "stolen").verify_at(&oauth).await.unwrap_err();
    assert!(matches!(error, Unverified::Unconfirmed(_)), "{error:?}");
    let bare = event(&format!("event=ONAPPINSTALL&auth[member_id]={id}"));
    let error = bare.verify_at(&oauth).await.unwrap_err();
    assert!(matches!(error, Unverified::NoToken), "{error:?}");
}

#[tokio::test]
async fn the_authorization_server_proves_a_frame_and_whose_it_is() {
    let simulated = Portal::start().await;
    let (access, _) = simulated.pair();
    let frame = |domain: &str| {
        let form = format!(
            "AUTH_ID={}&member_id={}&status=L",
            access.expose(),
            simulated.sim.member_id()
        );
        Frame::parse(&format!("DOMAIN={domain}"), form.as_bytes()).unwrap()
    };
    let url = simulated.rest();
    let domain = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());

    let proved = frame(&domain).verify_at(&simulated.oauth()).await.unwrap();
    let admin = simulated.sim.user("admin").unwrap().id;
    assert_eq!(
        proved.app_info().unwrap().user_id,
        Some(admin.unsigned_abs())
    );

    let error = frame("evil.example")
        .verify_at(&simulated.oauth())
        .await
        .unwrap_err();
    assert!(matches!(error, Unverified::OtherPortal), "{error:?}");
}
