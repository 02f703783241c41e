//! `POST` and `DELETE /widget/{id}/client`: of several clients somebody chooses one.

use bitrix24_sim::Fault;
use chrono::TimeDelta;
use inlay::clock::Clock;
use inlay::demo::house::{CONFIGURATION, House, Plan};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::visitor::{
    Page, change_books, frame, http, installed, installed_after, open_deal, page, post,
};

/// A deal of Northwind Trading, company 1.
const DEAL: u64 = 77;

/// A second client with Northwind's tax number.
const BRANCH: &str = "insert into clients
    select 501, 'Northwind <b>Branch</b>', tax_id, currency, credit_limit, 0, 0, 0, manager, phone
      from clients where id = 1";

const BY_INN: &str =
    "steps = [{ crm = \"requisite.RQ_INN\", query = \"erp.client\", as = \"tax_id\" }]";

const BY_ID: &str = r#"
[sources.erp.queries.client_by_id]
params = { client_id = "integer" }
sql    = "select id as client_id, name, tax_id, currency, credit_limit, debt, overdue from clients where id = :client_id"

[match]
steps = [
  { crm = "company.UF_CRM_ERP_ID", query = "erp.client_by_id" },
  { crm = "requisite.RQ_INN", query = "erp.client", as = "tax_id" },
]
remember = "UF_CRM_ERP_ID"
"#;

fn with_match(section: &str) -> Plan {
    let configuration = CONFIGURATION.replace(&format!("[match]\n{BY_INN}"), section);
    assert!(
        configuration.contains(section),
        "the demo's steps are in their place"
    );
    Plan {
        configuration: Some(configuration),
        ..Plan::default()
    }
}

/// A house whose portal remembers clients in a field of its companies.
async fn remembering() -> House {
    let house = installed_after(with_match(BY_ID)).await;
    let field = json!({"fields": {
        "FIELD_NAME": "ERP_ID", "USER_TYPE_ID": "string", "EDIT_FORM_LABEL": "ERP", "MULTIPLE": "N",
    }});
    rest(&house, "crm.company.userfield.add", field).await;
    change_books(&house, BRANCH).await;
    house
}

/// A call as the portal's administrator.
async fn rest(house: &House, method: &str, parameters: Value) -> Value {
    let webhook = house.sim().webhook_url().expect("a webhook");
    let answer = http()
        .post(format!("{}{method}", webhook.expose()))
        .json(&parameters)
        .send()
        .await
        .expect("an answer");
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).expect("JSON");
    assert!(answer.get("error").is_none(), "{answer}");
    answer["result"].clone()
}

async fn remembered(house: &House) -> Value {
    rest(house, "crm.company.get", json!({"id": 1})).await["UF_CRM_ERP_ID"].clone()
}

/// Sends a choice with the session of a page.
async fn choose(house: &House, shown: &Page, candidate: &str) -> StatusCode {
    let session = shown.data("data-session").expect("a session");
    let request = http()
        .post(format!(
            "http://{}/widget/client/client",
            house.server().address()
        ))
        .bearer_auth(session)
        .json(&json!({ "candidate": candidate }));
    request.send().await.unwrap().status()
}

async fn undo(house: &House, shown: &Page) -> StatusCode {
    let session = shown.data("data-session").expect("a session");
    let request = http()
        .delete(format!(
            "http://{}/widget/client/client",
            house.server().address()
        ))
        .bearer_auth(session);
    request.send().await.unwrap().status()
}

/// The mark of the candidate whose part of the page holds these words.
fn mark(page: &Page, words: &str) -> String {
    let part = page.body.split("<li>").find(|part| part.contains(words));
    let part = part.expect("the candidate is on the page");
    let (_, rest) = part
        .split_once("data-candidate=\"")
        .expect("it can be chosen");
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn is(page: &Page, state: &str) -> bool {
    page.body.contains(&format!("data-state=\"{state}\""))
}

#[tokio::test]
async fn of_several_clients_one_is_chosen_and_the_choice_holds_for_everybody() {
    let house = installed().await;
    change_books(&house, BRANCH).await;
    let several = open_deal(&house, "manager", DEAL).await;
    assert!(is(&several, "several"), "{}", several.text());
    let text = several.text();
    for words in [
        "2 clients fit this card",
        "Northwind Trading",
        "Tax no. 7701234507",
        "This one",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!several.body.contains("<b>Branch"), "names are escaped");
    assert!(
        !text.contains("142,964.61") && !text.contains("Credit limit"),
        "no figures: {text}"
    );

    let branch = mark(&several, "Branch");
    assert_eq!(
        choose(&house, &several, &branch).await,
        StatusCode::NO_CONTENT
    );
    for (login, deal) in [("manager", DEAL), ("admin", DEAL), ("manager", 51)] {
        let chosen = open_deal(&house, login, deal).await;
        assert!(
            chosen.text().contains("Branch"),
            "{login}, {deal}: {}",
            chosen.text()
        );
        assert!(!is(&chosen, "several"));
    }
    let company = post(&frame(&house, "manager", "CRM_COMPANY_DETAIL_TAB", 1)).await;
    assert!(company.text().contains("Branch"), "{}", company.text());

    // Two cards were open; the second one's choice comes too late.
    assert_eq!(
        choose(&house, &several, &branch).await,
        StatusCode::CONFLICT
    );
    house.stop().await;
}

#[tokio::test]
async fn a_choice_the_books_have_lost_is_asked_for_again() {
    let clock = Clock::standing_at(Clock::default().now());
    let plan = Plan {
        clock: clock.clone(),
        ..Plan::default()
    };
    let house = installed_after(plan).await;
    change_books(&house, BRANCH).await;
    let several = open_deal(&house, "manager", DEAL).await;
    let branch = mark(&several, "Branch");
    assert_eq!(
        choose(&house, &several, &branch).await,
        StatusCode::NO_CONTENT
    );
    let renumbered = "update clients set id = 502 where id = 501";
    change_books(&house, renumbered).await;
    // So long that no copy of what they said stands in for them.
    clock.advance(TimeDelta::days(2));
    let again = open_deal(&house, "admin", DEAL).await;
    assert!(is(&again, "several"), "{}", again.text());
    house.stop().await;
}

#[tokio::test]
async fn the_choice_is_written_into_the_field_that_remembers_it() {
    let house = remembering().await;
    let several = open_deal(&house, "manager", DEAL).await;
    assert!(is(&several, "several"), "{}", several.text());
    let branch = mark(&several, "Branch");
    assert_eq!(
        choose(&house, &several, &branch).await,
        StatusCode::NO_CONTENT
    );
    assert_eq!(remembered(&house).await, "501");
    let chosen = open_deal(&house, "manager", DEAL).await;
    assert!(chosen.text().contains("Branch"), "{}", chosen.text());
    assert!(
        chosen.text().contains("chosen by hand"),
        "{}",
        chosen.text()
    );

    // An administrator takes it back, and nobody else.
    assert!(!chosen.body.contains("data-undo"));
    assert_eq!(undo(&house, &chosen).await, StatusCode::FORBIDDEN);
    let seen = open_deal(&house, "admin", DEAL).await;
    assert!(seen.body.contains("data-undo"), "{}", seen.body);
    assert_eq!(undo(&house, &seen).await, StatusCode::NO_CONTENT);
    assert_eq!(remembered(&house).await.as_str().unwrap_or_default(), "");
    assert!(is(&open_deal(&house, "admin", DEAL).await, "several"));
    house.stop().await;
}

#[tokio::test]
async fn a_choice_of_the_store_is_taken_back_too() {
    let house = installed().await;
    change_books(&house, BRANCH).await;
    let several = open_deal(&house, "admin", DEAL).await;
    let branch = mark(&several, "Branch");
    assert_eq!(
        choose(&house, &several, &branch).await,
        StatusCode::NO_CONTENT
    );
    let chosen = open_deal(&house, "admin", DEAL).await;
    assert!(chosen.body.contains("data-undo"));
    assert_eq!(undo(&house, &chosen).await, StatusCode::NO_CONTENT);
    assert!(is(&open_deal(&house, "admin", DEAL).await, "several"));
    house.stop().await;
}

#[tokio::test]
async fn where_the_portal_has_no_such_field_the_store_keeps_the_choice() {
    let house = installed_after(with_match(BY_ID)).await;
    change_books(&house, BRANCH).await;
    let several = open_deal(&house, "manager", DEAL).await;
    let branch = mark(&several, "Branch");
    assert_eq!(
        choose(&house, &several, &branch).await,
        StatusCode::NO_CONTENT
    );
    let chosen = open_deal(&house, "manager", DEAL).await;
    assert!(chosen.text().contains("Branch"), "{}", chosen.text());
    house.stop().await;
}

#[tokio::test]
async fn who_may_not_change_the_company_does_not_choose_for_it() {
    for house in [installed().await, remembering().await] {
        change_books(&house, "delete from clients where id = 501").await;
        change_books(&house, BRANCH).await;
        let several = open_deal(&house, "manager", DEAL).await;
        let branch = mark(&several, "Branch");
        let denied = Fault::refusal(400, "ACCESS_DENIED", "Access denied");
        house.sim().faults().next_of("crm.item.update", 1, denied);
        assert_eq!(
            choose(&house, &several, &branch).await,
            StatusCode::FORBIDDEN
        );
        assert_eq!(house.sim().faults().left(), 0, "the portal was asked");
        assert!(is(&open_deal(&house, "manager", DEAL).await, "several"));
        // A portal that does not answer has not said no.
        house
            .sim()
            .faults()
            .next_of("crm.item.update", 9, Fault::html(502));
        assert_eq!(
            choose(&house, &several, &branch).await,
            StatusCode::SERVICE_UNAVAILABLE
        );
        house.sim().faults().clear();
        house.stop().await;
    }
}

#[tokio::test]
async fn nobody_is_chosen_who_was_not_among_the_candidates() {
    let house = installed().await;
    change_books(&house, BRANCH).await;
    let several = open_deal(&house, "manager", DEAL).await;
    for nobody in ["", "501", "0123456789abcdef0123456789abcdef"] {
        assert_eq!(
            choose(&house, &several, nobody).await,
            StatusCode::CONFLICT,
            "{nobody}"
        );
    }
    let address = format!("http://{}/widget/client/client", house.server().address());
    let forged = http()
        .post(&address)
        .bearer_auth("forged")
        .json(&json!({"candidate": "x"}));
    assert_eq!(
        forged.send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );
    let nameless = http().delete(&address);
    assert_eq!(
        nameless.send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );
    let session = several.data("data-session").unwrap();
    let malformed = http()
        .post(&address)
        .bearer_auth(session)
        .body("candidate=x");
    assert_eq!(
        malformed.send().await.unwrap().status(),
        StatusCode::BAD_REQUEST
    );
    let elsewhere = address.replace("/widget/client/", "/widget/other/");
    let foreign = http()
        .post(elsewhere)
        .bearer_auth(session)
        .json(&json!({"candidate": "x"}));
    assert_eq!(
        foreign.send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );
    assert!(is(&open_deal(&house, "manager", DEAL).await, "several"));
    house.stop().await;
}

#[tokio::test]
async fn whom_a_weak_key_finds_is_shown_when_somebody_has_confirmed_it() {
    let plan = with_match(
        "[match]\nsteps = [{ crm = \"requisite.RQ_INN\", query = \"erp.client\", as = \"tax_id\", \
         confirm = true }]\ncandidates = [\"name\", \"manager\", \"debt:money\"]",
    );
    let house = installed_after(plan).await;
    let open = open_deal(&house, "seller", 71).await;
    assert!(is(&open, "unconfirmed"), "{}", open.text());
    for words in ["Это тот клиент?", "Да, это он", "Менеджер", "₽"] {
        assert!(open.text().contains(words), "{words} in {}", open.text());
    }
    let only = mark(&open, "data-candidate");
    assert_eq!(choose(&house, &open, &only).await, StatusCode::NO_CONTENT);
    let shown = open_deal(&house, "seller", 71).await;
    assert!(shown.text().contains("Кредитный лимит"), "{}", shown.text());
    house.stop().await;
}

#[tokio::test]
async fn clients_that_cannot_be_told_apart_are_shown_and_not_chosen() {
    let nameless = CONFIGURATION.replace("select id as client_id, name,", "select name,");
    let nameless = nameless.replace("{ client_id = \"integer\"", "{ phone = \"text\"");
    let nameless = nameless.replace(":client_id", ":phone");
    let house = installed_after(Plan {
        configuration: Some(nameless),
        ..Plan::default()
    })
    .await;
    change_books(&house, BRANCH).await;
    let several = open_deal(&house, "manager", DEAL).await;
    assert!(is(&several, "several"), "{}", several.text());
    assert!(
        several.text().contains("They cannot be told apart"),
        "{}",
        several.text()
    );
    assert!(!several.body.contains("data-candidate"), "{}", several.body);
    house.stop().await;
}

#[tokio::test]
async fn what_is_filled_in_counts_at_once() {
    let house = installed().await;
    let unknown = open_deal(&house, "admin", 75).await;
    assert!(is(&unknown, "not-found"), "{}", unknown.text());
    let before = house.sim().requests().rest;
    open_deal(&house, "admin", 75).await;
    assert_eq!(
        house.sim().requests().rest - before,
        1,
        "the card is read anew"
    );
    house.stop().await;
}

#[tokio::test]
async fn get_on_the_route_of_a_choice_is_for_a_session_and_never_a_page() {
    let house = installed().await;
    let address = format!("http://{}/widget/client/client", house.server().address());
    let answer = page(http().get(address).send().await.unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.body, "the session is over");
    house.stop().await;
}
