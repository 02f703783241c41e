//! Who is not whom he says gets a refusal, and neither ledger nor stranger is touched.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use inlay::demo::house::House;
use reqwest::StatusCode;
use tokio::net::TcpListener;

use super::visitor::{
    Page, deal_frame, frame, installed, ledger_reads, post, with_field, with_parameter,
    without_field,
};

const DEAL: u64 = 77;

/// A server of somebody else that counts who comes.
struct Stranger {
    address: String,
    visits: Arc<AtomicU64>,
}

impl Stranger {
    async fn listening() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let visits = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&visits);
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { address, visits }
    }
}

fn assert_nothing_shown(page: &Page) {
    let text = page.text();
    for secret in ["Northwind", "7701234507"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert_eq!(page.data("data-session"), None);
}

async fn refused(house: &House, page: Page, reads_before: u64) {
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text());
    assert_nothing_shown(&page);
    assert_eq!(
        ledger_reads(house),
        reads_before,
        "the ledger was not asked"
    );
}

#[tokio::test]
async fn a_wrong_application_token_is_refused_before_the_page_begins() {
    let house = installed().await;
    let before = ledger_reads(&house);
    let frame = with_field(
        deal_frame(&house, "manager", DEAL),
        "APPLICATION_TOKEN",
        "forged",
    );
    refused(&house, post(&frame).await, before).await;
    house.stop().await;
}

#[tokio::test]
async fn a_portal_that_is_not_installed_is_refused() {
    let house = installed().await;
    let before = ledger_reads(&house);
    let frame = deal_frame(&house, "manager", DEAL);
    let frame = with_field(frame, "member_id", "00000000000000000000000000000000");
    refused(&house, post(&frame).await, before).await;
    house.stop().await;
}

#[tokio::test]
async fn a_strangers_server_endpoint_is_refused_and_never_called() {
    let house = installed().await;
    let stranger = Stranger::listening().await;
    let before = ledger_reads(&house);
    let endpoint = format!("http://{}/rest/", stranger.address);
    let frame = with_field(
        deal_frame(&house, "manager", DEAL),
        "SERVER_ENDPOINT",
        &endpoint,
    );
    refused(&house, post(&frame).await, before).await;
    assert_eq!(stranger.visits.load(Ordering::SeqCst), 0);
    house.stop().await;
}

#[tokio::test]
async fn a_strangers_domain_is_refused_and_never_called() {
    let house = installed().await;
    let stranger = Stranger::listening().await;
    let before = ledger_reads(&house);
    let frame = with_parameter(
        deal_frame(&house, "manager", DEAL),
        "DOMAIN",
        &stranger.address,
    );
    refused(&house, post(&frame).await, before).await;
    // Nor with a token that is no token at all.
    let frame = with_field(frame, "AUTH_ID", "forged");
    refused(&house, post(&frame).await, before).await;
    assert_eq!(stranger.visits.load(Ordering::SeqCst), 0);
    house.stop().await;
}

#[tokio::test]
async fn an_expired_or_made_up_user_token_shows_nothing() {
    let house = installed().await;
    let before = ledger_reads(&house);
    let frame = deal_frame(&house, "manager", DEAL);
    let made_up = post(&with_field(frame.clone(), "AUTH_ID", "forged")).await;
    house.sim().expire_tokens();
    let expired = post(&frame).await;
    for page in [made_up, expired] {
        assert!(
            page.body.contains("data-state=\"session-ended\""),
            "{}",
            page.text()
        );
        assert_nothing_shown(&page);
    }
    assert_eq!(ledger_reads(&house), before);
    house.stop().await;
}

#[tokio::test]
async fn a_token_of_another_application_of_the_portal_shows_nothing() {
    let house = installed().await;
    let before = ledger_reads(&house);
    let other = house
        .sim()
        .register_application(bitrix24_sim::NewApplication {
            kind: bitrix24_sim::ApplicationKind::Local,
            client_id: None,
            client_secret: None,
            title: "Another".into(),
            handler_url: "http://127.0.0.1:9/app".into(),
            install_url: None,
            scopes: vec!["crm".into(), "placement".into()],
            ..bitrix24_sim::NewApplication::default()
        });
    let manager = house.sim().user("manager").unwrap();
    let foreign = house.sim().token_for(manager.id, &other.client_id).unwrap();
    let frame = deal_frame(&house, "manager", DEAL);
    let page = post(&with_field(frame, "AUTH_ID", foreign.access_token.expose())).await;
    assert_nothing_shown(&page);
    assert_eq!(ledger_reads(&house), before);
    house.stop().await;
}

#[tokio::test]
async fn a_body_that_is_no_frame_is_a_bad_request() {
    let house = installed().await;
    let frame = without_field(deal_frame(&house, "manager", DEAL), "AUTH_ID");
    assert_eq!(post(&frame).await.status, StatusCode::BAD_REQUEST);
    let frame = with_field(
        deal_frame(&house, "manager", DEAL),
        "PLACEMENT_OPTIONS",
        "{\"ID\":",
    );
    assert_eq!(post(&frame).await.status, StatusCode::BAD_REQUEST);
    let huge = "x".repeat(300_000);
    let frame = with_field(deal_frame(&house, "manager", DEAL), "status", &huge);
    assert_eq!(post(&frame).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    house.stop().await;
}

/// The card's number taken out, and what differs by the second.
fn without_number(page: &Page, number: u64) -> String {
    page.body
        .replace(&format!("data-entity-id=\"{number}\""), "data-entity-id")
}

#[tokio::test]
async fn a_card_whose_number_was_edited_into_the_frame_looks_like_one_that_is_not_there() {
    let house = installed().await;
    let before = ledger_reads(&house);
    for placement in ["CRM_DEAL_DETAIL_TAB", "CRM_COMPANY_DETAIL_TAB"] {
        let own = frame(&house, "clerk", placement, 1);
        let edited = |id: u64| {
            let options = format!("{{\"ID\":\"{id}\"}}");
            with_field(own.clone(), "PLACEMENT_OPTIONS", &options)
        };
        let there = if placement == "CRM_DEAL_DETAIL_TAB" {
            DEAL
        } else {
            1
        };
        let hidden = post(&edited(there)).await;
        let missing = post(&edited(999_999)).await;
        assert!(
            hidden.body.contains("data-state=\"no-access\""),
            "{placement}: {}",
            hidden.text()
        );
        assert_nothing_shown(&hidden);
        assert_eq!(
            without_number(&hidden, there),
            without_number(&missing, 999_999)
        );
    }
    assert_eq!(ledger_reads(&house), before, "the ledger was not asked");
    house.stop().await;
}
