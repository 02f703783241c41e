//! The portal's pages, as a browser without scripts gets them.

use std::time::{Duration, Instant};

use axum::http::header;
use bitrix24_sim::{NewApplication, Record, Settings, Sim};
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use serde_json::{Value, json};

use crate::support::{Portal, local_application, unfinished_application};

const TAB: &str = "CRM_DEAL_DETAIL_TAB";

/// A browser in which somebody is logged in.
pub(crate) struct Visit {
    pub(crate) portal: Portal,
    http: Client,
    cookie: String,
}

impl Visit {
    async fn of(login: &str) -> Self {
        Self::to(Portal::start().await, login)
    }

    pub(crate) fn to(portal: Portal, login: &str) -> Self {
        let cookie = format!("sim_user_0f92b7a4={}", portal.user(login).id);
        let http = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .build()
            .unwrap();
        Self {
            portal,
            http,
            cookie,
        }
    }

    /// The same portal, somebody else.
    pub(crate) fn by(self, login: &str) -> Self {
        Self::to(self.portal, login)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.portal.sim.portal_url())
    }

    async fn get(&self, path: &str) -> Response {
        let request = self.http.get(self.url(path));
        request
            .header(header::COOKIE, &self.cookie)
            .send()
            .await
            .unwrap()
    }

    pub(crate) async fn read(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    pub(crate) async fn submit(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self.http.post(self.url(path)).form(form);
        request
            .header(header::COOKIE, &self.cookie)
            .send()
            .await
            .unwrap()
    }

    /// What a page's script asks its server.
    async fn ask(&self, name: &str, body: Value) -> Value {
        let request = self.http.post(self.url(&format!("sim/frame/{name}")));
        let request = request.json(&body).header(header::COOKIE, &self.cookie);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{name}");
        response.json().await.unwrap()
    }

    async fn bind_tab(&self) {
        let params = json!({
            "PLACEMENT": TAB, "HANDLER": "http://127.0.0.1:3000/tab?mine=1", "TITLE": "Accounting",
            "LANG_ALL": {"ru": {"TITLE": "Учёт"}},
        });
        self.portal.result("admin", "placement.bind", params).await;
    }

    fn application(&self) -> i64 {
        self.portal.application.id
    }
}

fn location(response: &Response) -> &str {
    response
        .headers()
        .get(header::LOCATION)
        .unwrap()
        .to_str()
        .unwrap()
}

#[tokio::test]
async fn a_stranger_chooses_a_user_and_comes_back_to_the_page() {
    let mut visit = Visit::of("admin").await;
    visit.cookie = String::new();

    let sent_away = visit.get("crm/deal/details/77/?a=1").await;
    assert_eq!(
        location(&sent_away),
        "/?back=%2Fcrm%2Fdeal%2Fdetails%2F77%2F%3Fa%3D1"
    );
    let chooser = visit.read("?back=%2Fcrm%2Fdeal%2Fdetails%2F77%2F").await;
    assert!(chooser.contains("Olivia Grant") && chooser.contains("Иван Белов"));
    assert!(chooser.contains(r#"name="back" value="/crm/deal/details/77/""#));

    let form = [("user", "7"), ("back", "/crm/deal/details/77/")];
    let entered = visit.submit("sim/login/", &form).await;
    assert_eq!(location(&entered), "/crm/deal/details/77/");
    let cookie = entered.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("sim_user_0f92b7a4=7;"), "{cookie}");
}

#[tokio::test]
async fn a_link_may_name_the_user_it_is_opened_as() {
    let visit = Visit::of("clerk").await;
    let response = visit.get("sim/as/manager/crm/deal/details/77/?tab=1").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        response.headers()[header::LOCATION],
        "/crm/deal/details/77/?tab=1"
    );
    let manager = visit.portal.user("manager").id;
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.starts_with(&format!("sim_user_0f92b7a4={manager};")),
        "{cookie}"
    );
    let nobody = visit.get("sim/as/nobody/crm/deal/list/").await;
    assert_eq!(nobody.headers()[header::LOCATION], "/");
}

#[tokio::test]
async fn a_way_back_to_another_site_is_not_taken() {
    let visit = Visit::of("admin").await;
    for back in [
        "//evil.example/",
        "https://evil.example/",
        r"/\evil.example",
    ] {
        let form = [("user", "1"), ("back", back)];
        let entered = visit.submit("sim/login/", &form).await;
        assert_eq!(location(&entered), "/crm/deal/list/", "{back}");
    }
}

#[tokio::test]
async fn whoever_says_localhost_is_sent_to_the_address_that_frames_know() {
    let visit = Visit::of("admin").await;
    let portal = visit.portal.sim.portal_url();
    let port = portal.port().unwrap();
    for path in ["", "crm/deal/details/77/?a=1"] {
        let request = visit.http.get(visit.url(path));
        let request = request.header(header::HOST, format!("localhost:{port}"));
        let sent = request.send().await.unwrap();
        assert_eq!(location(&sent), format!("{portal}{path}"));
    }
}

#[tokio::test]
async fn a_dismissed_user_is_a_stranger() {
    let visit = Visit::of("seller").await;
    let seller = visit.portal.user("seller").id;
    visit.portal.sim.world().set_active(seller, false);
    assert_eq!(
        visit.get("crm/deal/list/").await.status(),
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn the_list_has_the_deals_this_user_may_read_and_no_others() {
    let visit = Visit::of("manager").await;
    let all = visit.read("crm/deal/list/").await;
    assert!(all.contains("Racks, second floor") && all.contains("Бетонные блоки"));

    let visit = visit.by("seller");
    let own = visit.read("crm/deal/list/").await;
    assert!(!own.contains("Racks, second floor") && own.contains("Бетонные блоки"));

    let visit = visit.by("clerk");
    let none = visit.read("crm/deal/list/").await;
    assert!(!none.contains("/crm/deal/details/"), "{none}");
}

#[tokio::test]
async fn a_card_shows_its_fields_in_the_users_language() {
    let visit = Visit::of("manager").await;
    let card = visit.read("crm/deal/details/77/").await;
    for text in [
        "Racks, second floor",
        "₽356,750",
        "Northwind Trading",
        "Laura Bennett",
    ] {
        assert!(card.contains(text), "{text}");
    }

    let visit = visit.by("seller");
    let card = visit.read("crm/deal/details/78/").await;
    for text in ["Сумма", "498\u{a0}000\u{a0}₽", "Альфа-Строй"] {
        assert!(card.contains(text), "{text}");
    }
    let company = visit.read("crm/company/details/1/").await;
    assert!(company.contains("7701234507"));
    let contact = visit.read("crm/contact/details/21/").await;
    assert!(contact.contains("Laura Bennett") && contact.contains("Northwind Trading"));
}

#[tokio::test]
async fn a_card_without_rights_says_denied_and_nothing_of_the_deal() {
    let visit = Visit::of("clerk").await;
    visit.bind_tab().await;
    for path in [
        "crm/deal/details/77/",
        "crm/contact/details/21/",
        "crm/company/details/1/",
    ] {
        // Its port is any number.
        let host = visit.portal.sim.portal_url().authority().to_owned();
        let card = visit.read(path).await.replace(&host, "");
        assert!(card.contains("Доступ запрещён"), "{path}");
        for secret in ["Racks", "Northwind", "Bennett", "356", "data-frame"] {
            assert!(!card.contains(secret), "{path}: {secret}");
        }
    }
}

#[tokio::test]
async fn what_the_crm_holds_is_escaped() {
    let visit = Visit::of("admin").await;
    let change = json!({"id": 77, "fields": {"TITLE": "<script>alert(1)</script>\"'"}});
    visit
        .portal
        .result("admin", "crm.deal.update", change)
        .await;
    let card = visit.read("crm/deal/details/77/").await;
    assert!(!card.contains("<script>alert"), "{card}");
    assert!(card.contains("&#60;script&#62;alert(1)"), "{card}");
}

#[tokio::test]
async fn a_tab_appears_when_the_application_is_installed_under_the_users_name_for_it() {
    let portal = Portal::with(unfinished_application()).await;
    let visit = Visit::to(portal, "admin");
    visit.bind_tab().await;
    let before = visit.read("crm/deal/details/77/").await;
    assert!(!before.contains("Accounting"));

    let finish = json!({"application": visit.application()});
    assert_eq!(visit.ask("installed", finish).await, json!(true));
    let after = visit.read("crm/deal/details/77/").await;
    assert!(after.contains(">Accounting</button>"));
    assert!(
        after.contains(r#"data-options="{&#34;ID&#34;:&#34;77&#34;,&#34;URI&#34;:&#34;/crm/deal/details/77/&#34;}""#),
        "{after}"
    );

    let visit = visit.by("seller");
    assert!(
        visit
            .read("crm/deal/details/78/")
            .await
            .contains(">Учёт</button>")
    );
    assert!(
        !visit
            .read("crm/company/details/1/")
            .await
            .contains("data-frame")
    );
}

#[tokio::test]
async fn an_application_that_is_not_installed_opens_for_administrators_only() {
    let portal = Portal::with(unfinished_application()).await;
    let page = format!("marketplace/app/{}/", portal.application.id);
    let visit = Visit::to(portal, "manager");
    let notice = visit.read(&page).await;
    assert!(notice.contains("not fully installed") && !notice.contains("data-tool"));
    let finish = json!({"application": visit.application()});
    assert_eq!(visit.ask("installed", finish).await, json!(false));
    let refused = visit
        .ask("open", opening(&visit, "DEFAULT", &json!({})))
        .await;
    assert!(refused.get("frame").is_none(), "{refused}");

    let visit = visit.by("admin");
    assert!(visit.read(&page).await.contains(r#"data-tool="now""#));
    let opened = visit
        .ask("open", opening(&visit, "DEFAULT", &json!({})))
        .await;
    let frame = &opened["frame"];
    assert!(
        frame["action"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:3000/install?")
    );
    assert_eq!(frame["start"]["INSTALL"], json!(true));
    let failed = visit.read(&format!("{page}?install_finished=N")).await;
    assert!(failed.contains("could not be finished"));
}

fn opening(visit: &Visit, placement: &str, options: &Value) -> Value {
    json!({"application": visit.application(), "placement": placement, "options": options})
}

#[tokio::test]
async fn an_opened_frame_has_its_form_and_the_answer_to_its_first_question() {
    let visit = Visit::of("seller").await;
    visit.bind_tab().await;
    let options = json!({"ID": 78, "URI": "/crm/deal/details/78/?IFRAME=Y"});
    let opened = visit.ask("open", opening(&visit, TAB, &options)).await;
    let frame = &opened["frame"];

    let sid = frame["sid"].as_str().unwrap();
    let host = visit.portal.sim.portal_url().authority().to_owned();
    assert_eq!(frame["name"], format!("{host}|0|{sid}"));
    assert_eq!(frame["origin"], "http://127.0.0.1:3000");
    let action = frame["action"].as_str().unwrap();
    let query = format!(
        "?mine=1&DOMAIN={}&PROTOCOL=0&LANG=ru&APP_SID={sid}",
        host.replace(':', "%3A")
    );
    assert!(action.ends_with(&query), "{action}");

    let start = &frame["start"];
    let expected = json!({
        "DOMAIN": host, "PROTOCOL": "0", "PATH": "/rest", "LANG": "ru",
        "IS_ADMIN": false, "FIRST_RUN": true, "INSTALL": false,
        "USER_OPTIONS": [], "APP_OPTIONS": [], "PLACEMENT": TAB,
        "PLACEMENT_OPTIONS": {"ID": "78", "URI": "/crm/deal/details/78/?IFRAME=Y"},
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&start[key], value, "{key}");
    }
    assert_eq!(start["AUTH_ID"], json!(visit.portal.token("seller")));
}

#[tokio::test]
async fn a_frame_is_opened_at_its_own_binding_and_at_no_strange_one() {
    let visit = Visit::of("seller").await;
    visit.bind_tab().await;
    let world = visit.portal.sim.world();
    let bound = world.placements_of(&visit.portal.application.client_id);
    let other = visit.portal.sim.register_application(NewApplication {
        client_id: None,
        ..local_application()
    });

    let mut wanted = opening(&visit, TAB, &json!({"ID": "78"}));
    wanted["binding"] = json!(bound[0].id);
    let opened = visit.ask("open", wanted.clone()).await;
    assert!(opened["frame"]["sid"].is_string(), "{opened}");

    wanted["application"] = json!(other.id);
    let refused = visit.ask("open", wanted).await;
    assert!(refused["refusal"].is_string(), "{refused}");
}

#[tokio::test]
async fn the_first_run_is_over_once_the_frame_said_so() {
    let visit = Visit::of("seller").await;
    let options = || opening(&visit, "DEFAULT", &json!({}));
    let first = visit.ask("open", options()).await;
    assert_eq!(first["frame"]["start"]["FIRST_RUN"], json!(true));

    let started = json!({"application": visit.application()});
    assert_eq!(visit.ask("started", started).await, json!(true));
    let second = visit.ask("open", options()).await;
    assert_eq!(second["frame"]["start"]["FIRST_RUN"], json!(false));
    // The application's own options know nothing of it.
    assert_eq!(second["frame"]["start"]["USER_OPTIONS"], json!([]));
}

#[tokio::test]
async fn a_renewed_authorization_is_a_new_one_and_works() {
    let visit = Visit::of("seller").await;
    let before = visit.portal.token("seller");
    let frame = json!({"application": visit.application()});
    let fresh = visit.ask("auth", frame).await;
    let token = fresh["AUTH_ID"].as_str().unwrap();
    assert_ne!(token, before);
    assert_eq!(fresh["AUTH_EXPIRES"], json!("3600"));

    let request = visit.http.post(visit.portal.rest("profile"));
    let answer = request.json(&json!({"auth": token})).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["result"]["ID"], json!("7"));
    let unknown = visit.ask("auth", json!({"application": 99})).await;
    assert_eq!(unknown, Value::Null);
}

#[tokio::test]
async fn only_administrators_keep_options_for_everybody() {
    let visit = Visit::of("seller").await;
    let option = |owner| json!({"application": visit.application(), "owner": owner, "name": "colour", "value": {"a": 1}});
    assert_eq!(
        visit.ask("option", option("application")).await,
        json!(false)
    );
    assert_eq!(visit.ask("option", option("user")).await, json!(true));
    let opened = visit
        .ask("open", opening(&visit, "DEFAULT", &json!({})))
        .await;
    let start = &opened["frame"]["start"];
    assert_eq!(start["USER_OPTIONS"], json!({"colour": {"a": 1}}));
    assert_eq!(start["APP_OPTIONS"], json!([]));

    let kept = option("application");
    let visit = visit.by("admin");
    assert_eq!(visit.ask("option", kept).await, json!(true));
    let options = visit.portal.result("seller", "app.option.get", json!({}));
    assert_eq!(options.await, json!({"colour": {"a": 1}}));
}

#[tokio::test]
async fn a_stage_chosen_in_the_page_is_a_change_like_any_other() {
    let visit = Visit::of("manager").await;
    let form = [("STAGE_ID", "FINAL_INVOICE")];
    let changed = visit.submit("crm/deal/details/77/", &form).await;
    assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    let deal = visit
        .portal
        .result("manager", "crm.deal.get", json!({"id": 77}))
        .await;
    assert_eq!(deal["STAGE_ID"], "FINAL_INVOICE");
    assert_eq!(deal["MODIFY_BY_ID"], "5");
    let card = visit.read("crm/deal/details/77/").await;
    assert!(
        card.contains(
            r#"value="FINAL_INVOICE" class="step stage-109 reached" aria-current="step""#
        )
    );
}

#[tokio::test]
async fn a_change_in_the_page_sends_its_event() {
    let visit = Visit::of("manager").await;
    // Nobody listens there; that it was sent is enough.
    let bind = json!({"event": "ONCRMDEALUPDATE", "handler": "http://127.0.0.1:9/event"});
    visit.portal.result("admin", "event.bind", bind).await;
    visit
        .submit("crm/deal/details/77/", &[("STAGE_ID", "WON")])
        .await;

    let sent = || {
        let entries = visit.portal.sim.journal().since(0).into_iter();
        entries.map(|entry| entry.record).find(|record| {
            record.kind == bitrix24_sim::Kind::Event && record.method == "ONCRMDEALUPDATE"
        })
    };
    let deadline = Instant::now() + Duration::from_secs(10);
    while sent().is_none() {
        assert!(Instant::now() < deadline, "no event within ten seconds");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn an_amount_is_read_as_people_type_it() {
    let visit = Visit::of("manager").await;
    let form = [
        ("TITLE", "Racks"),
        ("OPPORTUNITY", "1 234 567,5"),
        ("CURRENCY_ID", "EUR"),
    ];
    let changed = visit.submit("crm/deal/details/77/", &form).await;
    assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    let deal = visit
        .portal
        .result("manager", "crm.deal.get", json!({"id": 77}))
        .await;
    assert_eq!(
        (&deal["OPPORTUNITY"], &deal["CURRENCY_ID"]),
        (&json!("1234567.50"), &json!("EUR"))
    );
}

#[tokio::test]
async fn a_change_that_is_refused_says_why_and_changes_nothing() {
    let visit = Visit::of("manager").await;
    for (form, alert) in [
        ([("OPPORTUNITY", "much")], "not a number"),
        ([("STAGE_ID", "NOWHERE")], "no such stage"),
        ([("CURRENCY_ID", "euro")], "no such currency"),
    ] {
        let answer = visit.submit("crm/deal/details/77/", &form).await;
        let text = answer.text().await.unwrap();
        assert!(text.contains(alert), "{form:?}");
    }
    let visit = visit.by("seller");
    let foreign = [("TITLE", "Mine now")];
    let answer = visit.submit("crm/deal/details/77/", &foreign).await;
    assert!(answer.text().await.unwrap().contains("Доступ запрещён"));
    let deal = visit.portal.sim.world().deal(77).unwrap();
    assert_eq!(
        (deal.title.as_str(), deal.amount.to_string().as_str()),
        ("Racks, second floor", "356750.00")
    );
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let visit = Visit::of("manager").await;
    for origin in ["http://127.0.0.1:3000", "null"] {
        let request = visit.http.post(visit.url("crm/deal/details/77/"));
        let request = request
            .form(&[("STAGE_ID", "WON")])
            .header(header::COOKIE, &visit.cookie);
        let answer = request.header(header::ORIGIN, origin).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{origin}");
    }
    assert_eq!(
        visit.portal.sim.world().deal(77).unwrap().stage_id,
        "EXECUTING"
    );
}

#[tokio::test]
async fn messages_are_in_the_log_without_their_secrets() {
    let visit = Visit::of("seller").await;
    let said = json!({"application": visit.application(), "placement": TAB, "messages": [
        {"from": "frame", "command": "getInitData", "params": null},
        {"from": "portal", "command": "getInitData", "params": {"AUTH_ID": "s3cret", "LANG": "ru"}},
    ]});
    let request = visit.http.post(visit.url("sim/frame/messages")).json(&said);
    let answer = request
        .header(header::COOKIE, &visit.cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);

    let text = visit.read("sim/log/entries?since=0").await;
    assert!(!text.contains("s3cret"), "{text}");
    let news: Value = serde_json::from_str(&text).unwrap();
    let entries = news["entries"].as_array().unwrap();
    let shown: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry["kind"].as_str().unwrap(),
                entry["params"]["from"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(shown, [("frame", "frame"), ("frame", "portal")]);
    assert_eq!(news["users"]["7"], "Елена Орлова");

    let since = format!("sim/log/entries?since={}", news["last"]);
    let news: Value = serde_json::from_str(&visit.read(&since).await).unwrap();
    assert_eq!(news["entries"], json!([]));
}

#[tokio::test]
async fn a_long_log_is_read_in_pieces_without_a_gap() {
    let visit = Visit::of("seller").await;
    let journal = visit.portal.sim.journal();
    for number in 0..1100 {
        journal.record(Record::new(
            bitrix24_sim::Kind::Rest,
            format!("call {number}"),
        ));
    }
    let (mut last, mut seen) = (0, Vec::new());
    loop {
        let piece = visit.read(&format!("sim/log/entries?since={last}")).await;
        let piece: Value = serde_json::from_str(&piece).unwrap();
        let entries = piece["entries"].as_array().unwrap();
        if entries.is_empty() {
            break;
        }
        seen.extend(entries.iter().map(|entry| entry["id"].as_u64().unwrap()));
        last = piece["last"].as_u64().unwrap();
    }
    assert_eq!(seen, (1..=1100).collect::<Vec<_>>());
}

#[tokio::test]
async fn pages_allow_no_script_or_style_of_their_own_and_all_they_name_is_there() {
    let visit = Visit::of("admin").await;
    visit.bind_tab().await;
    for path in [
        "crm/deal/list/",
        "crm/deal/details/77/",
        "crm/company/list/",
        "marketplace/",
        "sim/log/",
        "sim/frame/?placement=CRM_DEAL_DETAIL_TAB&id=77&app=1",
    ] {
        let response = visit.get(path).await;
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str();
        assert!(policy.unwrap().starts_with("default-src 'self';"), "{path}");
        assert_eq!(
            response.headers()[header::X_FRAME_OPTIONS],
            "SAMEORIGIN",
            "{path}"
        );
        let page = response.text().await.unwrap();
        assert!(
            !page.contains(" style=") && !page.contains("<style"),
            "{path}"
        );
        assert!(!page.contains(" onclick="), "{path}");
        assert_eq!(
            page.matches("<script").count(),
            page.matches("<script type=\"module\" src=").count(),
            "{path}"
        );
        for asset in named_assets(&page) {
            assert_eq!(
                visit.get(asset).await.status(),
                StatusCode::OK,
                "{path}: {asset}"
            );
        }
    }
    for asset in [
        "favicon.ico",
        "sim/assets/js/frame.js",
        "sim/assets/js/wire.js",
    ] {
        assert_eq!(visit.get(asset).await.status(), StatusCode::OK, "{asset}");
    }
    assert_eq!(
        visit.get("sim/assets/none.css").await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        visit.get("crm/nothing/").await.status(),
        StatusCode::NOT_FOUND
    );
}

/// Paths under `/sim/` that a page's head asks for.
fn named_assets(page: &str) -> Vec<&str> {
    let mut assets: Vec<_> = page
        .split(['"', '\''])
        .filter(|text| text.starts_with("/sim/assets/") || *text == "/sim/stages.css")
        .map(|path| &path[1..])
        .collect();
    assets.sort_unstable();
    assets.dedup();
    assert!(assets.len() >= 3, "{assets:?}");
    assets
}

#[tokio::test]
async fn a_frame_alone_is_there_whatever_the_user_may_see() {
    let visit = Visit::of("clerk").await;
    visit.bind_tab().await;
    let path = format!(
        "sim/frame/?placement={TAB}&id=77&app={}",
        visit.application()
    );
    let page = visit.read(&path).await;
    assert!(page.contains(r#"data-frame="now""#) && page.contains("&#34;ID&#34;:&#34;77&#34;"));
    let opened = visit
        .ask("open", opening(&visit, TAB, &json!({"ID": "77"})))
        .await;
    assert_eq!(opened["frame"]["start"]["IS_ADMIN"], json!(false));
}

#[tokio::test]
async fn the_script_for_applications_is_there_for_every_site() {
    let sim = Sim::start(Settings::default()).await.unwrap();
    for path in ["api/v1/", "api/v1", "api/v1/index.js"] {
        let url = format!("{}{path}", sim.portal_url());
        let http = Client::builder().no_proxy().build().unwrap();
        let answer = http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let headers = answer.headers().clone();
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*", "{path}");
        assert!(
            headers[header::CONTENT_TYPE]
                .to_str()
                .unwrap()
                .starts_with("text/javascript")
        );
        assert!(
            headers.get(header::CONTENT_SECURITY_POLICY).is_none(),
            "{path}"
        );
        assert!(
            answer.text().await.unwrap().contains("window.BX24 ="),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_page_in_a_slider_has_no_navigation_around_it() {
    let visit = Visit::of("manager").await;
    let bare = visit
        .read("crm/deal/details/77/?IFRAME=Y&IFRAME_TYPE=SIDE_SLIDER")
        .await;
    assert!(bare.contains("Racks, second floor") && !bare.contains("<nav"));
    let whole = visit.read("crm/deal/details/77/").await;
    assert!(whole.contains("<nav"));
}
