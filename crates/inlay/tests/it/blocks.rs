//! Blocks by their kinds and by who may see them, from outside.

use bitrix24_sim::Fault;
use chrono::TimeDelta;
use inlay::clock::Clock;
use inlay::demo::house::{CONFIGURATION, House, Plan};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::hostile::hostile_names;
use super::visitor::demo_block::{COMPLAINTS, PURCHASES, TASKS};
use super::visitor::{
    Page, change_books, command, http, installed, installed_after, ledger_reads, open_deal,
};

const DEAL: u64 = 77;

/// A task in the portal, made by the administrator for the manager.
async fn add_task(house: &House, title: &str, deadline: Value, bound_to: &[&str]) {
    let (sim, client_id) = (house.sim(), &house.application().client_id);
    let administrator = sim.user("admin").unwrap();
    let token = sim.token_for(administrator.id, client_id).unwrap();
    let manager = sim.user("manager").unwrap().id;
    let fields = json!({
        "TITLE": title,
        "RESPONSIBLE_ID": manager,
        "DEADLINE": deadline,
        "UF_CRM_TASK": bound_to,
    });
    let answer = http()
        .post(sim.portal_url().join("rest/tasks.task.add").unwrap())
        .bearer_auth(token.access_token.expose())
        .json(&json!({ "fields": fields }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{:?}", answer.text().await);
}

/// What stands in the place of a block; `None` when there is no such place.
fn shown(page: &Page, number: usize) -> Option<&str> {
    let start = page.body.rfind(&format!("data-for=\"{number}\""))?;
    let length = page.body[start..].find("data-done")?;
    Some(&page.body[start..start + length])
}

async fn block(house: &House, page: &Page, number: usize) -> Page {
    let session = page.data("data-session").expect("a session");
    let address = house.server().address();
    let answer = http()
        .get(format!("http://{address}/widget/client/block/{number}"))
        .bearer_auth(session)
        .send();
    super::visitor::page(answer.await.unwrap()).await
}

/// The demo's configuration with a line added to the block of these words, and a line to the widget.
fn restricted(block: &str, line: &str) -> Plan {
    assert!(CONFIGURATION.contains(block), "{block}");
    Plan {
        configuration: Some(CONFIGURATION.replace(block, &format!("{block}\n{line}"))),
        ..Plan::default()
    }
}

#[tokio::test]
async fn the_open_tasks_of_deal_company_and_contact_come_with_the_card_in_its_one_request() {
    let house = installed().await;
    add_task(
        &house,
        "Call about the debt",
        json!("2020-01-01T12:00:00+03:00"),
        &["D_77"],
    )
    .await;
    add_task(
        &house,
        "Visit them",
        json!("2099-01-01T12:00:00+03:00"),
        &["CO_1"],
    )
    .await;
    add_task(&house, "Somebody else's", Value::Null, &["CO_2"]).await;
    let before = house.sim().requests().rest;
    let page = open_deal(&house, "manager", DEAL).await;
    assert_eq!(house.sim().requests().rest - before, 1, "one request");
    let tasks = shown(&page, TASKS).expect("the block of tasks");
    let late = tasks.find("Call about the debt").expect("the deal's");
    let other = tasks.find("Visit them").expect("the company's");
    assert!(late < other, "the earlier deadline comes first: {tasks}");
    assert_eq!(tasks.matches("Overdue").count(), 1, "{tasks}");
    assert!(!tasks.contains("Somebody else"), "{tasks}");
    assert!(tasks.contains("Martin Keller"), "{tasks}");
    let manager = house.sim().user("manager").unwrap().id;
    let link = format!(
        "{}company/personal/user/{manager}/tasks/task/view/",
        house.sim().portal_url()
    );
    assert!(tasks.contains(&format!("href=\"{link}")), "{link}: {tasks}");
    // Who may not see a task in the portal does not see it here.
    let seller = open_deal(&house, "seller", 71).await;
    let tasks = shown(&seller, TASKS).expect("the block of tasks");
    assert!(!tasks.contains("Visit them"), "{tasks}");
    house.stop().await;
}

#[tokio::test]
async fn tasks_are_asked_for_anew_when_the_button_is_pressed() {
    let clock = Clock::standing_at(Clock::default().now());
    let house = installed_after(Plan {
        clock: clock.clone(),
        ..Plan::default()
    })
    .await;
    let page = open_deal(&house, "manager", DEAL).await;
    add_task(&house, "Call about the debt", Value::Null, &["D_77"]).await;
    clock.advance(TimeDelta::seconds(10));
    let anew = block(&house, &page, TASKS).await;
    assert!(
        anew.text().contains("Call about the debt"),
        "{}",
        anew.text()
    );
    // However often it is pressed, the portal is asked once in a while.
    let before = house.sim().requests().rest;
    block(&house, &page, TASKS).await;
    assert_eq!(house.sim().requests().rest, before);
    house.stop().await;
}

#[tokio::test]
async fn without_the_scope_the_block_of_tasks_says_what_to_grant_and_the_rest_is_there() {
    let house = installed().await;
    let client_id = house.application().client_id.clone();
    assert!(house.sim().take_scope_away(&client_id, "task"));
    let page = open_deal(&house, "manager", DEAL).await;
    let tasks = shown(&page, TASKS).expect("the block of tasks");
    assert!(tasks.contains("permission “Tasks” (task)"), "{tasks}");
    assert!(page.text().contains("Northwind Trading"), "{}", page.text());

    let (good, output, errors) = command(&house, &["lookup", "--deal", "77"]).await;
    assert!(good, "{errors}");
    assert!(output.contains("Block 7, tasks: not granted"), "{output}");

    // Any other refusal is not taken for it.
    let refused = Fault::refusal(400, "ERROR_CORE", "Something<br>");
    house
        .sim()
        .faults()
        .next_command("tasks.task.list", 3, refused);
    let page = open_deal(&house, "admin", DEAL).await;
    let tasks = shown(&page, TASKS).expect("the block of tasks");
    assert!(tasks.contains("Bitrix24"), "{tasks}");
    house.stop().await;
}

#[tokio::test]
async fn a_block_for_a_department_is_not_in_the_page_of_others_and_its_query_is_not_run() {
    let plan = restricted(
        "query   = \"erp.purchases\"",
        "visible_to = { departments = [5, 7] }",
    );
    let house = installed_after(plan).await;
    let manager = house.sim().user("manager").unwrap().id;
    let before = ledger_reads(&house);
    let page = open_deal(&house, "manager", DEAL).await;
    assert_eq!(shown(&page, PURCHASES), None, "{}", page.text());
    assert!(!page.body.contains(&format!("data-slot=\"{PURCHASES}\"")));
    let hidden = block(&house, &page, PURCHASES).await;
    let nothing = block(&house, &page, 99).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    assert_eq!((hidden.status, hidden.body), (nothing.status, nothing.body));
    assert_eq!(
        ledger_reads(&house) - before,
        4,
        "client, turnover, purchases for the chart, complaints"
    );

    // Somebody moves; another reader of the card is told apart.
    house.sim().world().set_departments(manager, vec![7]);
    let session_of_another_card = open_deal(&house, "manager", 70).await;
    assert!(
        shown(&session_of_another_card, PURCHASES).is_some(),
        "{}",
        session_of_another_card.text()
    );
    house.stop().await;
}

#[tokio::test]
async fn what_only_a_hidden_block_asks_for_is_not_asked() {
    let list = "query  = \"erp.complaints\"";
    let house = installed_after(restricted(list, "visible_to = { administrators = true }")).await;
    let before = ledger_reads(&house);
    let page = open_deal(&house, "manager", DEAL).await;
    assert_eq!(shown(&page, COMPLAINTS), None, "{}", page.text());
    assert_eq!(
        ledger_reads(&house) - before,
        3,
        "client, turnover, purchases"
    );
    let page = open_deal(&house, "admin", DEAL).await;
    assert!(shown(&page, COMPLAINTS).is_some(), "{}", page.text());
    assert_eq!(ledger_reads(&house) - before, 4, "and the complaints");

    let (good, output, errors) = command(&house, &["lookup", "--deal", "77"]).await;
    assert!(good, "{errors}");
    assert!(
        output.contains("hidden from everybody but administrators"),
        "{output}"
    );
    let (good, output, errors) = command(&house, &["check"]).await;
    assert!(good, "{errors}");
    assert!(
        output.contains("list of erp.complaints (only for administrators)"),
        "{output}"
    );
    house.stop().await;
}

#[tokio::test]
async fn a_widget_for_others_says_no_access_and_holds_nothing() {
    let line = "visible_to = { departments = [5] }";
    let house = installed_after(restricted("id     = \"client\"", line)).await;
    let before = ledger_reads(&house);
    let page = open_deal(&house, "manager", DEAL).await;
    assert!(
        page.body.contains("data-state=\"no-access\""),
        "{}",
        page.text()
    );
    assert!(!page.body.contains("data-slot=\"1\""), "no skeleton of it");
    assert_eq!(page.data("data-session"), None);
    assert_eq!(ledger_reads(&house), before, "the ledger was not asked");
    house.stop().await;
}

#[tokio::test]
async fn a_portal_that_does_not_tell_where_people_work_shows_nothing_that_is_for_some() {
    let plan = restricted(
        "query   = \"erp.purchases\"",
        "visible_to = { departments = [1] }",
    );
    let house = installed_after(plan).await;
    let page = open_deal(&house, "manager", DEAL).await;
    assert!(shown(&page, PURCHASES).is_some(), "everybody is in 1");
    let client_id = house.application().client_id.clone();
    assert!(house.sim().take_scope_away(&client_id, "user_brief"));
    let page = open_deal(&house, "admin", DEAL).await;
    assert_eq!(shown(&page, PURCHASES), None, "{}", page.text());
    assert!(page.text().contains("Northwind Trading"), "{}", page.text());
    house.stop().await;
}

#[tokio::test]
async fn hostile_names_in_the_books_and_in_the_portal_are_shown_and_do_nothing() {
    let clock = Clock::standing_at(Clock::default().now());
    let house = installed_after(Plan {
        clock: clock.clone(),
        ..Plan::default()
    })
    .await;
    for name in hostile_names()
        .into_iter()
        .filter(|name| !name.contains('\0'))
    {
        let quoted = name.replace('\'', "''");
        let update = format!(
            "update clients set name = '{quoted}' where id = 1;
             update complaints set subject = '{quoted}', status = '{quoted}' where client_id = 1;"
        );
        change_books(&house, &update).await;
        // No copy of before is shown any more.
        clock.advance(TimeDelta::hours(26));
        let page = open_deal(&house, "manager", DEAL).await;
        for markup in [
            "<script>alert",
            "<img",
            "<svg/",
            "<b>",
            "onfocus=\"alert",
            "href=\"javascript",
        ] {
            assert!(!page.body.contains(markup), "{markup} of {name}");
        }
    }
    house.stop().await;
}
