//! The session of an open widget: one block anew, and a new session for a fresh token.

use chrono::TimeDelta;
use inlay::clock::Clock;
use inlay::demo::house::{House, Plan};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::visitor::demo_block::FIGURES;
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
    let fresh = block(&house, &session, FIGURES).await;
    assert_eq!(fresh.status, StatusCode::OK);
    assert!(fresh.text().contains("Credit limit"), "{}", fresh.text());
    assert_eq!(
        block(&house, "forged", FIGURES).await.status,
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
        block(&house, &flipped, FIGURES).await.status,
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
        block(&house, &old, FIGURES).await.status,
        StatusCode::UNAUTHORIZED
    );

    let renewed = renewal(&house, "manager", DEAL).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.body);
    let renewed: Value = serde_json::from_str(&renewed.body).unwrap();
    assert_eq!(renewed["expires_in"], 600);
    let session = renewed["session"].as_str().unwrap();
    assert_eq!(block(&house, session, FIGURES).await.status, StatusCode::OK);
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
    let missing = renewal(&house, "manager", 999_999).await;
    assert_eq!(missing.status, StatusCode::FORBIDDEN);
    // A card one may not read and one that is not there: the same words.
    let hidden = renewal(&house, "seller", DEAL).await;
    assert_eq!(hidden.body, missing.body);
    house.stop().await;
}

#[tokio::test]
async fn a_session_is_of_one_card_whatever_else_its_request_names() {
    let house = installed().await;
    let session = session(&house, "manager").await;
    let own = block(&house, &session, FIGURES).await;
    let other = "entity_id=75&ID=75&placement=CRM_COMPANY_DETAIL_TAB";
    for part in ["block/0", "client"] {
        let path = address(&house, &format!("/widget/client/{part}"));
        let ask = |path: String| {
            let request = http().get(path).bearer_auth(&session);
            request.header("accept-language", "en").send()
        };
        let plain = page(ask(path.clone()).await.unwrap()).await;
        let edited = page(ask(format!("{path}?{other}")).await.unwrap()).await;
        assert_eq!(plain.status, StatusCode::OK);
        assert_eq!(edited.body, plain.body);
    }
    assert!(own.text().contains("Credit limit"), "{}", own.text());
    // Nor is it another widget's.
    let elsewhere = address(&house, "/widget/other/client");
    let elsewhere = http().get(elsewhere).bearer_auth(&session).send().await;
    assert_eq!(elsewhere.unwrap().status(), StatusCode::UNAUTHORIZED);
    house.stop().await;
}

#[tokio::test]
async fn every_byte_of_a_session_counts() {
    let house = installed().await;
    let session = session(&house, "manager").await;
    for at in (0..session.len()).step_by(7).chain([session.len() - 1]) {
        let mut bytes = session.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let edited = String::from_utf8(bytes).unwrap();
        let answer = block(&house, &edited, 0).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "byte {at}");
        assert_eq!(answer.body, "the session is over");
    }
    house.stop().await;
}

#[tokio::test]
async fn the_line_of_the_client_is_drawn_anew_for_a_session() {
    let house = installed().await;
    let session = session(&house, "manager").await;
    let path = address(&house, "/widget/client/client");
    let line = http()
        .get(&path)
        .bearer_auth(&session)
        .send()
        .await
        .unwrap();
    let line = page(line).await;
    assert_eq!(line.status, StatusCode::OK);
    assert!(line.text().contains("Northwind Trading"), "{}", line.text());
    let forged = http()
        .get(&path)
        .bearer_auth("forged")
        .send()
        .await
        .unwrap();
    assert_eq!(forged.status(), StatusCode::UNAUTHORIZED);
    house.stop().await;
}
