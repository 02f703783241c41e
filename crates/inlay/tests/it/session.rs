//! The session of an open widget: one block anew, and a new session for a fresh token.

use chrono::TimeDelta;
use inlay::clock::Clock;
use inlay::demo::house::{House, Plan};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::visitor::{Page, http, installed, installed_after, open_deal, page};

const DEAL: u64 = 77;

fn address(house: &House, path: &str) -> String {
    format!("http://{}{path}", house.server().address())
}

async fn block(house: &House, session: &str, number: usize) -> Page {
    let request = http()
        .get(address(house, &format!("/widget/client/block/{number}")))
        .bearer_auth(session)
        .header("accept-language", "en");
    page(request.send().await.unwrap()).await
}

async fn session(house: &House, login: &str) -> String {
    let page = open_deal(house, login, DEAL).await;
    page.data("data-session")
        .expect("the page carries a session")
        .to_owned()
}

async fn renewal(house: &House, login: &str, deal: u64) -> Page {
    let user = house.sim().user(login).unwrap();
    let token = house
        .sim()
        .token_for(user.id, &house.application().client_id)
        .unwrap();
    let body = json!({
        "member_id": house.sim().member_id(),
        "access_token": token.access_token.expose(),
        "widget": "client",
        "placement": "CRM_DEAL_DETAIL_TAB",
        "entity_id": deal,
    });
    page(
        http()
            .post(address(house, "/session"))
            .json(&body)
            .send()
            .await
            .unwrap(),
    )
    .await
}

#[tokio::test]
async fn a_block_is_drawn_anew_for_a_session_and_for_nothing_else() {
    let house = installed().await;
    let session = session(&house, "manager").await;
    let fresh = block(&house, &session, 0).await;
    assert_eq!(fresh.status, StatusCode::OK);
    assert!(fresh.text().contains("Credit limit"), "{}", fresh.text());
    assert_eq!(
        block(&house, "forged", 0).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        block(&house, &session, 99).await.status,
        StatusCode::NOT_FOUND
    );
    let flipped = format!(
        "{}{}",
        if session.starts_with('A') { "B" } else { "A" },
        &session[1..]
    );
    assert_eq!(
        block(&house, &flipped, 0).await.status,
        StatusCode::UNAUTHORIZED
    );
    house.stop().await;
}

#[tokio::test]
async fn a_session_ends_after_ten_minutes_and_is_renewed_with_the_frames_own_token() {
    let clock = Clock::standing_at(chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let house = installed_after(Plan {
        clock: clock.clone(),
        ..Plan::default()
    })
    .await;
    let old = session(&house, "manager").await;
    clock.advance(TimeDelta::minutes(11));
    assert_eq!(
        block(&house, &old, 0).await.status,
        StatusCode::UNAUTHORIZED
    );

    let renewed = renewal(&house, "manager", DEAL).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.body);
    let renewed: Value = serde_json::from_str(&renewed.body).unwrap();
    assert_eq!(renewed["expires_in"], 600);
    let session = renewed["session"].as_str().unwrap();
    assert_eq!(block(&house, session, 0).await.status, StatusCode::OK);
    house.stop().await;
}

#[tokio::test]
async fn nobody_gets_a_session_for_a_card_he_may_not_read() {
    let house = installed().await;
    assert_eq!(
        renewal(&house, "clerk", DEAL).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        renewal(&house, "seller", DEAL).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        renewal(&house, "manager", 999_999).await.status,
        StatusCode::FORBIDDEN
    );
    house.stop().await;
}
