//! A card that is changed is read before anybody opens it.

use std::time::Duration;

use bitrix24_sim::Sim;
use inlay::demo::house::{CONFIGURATION, House, Plan};
use serde_json::{Map, Value, json};

use super::visitor::{
    change_books, command, demo_block, installed, installed_after, ledger_reads, open_deal,
};

async fn warm() -> House {
    let configuration = CONFIGURATION.replacen("[[widget]]", "[[widget]]\nwarm = true", 1);
    installed_after(Plan {
        configuration: Some(configuration),
        ..Plan::default()
    })
    .await
}

/// Changes a deal as a user of the portal, and waits until nothing is to be done about it.
async fn change(house: &House, deal: i64, fields: Value) {
    let heard = house.sim().requests().events + 1;
    update(house.sim(), deal, fields);
    let waiting = async {
        while house.sim().requests().events < heard {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), waiting).await;
    waited.expect("the portal tells of it");
    house.idle().await.expect("the work ends");
}

fn update(sim: &Sim, deal: i64, fields: Value) {
    let user = sim.user("admin").expect("a user");
    let fields: Map<String, Value> = serde_json::from_value(fields).expect("fields");
    let changed = sim.state().update_deal(&user, deal, &fields);
    changed.expect("it is changed");
}

#[tokio::test]
async fn a_card_that_was_changed_opens_without_asking_the_books() {
    let house = warm().await;
    house.idle().await.expect("the work ends");
    assert_eq!(ledger_reads(&house), 0);
    change(&house, 77, json!({ "TITLE": "Another title" })).await;
    let reads = ledger_reads(&house);
    assert!(reads > 0);
    let page = open_deal(&house, "manager", 77).await;
    assert!(page.text().contains("Credit limit"), "{}", page.text());
    assert_eq!(
        page.body.matches("class=\"place\"").count(),
        demo_block::ALL
    );
    assert_eq!(ledger_reads(&house), reads);
    // What is fresh is not read again, however often the card is changed.
    change(&house, 77, json!({ "TITLE": "A third one" })).await;
    assert_eq!(ledger_reads(&house), reads);
    house.stop().await;
}

#[tokio::test]
async fn a_card_that_names_another_company_shows_it_at_once() {
    let house = warm().await;
    let before = open_deal(&house, "admin", 77).await;
    assert!(before.text().contains("Northwind"), "{}", before.text());
    change(&house, 77, json!({ "COMPANY_ID": "2" })).await;
    let after = open_deal(&house, "admin", 77).await;
    assert!(!after.text().contains("Northwind"), "{}", after.text());
    assert!(after.body.contains("data-session"), "{}", after.text());
    house.stop().await;
}

#[tokio::test]
async fn books_that_are_down_fail_no_job() {
    let house = warm().await;
    change_books(&house, "alter table clients rename to gone").await;
    change(&house, 77, json!({ "TITLE": "Another title" })).await;
    let (worked, failed, errors) = command(&house, &["queue", "failed"]).await;
    assert!(worked, "{errors}");
    assert!(!failed.contains("warm"), "{failed}");
    house.stop().await;
}

#[tokio::test]
async fn a_widget_that_is_not_to_be_warm_hears_of_no_change() {
    let house = installed().await;
    house.idle().await.expect("the work ends");
    let heard = house.sim().requests().events;
    update(house.sim(), 77, json!({ "TITLE": "Another title" }));
    house.idle().await.expect("the work ends");
    open_deal(&house, "manager", 78).await;
    assert_eq!(house.sim().requests().events, heard);
    house.stop().await;
}
