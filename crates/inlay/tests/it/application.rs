//! The application's own page: what everybody sees, how it is, and "why don't I see it?".

use bitrix24_sim::FramePost;
use chrono::TimeDelta;
use inlay::clock::Clock;
use inlay::demo::house::{CONFIGURATION, House, Plan};
use inlay::jobs::{Kind, NewJob};
use inlay::store::{JobCount, JobState};
use reqwest::StatusCode;
use serde_json::{Value, json};
use testbed::Chromium;

use super::browser::{FRAME, assert_no_complaint, open_as, picture};
use super::visitor::{
    Page, change_books, http, installed, installed_after, no_rest, open_deal, page, post,
    with_field,
};

/// The form the portal's page posts when the application itself is opened.
pub(crate) fn application_frame(house: &House, login: &str) -> FramePost {
    let user = house.sim().user(login).unwrap();
    let placement = bitrix24_sim::DEFAULT_PLACEMENT;
    house
        .sim()
        .frame_post(&user, house.application(), placement, &json!({}))
        .unwrap()
}

async fn open(house: &House, login: &str) -> Page {
    post(&application_frame(house, login)).await
}

/// What the page's script asks with.
async fn session(house: &House) -> String {
    let page = open(house, "admin").await;
    let session = page.data("data-desk").map(str::to_owned);
    session.unwrap_or_else(|| panic!("no session in {}", page.text()))
}

async fn ask(house: &House, session: &str, path: &str, body: &Value) -> Page {
    let address = format!("http://{}{path}", house.server().address());
    let request = http()
        .post(address)
        .bearer_auth(session)
        .header("accept-language", "en")
        .json(body);
    page(request.send().await.unwrap()).await
}

async fn trace(house: &House, card: &str) -> Page {
    let session = session(house).await;
    ask(house, &session, "/app/trace", &json!({ "card": card })).await
}

/// Every secret there is, by its name.
async fn secrets(house: &House) -> Vec<(String, String)> {
    let mut secrets: Vec<(String, String)> = ["INLAY_KEY", "INLAY_CLIENT_SECRET", "ERP_URL"]
        .map(|name| (name.to_owned(), house.environment()[name].clone()))
        .into();
    let mut add = |name: &str, secret: &str| secrets.push((name.to_owned(), secret.to_owned()));
    let application = house.application();
    add("application token", application.application_token.expose());
    for login in ["admin", "manager"] {
        let user = house.sim().user(login).unwrap();
        let pair = house.sim().token_for(user.id, &application.client_id);
        let pair = pair.unwrap();
        add(login, pair.access_token.expose());
        add(login, pair.refresh_token.expose());
    }
    let portal = house.app().store.portals().await.unwrap().remove(0);
    add("handler key", portal.handler_key.expose());
    let kept = house.app().store.scope(&portal).tokens().await.unwrap();
    if let Some(kept) = kept {
        add("kept access token", kept.access.expose());
        add("kept refresh token", kept.refresh.expose());
    }
    secrets
}

async fn assert_no_secret(house: &House, body: &str) {
    for (name, secret) in secrets(house).await {
        assert!(!body.contains(&secret), "the {name} stands in {body}");
    }
}

#[tokio::test]
async fn an_administrator_is_told_how_it_is_and_nobody_else() {
    let house = installed().await;
    let administrator = open(&house, "admin").await;
    let text = administrator.text();
    for words in [
        "“Accounting” in deal cards, company cards, contact cards",
        "Installed in",
        "A local application: nothing to be paid",
        "Works with the authorization of user 1, renewed just now",
        "Tabs and events are as the configuration wants them",
        "crm: to read the cards",
        "placement: to put tabs and buttons into them",
        "erp answers in",
        "Why don't I see it?",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!administrator.body.contains("data-repair"), "{text}");
    assert_no_secret(&house, &administrator.body).await;

    let user = open(&house, "manager").await;
    let text = user.text();
    assert!(text.contains("“Accounting” in deal cards"), "{text}");
    for words in ["Why don't I see it?", "Installed in", "erp", "crm:"] {
        assert!(!text.contains(words), "{words} in {text}");
    }
    assert_eq!(user.data("data-desk"), None);
    house.stop().await;
}

#[tokio::test]
async fn a_trace_tells_every_step_of_a_card_by_its_number_or_its_address() {
    let house = installed().await;
    let by_number = trace(&house, "77").await;
    assert_eq!(by_number.status, StatusCode::OK, "{}", by_number.text());
    let text = by_number.text();
    for words in [
        "deal 77 of",
        "copies count, as in the card",
        "The widget shows this client.",
        "Bitrix24 lets user 1 (an administrator) read the card",
        "company 1",
        "details 3 of company 1, chosen in the deal",
        "Step 1: requisite.RQ_INN (inn) is tax_id of erp.client: the client",
        "7701234507: 1 row",
        "Client, found by requisite.RQ_INN",
        "Northwind Trading",
        "its tab is in the portal",
        "erp.turnover: 1 row, read now",
        "table “Purchases”: shown",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert_no_secret(&house, &by_number.body).await;

    let address = format!("{}crm/company/details/1/?x=1", house.sim().portal_url());
    let by_address = trace(&house, &address).await.text();
    assert!(by_address.contains("company 1 of"), "{by_address}");
    // What the trace before has read is a copy now.
    assert!(by_address.contains("The widget shows this client."));

    let strange = [
        (
            "https://other.example/crm/deal/details/77/",
            "another Bitrix24",
        ),
        ("/crm/lead/details/3/", "another kind of card"),
        ("Northwind", "neither a number nor the address"),
    ];
    for (card, words) in strange {
        let refused = trace(&house, card).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(words), "{}", refused.text());
    }
    house.stop().await;
}

#[tokio::test]
async fn a_trace_names_what_is_missing() {
    let house = installed().await;
    for (deal, words) in [
        ("74", "The client has no key to be found by."),
        ("75", "The books do not know this client."),
        (
            "999999",
            "does not let this user read the card, or there is no such card",
        ),
    ] {
        let traced = trace(&house, deal).await;
        assert_eq!(traced.status, StatusCode::OK);
        assert!(
            traced.text().contains(words),
            "{words} in {}",
            traced.text()
        );
    }

    change_books(&house, "alter table complaints rename to claims").await;
    let broken = trace(&house, "77").await.text();
    for words in [
        "The widget shows this client, but not every block has its data.",
        "list “Open complaints”: not shown",
        "erp.complaints: refused the query",
        "it says: no such table: complaints",
        "table “Purchases”: shown",
    ] {
        assert!(broken.contains(words), "{words} in {broken}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_tab_that_is_missing_is_named_and_repaired() {
    let house = installed().await;
    unbind(&house, "CRM_DEAL_DETAIL_TAB").await;
    let page = open(&house, "admin").await;
    let text = page.text();
    assert!(
        text.contains("The tab “Accounting” is missing in deal cards"),
        "{text}"
    );
    assert!(page.body.contains("data-repair"), "{text}");
    let traced = trace(&house, "77").await.text();
    assert!(
        traced.contains("The widget's tab is missing in the portal."),
        "{traced}"
    );

    let session = session(&house).await;
    let repaired = ask(&house, &session, "/app/reconcile", &json!({})).await;
    assert_eq!(repaired.status, StatusCode::OK, "{}", repaired.text());
    assert_eq!(repaired.data("data-repaired"), Some("true"));
    assert!(
        repaired.text().contains("Tab “Accounting” in deal cards"),
        "{}",
        repaired.text()
    );
    let text = open(&house, "admin").await.text();
    assert!(
        text.contains("Tabs and events are as the configuration wants them"),
        "{text}"
    );
    house.stop().await;
}

/// Takes a tab away behind the application's back.
async fn unbind(house: &House, placement: &str) {
    let admin = house.sim().user("admin").unwrap();
    let client_id = &house.application().client_id;
    let token = house.sim().token_for(admin.id, client_id).unwrap();
    let method = house.sim().portal_url().join("rest/placement.unbind");
    let body = json!({ "auth": token.access_token.expose(), "PLACEMENT": placement });
    let answer = http().post(method.unwrap()).json(&body).send().await;
    assert!(answer.unwrap().status().is_success());
}

#[tokio::test]
async fn nobody_but_an_administrator_gets_a_trace() {
    let clock = Clock::standing_at(Clock::default().now());
    let house = installed_after(Plan {
        clock: clock.clone(),
        ..Plan::default()
    })
    .await;
    let session = session(&house).await;
    let card = json!({ "card": "77" });
    let ask = async |session: &str, path: &str| ask(&house, session, path, &card).await.status;
    let flipped = format!(
        "{}{}",
        if session.starts_with('A') { "B" } else { "A" },
        &session[1..]
    );
    let widgets = open_deal(&house, "admin", 77).await;
    let widgets = widgets.data("data-session").unwrap();
    for path in ["/app/trace", "/app/reconcile"] {
        assert_eq!(ask(&session, path).await, StatusCode::OK, "{path}");
        for forged in ["forged", "", &flipped, widgets] {
            assert_eq!(ask(forged, path).await, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
    // The other way round a session opens nothing, either.
    let block = http()
        .get(format!(
            "http://{}/widget/client/block/0",
            house.server().address()
        ))
        .bearer_auth(&session);
    assert_eq!(
        block.send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );

    // Who is an administrator no more is none, whatever his session says.
    let admin = house.sim().user("admin").unwrap().id;
    house.sim().world().set_admin(admin, false);
    assert_eq!(ask(&session, "/app/trace").await, StatusCode::FORBIDDEN);
    assert_eq!(ask(&session, "/app/reconcile").await, StatusCode::FORBIDDEN);
    house.sim().world().set_admin(admin, true);

    clock.advance(TimeDelta::minutes(11));
    assert_eq!(ask(&session, "/app/trace").await, StatusCode::UNAUTHORIZED);
    house.stop().await;
}

#[tokio::test]
async fn a_session_is_renewed_for_an_administrators_token_only() {
    let house = installed().await;
    let renew = async |login: &str| {
        let user = house.sim().user(login).unwrap();
        let client_id = &house.application().client_id;
        let token = house.sim().token_for(user.id, client_id).unwrap();
        let body = json!({
            "member_id": house.sim().member_id(),
            "access_token": token.access_token.expose(),
        });
        ask(&house, "", "/app/session", &body).await
    };
    assert_eq!(renew("manager").await.status, StatusCode::FORBIDDEN);
    let renewed = renew("admin").await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.body);
    let renewed: Value = serde_json::from_str(&renewed.body).unwrap();
    assert_eq!(renewed["expires_in"], 600);
    let session = renewed["session"].as_str().unwrap();
    let card = json!({ "card": "77" });
    let traced = ask(&house, session, "/app/trace", &card).await;
    assert_eq!(traced.status, StatusCode::OK);
    house.stop().await;
}

#[tokio::test]
async fn a_token_of_another_application_is_no_administrators() {
    let house = installed().await;
    let other = house
        .sim()
        .register_application(bitrix24_sim::NewApplication {
            title: "Another".into(),
            handler_url: "http://127.0.0.1:9/app".into(),
            scopes: vec!["crm".into(), "placement".into()],
            ..bitrix24_sim::NewApplication::default()
        });
    let admin = house.sim().user("admin").unwrap();
    let foreign = house.sim().token_for(admin.id, &other.client_id).unwrap();
    let frame = application_frame(&house, "admin");
    let page = post(&with_field(frame, "AUTH_ID", foreign.access_token.expose())).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(page.data("data-desk"), None);
    house.stop().await;
}

#[tokio::test]
async fn a_lost_authorization_is_healed_by_an_administrators_visit_and_by_no_one_elses() {
    let house = installed().await;
    let portal = house.app().store.portals().await.unwrap().remove(0);
    let scope = house.app().store.scope(&portal);
    let kept = scope.tokens().await.unwrap().unwrap();
    scope.lose_tokens(kept.generation).await.unwrap();

    open(&house, "manager").await;
    assert!(scope.tokens().await.unwrap().is_none());

    let page = open(&house, "admin").await;
    let text = page.text();
    assert!(
        text.contains("The authorization was lost; it is user 1's now"),
        "{text}"
    );
    assert!(scope.tokens().await.unwrap().is_some());
    assert_no_secret(&house, &page.body).await;
    // The page works with the token that the exchange brought.
    let session = page.data("data-desk").unwrap();
    let traced = ask(&house, session, "/app/trace", &json!({ "card": "77" })).await;
    assert_eq!(traced.status, StatusCode::OK);
    house.stop().await;
}

#[tokio::test]
async fn what_waits_in_the_background_is_counted() {
    let house = installed().await;
    house.app().jobs.idle().await.unwrap();
    let portal = house.app().store.portals().await.unwrap().remove(0);
    let tomorrow = house.app().clock.now() + TimeDelta::days(1);
    let job = NewJob {
        kind: Kind::Sweep,
        key: Some("a test's".into()),
        body: json!({}),
        due: Some(tomorrow),
    };
    house.app().jobs.put(&portal, job).await.unwrap();
    let scope = house.app().store.scope(&portal);
    let counts = scope.job_counts(house.app().clock.now()).await.unwrap();
    let waits = |count: &&JobCount| count.state == JobState::Waiting;
    let waiting: u64 = counts.iter().filter(waits).map(|count| count.count).sum();
    assert!(waiting > 0);
    let text = open(&house, "admin").await.text();
    let words = format!("Waiting: {waiting}, due now: 0, being done: 0");
    for words in ["Work in the background", words.as_str()] {
        assert!(text.contains(words), "{words} in {text}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_right_that_was_not_granted_and_a_source_that_is_down_are_named() {
    let rule = r#"
[[rule]]
id      = "call"
on      = { button = { en = "Call about the debt" }, widget = "client", places = ["CRM_DEAL_DETAIL_TOOLBAR"] }
effects = [{ task = { title = "Call", responsible = "{{ deal.assignedById }}" } }]

[sources.shop]
kind    = "http"
url     = "http://127.0.0.1:9/"
timeout = "1s"
"#;
    let house = installed_after(Plan {
        configuration: Some(format!("{CONFIGURATION}{rule}")),
        ..Plan::default()
    })
    .await;
    let client_id = &house.application().client_id;
    assert!(house.sim().take_scope_away(client_id, "task"));
    let page = open(&house, "admin").await;
    let text = page.text();
    for words in [
        "“Call about the debt” in the tab “Accounting”, the menu of deal cards",
        "task: to show and to make tasks Not granted.",
        "shop: cannot be reached",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!page.body.contains("127.0.0.1:9/"), "{text}");
    let traced = trace(&house, "77").await.text();
    assert!(
        traced.contains("tasks: not granted") || traced.contains("”: not granted"),
        "{traced}"
    );
    house.stop().await;
}

#[tokio::test]
async fn a_hidden_block_is_named_and_not_read() {
    let line = "query  = \"erp.complaints\"";
    assert!(CONFIGURATION.contains(line));
    let hidden = format!("{line}\nvisible_to = {{ departments = [99] }}");
    let configuration = CONFIGURATION.replace(line, &hidden);
    let house = installed_after(Plan {
        configuration: Some(configuration),
        ..Plan::default()
    })
    .await;
    let traced = trace(&house, "77").await.text();
    for words in [
        "list “Open complaints”: hidden from this user",
        "hidden from everybody but department 99",
        "The widget shows this client.",
    ] {
        assert!(traced.contains(words), "{words} in {traced}");
    }
    assert!(!traced.contains("erp.complaints"), "{traced}");
    let text = open(&house, "admin").await.text();
    assert!(text.contains("user_brief: to know who works in which department"));
    house.stop().await;
}

#[tokio::test]
async fn an_administrator_asks_why_sees_the_trace_and_copies_it() {
    let house = installed().await;
    change_books(&house, "alter table complaints rename to claims").await;
    let chromium = Chromium::start(1280, 1000, "en").await.unwrap();
    let application = format!("marketplace/app/{}/", house.application().id);
    open_as(&chromium, &house, "admin", &application).await;
    chromium.enter_frame(FRAME).await.unwrap();
    type_card(&chromium, "77\u{e007}").await;
    chromium
        .until("document.activeElement.id === 'traced'")
        .await
        .unwrap();
    let text = chromium.text_of("[data-trace]").await.unwrap();
    for words in [
        "deal 77 of",
        "Northwind Trading",
        "erp.complaints: refused the query",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    chromium.click("[data-copy]").await.unwrap();
    let copied = "document.querySelector('[data-copied-words]').textContent === 'Copied.'";
    chromium.until(copied).await.unwrap();
    // Pasted where it was typed: one line, as a text field takes it.
    let field = "[name=card]";
    let clear = "document.querySelector('[name=card]').value = '';
                 document.querySelector('[name=card]').maxLength = 100000;";
    chromium.page().execute(clear, Vec::new()).await.unwrap();
    chromium.click(field).await.unwrap();
    type_card(&chromium, "\u{e009}v\u{e000}").await;
    chromium
        .until("document.querySelector('[name=card]').value.includes('erp.complaints: refused')")
        .await
        .unwrap();
    assert_no_complaint(&chromium).await;

    chromium.page().execute(clear, Vec::new()).await.unwrap();
    // The frame is as high as what stands in it.
    chromium
        .until("document.documentElement.scrollHeight <= window.innerHeight + 1")
        .await
        .unwrap();
    let source = chromium.page().source().await.unwrap();
    assert_no_secret(&house, &source).await;
    pictures(&chromium).await;

    // What is no card is said beside the field.
    type_card(&chromium, "Northwind\u{e007}").await;
    chromium
        .until("document.querySelector('[data-untraced]')")
        .await
        .unwrap();
    chromium.leave_frame().await.unwrap();
    let complaints = chromium.complaints().await.unwrap();
    // The browser itself notes the refused request, and nothing else.
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains("422"), "{complaints:?}");
    chromium.stop().await.unwrap();
    house.stop().await;
}

async fn type_card(chromium: &Chromium, keys: &str) {
    chromium.type_into("[name=card]", keys).await.unwrap();
}

/// Light and dark, wide and narrow; no scroll bars to the side.
async fn pictures(chromium: &Chromium) {
    chromium.leave_frame().await.unwrap();
    for (width, height, dark, name) in [
        (1280, 2200, false, "application.png"),
        (1280, 2200, true, "application-dark.png"),
        (1920, 1900, false, "application-wide.png"),
        (360, 3400, false, "application-phone.png"),
    ] {
        chromium.viewport(width, height).await.unwrap();
        chromium.prefers_dark(dark).await.unwrap();
        chromium.enter_frame(FRAME).await.unwrap();
        chromium
            .until("document.documentElement.scrollWidth <= window.innerWidth")
            .await
            .unwrap();
        chromium.leave_frame().await.unwrap();
        chromium.screenshot(&picture(name)).await.unwrap();
    }
    chromium.viewport(1280, 1000).await.unwrap();
    chromium.prefers_dark(false).await.unwrap();
    chromium.enter_frame(FRAME).await.unwrap();
}

#[tokio::test]
async fn an_ordinary_user_finds_the_way_and_no_more() {
    let house = installed().await;
    let chromium = Chromium::start(1280, 900, "ru").await.unwrap();
    let application = format!("marketplace/app/{}/", house.application().id);
    open_as(&chromium, &house, "seller", &application).await;
    chromium.enter_frame(FRAME).await.unwrap();
    let text = chromium.text_of("body").await.unwrap();
    assert!(text.contains("Учёт"), "{text}");
    for words in ["Почему я этого не вижу?", "erp", "Установлено"] {
        assert!(!text.contains(words), "{words} in {text}");
    }
    chromium.leave_frame().await.unwrap();
    assert_no_complaint(&chromium).await;
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn a_missing_tab_is_repaired_by_a_button_and_after_the_session_has_ended() {
    let clock = Clock::standing_at(Clock::default().now());
    let house = installed_after(Plan {
        clock: clock.clone(),
        ..Plan::default()
    })
    .await;
    let bound = || {
        let world = house.sim().world();
        world.placements_of(&house.application().client_id).len()
    };
    let before = bound();
    unbind(&house, "CRM_COMPANY_DETAIL_TAB").await;
    assert_eq!(bound(), before - 1);
    let chromium = Chromium::start(1280, 1000, "ru").await.unwrap();
    let application = format!("marketplace/app/{}/", house.application().id);
    open_as(&chromium, &house, "admin", &application).await;
    chromium.enter_frame(FRAME).await.unwrap();
    // Session and token are over: the frame's own fresh token brings a new session.
    clock.advance(TimeDelta::minutes(11));
    house.sim().expire_tokens();
    chromium.click("[data-repair]").await.unwrap();
    chromium
        .until("document.querySelector('[data-repaired=true]') === document.activeElement")
        .await
        .unwrap();
    assert_eq!(bound(), before);
    let complaints = chromium.complaints().await.unwrap();
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains("401"), "{complaints:?}");
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn who_must_pay_first_is_told_so() {
    let house = installed().await;
    house.sim().faults().next_of("batch", 1, no_rest());
    let page = open(&house, "manager").await;
    assert_eq!(page.status, StatusCode::PAYMENT_REQUIRED);
    assert!(
        page.text().contains("The subscription has run out"),
        "{}",
        page.text()
    );
    assert_eq!(page.data("data-desk"), None);
    house.stop().await;
}
