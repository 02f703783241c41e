//! The credit gate: a deal that is moved over its client's limit, in a real Chromium.

use std::time::Duration;

use bitrix24_sim::FollowUp;
use chrono::TimeDelta;
use inlay::clock::Clock;
use inlay::demo::house::{House, Plan};
use serde_json::{Map, Value, json};
use testbed::Chromium;

use super::visitor::{change_books, hold_books, installed_after};

/// A deal of Northwind Trading, tax number 7701234507.
const DEAL: i64 = 77;

/// A house with the demo's rules, and books in which Northwind may owe 600 more.
async fn gated() -> House {
    let house = installed_after(House::plan_with_rules()).await;
    change_books(
        &house,
        "update clients set credit_limit = 1000, debt = 400 where tax_id = '7701234507'",
    )
    .await;
    house
}

/// Changes the deal as its administrator.
fn set(house: &House, fields: &Value) {
    let admin = house.sim().user("admin").unwrap();
    let fields: Map<String, Value> = fields.as_object().cloned().unwrap();
    let state = house.sim().state();
    state.update_deal(&admin, DEAL, &fields).unwrap();
}

fn stage(house: &House) -> String {
    house.sim().world().deal(DEAL).unwrap().stage_id
}

/// What the last run of a robot was answered.
fn answer(house: &House) -> Value {
    let run = house.sim().world().workflows().pop();
    let robot = run.and_then(|workflow| workflow.robot);
    robot.map_or(Value::Null, |robot| json!(robot.returned))
}

/// Waits until this holds; the state it is about comes by itself or never.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(waited.await.is_ok(), "in a minute: {what}");
}

/// Opens the deal as whoever looks after it.
async fn open(house: &House) -> Chromium {
    let chromium = Chromium::start(1280, 1000, "en").await.unwrap();
    let world = house.sim().world();
    let user = world.user(world.deal(DEAL).unwrap().assigned_by).unwrap();
    let portal = house.sim().portal_url();
    let page = format!("{portal}sim/as/{}/crm/deal/details/{DEAL}/", user.login);
    chromium.open(&page).await.unwrap();
    chromium
        .until("document.querySelector('#card-stages')")
        .await
        .unwrap();
    chromium
}

async fn move_to(chromium: &Chromium, stage: &str) {
    let button = format!("#card-stages > button[value='{stage}']");
    chromium.click(&button).await.unwrap();
}

/// The page shows it without being loaded again.
async fn shows(chromium: &Chromium, text: &str) {
    let there = format!("document.body.innerText.includes({})", json!(text));
    chromium.until(&there).await.unwrap();
}

#[tokio::test]
async fn a_deal_moved_over_the_limit_gets_its_task_its_comment_and_its_notification() {
    let house = gated().await;
    set(
        &house,
        &json!({"STAGE_ID": "PREPARATION", "OPPORTUNITY": "600.01"}),
    );
    let chromium = open(&house).await;
    move_to(&chromium, "FINAL_INVOICE").await;
    shows(&chromium, "1,000.00, owed").await;

    let world = house.sim().world();
    let responsible = world.deal(DEAL).unwrap().assigned_by;
    until("there is a task", || !world.tasks().is_empty()).await;
    until("somebody is told", || {
        !world.notices_of(responsible).is_empty()
    })
    .await;
    house.idle().await.unwrap();
    let tasks = world.tasks();
    assert_eq!(tasks.len(), 1, "{tasks:?}");
    assert_eq!(tasks[0].title, "Ask Northwind Trading for a payment");
    assert_eq!(tasks[0].responsible_id, responsible);
    assert_eq!(tasks[0].crm_items, [format!("D_{DEAL}")]);
    let notices = world.notices_of(responsible);
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!(
        notices[0].message,
        "Northwind Trading would exceed the credit limit"
    );
    assert_eq!(stage(&house), "FINAL_INVOICE", "nobody has stopped it");

    assert_eq!(chromium.complaints().await.unwrap(), Vec::<String>::new());
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn the_robot_stops_a_deal_over_the_limit_and_lets_another_one_pass() {
    let house = gated().await;
    let gate = FollowUp {
        result: "result".into(),
        equals: "stop".into(),
        stage_id: "PREPARATION".into(),
    };
    let world = house.sim().world();
    assert!(world.put_gate_on_stage("EXECUTING", "check_limit", gate));

    set(
        &house,
        &json!({"STAGE_ID": "PREPARATION", "OPPORTUNITY": "600.01"}),
    );
    let chromium = open(&house).await;
    move_to(&chromium, "EXECUTING").await;
    until("it is answered", || answer(&house)["result"] == "stop").await;
    assert_eq!(stage(&house), "PREPARATION");
    chromium
        .until("document.querySelector('#card-stages [aria-current]').value === 'PREPARATION'")
        .await
        .unwrap();
    shows(&chromium, "Stopped: Northwind Trading may owe").await;
    let told = answer(&house);
    assert_eq!((&told["limit"], &told["owed"]), (&json!(1000), &json!(400)));
    let reason = told["reason"].as_str().unwrap();
    assert!(
        reason.contains("Northwind Trading owes") && reason.contains("400.00"),
        "{reason}"
    );

    // Up to the limit it may go.
    set(&house, &json!({"OPPORTUNITY": "600.00"}));
    move_to(&chromium, "EXECUTING").await;
    until("it is answered", || answer(&house)["result"] == "allow").await;
    assert_eq!(answer(&house)["reason"], "");
    assert_eq!(stage(&house), "EXECUTING");
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn a_workflow_does_not_wait_for_ever_for_books_that_are_down() {
    let clock = Clock::standing_at(Clock::default().now());
    let house = installed_after(Plan {
        clock: clock.clone(),
        ..House::plan_with_rules()
    })
    .await;
    let _books = hold_books(&house).await;
    let sim = house.sim();
    sim.run_robot("check_limit", DEAL, &Map::new()).unwrap();
    until("it is asked", || sim.executions("crm.item.get") > 0).await;
    house.idle().await.unwrap();
    assert_eq!(answer(&house), json!({}), "the books may be back soon");
    for _ in 0..30 {
        if answer(&house) != json!({}) {
            break;
        }
        clock.advance(TimeDelta::seconds(20));
        house.app().jobs.wake();
        house.idle().await.unwrap();
    }
    assert_eq!(answer(&house)["result"], "stop");
    let reason = answer(&house)["reason"].clone();
    assert_eq!(reason, "The accounting system could not be asked.");
    house.stop().await;
}
