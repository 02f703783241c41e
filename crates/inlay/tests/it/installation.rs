//! `POST /install`: who may, what is bound, and that a second time changes nothing.

use inlay::demo::house::{House, Plan};
use inlay::store::PortalState;
use reqwest::StatusCode;
use serde_json::json;

use super::application::application_frame;
use super::visitor::{http, installed, installed_after, open_deal, post, with_field};

pub(crate) fn install_frame(house: &House, login: &str) -> bitrix24_sim::FramePost {
    let user = house.sim().user(login).unwrap();
    // As it is now: it may have been added once more since.
    let client_id = &house.application().client_id;
    let application = house.sim().world().application_by_client_id(client_id);
    let application = application.unwrap();
    let installer = application.install_url.clone().unwrap();
    house
        .sim()
        .state()
        .frame_post_to(
            &installer,
            &user,
            &application,
            bitrix24_sim::DEFAULT_PLACEMENT,
            &json!({}),
        )
        .unwrap()
}

fn bound(house: &House) -> Vec<String> {
    let mut bound: Vec<String> = house
        .sim()
        .world()
        .placements_of(&house.application().client_id)
        .into_iter()
        .map(|binding| binding.placement)
        .collect();
    bound.sort();
    bound
}

/// The widget's tabs, and the entry of a rule's button in the menu of a deal.
const PLACES: [&str; 4] = [
    "CRM_COMPANY_DETAIL_TAB",
    "CRM_CONTACT_DETAIL_TAB",
    "CRM_DEAL_DETAIL_TAB",
    "CRM_DEAL_DETAIL_TOOLBAR",
];

#[tokio::test]
async fn an_administrator_installs_and_the_widgets_are_bound() {
    let house = House::build(Plan::default()).await.unwrap();
    assert_eq!(bound(&house), Vec::<String>::new());
    let answer = post(&install_frame(&house, "admin")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(
        answer.data("data-installed"),
        Some("true"),
        "{}",
        answer.text()
    );
    assert_eq!(bound(&house), PLACES);
    let portals = house.app().store.portals().await.unwrap();
    assert_eq!(portals.len(), 1);
    assert_eq!(portals[0].state, PortalState::Installed);
    house.stop().await;
}

#[tokio::test]
async fn installing_again_binds_nothing_twice_and_removes_what_is_not_wanted() {
    let house = installed().await;
    let client_id = &house.application().client_id;
    let before = house.sim().world().placements_of(client_id);
    // Somebody's old address, as after a move of this server.
    let admin = house.sim().user("admin").unwrap();
    let token = house.sim().token_for(admin.id, client_id).unwrap();
    let bind = house
        .sim()
        .portal_url()
        .join("rest/placement.bind")
        .unwrap();
    let answer = http()
        .post(bind)
        .json(&json!({
            "auth": token.access_token.expose(),
            "PLACEMENT": "CRM_DEAL_DETAIL_TAB",
            "HANDLER": "https://old.example.com/widget/client",
            "TITLE": "Old",
        }))
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success());
    assert_eq!(bound(&house).len(), PLACES.len() + 1);

    let again = post(&install_frame(&house, "admin")).await;
    assert_eq!(
        again.data("data-installed"),
        Some("true"),
        "{}",
        again.text()
    );
    let after = house.sim().world().placements_of(client_id);
    assert_eq!(bound(&house), PLACES);
    let ids = |bindings: &[bitrix24_sim::PlacementBinding]| -> Vec<i64> {
        bindings.iter().map(|binding| binding.id).collect()
    };
    assert_eq!(ids(&after), ids(&before), "what was right was left alone");
    assert_eq!(house.app().store.portals().await.unwrap().len(), 1);
    house.stop().await;
}

#[tokio::test]
async fn a_user_who_is_no_administrator_installs_nothing() {
    let house = House::build(Plan::default()).await.unwrap();
    let answer = post(&install_frame(&house, "manager")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(bound(&house), Vec::<String>::new());
    assert!(house.app().store.portals().await.unwrap().is_empty());
    house.stop().await;
}

#[tokio::test]
async fn a_made_up_refresh_token_installs_nothing() {
    let house = House::build(Plan::default()).await.unwrap();
    let forged = with_field(install_frame(&house, "admin"), "REFRESH_ID", "forged");
    assert_eq!(post(&forged).await.status, StatusCode::FORBIDDEN);
    let strange = with_field(
        install_frame(&house, "admin"),
        "SERVER_ENDPOINT",
        "https://oauth.stranger.example/rest/",
    );
    assert_eq!(post(&strange).await.status, StatusCode::FORBIDDEN);
    assert!(house.app().store.portals().await.unwrap().is_empty());
    house.stop().await;
}

#[tokio::test]
async fn a_local_server_refuses_every_portal_but_its_own() {
    let plan = Plan {
        overrides: [(
            "INLAY__BITRIX24__PORTAL".to_owned(),
            "acme.bitrix24.com".to_owned(),
        )]
        .into(),
        ..Plan::default()
    };
    let house = House::build(plan).await.unwrap();
    assert_eq!(
        post(&install_frame(&house, "admin")).await.status,
        StatusCode::FORBIDDEN
    );
    assert!(house.app().store.portals().await.unwrap().is_empty());
    house.stop().await;
}

#[tokio::test]
async fn the_applications_page_opens_for_users_and_tells_administrators_more() {
    let house = installed().await;
    let open = |login: &str| {
        let user = house.sim().user(login).unwrap();
        house
            .sim()
            .frame_post(
                &user,
                house.application(),
                bitrix24_sim::DEFAULT_PLACEMENT,
                &json!({}),
            )
            .unwrap()
    };
    let user = post(&open("manager")).await;
    assert_eq!(user.status, StatusCode::OK, "{}", user.text());
    assert!(user.text().contains("Accounting"), "{}", user.text());
    assert!(!user.body.contains("data-administrator"), "{}", user.text());
    let administrator = post(&open("admin")).await;
    assert!(
        administrator.body.contains("data-administrator"),
        "{}",
        administrator.text()
    );
    house.stop().await;
}

#[tokio::test]
async fn the_whole_walk_works_on_a_postgresql_store_and_ledger() {
    let postgres = testbed::Postgres::start().await.unwrap();
    let ledger = postgres.database().await.unwrap();
    inlay::demo::sample::write(
        &ledger,
        inlay::clock::Clock::default().now().date_naive(),
        inlay::demo::sample::Size::Sample,
    )
    .await
    .unwrap();
    let plan = Plan {
        store: Some(postgres.database().await.unwrap()),
        ledger: Some(ledger),
        ..Plan::default()
    };
    let house = installed_after(plan).await;
    let page = open_deal(&house, "manager", 77).await;
    assert!(page.text().contains("Northwind Trading"), "{}", page.text());
    house.stop().await;
}

#[tokio::test]
async fn a_portal_that_grants_no_business_processes_gets_everything_else() {
    let plan = House::plan_with_rules();
    let scopes = plan.scopes.iter().filter(|scope| *scope != "bizproc");
    let scopes = scopes.cloned().collect();
    let house = installed_after(Plan { scopes, ..plan }).await;
    house.idle().await.unwrap();
    let bound = bound(&house);
    assert!(
        bound.contains(&"CRM_DEAL_DETAIL_TAB".to_owned()),
        "{bound:?}"
    );
    let client_id = &house.application().client_id;
    let events = house.sim().world().event_bindings_of(client_id);
    assert!(events.iter().any(|one| one.event == "ONCRMDEALUPDATE"));
    let page = open_deal(&house, "manager", 77).await;
    assert!(page.text().contains("Northwind Trading"), "{}", page.text());
    // Who looks after it is told what is missing; nothing is tried for ever.
    let page = post(&application_frame(&house, "admin")).await;
    let text = page.text();
    let missing = "bizproc: to start workflows and answer robots Not granted.";
    assert!(text.contains(missing), "{text}");
    let portal = house.app().store.portals().await.unwrap().remove(0);
    let scope = house.app().store.scope(&portal);
    let failed = scope.failed_jobs(10).await.unwrap();
    assert!(failed.is_empty(), "{failed:?}");
    house.stop().await;
}
