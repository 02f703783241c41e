//! `B24Frame` of `@bitrix24/b24jssdk` in the portal's frames, in a real browser.

use axum::{
    Router,
    http::header,
    response::Html,
    routing::{get, post},
};
use bitrix24_sim::{Kind, NewApplication, Settings, Sim};
use serde_json::json;
use testbed::Chromium;
use tokio::net::TcpListener;

use super::install;
use crate::support::local_application;

const IN_PAGE: &str = "main iframe.app";
const IN_TAB: &str = ".pane:not([hidden]) iframe.app";
const IN_SLIDER: &str = ".slider iframe.app";

/// A portal with an application whose every page uses the SDK, and an administrator's
/// browser.
struct Scene {
    sim: Sim,
    application: i64,
    chromium: Chromium,
}

impl Scene {
    async fn start() -> Self {
        let sim = Sim::start(Settings::default()).await.unwrap();
        let base = serve().await;
        let application = sim.register_application(NewApplication {
            handler_url: format!("{base}/app"),
            install_url: Some(format!("{base}/install")),
            ..local_application()
        });
        let scene = Self {
            application: application.id,
            sim,
            chromium: Chromium::start(1200, 900, "en").await.unwrap(),
        };
        let admin = scene.sim.user("admin").unwrap().id;
        scene.open("").await;
        scene.click(&format!(r#"button[value="{admin}"]"#)).await;
        scene.until("location.pathname === '/crm/deal/list/'").await;
        scene
    }

    /// Opens the application, whose installer does the rest.
    async fn install(&self) {
        self.open(&format!("marketplace/app/{}/", self.application))
            .await;
        self.until("location.search.includes('install_finished=Y')")
            .await;
    }

    fn deals(&self) -> usize {
        let admin = self.sim.user("admin").unwrap();
        self.sim.world().deals_seen_by(&admin).len()
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

    /// What the page in this frame has said once it says this.
    async fn said(&self, text: &str) -> Vec<String> {
        let lines = "[...document.querySelectorAll('#said li')].map((line) => line.textContent)";
        let text = json!(text);
        self.until(&format!(
            "{lines}.some((line) => line.startsWith({text}) || line.startsWith('failed'))"
        ))
        .await;
        let said = self.chromium.text_of("#said").await.unwrap();
        said.lines().map(str::to_owned).collect()
    }

    /// How often frames have sent this command.
    fn heard(&self, command: &str) -> usize {
        let entries = self.sim.journal().since(0).into_iter();
        entries
            .filter(|entry| entry.record.kind == Kind::Frame)
            .filter(|entry| entry.record.params["from"] == "frame")
            .filter(|entry| entry.record.method == command)
            .count()
    }

    /// The browser has nothing to complain of but this many answers of the portal that
    /// were refusals.
    async fn ends_in_peace(self, refusals: usize) {
        let complaints = self.chromium.complaints().await.unwrap();
        let refused = |complaint: &&String| complaint.contains("401 (Unauthorized)");
        assert_eq!(
            complaints.iter().filter(refused).count(),
            refusals,
            "{complaints:?}"
        );
        assert_eq!(complaints.len(), refusals, "{complaints:?}");
        self.chromium.stop().await.unwrap();
    }
}

/// The application: one page for everything, and the SDK beside it.
async fn serve() -> String {
    let page = std::fs::read_to_string(install::programs("javascript").join("frame.html"));
    let page = Html(page.unwrap());
    let packages = install::javascript().join("node_modules/@bitrix24/b24jssdk");
    let sdk = std::fs::read_to_string(packages.join("dist/umd/index.min.js")).unwrap();
    let script = (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
        sdk,
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let routes = Router::new()
        .route("/{page}", post(page))
        .route("/sdk.js", get(script));
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    base
}

#[tokio::test]
async fn the_javascript_sdk_installs_an_application_and_works_in_its_page() {
    let scene = Scene::start().await;
    scene.install().await;
    assert_eq!(scene.heard("setInstallFinish"), 1);
    let world = scene.sim.world();
    assert!(world.application(scene.application).unwrap().installed);

    scene.enter(IN_PAGE).await;
    let portal = scene.sim.portal_url().origin().ascii_serialization();
    let expected = [
        r#"start [false,false,true,"en","DEFAULT"]"#.to_owned(),
        "placement [true,false,[]]".to_owned(),
        format!(r#"origin "{portal}""#),
        r#"option "the installation: 1""#.to_owned(),
        r#"user "Olivia""#.to_owned(),
        r#"batch ["Racks, second floor","Northwind Trading"]"#.to_owned(),
        format!("deals {}", scene.deals()),
        r#"colour "a:b""#.to_owned(),
        r#"interface {"command":[],"event":[]}"#.to_owned(),
        "done".to_owned(),
    ];
    assert_eq!(scene.said("done").await, expected);

    scene.sim.expire_tokens();
    scene.click("#renew").await;
    let said = scene.said("renewed").await;
    assert_eq!(said.last().unwrap(), r#"renewed ["Olivia",true]"#);
    assert_eq!(scene.heard("refreshAuth"), 1);
    scene.leave().await;
    let title = scene.chromium.text_of("#pagetitle").await.unwrap();
    assert_eq!(title, "The SDK: a title");
    scene.ends_in_peace(1).await;
}

#[tokio::test]
async fn the_javascript_sdk_works_in_a_tab_and_opens_sliders() {
    let scene = Scene::start().await;
    scene.install().await;
    scene.open("crm/deal/details/77/").await;
    scene.click(".tabs button:nth-child(2)").await;
    scene.enter(IN_TAB).await;
    let said = scene.said("done").await;
    let options = r#"{"ID":"77","URI":"/crm/deal/details/77/"}"#;
    assert_eq!(
        said[..2],
        [
            r#"start [false,false,true,"en","CRM_DEAL_DETAIL_TAB"]"#.to_owned(),
            format!("placement [false,false,{options}]"),
        ]
    );
    assert!(said.contains(&r#"interface {"command":["reloadData"],"event":[]}"#.to_owned()));

    scene.click("#slide").await;
    scene.leave().await;
    scene.enter(IN_SLIDER).await;
    let said = scene.said("done").await;
    let options = r#"{"part":"one","bx24_width":"600","IFRAME":"Y","IFRAME_TYPE":"SIDE_SLIDER"}"#;
    assert_eq!(said[1], format!("placement [true,true,{options}]"));
    scene.click("#close").await;
    scene.leave().await;
    scene.until("!document.querySelector('.slider')").await;

    scene.enter(IN_TAB).await;
    scene.said("slid").await;
    // Its path leads through another page first, to choose the slider's width.
    scene.click("#path").await;
    scene.leave().await;
    scene.enter(IN_SLIDER).await;
    scene
        .until("document.querySelector('h1')?.textContent === 'Laura Bennett'")
        .await;
    scene.leave().await;
    scene.click(".slider-close").await;
    scene.enter(IN_TAB).await;
    let said = scene.said("path").await;
    let closed = r#"path {"isOpenAtNewWindow":false,"isClose":true}"#;
    assert_eq!(said.last().unwrap(), closed);
    scene.leave().await;
    scene.ends_in_peace(0).await;
}
