//! Cards that are made, changed and deleted, the old way and the new.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{handler::Handler, support::Portal};

/// The methods of the old way, by the kind of card.
const KINDS: [&str; 4] = ["lead", "deal", "contact", "company"];

#[tokio::test]
async fn every_kind_of_card_is_made_read_changed_and_deleted_the_old_way() {
    let portal = Portal::start().await;
    for kind in KINDS {
        let method = |verb: &str| format!("crm.{kind}.{verb}");
        let fields = json!({"TITLE": "One", "NAME": "One", "COMMENTS": "first", "UTM_SOURCE": "x", "NO_SUCH": 1});
        let id = portal
            .result("admin", &method("add"), json!({"fields": fields}))
            .await;
        assert!(id.is_i64(), "{kind}: {id}");
        let card = portal
            .result("admin", &method("get"), json!({"id": id}))
            .await;
        assert_eq!(card["COMMENTS"], "first", "{kind}");
        assert_eq!(card["UTM_SOURCE"], "x", "{kind}");
        assert_eq!(card["ASSIGNED_BY_ID"], "1", "{kind}");
        assert!(card.get("NO_SUCH").is_none(), "{kind}");

        let change = json!({"id": id, "fields": {"COMMENTS": "second", "UTM_SOURCE": "", "ID": 7}});
        let done = portal.result("admin", &method("update"), change).await;
        assert_eq!(done, json!(true));
        let filter = json!({"filter": {"=COMMENTS": "second"}, "select": ["ID", "UTM_SOURCE"]});
        let rows = portal.result("admin", &method("list"), filter).await;
        assert_eq!(
            rows,
            json!([{"ID": id.to_string(), "UTM_SOURCE": null}]),
            "{kind}"
        );

        let done = portal
            .result("admin", &method("delete"), json!({"id": id}))
            .await;
        assert_eq!(done, json!(true));
        let gone = portal
            .refusal("admin", &method("get"), json!({"id": id}))
            .await;
        assert_eq!(gone, (400, json!("")), "{kind}");
    }
}

#[tokio::test]
async fn every_kind_of_card_is_made_read_changed_and_deleted_the_new_way() {
    let portal = Portal::start().await;
    for kind in [1, 2, 3, 4, 31, 1032] {
        let fields = json!({"title": "One", "name": "One", "opened": "N", "utmSource": "x"});
        let made = portal
            .result(
                "admin",
                "crm.item.add",
                json!({"entityTypeId": kind, "fields": fields}),
            )
            .await;
        let item = &made["item"];
        assert_eq!(item["entityTypeId"], kind);
        assert_eq!(item["opened"], "N");
        let id = item["id"].as_i64().unwrap();

        let one = json!({"entityTypeId": kind, "id": id, "fields": {"utmSource": "y"}});
        let changed = portal.result("admin", "crm.item.update", one).await;
        assert_eq!(changed["item"]["utmSource"], "y");
        let list = json!({"entityTypeId": kind, "filter": {"=utmSource": "y"}, "select": ["id"]});
        let list = portal.result("admin", "crm.item.list", list).await;
        assert_eq!(list["items"], json!([{"id": id}]));

        let one = json!({"entityTypeId": kind, "id": id});
        let gone = portal.result("admin", "crm.item.delete", one.clone()).await;
        assert_eq!(gone, json!([]));
        let refusal = portal.refusal("admin", "crm.item.get", one).await;
        assert_eq!(refusal, (400, json!("NOT_FOUND")));
    }
    for (kind, code) in [(5, "ENTITY_TYPE_NOT_SUPPORTED"), (177, "NOT_FOUND")] {
        let list = portal
            .refusal("admin", "crm.item.list", json!({"entityTypeId": kind}))
            .await;
        assert_eq!(list, (400, json!(code)));
    }
}

#[tokio::test]
async fn both_ways_show_the_same_card() {
    let portal = Portal::start().await;
    let fields = json!({
        "title": "Both", "opportunity": 999.9, "currencyId": "EUR", "companyId": 2,
        "contactIds": [22, 21], "begindate": "2026-03-01", "probability": 30,
    });
    let made = portal
        .result(
            "admin",
            "crm.item.add",
            json!({"entityTypeId": 2, "fields": fields}),
        )
        .await;
    let item = &made["item"];
    assert_eq!(item["opportunity"], 999.9);
    assert_eq!(item["contactId"], 22);
    assert_eq!(item["probability"], 30);
    let old = portal
        .result("admin", "crm.deal.get", json!({"id": item["id"]}))
        .await;
    assert_eq!(old["OPPORTUNITY"], "999.90");
    assert_eq!(old["CONTACT_ID"], "22");
    assert_eq!(old["PROBABILITY"], "30");
    assert_eq!(old["BEGINDATE"], "2026-03-01T03:00:00+03:00");
    assert!(old.get("CONTACT_IDS").is_none());
}

#[tokio::test]
async fn telephones_are_added_changed_and_deleted_by_their_number() {
    let portal = Portal::start().await;
    let phones = async |id: &Value| {
        let card = portal
            .result("admin", "crm.contact.get", json!({"id": id}))
            .await;
        let entries = card.get("PHONE").and_then(Value::as_array).cloned();
        entries.unwrap_or_default()
    };
    let fields = json!({"NAME": "Ada", "PHONE": [
        {"VALUE": "+100", "VALUE_TYPE": "WORK"}, {"VALUE": "+200", "VALUE_TYPE": "HOME"}, {"VALUE": "+300"},
    ]});
    let id = portal
        .result("admin", "crm.contact.add", json!({"fields": fields}))
        .await;
    let made = phones(&id).await;
    assert_eq!(made.len(), 3);

    let (first, second, third) = (&made[0]["ID"], &made[1]["ID"], &made[2]["ID"]);
    let fields = json!({"PHONE": [
        {"ID": first, "VALUE": "+101"}, {"ID": second, "DELETE": "Y", "VALUE": "+200"}, {"ID": third},
        {"VALUE": "+400", "VALUE_TYPE": "MOBILE"},
    ]});
    portal
        .result(
            "admin",
            "crm.contact.update",
            json!({"id": id, "fields": fields}),
        )
        .await;
    let changed = phones(&id).await;
    let values: Vec<_> = changed
        .iter()
        .map(|one| (&one["VALUE"], &one["VALUE_TYPE"]))
        .collect();
    assert_eq!(
        values,
        [
            (&json!("+101"), &json!("WORK")),
            (&json!("+400"), &json!("MOBILE"))
        ]
    );

    let last = changed[1]["ID"].as_str().unwrap();
    let fm = json!({last: {"value": ""}, "n0": {"typeId": "EMAIL", "valueType": "WORK", "value": "ada@example.com"}});
    let params = json!({"entityTypeId": 3, "id": id, "fields": {"fm": fm}});
    let item = portal.result("admin", "crm.item.update", params).await;
    assert_eq!(item["item"]["fm"].as_array().unwrap().len(), 2);
    assert_eq!(item["item"]["emailWork"], "ada@example.com");

    for address in ["nobody", "@example.com", "a b@example.com"] {
        let fields = json!({"EMAIL": [{"VALUE": address}]});
        let refusal = portal
            .refusal("admin", "crm.contact.add", json!({"fields": fields}))
            .await;
        assert_eq!(refusal, (400, json!("ERROR_CORE")), "{address}");
    }
}

#[tokio::test]
async fn old_methods_take_nonsense_for_nothing_and_new_ones_refuse_it() {
    let portal = Portal::start().await;
    let fields = json!({"OPPORTUNITY": "a lot", "COMPANY_ID": "nobody", "CATEGORY_ID": 3});
    let id = portal
        .result("admin", "crm.deal.add", json!({"fields": fields}))
        .await;
    let deal = portal
        .result("admin", "crm.deal.get", json!({"id": id}))
        .await;
    assert_eq!(deal["OPPORTUNITY"], "0.00");
    assert_eq!(deal["COMPANY_ID"], "0");
    assert_eq!(deal["STAGE_ID"], "C3:NEW");

    let cases = [
        (
            json!({"opportunity": "a lot"}),
            "CRM_FIELD_ERROR_VALUE_NOT_VALID",
        ),
        (
            json!({"stageId": "NO_SUCH"}),
            "CRM_FIELD_ERROR_VALUE_NOT_VALID",
        ),
        (json!({"categoryId": 99}), "CRM_FIELD_ERROR_VALUE_NOT_VALID"),
        (json!({"contactIds": 21}), "100"),
    ];
    for (fields, code) in cases {
        let params = json!({"entityTypeId": 2, "fields": fields});
        let refusal = portal.refusal("admin", "crm.item.add", params).await;
        assert_eq!(refusal, (400, json!(code)), "{fields}");
    }
    let fields = json!({"fields": {"CURRENCY_ID": "XXX"}});
    let refusal = portal.refusal("admin", "crm.deal.add", fields).await;
    assert_eq!(refusal, (400, json!("")));
    let refusal = portal
        .refusal("admin", "crm.company.update", json!({"id": 1}))
        .await;
    assert_eq!(refusal, (400, json!("")));
}

#[tokio::test]
async fn a_pipeline_is_changed_by_the_new_way_only() {
    let portal = Portal::start().await;
    let change = json!({"id": 77, "fields": {"CATEGORY_ID": 3, "TITLE": "Stays"}});
    portal.result("admin", "crm.deal.update", change).await;
    let deal = portal
        .result("admin", "crm.deal.get", json!({"id": 77}))
        .await;
    assert_eq!(
        (&deal["CATEGORY_ID"], &deal["TITLE"]),
        (&json!("0"), &json!("Stays"))
    );

    let change = json!({"entityTypeId": 2, "id": 77, "fields": {"categoryId": 3}});
    let item = portal.result("admin", "crm.item.update", change).await;
    assert_eq!(item["item"]["categoryId"], 3);
    assert_eq!(item["item"]["stageId"], "C3:NEW");
}

#[tokio::test]
async fn links_keep_their_order_and_one_primary() {
    let portal = Portal::start().await;
    let items = async |kind: &str, other: &str, id: i64| {
        let method = format!("crm.{kind}.{other}.items.get");
        let rows = portal.result("admin", &method, json!({"id": id})).await;
        let key = format!("{}_ID", other.to_uppercase());
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| (row[&key].as_i64().unwrap(), row["IS_PRIMARY"] == "Y"))
            .collect::<Vec<_>>()
    };
    let set = json!({"id": 77, "items": [
        {"CONTACT_ID": 23, "SORT": 20}, {"CONTACT_ID": 22, "SORT": 10}, {"CONTACT_ID": 24, "IS_PRIMARY": "Y"},
    ]});
    portal
        .result("admin", "crm.deal.contact.items.set", set)
        .await;
    assert_eq!(
        items("deal", "contact", 77).await,
        [(24, true), (22, false), (23, false)]
    );

    let add = json!({"id": 77, "fields": {"CONTACT_ID": 21}});
    assert_eq!(
        portal
            .result("admin", "crm.deal.contact.add", add.clone())
            .await,
        json!(true)
    );
    assert_eq!(
        portal.result("admin", "crm.deal.contact.add", add).await,
        json!(false)
    );
    let delete = json!({"id": 77, "fields": {"CONTACT_ID": 24}});
    portal
        .result("admin", "crm.deal.contact.delete", delete)
        .await;
    assert_eq!(
        items("deal", "contact", 77).await,
        [(22, true), (23, false), (21, false)]
    );

    portal
        .result(
            "admin",
            "crm.company.contact.add",
            json!({"id": 5, "fields": {"CONTACT_ID": 21}}),
        )
        .await;
    let companies = items("contact", "company", 21).await;
    assert_eq!(companies.last(), Some(&(5, false)), "{companies:?}");
    let nobody = json!({"id": 77, "fields": {"CONTACT_ID": 9999}});
    let refusal = portal
        .refusal("admin", "crm.deal.contact.add", nobody)
        .await;
    assert_eq!(refusal, (400, json!("")));
}

#[tokio::test]
async fn whoever_may_see_a_card_may_change_it_and_nobody_else() {
    let portal = Portal::start().await;
    for (login, error) in [("clerk", json!("")), ("seller", json!(""))] {
        let change = json!({"id": 77, "fields": {"TITLE": "Mine"}});
        let refusal = portal.refusal(login, "crm.deal.update", change).await;
        assert_eq!(refusal, (400, error), "{login}");
        let refusal = portal
            .refusal(
                login,
                "crm.item.delete",
                json!({"entityTypeId": 2, "id": 77}),
            )
            .await;
        assert_eq!(refusal, (400, json!("ACCESS_DENIED")), "{login}");
    }
    // The seller makes deals of his own, and none for others.
    portal
        .result(
            "seller",
            "crm.deal.add",
            json!({"fields": {"TITLE": "Mine"}}),
        )
        .await;
    let fields = json!({"fields": {"ASSIGNED_BY_ID": 1}});
    let refusal = portal.refusal("seller", "crm.deal.add", fields).await;
    assert_eq!(refusal, (400, json!("")));
}

#[tokio::test]
async fn every_change_is_told_in_its_own_words() {
    let portal = Portal::start().await;
    let mut handler = Handler::start(StatusCode::OK).await;
    for event in [
        "ONCRMCONTACTADD",
        "ONCRMCOMPANYUPDATE",
        "ONCRMLEADDELETE",
        "ONCRMDEALUPDATE",
        "ONCRMDEALMOVETOCATEGORY",
        "ONCRMDYNAMICITEMADD",
        "ONCRMACTIVITYADD",
        "ONCRMTIMELINECOMMENTADD",
    ] {
        let params = json!({"event": event, "handler": handler.url});
        portal.result("admin", "event.bind", params).await;
    }
    let todo = json!({"ownerTypeId": 2, "ownerId": 77, "deadline": "2030-01-31"});
    let comment = json!({"fields": {"ENTITY_ID": 77, "ENTITY_TYPE": "deal", "COMMENT": "x"}});
    let cases = [
        (
            "crm.contact.add",
            json!({"fields": {"NAME": "Ada"}}),
            "ONCRMCONTACTADD",
            "data[FIELDS][ID]",
        ),
        (
            "crm.company.update",
            json!({"id": 1, "fields": {"TITLE": "x"}}),
            "ONCRMCOMPANYUPDATE",
            "data[FIELDS][ID]",
        ),
        (
            "crm.item.delete",
            json!({"entityTypeId": 1, "id": 1}),
            "ONCRMLEADDELETE",
            "data[FIELDS][ID]",
        ),
        (
            "crm.deal.contact.add",
            json!({"id": 77, "fields": {"CONTACT_ID": 25}}),
            "ONCRMDEALUPDATE",
            "data[FIELDS][ID]",
        ),
        (
            "crm.item.update",
            json!({"entityTypeId": 2, "id": 77, "fields": {"categoryId": 3}}),
            "ONCRMDEALMOVETOCATEGORY",
            "data[FIELDS][STAGE_ID]",
        ),
        (
            "crm.item.add",
            json!({"entityTypeId": 1032, "fields": {"title": "x"}}),
            "ONCRMDYNAMICITEMADD",
            "data[FIELDS][ENTITY_TYPE_ID]",
        ),
        (
            "crm.activity.todo.add",
            todo,
            "ONCRMACTIVITYADD",
            "data[FIELDS][ID]",
        ),
        (
            "crm.timeline.comment.add",
            comment,
            "ONCRMTIMELINECOMMENTADD",
            "data[ID]",
        ),
    ];
    for (method, params, event, key) in cases {
        portal.result("admin", method, params).await;
        let told = handler.next().await;
        assert_eq!(told["event"], event, "{method}");
        assert!(told.contains_key(key), "{method}: {told:?}");
    }
    // The new way tells nothing where nothing has changed.
    let same = json!({"entityTypeId": 2, "id": 77, "fields": {"categoryId": 3}});
    portal.result("admin", "crm.item.update", same).await;
    portal
        .result(
            "admin",
            "crm.contact.add",
            json!({"fields": {"NAME": "Last"}}),
        )
        .await;
    assert_eq!(handler.next().await["event"], "ONCRMCONTACTADD");
}
