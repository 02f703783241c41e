use std::time::Duration;

use bitrix24_sim::Sim;
use inlay::demo::house::{House, Plan};
use serde_json::{Map, json};
use tokio::process::{Child, Command};

use super::super::visitor::{answers, beside};
use super::{DEAL, rest, until, with_rules};

const DEALS: usize = 60;

/// One effect that is found again by its sign, one by its title, and one that compares.
const GATE: &str = r#"
[[rule]]
id = "gate"
on = { event = "ONCRMDEALUPDATE" }
when = "deal.opportunity > client.credit_limit - client.debt"
effects = [
  { comment = { text = "{{ client.name }} would exceed the limit" } },
  { task = { title = "Ask {{ client.name }}", responsible = "{{ deal.assignedById }}" } },
  { set = { UF_CRM_LIMIT = "{{ client.credit_limit }}" } },
]
"#;

const WRITES: [&str; 3] = [
    "crm.timeline.comment.add",
    "tasks.task.add",
    "crm.item.update",
];

/// Deals of the same client.
async fn add_deals(house: &House) -> Vec<i64> {
    let deal = rest(house, "crm.deal.get", &json!({ "id": DEAL })).await;
    let (company, user) = (&deal["COMPANY_ID"], &deal["ASSIGNED_BY_ID"]);
    let mut deals = Vec::with_capacity(DEALS);
    for number in 0..DEALS {
        let fields = json!({
            "TITLE": format!("Deal {number}"),
            "COMPANY_ID": company,
            "ASSIGNED_BY_ID": user,
        });
        let id = rest(house, "crm.deal.add", &json!({ "fields": fields })).await;
        deals.push(id.as_i64().expect("a number"));
    }
    deals
}

/// Moves deals over the limit, as their manager does in their pages.
fn exceed(sim: &Sim, deals: &[i64]) {
    let user = sim.user("manager").expect("a manager");
    let fields = Map::from_iter([("OPPORTUNITY".to_owned(), json!("999000000"))]);
    for deal in deals {
        sim.state().update_deal(&user, *deal, &fields).unwrap();
    }
}

/// Starts the server as a process of its own, and waits until it answers.
async fn serve(command: &mut Command, address: std::net::SocketAddr) -> Child {
    let server = command.spawn().expect("it starts");
    answers(address).await;
    server
}

#[tokio::test]
async fn a_server_that_is_killed_twice_does_for_every_deal_what_is_to_be_done_once() {
    let house = with_rules(GATE, Plan::default()).await;
    house
        .sim()
        .world()
        .add_user_field(2, "UF_CRM_LIMIT", "double");
    let deals = add_deals(&house).await;
    house.idle().await.unwrap();
    let (first, others) = deals.split_at(DEALS / 3);
    let (second, third) = others.split_at(DEALS / 3);
    let address = house.server().address();
    let mut command = beside(&house);
    command.arg("serve");
    let house = house
        .restart_after(async |sim| {
            let tasks = || sim.executions("tasks.task.add");
            sim.knobs().set_latency(Duration::from_millis(100));
            let mut server = serve(&mut command, address).await;
            exceed(sim, first);
            until("some tasks are there", async || tasks() >= 8).await;
            server.kill().await.expect("it is killed");
            // Nobody hears of these: they are searched for.
            exceed(sim, second);
            let mut server = serve(&mut command, address).await;
            exceed(sim, third);
            let before = tasks();
            until("more tasks are there", async || tasks() >= before + 8).await;
            server.kill().await.expect("it is killed");
            sim.knobs().set_latency(Duration::ZERO);
        })
        .await
        .unwrap();
    until("everything is written", async || {
        WRITES
            .iter()
            .all(|method| house.sim().executions(method) >= DEALS as u64)
    })
    .await;
    house.idle().await.unwrap();
    let (mut tasks, mut comments) = (Vec::new(), Vec::new());
    for deal in &deals {
        let of_deal = json!({ "filter": { "UF_CRM_TASK": [format!("D_{deal}")] } });
        let found = rest(&house, "tasks.task.list", &of_deal).await;
        tasks.push(found["tasks"].as_array().expect("tasks").len());
        let of_deal = json!({ "filter": { "ENTITY_ID": deal, "ENTITY_TYPE": "deal" } });
        let found = rest(&house, "crm.timeline.comment.list", &of_deal).await;
        comments.push(found.as_array().expect("comments").len());
        let found = rest(&house, "crm.deal.get", &json!({ "id": deal })).await;
        assert!(!found["UF_CRM_LIMIT"].is_null(), "{found}");
    }
    assert_eq!(tasks, [1; DEALS]);
    assert_eq!(comments, [1; DEALS]);
    house.stop().await;
}
