//! The frame protocol in a real browser: our pages on one side, our script in a
//! foreign page on the other.

mod place;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use axum::{
    Router,
    extract::State,
    http::header,
    response::{Html, IntoResponse as _, Response},
    routing::{get, post},
};
use bitrix24_sim::{Kind, NewApplication, Settings, Sim};
use serde_json::{Map, json};
use testbed::Chromium;
use tokio::net::TcpListener;

use crate::support::local_application;

const CARD: &str = "crm/deal/details/77/";
const TAB: &str = ".tabs button:nth-child(2)";
const IN_TAB: &str = ".pane:not([hidden]) iframe.app";
const IN_SLIDER: &str = ".slider iframe.app";
const IN_PAGE: &str = "main iframe.app";

/// A portal, an application on another origin, a browser in which a user is
/// logged in.
struct Scene {
    sim: Sim,
    application: i64,
    posts: Arc<AtomicUsize>,
    chromium: Chromium,
}

impl Scene {
    async fn of(login: &str) -> Self {
        let sim = Sim::start(Settings::default()).await.unwrap();
        let posts = Arc::new(AtomicUsize::new(0));
        let base = serve(sim.portal_url().as_str(), posts.clone()).await;
        let application = sim.register_application(NewApplication {
            handler_url: format!("{base}/app"),
            install_url: Some(format!("{base}/install")),
            scopes: ["crm", "placement", "user", "task", "im"]
                .map(str::to_owned)
                .to_vec(),
            ..local_application()
        });
        let chromium = Chromium::start(1200, 900, "en").await.unwrap();
        let scene = Self {
            application: application.id,
            sim,
            posts,
            chromium,
        };
        let user = scene.sim.user(login).unwrap().id;
        scene.open("").await;
        scene.click(&format!(r#"button[value="{user}"]"#)).await;
        scene.until("location.pathname === '/crm/deal/list/'").await;
        scene
    }

    /// With the application installed and its tab bound.
    async fn installed(login: &str) -> Self {
        let scene = Self::of("admin").await;
        scene.open(&scene.own_page()).await;
        scene
            .until("location.search.includes('install_finished=Y')")
            .await;
        if login != "admin" {
            let user = scene.sim.user(login).unwrap().id;
            // From a page without a frame: the new user's first run is the test's.
            scene.open("marketplace/").await;
            scene.click(".who summary").await;
            scene
                .click(&format!(r#".who button[value="{user}"]"#))
                .await;
            let name = scene.sim.user(login).unwrap().full_name();
            let me = format!("document.querySelector('.who .name')?.textContent === '{name}'");
            scene.until(&me).await;
        }
        scene
    }

    fn own_page(&self) -> String {
        format!("marketplace/app/{}/", self.application)
    }

    async fn open(&self, path: &str) {
        let url = format!("{}{path}", self.sim.portal_url());
        self.chromium.open(&url).await.unwrap();
    }

    async fn click(&self, selector: &str) {
        self.chromium.click(selector).await.unwrap();
    }

    async fn until(&self, expression: &str) {
        self.chromium.until(expression).await.unwrap();
    }

    async fn enter(&self, selector: &str) {
        self.chromium.enter_frame(selector).await.unwrap();
    }

    async fn leave(&self) {
        self.chromium.leave_frame().await.unwrap();
    }

    /// Waits until the frame has said this, and gives all it has said.
    async fn said(&self, text: &str) -> String {
        self.until(&format!(
            "[...document.querySelectorAll('#said li')].some((line) => line.textContent === {})",
            json!(text)
        ))
        .await;
        self.chromium.text_of("#said").await.unwrap()
    }

    async fn content(&self, selector: &str) -> String {
        self.chromium.text_of(selector).await.unwrap()
    }

    /// Commands that frames have sent so far.
    fn heard(&self) -> Vec<String> {
        let entries = self.sim.journal().since(0).into_iter();
        entries
            .filter(|entry| entry.record.kind == Kind::Frame)
            .filter(|entry| entry.record.params["from"] == "frame")
            .map(|entry| entry.record.method)
            .collect()
    }

    async fn ends_in_peace(self) {
        let complaints = self.chromium.complaints().await.unwrap();
        assert_eq!(complaints, Vec::<String>::new());
        self.chromium.stop().await.unwrap();
    }
}

/// An application whose every page is the same, posted or not.
async fn serve(portal: &str, posts: Arc<AtomicUsize>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let page = Html(include_str!("page.html").replace("PORTAL", portal));
    let answer = |State((page, posts)): State<(Html<String>, Arc<AtomicUsize>)>| async move {
        posts.fetch_add(1, SeqCst);
        page
    };
    let routes = Router::new()
        .route("/{page}", post(answer))
        .route("/unframed", get(unframed).post(unframed))
        .with_state((page, posts));
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    base
}

/// A page that lets nobody put it into a frame.
async fn unframed() -> Response {
    let policy = [(header::CONTENT_SECURITY_POLICY, "frame-ancestors 'none'")];
    (policy, Html("never seen")).into_response()
}

#[tokio::test]
async fn an_administrator_installs_an_application_and_gets_to_its_page() {
    let scene = Scene::of("admin").await;
    scene.open(&scene.own_page()).await;
    scene
        .until("location.search.includes('install_finished=Y')")
        .await;
    assert!(
        scene
            .sim
            .world()
            .application(scene.application)
            .unwrap()
            .installed
    );
    assert_eq!(
        scene.heard()[..3],
        ["getInitData", "setInstall", "setInstallFinish"]
    );

    scene.enter(IN_PAGE).await;
    let said = scene.said("done").await;
    assert!(!said.contains("first run"), "{said}");
    assert!(said.contains("titled"), "{said}");
    scene.leave().await;
    assert_eq!(scene.content("#pagetitle").await, "A title: ours");
    scene.ends_in_peace().await;
}

#[tokio::test]
async fn a_tab_is_posted_when_it_is_opened_and_its_frame_gets_its_answers() {
    let scene = Scene::installed("manager").await;
    scene.open(CARD).await;
    scene.until("document.readyState === 'complete'").await;
    let before = scene.posts.load(SeqCst);
    scene.click(TAB).await;
    scene.enter(IN_TAB).await;
    let said = scene.said("done").await;
    assert_eq!(scene.posts.load(SeqCst), before + 1);

    let lines: Vec<_> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "first run",
            r#"init en CRM_DEAL_DETAIL_TAB {"ID":"77","URI":"/crm/deal/details/77/"}"#,
            "user 5 true",
            "batch Racks, second floor, Not found",
            "list 2 5",
            "renewed true",
            "option a:b",
            r#"interface {"command":["reloadData"],"event":[]}"#,
            r#"denied path {"result":"error","errorCode":"PATH_NOT_AVAILABLE"}"#,
            "fits true",
            "done",
        ]
    );
    scene.leave().await;

    // Back and forth: the frame stays the one it was.
    scene.click(".tabs button:first-child").await;
    scene.click(TAB).await;
    scene.click(r#".stages [value="FINAL_INVOICE"]"#).await;
    scene
        .until("document.querySelector('[aria-current=step]')?.value === 'FINAL_INVOICE'")
        .await;
    assert_eq!(scene.posts.load(SeqCst), before + 1);
    scene.ends_in_peace().await;
}

#[tokio::test]
async fn a_frame_has_the_card_drawn_again_after_it_changed_the_deal() {
    let scene = Scene::installed("manager").await;
    scene.open(CARD).await;
    scene.click(TAB).await;
    scene.enter(IN_TAB).await;
    scene.said("done").await;

    let mut fields = Map::new();
    fields.insert("TITLE".to_owned(), json!("Renamed meanwhile"));
    let user = scene.sim.user("manager").unwrap();
    scene.sim.state().update_deal(&user, 77, &fields).unwrap();
    scene.click("#reload").await;
    scene.said("reloaded").await;
    scene.leave().await;
    assert_eq!(scene.content("#card-title").await, "Renamed meanwhile");
    scene.ends_in_peace().await;
}

#[tokio::test]
async fn sliders_answer_when_they_are_closed() {
    let scene = Scene::installed("manager").await;
    scene.open(&scene.own_page()).await;
    scene.enter(IN_PAGE).await;
    scene.said("done").await;
    scene.click("#application").await;
    scene.leave().await;

    scene.enter(IN_SLIDER).await;
    let said = scene.said("done").await;
    let options = r#"{"part":"1","bx24_width":"600","IFRAME":"Y","IFRAME_TYPE":"SIDE_SLIDER"}"#;
    assert!(
        said.contains(&format!("init en DEFAULT {options}")),
        "{said}"
    );
    scene.click("#close").await;
    scene.leave().await;
    scene.until("!document.querySelector('.slider')").await;

    scene.enter(IN_PAGE).await;
    scene.said("closed undefined").await;
    scene.click("#path").await;
    scene.leave().await;
    scene.enter(IN_SLIDER).await;
    assert_eq!(scene.content("h1").await, "Laura Bennett");
    scene.leave().await;
    scene.click(".slider-close").await;
    scene.enter(IN_PAGE).await;
    scene.said("path close").await;
    scene.leave().await;
    scene.ends_in_peace().await;
}

#[tokio::test]
async fn whoever_is_not_the_frame_hears_nothing() {
    let scene = Scene::installed("manager").await;
    scene.open(CARD).await;
    scene.click(TAB).await;
    scene.enter(IN_TAB).await;
    scene.said("done").await;
    scene.leave().await;
    let before = scene.heard().len();

    // The right number, the wrong window; then the right window, a wrong number.
    let foreign = "const sid = document.querySelector('iframe.app').name.split('|')[2]; \
                   window.postMessage(`refreshAuth:cb:${sid}`, '*')";
    scene
        .chromium
        .page()
        .execute(foreign, vec![])
        .await
        .unwrap();
    scene.enter(IN_TAB).await;
    let strange = "window.answers = 0; onmessage = () => { answers += 1; }; \
                   parent.postMessage('refreshAuth:cb:0123456789abcdef', '*')";
    scene
        .chromium
        .page()
        .execute(strange, vec![])
        .await
        .unwrap();
    // Answers come in order: once this one is here, the others would have been.
    scene.click("#reload").await;
    scene.said("reloaded").await;
    scene.until("answers === 1").await;
    scene.leave().await;
    // The note of a message is on its way while its answer already arrives.
    scene.open("sim/log/").await;
    scene
        .until("document.querySelector('#log-lines')?.textContent.includes('reloadData')")
        .await;
    assert_eq!(scene.heard()[before..], ["reloadData"]);
    scene.ends_in_peace().await;
}

#[tokio::test]
async fn a_user_without_rights_to_the_deal_gets_the_frame_and_nothing_in_it() {
    let scene = Scene::installed("clerk").await;
    let frame = format!(
        "sim/frame/?placement=CRM_DEAL_DETAIL_TAB&id=77&app={}",
        scene.application
    );
    scene.open(&frame).await;
    scene.enter(IN_PAGE).await;
    scene.said("batch Access denied, Access denied").await;
    scene.said("done").await;
    scene.leave().await;
    scene.open(CARD).await;
    assert_eq!(scene.content("h1").await, "Доступ запрещён");
    scene.ends_in_peace().await;
}

#[tokio::test]
async fn an_application_that_forbids_to_be_framed_is_reported_by_the_browser() {
    let scene = Scene::of("admin").await;
    let own = scene.sim.world().application(scene.application).unwrap();
    let base = own.handler_url.trim_end_matches("/app").to_owned();
    let unframed = scene.sim.register_application(NewApplication {
        client_id: None,
        handler_url: format!("{base}/unframed"),
        ..local_application()
    });
    scene
        .open(&format!("marketplace/app/{}/", unframed.id))
        .await;
    scene.until("document.querySelector('iframe.app')").await;
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let complaints = scene.chromium.complaints().await.unwrap().join("\n");
        if complaints.contains("frame-ancestors") {
            break;
        }
        assert!(
            tokio::time::Instant::now() < deadline,
            "no complaint: {complaints}"
        );
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    scene.chromium.stop().await.unwrap();
}
