//! Buttons in a real Chromium: pressed in a widget and in a card's menu.

use std::time::Duration;

use bitrix24_sim::Fault;
use testbed::Chromium;

use super::browser::{FRAME, assert_no_complaint, enter_tab, open_as, picture};
use super::buttons::{tasks, with_buttons};

/// That this button's outcome is so.
fn came(rule: &str, outcome: &str) -> String {
    format!(
        "document.querySelector('[data-rule={rule}]').parentElement.querySelector('[data-outcome={outcome}]')"
    )
}

#[tokio::test]
async fn a_button_is_busy_then_done_with_a_link_and_asks_before_it_does_it_again() {
    let house = with_buttons().await;
    let chromium = Chromium::start(1280, 1000, "en").await.unwrap();
    open_as(&chromium, &house, "manager", "crm/deal/details/77/").await;
    enter_tab(&chromium).await;
    chromium.leave_frame().await.unwrap();
    chromium.screenshot(&picture("buttons.png")).await.unwrap();
    chromium.enter_frame(FRAME).await.unwrap();

    let slow = Fault::slow(Duration::from_millis(1500));
    house.sim().faults().next_of("tasks.task.add", 1, slow);
    let twice =
        "const b = document.querySelector('[data-rule=call]'); b.focus(); b.click(); b.click()";
    chromium.page().execute(twice, Vec::new()).await.unwrap();
    chromium
        .until("document.querySelector('[data-rule=call]').ariaBusy === 'true' && document.querySelector('[data-said]').textContent === 'Working…'")
        .await
        .unwrap();
    chromium.until(&came("call", "done")).await.unwrap();
    chromium
        .until("document.activeElement.dataset.rule === 'call' && document.activeElement.ariaBusy === 'false'")
        .await
        .unwrap();
    assert_eq!(tasks(&house, "Call").len(), 1);
    chromium.leave_frame().await.unwrap();
    chromium
        .screenshot(&picture("button-done.png"))
        .await
        .unwrap();
    chromium.enter_frame(FRAME).await.unwrap();

    // Once more: it asks first, then does it.
    chromium.click("[data-rule=call]").await.unwrap();
    chromium
        .until("document.querySelector('[data-said] .failed').textContent.includes('done already')")
        .await
        .unwrap();
    assert_eq!(tasks(&house, "Call").len(), 1);
    chromium.click("[data-rule=call]").await.unwrap();
    chromium.until(&came("call", "done")).await.unwrap();
    assert_eq!(tasks(&house, "Call").len(), 2);

    // What was made opens over the card.
    chromium.click("[data-shown]").await.unwrap();
    chromium.leave_frame().await.unwrap();
    let shown = "document.querySelector('.slider iframe')?.src.includes('/tasks/task/view/')";
    chromium.until(shown).await.unwrap();
    assert_no_complaint(&chromium).await;
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn the_card_shows_what_a_button_has_set() {
    let house = with_buttons().await;
    let chromium = Chromium::start(1280, 1000, "en").await.unwrap();
    open_as(&chromium, &house, "manager", "crm/deal/details/77/").await;
    enter_tab(&chromium).await;
    chromium.click("[data-rule=owes]").await.unwrap();
    chromium.until(&came("owes", "done")).await.unwrap();
    chromium.leave_frame().await.unwrap();
    chromium
        .until("document.getElementById('card-fields').textContent.includes('Owes ₽')")
        .await
        .unwrap();
    // The simulated portal would have noticed by itself; it was told.
    let journal = house.sim().journal().since(0);
    assert!(
        journal
            .iter()
            .any(|entry| entry.record.method == "reloadData")
    );
    assert_no_complaint(&chromium).await;
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn an_entry_of_the_cards_menu_opens_a_page_that_does_it_and_closes() {
    let house = with_buttons().await;
    let chromium = Chromium::start(1280, 1000, "ru").await.unwrap();
    open_as(&chromium, &house, "manager", "crm/deal/details/77/").await;
    chromium.click("details.tools summary").await.unwrap();
    chromium.click("details.tools [data-tool]").await.unwrap();
    let slider = ".slider iframe[id^='appframe_']";
    chromium.enter_frame(slider).await.unwrap();
    chromium
        .until("document.querySelector('.plan')?.textContent.includes('Northwind Trading')")
        .await
        .unwrap();
    chromium.leave_frame().await.unwrap();
    chromium.screenshot(&picture("menu.png")).await.unwrap();
    chromium.enter_frame(slider).await.unwrap();
    chromium.click("[data-rule=call]").await.unwrap();
    chromium.until(&came("call", "done")).await.unwrap();
    assert_eq!(tasks(&house, "Call").len(), 1);
    chromium.leave_frame().await.unwrap();
    chromium
        .screenshot(&picture("menu-done.png"))
        .await
        .unwrap();
    chromium.enter_frame(slider).await.unwrap();
    chromium.click("[data-close]").await.unwrap();
    chromium.leave_frame().await.unwrap();
    chromium
        .until("!document.querySelector('.slider')")
        .await
        .unwrap();
    assert_no_complaint(&chromium).await;
    chromium.stop().await.unwrap();
    house.stop().await;
}
