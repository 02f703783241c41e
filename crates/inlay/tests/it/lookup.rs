//! `inlay lookup`: what a widget would show, and why.

use serde_json::Value;

use super::visitor::{change_books, command, installed, ledger_figure};

fn json(output: &str) -> Value {
    serde_json::from_str(output).expect("the output is JSON")
}

#[tokio::test]
async fn a_deal_is_looked_up_with_the_applications_own_authorization() {
    let house = installed().await;
    let (good, output, errors) = command(&house, &["lookup", "--deal", "77"]).await;
    assert!(good, "{errors}");
    let debt = ledger_figure(&house, "7701234507", "debt")
        .await
        .replace(',', "");
    for words in [
        "deal 77 of 127.0.0.1",
        "requisite.RQ_INN (inn) is tax_id of erp.client: the client",
        "7701234507: 1 row",
        "=> The widget shows this client.",
        "Client, found by requisite.RQ_INN",
        "Northwind Trading",
        debt.trim_end_matches('0').trim_end_matches('.'),
        "Bitrix24 lets user 1 (an administrator) read the card",
        "its tab is in the portal",
        "Widget client",
        "erp.purchases",
        "erp.turnover: 1 row, read now",
    ] {
        assert!(output.contains(words), "{words} in {output}");
    }
    // The hour of the token is over: it is renewed, and the one in the store with it.
    house.sim().expire_tokens();
    let (good, output, errors) = command(&house, &["lookup", "--company", "1", "--json"]).await;
    assert!(good, "{errors}");
    let report = json(&output);
    assert_eq!(report["outcome"]["state"], "client");
    assert_eq!(report["outcome"]["matched_by"], "requisite.RQ_INN");
    assert_eq!(report["steps"][0]["asked"][0]["rows"], 1);
    let blocks = report["widgets"][0]["blocks"].as_array().expect("blocks");
    let states: Vec<&Value> = blocks.iter().map(|block| &block["state"]).collect();
    assert_eq!(states, ["shown", "shown", "shown", "shown"]);
    for secret in ["INLAY_KEY", "INLAY_CLIENT_SECRET"] {
        let secret = &house.environment()[secret];
        assert!(!output.contains(secret) && !errors.contains(secret));
    }
    house.stop().await;
}

#[tokio::test]
async fn a_lookup_says_why_there_is_no_client() {
    let house = installed().await;
    for (deal, state, verdict) in [("75", "not_found", "nobody"), ("74", "no_key", "empty")] {
        let (good, output, errors) = command(&house, &["lookup", "--deal", deal, "--json"]).await;
        assert!(good, "{errors}");
        let report = json(&output);
        assert_eq!(report["outcome"]["state"], state);
        assert_eq!(report["steps"][0]["verdict"], verdict);
        assert_eq!(report["widgets"][0]["blocks"], json("[]"));
    }
    let copy = "insert into clients select 501, name || ', branch', tax_id, currency, credit_limit,
                debt, overdue, overdue_days, manager, phone from clients where id = 1";
    change_books(&house, copy).await;
    let (_, output, _) = command(&house, &["lookup", "--contact", "21"]).await;
    assert!(
        output.contains("=> Several clients have this key"),
        "{output}"
    );
    assert!(output.contains("Northwind Trading, branch"), "{output}");

    let (good, _, errors) = command(&house, &["lookup", "--deal", "999999"]).await;
    assert!(!good);
    assert!(errors.contains("cannot be read"), "{errors}");
    let (good, _, errors) = command(
        &house,
        &["lookup", "--deal", "77", "--portal", "other.example"],
    )
    .await;
    assert!(!good);
    assert!(
        errors.contains("no portal is called other.example"),
        "{errors}"
    );
    house.stop().await;
}

#[tokio::test]
async fn a_block_that_cannot_be_read_or_computed_is_said_to_be() {
    let house = installed().await;
    change_books(
        &house,
        "drop table complaints; alter table clients rename column overdue to late",
    )
    .await;
    let (good, output, errors) = command(&house, &["lookup", "--deal", "77", "--json"]).await;
    assert!(good, "{errors}");
    // The client's own query names the column that is gone.
    assert_eq!(json(&output)["outcome"]["state"], "unavailable");
    assert_eq!(json(&output)["steps"][0]["verdict"], "failed");

    change_books(&house, "alter table clients rename column late to overdue").await;
    let (_, output, _) = command(&house, &["lookup", "--deal", "77", "--json"]).await;
    let blocks = &json(&output)["widgets"][0]["blocks"];
    assert_eq!(blocks[2]["state"], "absent");
    let error = blocks[2]["queries"][0]["error"].as_str().expect("an error");
    assert!(error.contains("complaints"), "{error}");
    assert_eq!(blocks[3]["state"], "shown");
    house.stop().await;
}

#[tokio::test]
async fn a_tax_number_alone_needs_no_portal() {
    let house = inlay::demo::house::House::build(Default::default())
        .await
        .unwrap();
    let (good, _, errors) = command(&house, &["lookup", "--deal", "77"]).await;
    assert!(!good);
    assert!(errors.contains("no portal is installed"), "{errors}");
    let (good, output, errors) = command(&house, &["lookup", "--tax-id", "77 01-234507"]).await;
    assert!(good, "{errors}");
    assert!(output.contains("Northwind Trading"), "{output}");
    assert!(output.contains("table “Purchases”: shown"), "{output}");
    let (_, output, _) = command(&house, &["lookup", "--tax-id", "123"]).await;
    assert!(output.contains("what stands there is no key"), "{output}");
    house.stop().await;
}
