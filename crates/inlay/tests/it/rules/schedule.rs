use chrono::TimeDelta;
use inlay::clock::Clock;
use inlay::demo::house::Plan;
use inlay::jobs::Kind;
use serde_json::json;

use super::super::visitor::change_books;
use super::{portal, rest, until, with_rules};

const LIMITS: &str = r#"
[[rule]]
id = "limits"
on = { every = "1h" }
for = "company"
when = "company.UF_CRM_LIMIT != client.credit_limit"
effects = [{ set = { UF_CRM_LIMIT = "{{ client.credit_limit }}" } }]
"#;

#[tokio::test]
async fn a_rule_runs_every_so_often_and_writes_only_what_has_changed() {
    // The portal keeps its own time: tokens are good for an hour of it.
    let clock = Clock::standing_at(Clock::default().now());
    let plan = Plan {
        clock: clock.clone(),
        ..Plan::default()
    };
    let house = with_rules(LIMITS, plan).await;
    house
        .sim()
        .world()
        .add_user_field(4, "UF_CRM_LIMIT", "double");
    let portal = portal(&house).await;
    let scope = house.app().store.scope(&portal);
    let rounds = async || {
        let jobs = scope.jobs_of(Kind::Sync, 10).await.unwrap();
        let body = jobs.first().map(|job| job.body.clone()).unwrap_or_default();
        let ended = body["begun"].is_null();
        (body["round"].as_i64().unwrap_or(0), ended, body)
    };
    until("the first round is over", async || {
        matches!(rounds().await, (1, true, _))
    })
    .await;
    clock.advance(TimeDelta::hours(1));
    until("the second one, too", async || {
        matches!(rounds().await, (2, true, _))
    })
    .await;
    house.idle().await.unwrap();
    let (_, _, body) = rounds().await;
    assert_eq!(
        (&body["done"], &body["total"]),
        (&json!(12), &json!(12)),
        "{body}"
    );
    let limit = async |id: u64| rest(&house, "crm.company.get", &json!({"id": id})).await;
    let northwind = limit(1).await["UF_CRM_LIMIT"].clone();
    assert!(
        northwind.as_str().is_some_and(|limit| !limit.is_empty()),
        "{northwind}"
    );

    let written = house.sim().executions("crm.item.update");
    change_books(
        &house,
        "update clients set credit_limit = 123456.78 where id = 7",
    )
    .await;
    // Not due yet.
    clock.advance(TimeDelta::minutes(59));
    house.idle().await.unwrap();
    assert_eq!(rounds().await.0, 2);
    clock.advance(TimeDelta::minutes(1));
    until("the third round is over", async || {
        matches!(rounds().await, (3, true, _))
    })
    .await;
    house.idle().await.unwrap();
    assert_eq!(house.sim().executions("crm.item.update"), written + 1);
    assert_eq!(limit(7).await["UF_CRM_LIMIT"], "123456.78");
    house.stop().await;
}

#[tokio::test]
async fn a_round_survives_a_restart_and_a_schedule_that_was_changed_begins_anew() {
    let house = with_rules(LIMITS, Plan::default()).await;
    let portal = portal(&house).await;
    let keys = async |house: &inlay::demo::house::House| {
        let scope = house.app().store.scope(&portal);
        let jobs = scope.jobs_of(Kind::Sync, 10).await.unwrap();
        jobs.into_iter()
            .filter_map(|job| job.key)
            .collect::<Vec<_>>()
    };
    until("it is in line", async || keys(&house).await.len() == 1).await;
    let house = house.restart().await.unwrap();
    house.idle().await.unwrap();
    assert_eq!(keys(&house).await, ["limits:every 3600 s"]);
    let file = house.folder().join(inlay::demo::house::CONFIGURATION_FILE);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("\"1h\"", "\"2h\"")).unwrap();
    let house = house.restart().await.unwrap();
    until("the new one is in line", async || {
        keys(&house)
            .await
            .contains(&"limits:every 7200 s".to_owned())
    })
    .await;
    house.stop().await;
}

#[tokio::test]
async fn deals_and_contacts_are_walked_as_companies_are() {
    let of = |kind: &str| {
        LIMITS
            .replace("\"limits\"", &format!("\"{kind}s\""))
            .replace("\"company\"", &format!("\"{kind}\""))
            .replace("company.UF", &format!("{kind}.UF"))
    };
    let rules = format!("{}{}", of("deal"), of("contact"));
    let clock = Clock::standing_at(Clock::default().now());
    let plan = Plan {
        clock: clock.clone(),
        ..Plan::default()
    };
    let house = with_rules(&rules, plan).await;
    for entity_type in [2, 3] {
        let world = house.sim().world();
        world.add_user_field(entity_type, "UF_CRM_LIMIT", "double");
    }
    // The first round may have been before there were such fields.
    house.idle().await.unwrap();
    clock.advance(TimeDelta::hours(1));
    let limit = async |method: &str, id: u64| {
        let record = rest(&house, method, &json!({"id": id})).await;
        record["UF_CRM_LIMIT"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    // Each has a deal or a contact of Northwind Trading.
    for (method, id) in [("crm.deal.get", super::DEAL), ("crm.contact.get", 21)] {
        until(method, async || !limit(method, id).await.is_empty()).await;
    }
    house.idle().await.unwrap();
    assert_eq!(
        limit("crm.deal.get", super::DEAL).await,
        limit("crm.contact.get", 21).await
    );
    house.stop().await;
}
