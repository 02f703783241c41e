//! What becomes of a portal after its installation: updates, payment, farewells, returns.

use std::time::Duration;

use bitrix24_sim::{Application, NewApplication, Status};
use chrono::{DateTime, TimeDelta, Utc};
use inlay::clock::Clock;
use inlay::demo::house::{House, Plan};
use inlay::store::{Portal, PortalState};
use reqwest::StatusCode;

use super::installation::install_frame;
use super::visitor::{deal_frame, http, installed, installed_after, open_deal, post};

/// How long a state may take that has to come.
const SOON: Duration = Duration::from_secs(20);

const TABS: [&str; 3] = [
    "CRM_COMPANY_DETAIL_TAB",
    "CRM_CONTACT_DETAIL_TAB",
    "CRM_DEAL_DETAIL_TAB",
];

/// What the portal always tells us of our installation.
const LIFECYCLE: [&str; 4] = [
    "ONAPPINSTALL",
    "ONAPPUPDATE",
    "ONAPPUNINSTALL",
    "ONAPPPAYMENT",
];

async fn portals(house: &House) -> Vec<Portal> {
    house.app().store.portals().await.unwrap()
}

async fn portal(house: &House) -> Portal {
    portals(house).await.pop().unwrap()
}

/// Waits for a state.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(
        tokio::time::timeout(SOON, waiting).await.is_ok(),
        "it never came: {what}"
    );
}

/// Where the widgets are; rules have entries in menus besides.
fn placements(house: &House) -> Vec<String> {
    let client_id = &house.application().client_id;
    let bound = house.sim().world().placements_of(client_id);
    let names = bound.into_iter().map(|one| one.placement);
    let mut names: Vec<String> = names.filter(|name| name.ends_with("_TAB")).collect();
    names.sort();
    names
}

fn is_bound(house: &House, event: &str) -> bool {
    let client_id = &house.application().client_id;
    let bound = house.sim().world().event_bindings_of(client_id);
    let mut online = bound.iter().filter(|one| one.offline.is_none());
    online.any(|one| one.event == event)
}

fn application_token(house: &House) -> String {
    let client_id = &house.application().client_id;
    let application = house.sim().world().application_by_client_id(client_id);
    application.unwrap().application_token.expose().to_owned()
}

/// Posts an event to the portal's secret address, as only the portal should.
async fn tell(house: &House, fields: &[(&str, &str)]) -> StatusCode {
    let portal = portal(house).await;
    let url = format!(
        "http://{}/event/{}",
        house.server().address(),
        portal.handler_key.expose()
    );
    let member_id = portal.member_id.to_string();
    let mut form = vec![
        ("auth[member_id]", member_id.as_str()),
        ("ts", "1790000000"),
    ];
    form.extend(fields);
    let answer = http().post(url).form(&form).send().await.unwrap();
    answer.status()
}

#[tokio::test]
async fn an_application_without_pages_is_installed_by_its_portals_server() {
    let house = House::build(Plan {
        pages: false,
        ..Plan::default()
    })
    .await
    .unwrap();
    until("everything is bound", async || {
        placements(&house) == TABS && is_bound(&house, "ONAPPUNINSTALL")
    })
    .await;
    until("the portal is installed", async || {
        portals(&house)
            .await
            .iter()
            .any(|portal| portal.state == PortalState::Installed)
    })
    .await;
    let page = open_deal(&house, "manager", 77).await;
    assert!(page.text().contains("Northwind Trading"), "{}", page.text());
    house.stop().await;
}

#[tokio::test]
async fn an_installation_that_brings_no_good_token_is_refused() {
    let house = House::build(Plan::default()).await.unwrap();
    let url = house.application().install_url.clone().unwrap();
    let event = [
        ("event", "ONAPPINSTALL"),
        ("auth[member_id]", house.sim().member_id()),
        ("auth[refresh_token]", "forged"),
        ("auth[application_token]", "forged"),
    ];
    let answer = http().post(url).form(&event).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert!(portals(&house).await.is_empty());
    house.stop().await;
}

#[tokio::test]
async fn after_an_update_all_is_bound_again_and_the_new_application_token_counts() {
    let house = installed().await;
    let before = portal(&house).await.application_token.unwrap();
    house
        .sim()
        .update_application(&house.application().client_id)
        .unwrap();
    let brought = application_token(&house);
    assert_ne!(before.expose(), brought);
    until("the new token is kept", async || {
        let kept = portal(&house).await.application_token.unwrap();
        kept.expose() == brought
    })
    .await;
    until("everything is bound again", async || {
        placements(&house) == TABS && LIFECYCLE.iter().all(|event| is_bound(&house, event))
    })
    .await;
    // What the portal sends from now on is believed.
    house.sim().world().mark_installed(house.application().id);
    leave(&house, true).await;
    house.stop().await;
}

#[tokio::test]
async fn a_changed_application_token_is_not_believed_without_a_good_access_token() {
    let house = installed().await;
    let before = portal(&house).await.application_token.unwrap();
    let update = [
        ("event", "ONAPPUPDATE"),
        ("data[VERSION]", "2"),
        ("auth[application_token]", "forged"),
        ("auth[access_token]", "forged"),
        ("auth[refresh_token]", "forged"),
    ];
    // Kept as a hint, and found to be none.
    assert_eq!(tell(&house, &update).await, StatusCode::OK);
    house.idle().await.unwrap();
    let after = portal(&house).await;
    assert_eq!(
        after.application_token.as_ref().unwrap().expose(),
        before.expose()
    );
    let tokens = house.app().store.scope(&after).tokens().await.unwrap();
    assert_ne!(tokens.unwrap().access.expose(), "forged");
    assert_eq!(placements(&house), TABS);
    house.stop().await;
}

#[tokio::test]
async fn a_payment_is_asked_for_and_not_believed() {
    let house = installed().await;
    assert!(!portal(&house).await.payment_expired);
    // The event says that the time is over; the portal does not.
    let payment = [("event", "ONAPPPAYMENT"), ("data[PAYMENT_EXPIRED]", "Y")];
    assert_eq!(tell(&house, &payment).await, StatusCode::OK);
    house.idle().await.unwrap();
    assert!(!portal(&house).await.payment_expired);

    let client_id = &house.application().client_id;
    house.sim().pay(client_id, Status::Paid, 30).unwrap();
    house.sim().expire_payment(client_id).unwrap();
    let payment = [("event", "ONAPPPAYMENT"), ("data[PAYMENT_EXPIRED]", "N")];
    assert_eq!(tell(&house, &payment).await, StatusCode::OK);
    until("the end of the paid time is noted", async || {
        portal(&house).await.payment_expired
    })
    .await;
    house.stop().await;
}

#[tokio::test]
async fn a_farewell_with_the_tick_erases_everything_and_the_portal_may_come_back() {
    let house = installed().await;
    open_deal(&house, "manager", 77).await;
    let first = portal(&house).await;
    let gone = leave(&house, true).await;
    assert!(portals(&house).await.is_empty());
    house.idle().await.unwrap();

    return_home(&house, &gone).await;
    assert_ne!(application_token(&house), gone.application_token.expose());
    assert_open(&house).await;
    let second = portal(&house).await;
    assert_ne!(second.id, first.id, "a number is never used twice");
    assert_eq!(second.member_id, first.member_id);
    house.stop().await;
}

#[tokio::test]
async fn a_farewell_without_the_tick_keeps_the_portal_sealed_until_it_comes_back() {
    let house = installed().await;
    let first = portal(&house).await;
    let frame = deal_frame(&house, "manager", 77);
    let gone = leave(&house, false).await;
    assert_eq!(post(&frame).await.status, StatusCode::FORBIDDEN);
    let kept = house.app().store.scope(&first);
    assert!(kept.tokens().await.unwrap().is_none());
    assert_eq!(portal(&house).await.bound, None);

    return_home(&house, &gone).await;
    assert_open(&house).await;
    let second = portal(&house).await;
    assert_eq!((second.id, &second.member_id), (first.id, &first.member_id));
    house.stop().await;
}

/// Has the portal take the application out, and waits until the server has understood.
pub(crate) async fn leave(house: &House, clean: bool) -> Application {
    let client_id = &house.application().client_id;
    let gone = house.sim().uninstall(client_id, clean).unwrap();
    until("the farewell is heard", async || {
        let portals = portals(house).await;
        let mut kept = portals.iter();
        kept.all(|portal| portal.state == PortalState::Uninstalled) && portals.is_empty() == clean
    })
    .await;
    gone
}

/// Adds the application once more, as an administrator would, and installs it; the keys are the
/// same here, so that the server need not be told.
pub(crate) async fn return_home(house: &House, gone: &Application) {
    let back = house.sim().register_application(NewApplication {
        client_id: Some(gone.client_id.clone()),
        client_secret: Some(gone.client_secret.clone()),
        title: gone.title.clone(),
        handler_url: gone.handler_url.clone(),
        install_url: gone.install_url.clone(),
        scopes: gone.scopes.clone(),
        ..NewApplication::default()
    });
    install(house, &back).await;
}

/// Installs the application as it is in the portal now, as an administrator would.
async fn install(house: &House, application: &Application) {
    let answer = post(&install_frame(house, "admin")).await;
    let text = answer.text();
    assert_eq!(answer.data("data-installed"), Some("true"), "{text}");
    house.sim().world().mark_installed(application.id);
}

async fn assert_open(house: &House) {
    assert_eq!(placements(house), TABS);
    let page = open_deal(house, "manager", 77).await;
    assert!(page.text().contains("Northwind Trading"), "{}", page.text());
}

#[tokio::test]
async fn another_application_takes_the_place_of_the_first_and_is_not_taken_out_with_it() {
    let house = installed().await;
    let old = house.application().clone();
    let first = portal(&house).await;
    let new = house.sim().register_application(NewApplication {
        title: "Inlay, anew".into(),
        handler_url: old.handler_url.clone(),
        install_url: old.install_url.clone(),
        scopes: old.scopes.clone(),
        ..NewApplication::default()
    });
    assert_ne!(new.client_id, old.client_id);
    let house = house.restart_as(new.clone()).await.unwrap();
    install(&house, &new).await;
    assert_open(&house).await;
    let second = portal(&house).await;
    assert_eq!((second.id, &second.member_id), (first.id, &first.member_id));

    // The first one is deleted with everything it had; its farewell is not the second one's.
    house.sim().uninstall(&old.client_id, true).unwrap();
    let farewell = [
        ("event", "ONAPPUNINSTALL"),
        ("data[CLEAN]", "1"),
        ("auth[application_token]", old.application_token.expose()),
    ];
    assert_eq!(tell(&house, &farewell).await, StatusCode::FORBIDDEN);
    house.idle().await.unwrap();
    assert_eq!(portal(&house).await.state, PortalState::Installed);
    assert_open(&house).await;
    // Events of the second one are believed.
    let token = application_token(&house);
    let event = [
        ("event", "ONCRMDEALUPDATE"),
        ("data[FIELDS][ID]", "77"),
        ("auth[application_token]", token.as_str()),
    ];
    assert_eq!(tell(&house, &event).await, StatusCode::OK);
    house.stop().await;
}

#[tokio::test]
async fn a_farewell_from_a_portal_that_still_has_us_erases_nothing() {
    let house = installed().await;
    let token = application_token(&house);
    let farewell = [
        ("event", "ONAPPUNINSTALL"),
        ("data[CLEAN]", "1"),
        ("auth[application_token]", token.as_str()),
    ];
    assert_eq!(tell(&house, &farewell).await, StatusCode::OK);
    house.idle().await.unwrap();
    assert_eq!(portal(&house).await.state, PortalState::Installed);
    let page = open_deal(&house, "manager", 77).await;
    assert!(page.text().contains("Northwind Trading"), "{}", page.text());

    let forged = [
        ("event", "ONAPPUNINSTALL"),
        ("data[CLEAN]", "1"),
        ("auth[application_token]", "forged"),
    ];
    assert_eq!(tell(&house, &forged).await, StatusCode::FORBIDDEN);
    house.stop().await;
}

#[tokio::test]
async fn a_changed_configuration_is_bound_at_the_next_start() {
    let house = installed().await;
    assert_eq!(placements(&house), TABS);
    let file = house.folder().join(inlay::demo::house::CONFIGURATION_FILE);
    let text = std::fs::read_to_string(&file).unwrap();
    let changed = text.replacen(", \"CRM_CONTACT_DETAIL_TAB\"", "", 1);
    assert_ne!(text, changed);
    std::fs::write(&file, changed).unwrap();
    let house = house.restart().await.unwrap();
    until("what is not wanted any more is gone", async || {
        placements(&house) == [TABS[0], TABS[2]]
    })
    .await;
    house.stop().await;
}

#[tokio::test]
async fn an_idle_authorization_is_renewed_once_before_it_ends() {
    let clock = Clock::standing_at(now());
    let house = installed_after(Plan {
        clock: clock.clone(),
        ..Plan::default()
    })
    .await;
    let house = house.restart().await.unwrap();
    let generation = async |house: &House| {
        let portal = portal(house).await;
        let pair = house.app().store.scope(&portal).tokens().await.unwrap();
        pair.unwrap().generation
    };
    house.idle().await.unwrap();
    let first = generation(&house).await;
    let asked = house.sim().requests().oauth_token;
    clock.advance(TimeDelta::days(149));
    house.app().jobs.wake();
    house.idle().await.unwrap();
    assert_eq!(house.sim().requests().oauth_token, asked, "not before");
    clock.advance(TimeDelta::days(2));
    house.app().jobs.wake();
    until("the tokens are renewed", async || {
        generation(&house).await > first
    })
    .await;
    house.idle().await.unwrap();
    assert_eq!(house.sim().requests().oauth_token, asked + 1, "and once");
    house.stop().await;
}

#[expect(
    clippy::disallowed_methods,
    reason = "a clock has to be set to something"
)]
fn now() -> DateTime<Utc> {
    Utc::now()
}
