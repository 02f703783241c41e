use std::time::Duration;

use chrono::TimeDelta;
use inlay::demo::house::{House, Plan};
use inlay::effects::Target;
use inlay::jobs::Kind;
use inlay::store::JobState;
use serde_json::json;

use super::super::visitor::{change_books, hold_books, installed_after};
use super::{DEAL, after_events, change_deal, comments, portal, rest, until, with_rules};

#[tokio::test]
async fn the_credit_gate_of_the_demo_tells_comments_and_makes_a_task() {
    credit_gate(House::plan_with_rules()).await;
}

#[tokio::test]
async fn the_credit_gate_does_the_same_on_postgresql() {
    let postgres = testbed::Postgres::start().await.expect("PostgreSQL");
    credit_gate(Plan {
        store: Some(postgres.database().await.expect("a database")),
        ..House::plan_with_rules()
    })
    .await;
}

async fn credit_gate(plan: Plan) {
    let house = installed_after(plan).await;
    change_deal(
        &house,
        "manager",
        json!({"OPPORTUNITY": "999000000", "STAGE_ID": "FINAL_INVOICE"}),
    );
    after_events(&house, 1).await;
    let comments = comments(&house).await;
    assert_eq!(comments.len(), 1, "{comments:?}");
    assert!(comments[0].starts_with("Credit limit ₽"), "{comments:?}");
    let of_deal = json!({"filter": {"UF_CRM_TASK": [format!("D_{DEAL}")]}});
    let tasks = rest(&house, "tasks.task.list", &of_deal).await;
    let tasks = tasks["tasks"].as_array().expect("tasks").clone();
    assert_eq!(tasks.len(), 1, "{tasks:?}");
    assert_eq!(tasks[0]["title"], "Ask Northwind Trading for a payment");
    assert_eq!(house.sim().executions("im.notify.system.add"), 1);
    house.stop().await;
}

/// A deal over what is left of the limit is commented.
const GATE: &str = r#"
[[rule]]
id = "gate"
on = { event = "ONCRMDEALUPDATE" }
when = "deal.opportunity > client.credit_limit - client.debt"
effects = [{ comment = { text = "Limit {{ client.credit_limit | money }} for {{ client.name }}" } }]
"#;

#[tokio::test]
async fn a_change_over_the_limit_is_answered_once_however_often_the_deal_is_touched() {
    let house = with_rules(GATE, Plan::default()).await;
    change_deal(&house, "manager", json!({"OPPORTUNITY": "999000000"}));
    after_events(&house, 1).await;
    let first = comments(&house).await;
    assert_eq!(first.len(), 1, "{first:?}");
    assert!(first[0].contains("for Northwind Trading"), "{first:?}");
    assert!(first[0].contains('₽'), "{first:?}");

    // The deal is over the limit as before: that has been said.
    change_deal(&house, "manager", json!({"TITLE": "Another name"}));
    after_events(&house, 2).await;
    assert_eq!(comments(&house).await.len(), 1);

    // It was well in between: over it again is news.
    change_deal(&house, "manager", json!({"OPPORTUNITY": "1"}));
    after_events(&house, 3).await;
    assert_eq!(comments(&house).await.len(), 1);
    change_deal(&house, "manager", json!({"OPPORTUNITY": "999000000"}));
    after_events(&house, 4).await;
    assert_eq!(comments(&house).await.len(), 2);
    house.stop().await;
}

#[tokio::test]
async fn a_deal_whose_client_nobody_knows_has_none() {
    let rules = format!(
        "{GATE}[[rule]]\nid = \"nobody\"\non = {{ event = \"ONCRMDEALUPDATE\" }}\nwhen = \"client is none\"\neffects = [{{ comment = {{ text = \"Whose is it?\" }} }}]\n"
    );
    let house = with_rules(&rules, Plan::default()).await;
    change_books(&house, "update clients set tax_id = 'none' || id").await;
    change_deal(&house, "manager", json!({"OPPORTUNITY": "999000000"}));
    after_events(&house, 1).await;
    assert_eq!(comments(&house).await, ["Whose is it?"]);
    house.stop().await;
}

#[tokio::test]
async fn books_that_do_not_answer_put_a_rule_off_and_nothing_is_made_up() {
    let house = with_rules(GATE, Plan::default()).await;
    let mut books = hold_books(&house).await;
    change_deal(&house, "manager", json!({"OPPORTUNITY": "999000000"}));
    let portal = portal(&house).await;
    let scope = house.app().store.scope(&portal);
    until("the rule waits for another try", async || {
        let counts = scope.job_counts(house.app().clock.now()).await.unwrap();
        let mut rules = counts.iter().filter(|count| count.kind == Kind::Rule);
        rules.any(|count| count.state == JobState::Waiting && count.due < count.count)
    })
    .await;
    assert!(comments(&house).await.is_empty());
    sqlx::raw_sql("rollback").execute(&mut books).await.unwrap();
    until("it is done after all", async || {
        comments(&house).await.len() == 1
    })
    .await;
    house.stop().await;
}

#[tokio::test]
async fn a_rule_is_not_started_by_what_it_has_set() {
    let rules = "[[rule]]\nid = \"name\"\non = { event = \"ONCRMDEALUPDATE\" }\neffects = [{ set = { comments = \"Of {{ client.name }}\" } }]\n";
    let house = with_rules(rules, Plan::default()).await;
    change_deal(&house, "manager", json!({"TITLE": "Another name"}));
    // The manager's change and ours.
    after_events(&house, 2).await;
    let deal = rest(&house, "crm.deal.get", &json!({"id": DEAL})).await;
    assert_eq!(deal["COMMENTS"], "Of Northwind Trading");
    assert_eq!(house.sim().executions("crm.item.update"), 1);
    house.stop().await;
}

#[tokio::test]
async fn rules_that_start_each_other_come_to_an_end() {
    let rules = r#"
[[rule]]
id = "up"
on = { event = "ONCRMDEALUPDATE" }
effects = [{ set = { additionalInfo = "{{ deal.opportunity + 1 }}" } }]
[[rule]]
id = "and_up"
on = { event = "ONCRMDEALUPDATE" }
when = "deal.additionalInfo"
effects = [{ set = { opportunity = "{{ deal.additionalInfo + 1 }}" } }]
"#;
    let house = with_rules(rules, Plan::default()).await;
    change_deal(&house, "manager", json!({"TITLE": "Another name"}));
    let portal = portal(&house).await;
    let scope = house.app().store.scope(&portal);
    let deal = Target {
        entity_type: 2,
        id: DEAL,
    };
    until("the last round", async || {
        // Each write is in a second of its own: else their events would be taken for one.
        house.sim().clock().advance(TimeDelta::seconds(1));
        let runs = scope.runs(deal).await.unwrap();
        runs.iter().any(|run| run.depth == 10)
    })
    .await;
    // Every write of ours has come back as an event, and started nothing more.
    until("all is quiet", async || {
        house.idle().await.unwrap();
        let writes = house.sim().executions("crm.item.update");
        let came = house.sim().requests().events;
        house.idle().await.unwrap();
        came == writes + 1 && writes == house.sim().executions("crm.item.update")
    })
    .await;
    let runs = scope.runs(deal).await.unwrap();
    assert!(runs.iter().all(|run| run.depth <= 10), "{runs:?}");
    assert!(house.sim().executions("crm.item.update") <= 20);
    house.stop().await;
}

#[tokio::test]
async fn a_deal_that_is_gone_ends_in_nothing() {
    let house = with_rules(GATE, Plan::default()).await;
    let admin = house.sim().user("admin").unwrap();
    house
        .sim()
        .knobs()
        .set_event_delay(Duration::from_millis(200));
    change_deal(&house, "manager", json!({"OPPORTUNITY": "999000000"}));
    house
        .sim()
        .state()
        .delete_deal(&admin, DEAL.cast_signed())
        .unwrap();
    after_events(&house, 1).await;
    let portal = portal(&house).await;
    let failed = house
        .app()
        .store
        .scope(&portal)
        .failed_jobs(10)
        .await
        .unwrap();
    assert!(failed.is_empty(), "{failed:?}");
    house.stop().await;
}
