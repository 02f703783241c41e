//! What was missed is found again, and what was not is not done twice.

use std::time::Duration;

use bitrix24_sim::{Ids, Sim};
use inlay::demo::house::{CONFIGURATION, House, Plan};
use serde_json::{Map, Value, json};

use super::visitor::installed_after;

/// A rule whose doing can be counted in the portal.
const RULE: &str = r#"
[[rule]]
id      = "seen"
on      = { event = "ONCRMDEALUPDATE" }
effects = [{ comment = { text = "Seen as {{ deal.title }}" } }]
"#;

const COMMENT: &str = "crm.timeline.comment.add";

async fn house(offline: bool) -> House {
    let house = House::build(Plan {
        configuration: Some(format!("{}{RULE}", unlimited(&without_rules()))),
        ..Plan::default()
    })
    .await
    .unwrap();
    house.sim().knobs().set_offline_extended(offline);
    house.sim().knobs().set_bucket(None);
    house.install().await.unwrap();
    // The first search only notes where the next one begins.
    searched(&house, 0).await;
    house
}

/// What a portal may be asked is not what is tried here.
fn unlimited(configuration: &str) -> String {
    let plan = "[bitrix24]\nplan = { burst = 10000, per_second = 10000 }";
    configuration.replacen("[bitrix24]", plan, 1)
}

async fn idle(house: &House) {
    let idle = tokio::time::timeout(Duration::from_secs(400), house.app().jobs.idle());
    idle.await.expect("the queue comes to rest").unwrap();
}

/// The search a start begins has been made, and what it found is done.
async fn searched(house: &House, searches: u64) {
    until("the portal is searched", || {
        house.sim().executions("feature.get") > searches
    })
    .await;
    idle(house).await;
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), waiting).await;
    assert!(waited.is_ok(), "it never came: {what}");
}

/// Gives a deal another title, as somebody in the portal would.
fn rename(sim: &Sim, deal: i64, title: &str) {
    let user = sim.user("admin").unwrap();
    let fields = Map::from_iter([("TITLE".to_owned(), Value::from(title))]);
    sim.state().update_deal(&user, deal, &fields).unwrap();
}

/// The portal has tried to tell of them, and nobody was there.
async fn lost(sim: &Sim, events: u64) {
    until("the events are sent", || sim.requests().events >= events).await;
}

async fn changes_while_the_server_was_down_are_found(offline: bool) {
    let house = house(offline).await;
    let (before, searches) = counts(&house);
    let house = house
        .restart_after(async |sim| {
            let sent = sim.requests().events;
            for deal in [71, 77, 78] {
                rename(sim, deal, "Missed");
            }
            lost(sim, sent + 3).await;
        })
        .await
        .unwrap();
    searched(&house, searches).await;
    assert_eq!(house.sim().executions(COMMENT), before + 3);

    // What is heard of is done once, also when everything is searched again.
    rename(house.sim(), 77, "Heard");
    until("the event is acted on", || {
        house.sim().executions(COMMENT) > before + 3
    })
    .await;
    idle(&house).await;
    let (done, searches) = counts(&house);
    assert_eq!(done, before + 4);
    let house = house.restart().await.unwrap();
    searched(&house, searches).await;
    assert_eq!(house.sim().executions(COMMENT), done);
    house.stop().await;
}

/// Comments that were written, and searches that were begun.
fn counts(house: &House) -> (u64, u64) {
    let sim = house.sim();
    (sim.executions(COMMENT), sim.executions("feature.get"))
}

#[tokio::test]
async fn changes_while_the_server_was_down_are_found_in_the_portals_queue() {
    changes_while_the_server_was_down_are_found(true).await;
}

#[tokio::test]
async fn changes_while_the_server_was_down_are_found_by_their_time_where_there_is_no_queue() {
    changes_while_the_server_was_down_are_found(false).await;
}

#[tokio::test]
async fn a_thousand_changes_are_all_found_page_by_page() {
    all_are_found(false, 1_000).await;
}

#[tokio::test]
async fn more_changes_than_are_reserved_at_once_are_all_found() {
    all_are_found(true, 250).await;
}

async fn all_are_found(offline: bool, changes: usize) {
    let house = house(offline).await;
    let (before, searches) = counts(&house);
    let house = house
        .restart_after(async |sim| {
            let deals = sim.world().add_deals(changes, 7, Ids::Consecutive);
            let sent = sim.requests().events;
            let expected = sent + u64::try_from(deals.len()).unwrap();
            for deal in deals {
                rename(sim, deal, "Missed");
            }
            lost(sim, expected).await;
        })
        .await
        .unwrap();
    searched(&house, searches).await;
    let found = house.sim().executions(COMMENT) - before;
    assert_eq!(found, u64::try_from(changes).unwrap());
    house.stop().await;
}

#[tokio::test]
async fn what_a_process_reserved_and_did_not_live_to_do_is_done() {
    let house = house(true).await;
    let (before, searches) = counts(&house);
    let client_id = house.application().client_id.clone();
    let house = house
        .restart_after(async |sim| {
            let sent = sim.requests().events;
            rename(sim, 77, "Missed");
            lost(sim, sent + 1).await;
            let admin = sim.user("admin").unwrap();
            let token = sim.token_for(admin.id, &client_id).unwrap();
            let url = sim.portal_url().join("rest/event.offline.get").unwrap();
            let reserve = json!({ "auth": token.access_token.expose(), "clear": 0 });
            let answer = super::visitor::http().post(url).json(&reserve).send().await;
            let answer: Value = answer.unwrap().json().await.unwrap();
            assert_eq!(answer["result"]["events"].as_array().unwrap().len(), 1);
        })
        .await
        .unwrap();
    searched(&house, searches).await;
    assert_eq!(house.sim().executions(COMMENT), before + 1);
    house.stop().await;
}

#[tokio::test]
async fn a_portal_no_rule_listens_to_is_not_searched() {
    let house = installed_after(Plan {
        configuration: Some(without_rules()),
        ..Plan::default()
    })
    .await;
    let house = house.restart().await.unwrap();
    // The renewal that always waits is put in line with the search, if there is one.
    let portal = house.app().store.portals().await.unwrap().remove(0);
    let scope = house.app().store.scope(&portal);
    let sweeps = scope.jobs_of(inlay::jobs::Kind::Sweep, 1).await.unwrap();
    assert!(sweeps.is_empty(), "{sweeps:?}");
    idle(&house).await;
    assert_eq!(house.sim().executions("feature.get"), 0);
    house.stop().await;
}

/// The demo's configuration as far as its first rule.
fn without_rules() -> String {
    let end = CONFIGURATION
        .find("[[rule]]")
        .unwrap_or(CONFIGURATION.len());
    CONFIGURATION[..end].to_owned()
}
