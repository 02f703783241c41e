//! Deals, contacts, companies, requisites, both ways of writing them.

use serde_json::{Value, json};

use crate::support::Portal;

#[tokio::test]
async fn the_old_way_writes_text_and_the_new_way_types() {
    let portal = Portal::start().await;
    let old = portal
        .result("admin", "crm.deal.get", json!({"id": 77}))
        .await;
    assert_eq!(old["ID"], "77");
    assert_eq!(old["OPPORTUNITY"], "356750.00");
    assert_eq!(old["COMPANY_ID"], "1");
    assert_eq!(old["CONTACT_ID"], "21");
    assert_eq!(old["STAGE_SEMANTIC_ID"], "P");
    assert_eq!(old["CLOSED"], "N");
    assert!(old.get("CONTACT_IDS").is_none());
    assert!(
        old["BEGINDATE"]
            .as_str()
            .unwrap()
            .ends_with("T03:00:00+03:00"),
        "{old}"
    );
    assert!(
        old.as_object()
            .unwrap()
            .values()
            .all(|value| value.is_string() || value.is_null())
    );

    let params = json!({"entityTypeId": 2, "id": "77"});
    let new = portal.result("admin", "crm.item.get", params).await;
    let item = &new["item"];
    assert_eq!(item["id"], 77);
    assert_eq!(item["opportunity"], 356_750);
    assert_eq!(item["companyId"], 1);
    assert_eq!(item["contactIds"], json!([21, 34]));
    assert_eq!(item["opened"], "Y");
    assert_eq!(item["stageId"], "EXECUTING");

    let cents = portal
        .result(
            "admin",
            "crm.item.get",
            json!({"entityTypeId": 2, "id": 68}),
        )
        .await;
    assert_eq!(cents["item"]["opportunity"], 1_083_250.75);
}

#[tokio::test]
async fn no_company_is_a_zero() {
    let portal = Portal::start().await;
    let old = portal
        .result("admin", "crm.deal.get", json!({"ID": "73"}))
        .await;
    assert_eq!(
        (&old["COMPANY_ID"], &old["CONTACT_ID"]),
        (&json!("0"), &json!("33"))
    );
    let new = portal
        .result(
            "admin",
            "crm.item.get",
            json!({"entityTypeId": 2, "id": 73}),
        )
        .await;
    assert_eq!(new["item"]["companyId"], 0);
}

#[tokio::test]
async fn telephones_come_in_the_form_each_method_has() {
    let portal = Portal::start().await;
    let old = portal
        .result("admin", "crm.contact.get", json!({"ID": 21}))
        .await;
    assert_eq!(old["PHONE"][0]["VALUE_TYPE"], "WORK");
    assert_eq!(old["PHONE"][0]["TYPE_ID"], "PHONE");

    let list = portal
        .result("admin", "crm.contact.list", json!({"filter": {"ID": 21}}))
        .await;
    assert!(list[0].get("PHONE").is_none());
    let named = json!({"filter": {"ID": 21}, "select": ["*", "PHONE"]});
    let list = portal.result("admin", "crm.contact.list", named).await;
    assert_eq!(list[0]["PHONE"][0]["VALUE"], old["PHONE"][0]["VALUE"]);

    let new = portal
        .result(
            "admin",
            "crm.item.get",
            json!({"entityTypeId": 3, "id": 21}),
        )
        .await;
    assert_eq!(new["item"]["fm"][0]["typeId"], "PHONE");
    assert_eq!(new["item"]["phone"], old["PHONE"][0]["VALUE"]);
}

#[tokio::test]
async fn every_client_of_the_table_has_its_tax_number_but_one() {
    let portal = Portal::start().await;
    let params = json!({"filter": {"ENTITY_TYPE_ID": 4}, "order": {"ENTITY_ID": "ASC"}, "select": ["ENTITY_ID", "RQ_INN"]});
    let rows = portal.result("admin", "crm.requisite.list", params).await;
    let rows = rows.as_array().unwrap();
    let owners: Vec<_> = rows
        .iter()
        .map(|row| row["ENTITY_ID"].as_str().unwrap())
        .collect();
    assert_eq!(
        owners,
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]
    );
    for row in rows {
        let inn = row["RQ_INN"].as_str().unwrap();
        assert!(has_valid_check_digit(inn), "{inn}");
    }
}

/// The tenth digit of a Russian organisation's number checks the nine before it.
fn has_valid_check_digit(inn: &str) -> bool {
    let digits: Vec<u32> = inn.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let weights = [2, 4, 10, 3, 5, 9, 4, 6, 8];
    let sum: u32 = weights
        .iter()
        .zip(&digits)
        .map(|(weight, digit)| weight * digit)
        .sum();
    digits.len() == 10 && sum % 11 % 10 == digits[9]
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_selected() {
    let portal = Portal::start().await;
    let ids = async |params: Value| -> Vec<String> {
        let rows = portal.result("admin", "crm.deal.list", params).await;
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["ID"].as_str().unwrap().to_owned())
            .collect()
    };
    let cases = [
        (json!({">ID": 79}), vec!["80", "81"]),
        (json!({">=ID": "80", "<ID": 81}), vec!["80"]),
        (json!({"@STAGE_ID": ["LOSE", "APOLOGY"]}), vec!["54", "59"]),
        (json!({"STAGE_ID": ["LOSE", "APOLOGY"]}), vec!["54", "59"]),
        (json!({"%TITLE": "АРМАТУР"}), vec!["52", "64"]),
        (json!({"=%TITLE": "Cold%"}), vec!["56"]),
        (json!({">OPPORTUNITY": "3000000"}), vec!["58", "67"]),
        (json!({"><ID": [52, 53]}), vec!["52", "53"]),
        (json!({"!><ID": [52, 80]}), vec!["51", "81"]),
        (json!({"@ID": [81, 51, 999]}), vec!["51", "81"]),
        (
            json!({"0": {"LOGIC": "OR", "0": {"ID": 51}, "1": {"%TITLE": "арматур"}}}),
            vec!["51", "52", "64"],
        ),
        (
            json!({"CURRENCY_ID": "EUR", "!STAGE_ID": "WON"}),
            vec!["65", "79"],
        ),
        (json!({"COMPANY_ID": 12}), vec!["62", "74"]),
        (json!({"ID": 51, "NO_SUCH_FIELD": 1}), vec!["51"]),
    ];
    for (filter, expected) in cases {
        assert_eq!(ids(json!({"filter": filter})).await, expected, "{filter}");
    }
    let order = json!({"filter": {"CURRENCY_ID": "EUR"}, "order": {"OPPORTUNITY": "desc"}});
    assert_eq!(ids(order).await, ["53", "65", "79"]);

    let select = json!({"filter": {"ID": 77}, "select": ["TITLE"]});
    let rows = portal.result("admin", "crm.deal.list", select).await;
    assert_eq!(rows, json!([{"ID": "77", "TITLE": "Racks, second floor"}]));
}

#[tokio::test]
async fn a_page_has_fifty_rows_and_counting_can_be_left_out() {
    let portal = Portal::start().await;
    let admin = portal.user("admin");
    for n in 0..80 {
        let fields = json!({"TITLE": format!("Added {n}")});
        portal
            .sim
            .state()
            .add_deal(&admin, fields.as_object().unwrap())
            .unwrap();
    }
    let page = async |start: i64| {
        portal
            .call("admin", "crm.deal.list", json!({"start": start}))
            .await
            .1
    };

    let first = page(0).await;
    assert_eq!((&first["total"], &first["next"]), (&json!(111), &json!(50)));
    assert_eq!(first["result"].as_array().unwrap().len(), 50);
    let last = page(100).await;
    assert_eq!(last["result"].as_array().unwrap().len(), 11);
    assert!(last.get("next").is_none());
    let uncounted = page(-1).await;
    assert_eq!(uncounted["total"], 0);
    assert!(uncounted.get("next").is_none());
    assert_eq!(uncounted["result"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn the_new_list_knows_groups_and_refuses_unknown_fields() {
    let portal = Portal::start().await;
    let filter = json!({"currencyId": "EUR", "0": {"logic": "OR", "0": {"id": 53}, "1": {"stageId": "NEW"}}});
    let params = json!({"entityTypeId": 2, "filter": filter, "select": ["id", "title"], "order": {"id": "DESC"}});
    let result = portal.result("admin", "crm.item.list", params).await;
    let titles: Vec<_> = result["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["title"])
        .collect();
    assert_eq!(
        titles,
        ["Dichtungen, Nachbestellung", "Hydraulik-Ersatzteile"]
    );
    assert_eq!(result["items"][0].as_object().unwrap().len(), 2);

    let unknown = json!({"entityTypeId": 2, "filter": {"COMPANY_ID": 1}});
    assert_eq!(
        portal.refusal("admin", "crm.item.list", unknown).await,
        (400, json!("INVALID_ARG_VALUE"))
    );
}

#[tokio::test]
async fn what_is_not_there_is_not_found_in_each_methods_own_words() {
    let portal = Portal::start().await;
    let cases = [
        ("crm.deal.get", json!({"id": 1}), json!("")),
        ("crm.deal.get", json!({"id": "x"}), json!("")),
        ("crm.company.get", json!({}), json!("")),
        ("crm.deal.contact.items.get", json!({"id": 1}), json!("")),
        ("crm.requisite.get", json!({"id": 1000}), json!("")),
        (
            "crm.requisite.link.get",
            json!({"entityTypeId": 2, "entityId": 73}),
            json!(""),
        ),
        (
            "crm.item.get",
            json!({"entityTypeId": 2, "id": 1}),
            json!("NOT_FOUND"),
        ),
        (
            "crm.item.get",
            json!({"entityTypeId": 177, "id": 1}),
            json!("NOT_FOUND"),
        ),
        ("crm.item.get", json!({"id": 1}), json!("100")),
        ("crm.deal.list", json!({"filter": "ID"}), json!("")),
        (
            "crm.deal.update",
            json!({"id": 1, "fields": {"TITLE": "x"}}),
            json!(""),
        ),
        ("crm.deal.update", json!({"id": 77}), json!("")),
        (
            "crm.deal.update",
            json!({"id": 77, "fields": {"CURRENCY_ID": "roubles"}}),
            json!(""),
        ),
    ];
    for (method, params, error) in cases {
        assert_eq!(
            portal.refusal("admin", method, params.clone()).await,
            (400, error),
            "{method} {params}"
        );
    }
}

#[tokio::test]
async fn the_contacts_and_the_requisite_of_a_deal_hang_on_it() {
    let portal = Portal::start().await;
    let contacts = portal
        .result("admin", "crm.deal.contact.items.get", json!({"id": 77}))
        .await;
    assert_eq!(
        contacts,
        json!([
            {"CONTACT_ID": 21, "SORT": 10, "ROLE_ID": 0, "IS_PRIMARY": "Y"},
            {"CONTACT_ID": 34, "SORT": 20, "ROLE_ID": 0, "IS_PRIMARY": "N"},
        ])
    );
    let link = portal
        .result(
            "admin",
            "crm.requisite.link.get",
            json!({"entityTypeId": 2, "entityId": 77}),
        )
        .await;
    assert_eq!(link["ENTITY_ID"], 77);
    let id = link["REQUISITE_ID"].clone();
    let requisite = portal
        .result("admin", "crm.requisite.get", json!({"id": id}))
        .await;
    assert_eq!(requisite["RQ_INN"], "7701234507");
}

#[tokio::test]
async fn a_deal_is_made_and_changed() {
    let portal = Portal::start().await;
    let fields = json!({"TITLE": "New one", "OPPORTUNITY": 1500.5, "COMPANY_ID": 2, "UNKNOWN": 1});
    let id = portal
        .result("manager", "crm.deal.add", json!({"fields": fields}))
        .await;
    assert!(id.is_i64());
    let fields = json!({"STAGE_ID": "WON", "CATEGORY_ID": 3, "CONTACT_IDS": [22, 23]});
    let done = portal
        .result(
            "manager",
            "crm.deal.update",
            json!({"id": id, "fields": fields}),
        )
        .await;
    assert_eq!(done, json!(true));

    let deal = portal
        .result("manager", "crm.deal.get", json!({"id": id}))
        .await;
    assert_eq!(deal["OPPORTUNITY"], "1500.50");
    assert_eq!(
        (&deal["STAGE_SEMANTIC_ID"], &deal["CLOSED"]),
        (&json!("S"), &json!("Y"))
    );
    assert_eq!(deal["CATEGORY_ID"], "0");
    assert_eq!(deal["MODIFY_BY_ID"], portal.user("manager").id.to_string());
    assert_eq!(
        portal
            .sim
            .world()
            .deal(id.as_i64().unwrap())
            .unwrap()
            .contact_ids,
        [22, 23]
    );

    let wrong = json!({"id": id, "fields": {"STAGE_ID": "C9:NONE", "TITLE": "not saved"}});
    portal.refusal("manager", "crm.deal.update", wrong).await;
    let deal = portal
        .result("manager", "crm.deal.get", json!({"id": id}))
        .await;
    assert_eq!(deal["TITLE"], "New one");
}

#[tokio::test]
async fn the_stages_and_fields_describe_themselves() {
    let portal = Portal::start().await;
    let params = json!({"filter": {"ENTITY_ID": "DEAL_STAGE"}});
    let stages = portal.result("seller", "crm.status.list", params).await;
    let stages = stages.as_array().unwrap();
    assert_eq!(stages[0]["STATUS_ID"], "NEW");
    assert_eq!(stages[0]["SEMANTICS"], Value::Null);
    assert_eq!(stages[5]["EXTRA"]["SEMANTICS"], "success");
    let none = json!({"filter": {"ENTITY_ID": "NO_SUCH"}});
    assert_eq!(
        portal.result("seller", "crm.status.list", none).await,
        json!([])
    );

    let fields = portal.result("admin", "crm.deal.fields", json!({})).await;
    assert_eq!(fields["OPPORTUNITY"]["type"], "double");
    assert_eq!(fields["ID"]["isReadOnly"], true);
}

#[tokio::test]
async fn two_portals_on_one_day_hold_the_same_data() {
    let (one, other) = (Portal::start().await, Portal::start().await);
    let admin = one.user("admin");
    let same_day = one.sim.clock().today() == other.sim.clock().today();
    // Started over midnight they may differ: then there is nothing to compare.
    if same_day {
        let (one, other) = (one.sim.world(), other.sim.world());
        assert_eq!(one.deals_seen_by(&admin), other.deals_seen_by(&admin));
        assert_eq!(
            one.companies_seen_by(&admin),
            other.companies_seen_by(&admin)
        );
    }
}

#[tokio::test]
async fn a_deleted_deal_is_gone_and_its_number_is_not_given_out_again() {
    let portal = Portal::start().await;
    let new = json!({"fields": {"TITLE": "Short"}});
    let id = portal.result("admin", "crm.deal.add", new.clone()).await;
    let refusal = portal
        .refusal("clerk", "crm.deal.delete", json!({"id": id}))
        .await;
    assert_eq!(refusal, (400, json!("")));
    let deleted = portal
        .result("admin", "crm.deal.delete", json!({"id": id}))
        .await;
    assert_eq!(deleted, json!(true));
    portal
        .refusal("admin", "crm.deal.get", json!({"id": id}))
        .await;
    let next = portal.result("admin", "crm.deal.add", new).await;
    assert_eq!(next.as_i64(), id.as_i64().map(|id| id + 1));
}
