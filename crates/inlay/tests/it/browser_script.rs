//! What the page's script does besides, seen in a real Chromium: it waits for nobody, moves nothing
//! that stands, and tells what became of a card.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use bitrix24_sim::{Access, Rights};
use chrono::TimeDelta;
use inlay::clock::Clock;
use inlay::demo::house::Plan;
use tokio::net::TcpListener;
use tokio::sync::OnceCell;

use super::browser::{FRAME, TAB, assert_no_complaint, enter_tab, open_as};
use super::visitor::{http, installed, installed_after};

/// How late Bitrix24's script comes.
const LATE: Duration = Duration::from_secs(3);

/// A server whose only script comes late: the one behind the address it is told in the end.
async fn late_script() -> (String, Arc<OnceCell<String>>) {
    let real = Arc::new(OnceCell::<String>::new());
    let behind = Arc::clone(&real);
    let script = move || async move {
        tokio::time::sleep(LATE).await;
        let answer = http().get(behind.get().unwrap()).send().await.unwrap();
        (
            [(CONTENT_TYPE, "text/javascript")],
            answer.text().await.unwrap(),
        )
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/api/v1/", listener.local_addr().unwrap());
    let routes = Router::new().route("/api/v1/", get(script));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (address, real)
}

#[tokio::test]
async fn a_late_script_of_bitrix24_keeps_no_word_from_its_reader() {
    let (address, real) = late_script().await;
    let key = "INLAY__BITRIX24__FRAME_SCRIPT".to_owned();
    let house = installed_after(Plan {
        overrides: [(key, address.clone())].into(),
        ..Plan::default()
    })
    .await;
    let theirs = house.sim().portal_url().join("api/v1/").unwrap();
    real.set(theirs.to_string()).unwrap();
    let chromium = testbed::Chromium::start(1280, 900, "en").await.unwrap();
    open_as(&chromium, &house, "manager", "crm/deal/details/77/").await;
    enter_tab(&chromium).await;
    let times = format!(
        "const script = performance.getEntriesByName('{address}')[0].responseEnd;
         const painted = performance.getEntriesByName('first-contentful-paint')[0].startTime;
         const [page] = performance.getEntriesByType('navigation');
         return [painted, page.domContentLoadedEventEnd, script];"
    );
    chromium
        .until(&format!(
            "performance.getEntriesByName('{address}')[0]?.responseEnd"
        ))
        .await
        .unwrap();
    let times = chromium.page().execute(&times, Vec::new()).await.unwrap();
    let [painted, read, script] = [0, 1, 2].map(|at| times[at].as_f64().unwrap());
    println!(
        "painted after {painted} ms, whole after {read} ms, the script came after {script} ms"
    );
    assert!(
        painted + 1_000.0 < script && read + 1_000.0 < script,
        "{times}"
    );
    assert_no_complaint(&chromium).await;
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn whoever_lost_the_right_to_a_card_reads_no_access_when_a_block_is_asked_for_anew() {
    let clock = Clock::standing_at(Clock::default().now());
    let house = installed_after(Plan {
        clock: clock.clone(),
        ..Plan::default()
    })
    .await;
    let chromium = testbed::Chromium::start(1280, 900, "en").await.unwrap();
    open_as(&chromium, &house, "manager", "crm/deal/details/77/").await;
    enter_tab(&chromium).await;
    // A new session needs a new proof.
    clock.advance(TimeDelta::minutes(11));
    house.sim().expire_tokens();
    let manager = house.sim().user("manager").unwrap();
    let rights = Rights {
        deals: Access::None,
        ..manager.rights
    };
    house.sim().world().set_rights(manager.id, rights);
    chromium.click("[data-reload]").await.unwrap();
    chromium.leave_frame().await.unwrap();
    chromium.enter_frame(FRAME).await.unwrap();
    let state = "document.querySelector('[data-state=\"no-access\"]')";
    chromium.until(state).await.unwrap();
    let source = chromium.page().source().await.unwrap();
    assert!(!source.contains("Northwind"), "{source}");
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn a_client_without_a_key_opens_over_the_card_and_is_looked_for_again_when_it_closes() {
    let house = installed().await;
    let chromium = testbed::Chromium::start(1280, 900, "en").await.unwrap();
    open_as(&chromium, &house, "manager", "crm/deal/details/74/").await;
    chromium.click(TAB).await.unwrap();
    chromium.enter_frame(FRAME).await.unwrap();
    let state =
        "document.querySelector('[data-state=\"no-key\"] .keys')?.innerText.includes('Tax number')";
    chromium.until(state).await.unwrap();
    chromium.click("[data-open-path]").await.unwrap();
    chromium.leave_frame().await.unwrap();
    chromium
        .until("document.querySelector('iframe[src*=\"/crm/company/details/\"]')")
        .await
        .unwrap();
    assert_no_complaint(&chromium).await;
    chromium.stop().await.unwrap();
    house.stop().await;
}
