//! `POST /widget/{id}`: what each kind of card and reader gets.

use chrono::TimeDelta;
use inlay::clock::Clock;
use inlay::demo::house::{House, Plan};
use reqwest::StatusCode;

use super::visitor::{
    deal_frame, frame, installed, installed_after, ledger_figure, ledger_reads, no_rest, open_deal,
    post, without_field,
};

/// A deal of Northwind Trading, which the ledger knows.
const DEAL: u64 = 77;

#[tokio::test]
async fn a_deal_shows_what_the_ledger_knows_of_its_client() {
    let house = installed().await;
    let page = open_deal(&house, "manager", DEAL).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    for words in [
        "Northwind Trading",
        "7701234507",
        "Credit limit",
        "Purchases",
        "Open complaints",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    for column in ["credit_limit", "debt"] {
        let figure = ledger_figure(&house, "7701234507", column).await;
        assert!(text.contains(&figure), "{column} is {figure} in {text}");
    }
    house.stop().await;
}

#[tokio::test]
async fn the_same_deal_is_told_in_the_readers_language() {
    let house = installed().await;
    let page = open_deal(&house, "seller", 71).await;
    let text = page.text();
    assert!(text.contains("Кредитный лимит"), "{text}");
    house.stop().await;
}

#[tokio::test]
async fn a_cold_card_costs_the_portal_one_request_and_a_repeat_none() {
    let house = installed().await;
    let before = house.sim().requests().rest;
    open_deal(&house, "manager", DEAL).await;
    assert_eq!(house.sim().requests().rest - before, 1, "a cold card");
    let reads = ledger_reads(&house);
    let again = open_deal(&house, "manager", DEAL).await;
    assert_eq!(
        house.sim().requests().rest - before,
        1,
        "the same card again"
    );
    assert_eq!(ledger_reads(&house), reads, "the same figures again");
    assert!(again.text().contains("Northwind Trading"));
    open_deal(&house, "admin", DEAL).await;
    assert_eq!(
        house.sim().requests().rest - before,
        2,
        "another reader proves himself"
    );
    assert_eq!(
        ledger_reads(&house),
        reads,
        "of what the ledger said, one copy serves all"
    );
    house.stop().await;
}

#[tokio::test]
async fn a_reader_without_rights_to_the_deal_gets_no_figure_and_no_name() {
    let house = installed().await;
    let before = ledger_reads(&house);
    for (login, id) in [("clerk", DEAL), ("seller", DEAL), ("manager", 999_999)] {
        let page = open_deal(&house, login, id).await;
        let text = page.text();
        assert!(
            page.body.contains("data-state=\"no-access\""),
            "{login}, {id}: {text}"
        );
        assert!(!text.contains("Northwind"), "{text}");
        assert!(!text.contains("7701234507"), "{text}");
        assert_eq!(page.data("data-session"), None, "no session without access");
    }
    assert_eq!(ledger_reads(&house), before, "the ledger was not asked");
    house.stop().await;
}

#[tokio::test]
async fn company_and_contact_cards_find_the_same_client() {
    let house = installed().await;
    let company = post(&frame(&house, "manager", "CRM_COMPANY_DETAIL_TAB", 1)).await;
    assert!(company.text().contains("7701234507"), "{}", company.text());
    let contact = post(&frame(&house, "manager", "CRM_CONTACT_DETAIL_TAB", 21)).await;
    assert!(contact.text().contains("7701234507"), "{}", contact.text());
    house.stop().await;
}

#[tokio::test]
async fn a_card_with_nobody_to_look_up_says_what_is_missing() {
    let house = installed().await;
    for (deal, state) in [(74, "no-key"), (75, "not-found")] {
        let page = open_deal(&house, "admin", deal).await;
        assert!(
            page.body.contains(&format!("data-state=\"{state}\"")),
            "{deal}: {}",
            page.text()
        );
    }
    let unsaved = open_deal(&house, "admin", 0).await;
    assert!(
        unsaved.body.contains("data-state=\"no-client\""),
        "{}",
        unsaved.text()
    );
    house.stop().await;
}

#[tokio::test]
async fn an_older_portal_that_posts_no_application_token_is_served_all_the_same() {
    let house = installed().await;
    let mut frame = deal_frame(&house, "manager", DEAL);
    for field in ["APPLICATION_TOKEN", "SERVER_ENDPOINT", "APPLICATION_SCOPE"] {
        frame = without_field(frame, field);
    }
    let page = post(&frame).await;
    assert!(page.text().contains("Northwind Trading"), "{}", page.text());
    house.stop().await;
}

#[tokio::test]
async fn a_ledger_that_is_down_is_said_to_be_and_an_old_copy_is_shown_with_its_age() {
    let clock = Clock::standing_at(chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let house = installed_after(Plan {
        clock: clock.clone(),
        ..Plan::default()
    })
    .await;
    let fresh = open_deal(&house, "manager", DEAL).await;
    assert!(!fresh.body.contains("data-stale"), "{}", fresh.text());

    std::fs::write(house.folder().join("ledger.db"), "a disk that went bad").unwrap();
    clock.advance(TimeDelta::minutes(5));
    // What was read before is shown as a copy; who was never looked up cannot be.
    let copy = open_deal(&house, "manager", DEAL).await;
    let down = open_deal(&house, "manager", 70).await;
    assert!(copy.body.contains("data-stale"), "{}", copy.text());
    assert!(copy.text().contains("Northwind Trading"));
    assert!(down.body.contains("data-state=\"down\""), "{}", down.text());
    house.stop().await;
}

#[tokio::test]
async fn the_page_may_be_framed_by_this_portal_only_and_runs_no_inline_script() {
    let house = installed().await;
    let page = open_deal(&house, "manager", DEAL).await;
    let policy = page.headers["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    let portal = house.sim().portal_url().origin().ascii_serialization();
    assert!(
        policy.contains(&format!("frame-ancestors {portal}")),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(!page.headers.contains_key("x-frame-options"));
    assert!(!page.body.contains(" style="), "no inline style");
    assert!(!page.body.contains("<script>"), "no inline script");
    assert_eq!(page.headers["cache-control"], "no-store");
    house.stop().await;
}

#[tokio::test]
async fn a_page_asked_for_by_get_enters_again_through_the_frames_own_token() {
    let house = installed().await;
    let frame = deal_frame(&house, "manager", DEAL);
    let answer = super::visitor::http().get(&frame.url).send().await.unwrap();
    let page = super::visitor::page(answer).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("/api/v1/"), "{}", page.body);
    let head = super::visitor::http()
        .head(&frame.url)
        .send()
        .await
        .unwrap();
    assert_eq!(head.status(), StatusCode::OK);
    house.stop().await;
}

#[tokio::test]
async fn a_client_without_a_key_is_told_which_field_is_empty_and_in_which_card() {
    let house = installed().await;
    let page = open_deal(&house, "admin", 74).await;
    let text = page.text();
    assert!(
        text.contains("Tax number in the company's details: empty"),
        "{text}"
    );
    let address = page.data("data-open-path").unwrap();
    let origin = house.sim().portal_url();
    let link = format!("{}{}", origin.as_str().trim_end_matches('/'), address);
    assert!(
        page.body.contains(&format!("href=\"{link}\"")),
        "{}",
        page.body
    );
    assert!(address.starts_with("/crm/company/details/"), "{address}");

    let page = open_deal(&house, "admin", 75).await;
    let text = page.text();
    assert!(
        text.contains("Tax number in the company's details: "),
        "{text}"
    );
    assert!(!text.contains("empty"), "{text}");
    house.stop().await;
}

#[tokio::test]
async fn a_portal_that_gives_out_nothing_until_it_is_paid_is_not_said_to_be_down() {
    let house = installed().await;
    house.sim().faults().next_of("batch", 1, no_rest());
    let page = open_deal(&house, "manager", DEAL).await;
    assert!(
        page.body.contains("data-state=\"plan-expired\""),
        "{}",
        page.text()
    );
    assert!(!page.text().contains("Northwind"), "{}", page.text());

    // The application's own time is over; a trial is blocked at once.
    house
        .sim()
        .expire_payment(&house.application().client_id)
        .unwrap();
    let page = open_deal(&house, "manager", DEAL).await;
    assert!(
        page.body.contains("data-state=\"plan-expired\""),
        "{}",
        page.text()
    );
    house.stop().await;
}

#[tokio::test]
async fn in_the_days_after_the_paid_time_the_figures_are_shown_with_a_word_about_it() {
    let house = installed().await;
    let client_id = house.application().client_id.clone();
    let state = house.sim().state();
    state
        .pay(&client_id, bitrix24_sim::Status::Paid, -3)
        .unwrap();
    let page = open_deal(&house, "manager", DEAL).await;
    assert!(page.text().contains("Northwind Trading"), "{}", page.text());
    assert!(
        page.text()
            .contains("The paid time of this application is over"),
        "{}",
        page.text()
    );
    house.stop().await;
}

#[tokio::test]
async fn a_widget_of_an_installation_that_is_not_finished_says_so() {
    let house = House::build(Plan::default()).await.unwrap();
    // The bindings are made, but the portal was not told that it is the end.
    post(&super::installation::install_frame(&house, "admin")).await;
    let user = house.sim().user("admin").unwrap();
    let widget = format!("http://{}/widget/client", house.server().address());
    let frame = house
        .sim()
        .state()
        .frame_post_to(
            &widget,
            &user,
            house.application(),
            "CRM_DEAL_DETAIL_TAB",
            &serde_json::json!({ "ID": DEAL.to_string() }),
        )
        .unwrap();
    let page = post(&frame).await;
    assert!(
        page.body.contains("data-state=\"not-finished\""),
        "{}",
        page.text()
    );
    assert!(!page.text().contains("Northwind"), "{}", page.text());
    house.stop().await;
}
