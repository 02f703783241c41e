//! `POST /rule/{id}`: a button is pressed, in a widget and on the page of a card's menu.

use std::collections::BTreeMap;

use bitrix24_sim::{Fault, Task};
use inlay::demo::house::{CONFIGURATION, House, Plan};
use reqwest::StatusCode;
use serde_json::{Map, Value, json};

use super::visitor::{
    Page, change_books, deal_frame, frame, http, installed, installed_after, open_deal, page, post,
};

/// A deal of Northwind Trading.
const DEAL: u64 = 77;

const MENU: &str = "CRM_DEAL_DETAIL_TOOLBAR";

const RULES: &str = r#"
[[rule]]
id = "call"
on = { button = "Call them", widget = "client", places = ["CRM_DEAL_DETAIL_TOOLBAR"] }
effects = [{ task = { title = "Call {{ client.name }}", responsible = "{{ deal.assignedById }}", deadline = "+2d" } }]

[[rule]]
id = "owes"
on = { button = "Note the debt", widget = "client" }
effects = [{ set = { comments = "Owes {{ client.debt | money }}" } }]

[[rule]]
id = "both"
on = { button = "Note and start", widget = "client" }
effects = [{ comment = { text = "Of {{ client.name }}" } }, { workflow = { template = 42 } }, { comment = { text = "Never" } }]

[[rule]]
id = "never"
on = { button = "Praise them", widget = "client", otherwise = { en = "They owe us something." } }
when = "client.debt < 0"
effects = [{ comment = { text = "Well done" } }]

[[rule]]
id = "hidden"
on = { button = "Unseen", widget = "client" }
when = "client.debt < 0"
effects = [{ comment = { text = "Well done" } }]
"#;

/// The menus of a company's card and of a contact's.
const OTHER_MENUS: &str = r#"
[[rule]]
id = "remind"
on = { button = "Remind them", places = ["CRM_COMPANY_DETAIL_TOOLBAR", "CRM_CONTACT_DETAIL_TOOLBAR"] }
effects = [{ task = { title = "Remind {{ client.name }}", responsible = "{{ company.assignedById or contact.assignedById }}" } }]
"#;

/// A house with these rules instead of the demo's.
pub(crate) async fn with_buttons() -> House {
    with_rules(RULES).await
}

async fn with_rules(rules: &str) -> House {
    let (demo, _) = CONFIGURATION
        .split_once("[[rule]]")
        .expect("the demo has rules");
    let plan = (
        "INLAY__BITRIX24__PLAN".to_owned(),
        "{ burst = 10000, per_second = 1000 }".to_owned(),
    );
    let house = installed_after(Plan {
        configuration: Some(format!("{demo}\n{rules}")),
        overrides: BTreeMap::from([plan]),
        ..Plan::default()
    })
    .await;
    house.sim().knobs().set_bucket(None);
    house
}

/// A key as the page makes one up.
fn key(number: u32) -> String {
    format!("{number:032x}")
}

/// The session of the widget as this user sees it.
async fn session(house: &House, login: &str) -> String {
    let shown = open_deal(house, login, DEAL).await;
    shown.data("data-session").expect("a session").to_owned()
}

async fn press(house: &House, session: &str, rule: &str, key: &str) -> Page {
    let request = http()
        .post(format!("http://{}/rule/{rule}", house.server().address()))
        .bearer_auth(session)
        .header("accept-language", "en")
        .json(&json!({ "key": key }));
    page(request.send().await.unwrap()).await
}

/// Tasks whose title begins so.
pub(crate) fn tasks(house: &House, title: &str) -> Vec<Task> {
    let tasks = house.sim().world().tasks().into_iter();
    tasks.filter(|task| task.title.starts_with(title)).collect()
}

async fn rest(house: &House, method: &str, parameters: &Value) -> Value {
    let webhook = house.sim().webhook_url().expect("a webhook");
    let request = http().post(format!("{}{method}", webhook.expose()));
    let answer = request.json(parameters).send().await.expect("an answer");
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).expect("JSON");
    assert!(answer.get("error").is_none(), "{answer}");
    answer["result"].clone()
}

async fn comments(house: &House) -> usize {
    let of_deal = json!({"filter": {"ENTITY_ID": DEAL, "ENTITY_TYPE": "deal"}});
    let comments = rest(house, "crm.timeline.comment.list", &of_deal).await;
    comments.as_array().expect("comments").len()
}

#[tokio::test]
async fn one_click_is_one_task_however_often_it_arrives() {
    let house = with_buttons().await;
    let session = session(&house, "manager").await;
    let key_one = key(1);
    let (first, second) = tokio::join!(
        press(&house, &session, "call", &key_one),
        press(&house, &session, "call", &key_one),
    );
    let third = press(&house, &session, "call", &key_one).await;
    for answer in [&first, &second, &third] {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.data("data-outcome"), Some("done"));
        assert!(
            answer.text().contains("The task is there."),
            "{}",
            answer.text()
        );
    }
    assert_eq!(first.body, second.body);
    assert_eq!(first.body, third.body);
    let made = tasks(&house, "Call Northwind Trading");
    assert_eq!(made.len(), 1, "{made:?}");
    let link = first.data("data-shown").expect("a link to the task");
    assert!(
        link.ends_with(&format!("/tasks/task/view/{}/", made[0].id)),
        "{link}"
    );

    // With the rights of whoever pressed, bound to the card.
    let manager = house.sim().user("manager").unwrap();
    assert_eq!(made[0].created_by, manager.id);
    assert_eq!(made[0].crm_items, ["D_77"]);

    // Another intention is another task; somebody else's click with the same key, too.
    press(&house, &session, "call", &key(2)).await;
    assert_eq!(tasks(&house, "Call Northwind Trading").len(), 2);
    let admins = self::session(&house, "admin").await;
    press(&house, &admins, "call", &key_one).await;
    assert_eq!(tasks(&house, "Call Northwind Trading").len(), 3);
    house.stop().await;
}

#[tokio::test]
async fn a_task_whose_answer_was_lost_is_found_again() {
    let house = with_buttons().await;
    let session = session(&house, "manager").await;
    house
        .sim()
        .faults()
        .next_of("tasks.task.add", 1, Fault::reset());
    let answer = press(&house, &session, "call", &key(1)).await;
    assert_eq!(house.sim().faults().left(), 0);
    assert_eq!(answer.data("data-outcome"), Some("done"), "{}", answer.body);
    assert!(answer.data("data-shown").is_some());
    assert_eq!(tasks(&house, "Call").len(), 1);
    press(&house, &session, "call", &key(1)).await;
    assert_eq!(tasks(&house, "Call").len(), 1);
    house.stop().await;
}

#[tokio::test]
async fn what_may_have_been_done_is_not_done_again_but_said() {
    let house = with_buttons().await;
    let session = session(&house, "manager").await;
    let lost = Fault::reset().before_running();
    house.sim().faults().next_of("tasks.task.add", 1, lost);
    let answer = press(&house, &session, "call", &key(1)).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        answer.data("data-outcome"),
        Some("unknown"),
        "{}",
        answer.body
    );
    assert!(
        answer.text().contains("not done twice"),
        "{}",
        answer.text()
    );
    assert_eq!(tasks(&house, "Call").len(), 0);
    house.stop().await;
}

#[tokio::test]
async fn what_the_portal_refuses_is_said_with_what_was_done_before() {
    let house = with_buttons().await;
    let session = session(&house, "manager").await;
    let before = comments(&house).await;
    // The application has no right to start workflows.
    let answer = press(&house, &session, "both", &key(1)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    assert_eq!(
        answer.data("data-outcome"),
        Some("no-rights"),
        "{}",
        answer.body
    );
    let text = answer.text();
    for words in [
        "The comment is in the timeline.",
        "Workflow: not done",
        "Comment: not done",
        "does not let you",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert_eq!(comments(&house).await, before + 1);
    // Pressed again, what was done is not done again.
    press(&house, &session, "both", &key(1)).await;
    assert_eq!(comments(&house).await, before + 1);
    house.stop().await;
}

#[tokio::test]
async fn a_button_whose_condition_does_not_hold_says_why_or_is_not_there() {
    let house = with_buttons().await;
    let shown = open_deal(&house, "manager", DEAL).await;
    let text = shown.text();
    assert!(
        text.contains("Praise them They owe us something."),
        "{text}"
    );
    assert!(!text.contains("Unseen"), "{text}");
    assert!(
        shown.body.contains("data-rule=\"never\" disabled"),
        "{}",
        shown.body
    );
    let session = shown.data("data-session").expect("a session");
    for rule in ["never", "hidden"] {
        let answer = press(&house, session, rule, &key(1)).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert_eq!(
            answer.data("data-outcome"),
            Some("not-now"),
            "{}",
            answer.body
        );
    }
    house.stop().await;
}

#[tokio::test]
async fn nobody_presses_without_a_session_of_a_page_that_shows_the_button() {
    let house = with_buttons().await;
    let own = session(&house, "manager").await;
    let flipped = format!(
        "{}{}",
        if own.starts_with('A') { "B" } else { "A" },
        &own[1..]
    );
    for forged in ["forged", &flipped] {
        let answer = press(&house, forged, "call", &key(1)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(
        press(&house, &own, "none", &key(1)).await.status,
        StatusCode::NOT_FOUND
    );
    for strange in ["", "short", "with blanks and more of them", &"a".repeat(65)] {
        let answer = press(&house, &own, "call", strange).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{strange}");
    }
    // The session of one rule's page is none for another rule.
    let page = post(&frame(&house, "manager", MENU, DEAL)).await;
    let of_page = page.data("data-session").expect("a session");
    let answer = press(&house, of_page, "owes", &key(1)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(tasks(&house, "Call").is_empty());
    house.stop().await;
}

#[tokio::test]
async fn a_card_that_its_user_may_not_read_any_more_is_not_acted_on() {
    let house = with_buttons().await;
    let session = session(&house, "manager").await;
    let admin = house.sim().user("admin").unwrap();
    let (state, id) = (house.sim().state(), DEAL.cast_signed());
    state.delete_deal(&admin, id).unwrap();
    let answer = press(&house, &session, "call", &key(1)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    assert_eq!(answer.data("data-outcome"), Some("no-access"));
    assert!(tasks(&house, "Call").is_empty());
    house.stop().await;
}

#[tokio::test]
async fn the_menu_of_a_card_opens_a_page_that_says_what_will_happen_and_does_it() {
    let house = installed().await;
    let bound = house
        .sim()
        .world()
        .placements_of(&house.application().client_id);
    let menu = bound
        .iter()
        .find(|one| one.placement == MENU)
        .expect("it is bound");
    assert!(
        menu.handler.ends_with("/rule/call_about_debt"),
        "{}",
        menu.handler
    );
    change_books(
        &house,
        "update clients set overdue = 1234.5 where tax_id = '7701234507'",
    )
    .await;

    let shown = post(&frame(&house, "manager", MENU, DEAL)).await;
    assert_eq!(shown.status, StatusCode::OK);
    let text = shown.text();
    assert!(text.contains("This will be done in your name"), "{text}");
    assert!(
        text.contains("Call Northwind Trading: ₽1,234.50 overdue"),
        "{text}"
    );
    let policy = shown.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("frame-ancestors http://127.0.0.1"),
        "{policy}"
    );
    assert!(
        tasks(&house, "Call").is_empty(),
        "nothing is done before it is pressed"
    );

    let session = shown.data("data-session").expect("a session");
    let answer = press(&house, session, "call_about_debt", &key(1)).await;
    assert_eq!(answer.data("data-outcome"), Some("done"), "{}", answer.body);
    assert_eq!(
        tasks(&house, "Call Northwind Trading: ₽1,234.50 overdue").len(),
        1
    );

    // A reload of the frame enters again.
    let again = http().get(menu.handler.clone()).send().await.unwrap();
    let again = page(again).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.body.contains("data-reentry"), "{}", again.body);
    house.stop().await;
}

#[tokio::test]
async fn the_menus_of_companies_and_contacts_do_the_same() {
    let house = with_rules(OTHER_MENUS).await;
    for (number, (menu, id)) in (1..).zip([
        ("CRM_COMPANY_DETAIL_TOOLBAR", 1),
        ("CRM_CONTACT_DETAIL_TOOLBAR", 21),
    ]) {
        let shown = post(&frame(&house, "manager", menu, id)).await;
        assert!(shown.text().contains("Remind them"), "{}", shown.text());
        let session = shown.data("data-session").expect("a session");
        let answer = press(&house, session, "remind", &key(number)).await;
        assert_eq!(answer.data("data-outcome"), Some("done"), "{}", answer.body);
        let made = tasks(&house, "Remind Northwind Trading");
        assert_eq!(made.len(), usize::try_from(number).unwrap(), "{menu}");
    }
    house.stop().await;
}

#[tokio::test]
async fn who_edits_the_number_of_the_card_sees_and_does_nothing() {
    let house = with_buttons().await;
    let shown = post(&frame(&house, "clerk", MENU, DEAL)).await;
    assert_eq!(
        shown.data("data-outcome"),
        Some("no-access"),
        "{}",
        shown.body
    );
    assert!(shown.data("data-session").is_none() && shown.data("data-rule").is_none());
    assert!(!shown.body.contains("Northwind"), "{}", shown.body);

    let clerk = house.sim().user("clerk").unwrap();
    let token = house
        .sim()
        .token_for(clerk.id, &house.application().client_id)
        .unwrap();
    let mut renewal = Map::from_iter([
        ("member_id".to_owned(), json!(house.sim().member_id())),
        (
            "access_token".to_owned(),
            json!(token.access_token.expose()),
        ),
        ("widget".to_owned(), json!("rule/call")),
        ("placement".to_owned(), json!(MENU)),
        ("entity_id".to_owned(), json!(DEAL)),
    ]);
    let renew = async |body: &Map<String, Value>| {
        let address = format!("http://{}/session", house.server().address());
        http()
            .post(address)
            .json(body)
            .send()
            .await
            .unwrap()
            .status()
    };
    assert_eq!(renew(&renewal).await, StatusCode::FORBIDDEN);
    // Not a place of this rule.
    renewal["placement"] = json!("CRM_COMPANY_DETAIL_TOOLBAR");
    assert_eq!(renew(&renewal).await, StatusCode::FORBIDDEN);
    house.stop().await;
}

#[tokio::test]
async fn a_frame_of_another_place_or_portal_is_turned_away() {
    let house = with_buttons().await;
    let mut tab = deal_frame(&house, "manager", DEAL);
    tab.url = tab.url.replace("/widget/client", "/rule/call");
    assert_eq!(post(&tab).await.status, StatusCode::BAD_REQUEST);
    let menu = frame(&house, "manager", MENU, DEAL);
    let forged = super::visitor::with_field(menu, "APPLICATION_TOKEN", "forged");
    assert_eq!(post(&forged).await.status, StatusCode::FORBIDDEN);
    house.stop().await;
}

#[tokio::test]
async fn a_rule_that_speaks_of_a_client_says_so_where_there_is_none() {
    let house = with_buttons().await;
    change_books(&house, "update clients set tax_id = 'none' || id").await;
    let shown = post(&frame(&house, "manager", MENU, DEAL)).await;
    assert_eq!(
        shown.data("data-outcome"),
        Some("no-client"),
        "{}",
        shown.body
    );
    assert!(shown.data("data-rule").is_none());
    house.stop().await;
}

#[tokio::test]
async fn what_is_set_stands_in_the_card() {
    let house = with_buttons().await;
    let session = session(&house, "manager").await;
    let answer = press(&house, &session, "owes", &key(1)).await;
    assert_eq!(answer.data("data-outcome"), Some("done"), "{}", answer.body);
    assert!(answer.body.contains("data-wrote"), "the card is to be told");
    let deal = rest(&house, "crm.deal.get", &json!({"id": DEAL})).await;
    assert!(
        deal["COMMENTS"].as_str().unwrap().starts_with("Owes ₽"),
        "{deal}"
    );
    // The same once more changes nothing, and says so.
    let again = press(&house, &session, "owes", &key(2)).await;
    assert!(
        again.text().contains("Nothing had to be changed."),
        "{}",
        again.text()
    );
    assert!(!again.body.contains("data-wrote"));
    house.stop().await;
}
