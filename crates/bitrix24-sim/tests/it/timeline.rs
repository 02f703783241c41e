//! Comments and activities, bank details and dictionaries: what hangs on cards.

use bitrix24_sim::NewApplication;
use serde_json::{Value, json};

use crate::support::{Portal, local_application};

#[tokio::test]
async fn a_comment_is_written_under_a_card_and_goes_with_it() {
    let portal = Portal::start().await;
    let fields = json!({"ENTITY_ID": 77, "ENTITY_TYPE": "deal", "COMMENT": "Owes too much"});
    let id = portal
        .result(
            "manager",
            "crm.timeline.comment.add",
            json!({"fields": fields.clone()}),
        )
        .await;
    let refused = portal
        .refusal(
            "clerk",
            "crm.timeline.comment.add",
            json!({"fields": fields}),
        )
        .await;
    assert_eq!(refused, (400, json!("ACCESS_DENIED")));
    assert!(id.is_i64());
    let change = json!({"id": id, "fields": {"COMMENT": "Owes less now"}});
    assert_eq!(
        portal
            .result("admin", "crm.timeline.comment.update", change)
            .await,
        id
    );
    let list = json!({"filter": {"ENTITY_ID": 77, "ENTITY_TYPE": "deal"}});
    let rows = portal
        .result("admin", "crm.timeline.comment.list", list.clone())
        .await;
    assert_eq!(rows[0]["COMMENT"], "Owes less now");
    assert_eq!(rows[0]["ENTITY_ID"], "77");

    portal
        .result("admin", "crm.deal.delete", json!({"id": 77}))
        .await;
    let gone = portal
        .refusal("admin", "crm.timeline.comment.get", json!({"id": id}))
        .await;
    assert_eq!(gone, (400, json!("NOT_FOUND")));
    let cases = [
        (
            json!({"ENTITY_ID": 77, "ENTITY_TYPE": "deal", "COMMENT": "x"}),
            "OWNER_NOT_FOUND",
        ),
        (
            json!({"ENTITY_ID": 76, "ENTITY_TYPE": "deal", "COMMENT": " "}),
            "INVALID_ARG_VALUE",
        ),
        (json!({"ENTITY_ID": 76, "COMMENT": "x"}), "100"),
    ];
    for (fields, code) in cases {
        let params = json!({"fields": fields});
        let refusal = portal
            .refusal("admin", "crm.timeline.comment.add", params)
            .await;
        assert_eq!(refusal, (400, json!(code)));
    }
}

#[tokio::test]
async fn something_to_do_is_an_activity_of_its_card() {
    let portal = Portal::start().await;
    let todo = json!({"ownerTypeId": 2, "ownerId": 77, "deadline": "2030-01-31T12:00:00+03:00", "title": "Call", "responsibleId": 5});
    let made = portal.result("admin", "crm.activity.todo.add", todo).await;
    let id = made["id"].as_i64().unwrap();
    let activity = portal
        .result("admin", "crm.activity.get", json!({"id": id}))
        .await;
    assert_eq!(activity["SUBJECT"], "Call");
    assert_eq!(activity["PROVIDER_ID"], "CRM_TODO");
    assert_eq!(activity["DEADLINE"], "2030-01-31T12:00:00+03:00");
    assert_eq!(activity["SETTINGS"], json!([]));
    assert_eq!(activity["COMPLETED"], "N");

    let later = json!({"id": id, "ownerTypeId": 2, "ownerId": 77, "value": "2030-02-01"});
    portal
        .result("admin", "crm.activity.todo.updateDeadline", later)
        .await;
    let done = json!({"id": id, "fields": {"COMPLETED": "Y"}});
    portal.result("admin", "crm.activity.update", done).await;
    let list = json!({"filter": {"BINDINGS": [{"OWNER_TYPE_ID": 2, "OWNER_ID": 77}, {"OWNER_TYPE_ID": 2, "OWNER_ID": 76}], "COMPLETED": "Y"}, "select": ["ID", "STATUS", "DEADLINE"]});
    let rows = portal.result("admin", "crm.activity.list", list).await;
    let row = json!({"ID": id.to_string(), "STATUS": "2", "DEADLINE": "2030-02-01T00:00:00+03:00"});
    assert_eq!(rows, json!([row]));

    let cases = [
        (
            json!({"ownerTypeId": 2, "ownerId": 77, "deadline": "soon"}),
            "WRONG_DATETIME_FORMAT",
        ),
        (
            json!({"ownerTypeId": 2, "ownerId": 1, "deadline": "2030-01-31"}),
            "OWNER_NOT_FOUND",
        ),
        (json!({"ownerTypeId": 2, "deadline": "2030-01-31"}), "100"),
    ];
    for (params, code) in cases {
        let refusal = portal
            .refusal("admin", "crm.activity.todo.add", params)
            .await;
        assert_eq!(refusal, (400, json!(code)));
    }
}

#[tokio::test]
async fn an_activity_of_the_old_kind_needs_somebody_it_is_with() {
    let portal = Portal::start().await;
    let whole = json!({
        "OWNER_TYPE_ID": 2, "OWNER_ID": 77, "TYPE_ID": 2, "SUBJECT": "Call", "RESPONSIBLE_ID": 5,
        "COMMUNICATIONS": [{"VALUE": "+100", "ENTITY_ID": 21, "ENTITY_TYPE_ID": 3}],
    });
    let id = portal
        .result("admin", "crm.activity.add", json!({"fields": whole}))
        .await;
    let list = json!({"filter": {"ID": id}, "select": ["ID", "COMMUNICATIONS"]});
    let rows = portal.result("admin", "crm.activity.list", list).await;
    assert_eq!(rows[0]["COMMUNICATIONS"], whole["COMMUNICATIONS"]);
    for missing in ["SUBJECT", "RESPONSIBLE_ID", "COMMUNICATIONS", "OWNER_ID"] {
        let mut fields = whole.clone();
        fields.as_object_mut().unwrap().remove(missing);
        let refusal = portal
            .refusal("admin", "crm.activity.add", json!({"fields": fields}))
            .await;
        assert_eq!(refusal, (400, json!("")), "{missing}");
    }
    portal
        .result("admin", "crm.activity.delete", json!({"id": id}))
        .await;
    let gone = portal
        .refusal("admin", "crm.activity.get", json!({"id": id}))
        .await;
    assert_eq!(gone, (400, json!("")));
}

#[tokio::test]
async fn requisites_with_bank_details_are_made_and_chosen_for_a_deal() {
    let portal = Portal::start().await;
    let fields = json!({"ENTITY_TYPE_ID": 4, "ENTITY_ID": 12, "PRESET_ID": 1, "NAME": "Main", "RQ_INN": "7701234567", "RQ_VAT_ID": "V1"});
    let id = portal
        .result("admin", "crm.requisite.add", json!({"fields": fields}))
        .await;
    let search = json!({"filter": {"RQ_INN": "7701234567", "ENTITY_TYPE_ID": 4}, "select": ["ENTITY_ID", "RQ_VAT_ID"]});
    let rows = portal.result("admin", "crm.requisite.list", search).await;
    assert_eq!(rows, json!([{"ENTITY_ID": "12", "RQ_VAT_ID": "V1"}]));
    let account = json!({"fields": {"ENTITY_ID": id, "NAME": "Bank", "RQ_ACC_NUM": "407"}});
    let account = portal
        .result("admin", "crm.requisite.bankdetail.add", account)
        .await;

    let link = json!({"fields": {"ENTITY_TYPE_ID": 2, "ENTITY_ID": 77, "REQUISITE_ID": id, "BANK_DETAIL_ID": account, "MC_REQUISITE_ID": 0, "MC_BANK_DETAIL_ID": 0}});
    portal
        .result("admin", "crm.requisite.link.register", link)
        .await;
    let of_deal = json!({"entityTypeId": 2, "entityId": 77});
    let chosen = portal
        .result("admin", "crm.requisite.link.get", of_deal.clone())
        .await;
    assert_eq!(chosen["REQUISITE_ID"], id.to_string());
    assert_eq!(chosen["ENTITY_ID"], 77);
    portal
        .result("admin", "crm.requisite.link.unregister", of_deal)
        .await;

    portal
        .result("admin", "crm.requisite.delete", json!({"id": id}))
        .await;
    let gone = portal
        .refusal(
            "admin",
            "crm.requisite.bankdetail.get",
            json!({"id": account}),
        )
        .await;
    assert_eq!(gone, (400, json!("")));
    for missing in ["ENTITY_TYPE_ID", "ENTITY_ID", "PRESET_ID", "NAME"] {
        let mut fields =
            json!({"ENTITY_TYPE_ID": 4, "ENTITY_ID": 12, "PRESET_ID": 1, "NAME": "Main"});
        fields.as_object_mut().unwrap().remove(missing);
        let refusal = portal
            .refusal("admin", "crm.requisite.add", json!({"fields": fields}))
            .await;
        assert_eq!(refusal, (400, json!("")), "{missing}");
    }
}

#[tokio::test]
async fn a_number_or_address_leads_to_its_cards() {
    let portal = Portal::start().await;
    let fields = json!({"NAME": "Ada", "PHONE": [{"VALUE": "8 (901) 234-56-78"}], "EMAIL": [{"VALUE": "Ada@Example.com"}]});
    let id = portal
        .result("admin", "crm.contact.add", json!({"fields": fields}))
        .await;
    let find = async |params: Value| {
        portal
            .result("admin", "crm.duplicate.findbycomm", params)
            .await
    };
    let phone = json!({"type": "PHONE", "values": ["+7 901 234 56 78"]});
    assert_eq!(find(phone).await, json!({"CONTACT": [id]}));
    let address = json!({"type": "EMAIL", "values": ["ada@example.com"], "entity_type": "COMPANY"});
    assert_eq!(find(address).await, json!([]));
    let refusal = portal
        .refusal(
            "admin",
            "crm.duplicate.findbycomm",
            json!({"values": ["x"]}),
        )
        .await;
    assert_eq!(refusal, (400, json!("Communication type is not defined")));
}

#[tokio::test]
async fn dictionaries_pipelines_types_and_currencies_are_listed() {
    let portal = Portal::with(NewApplication {
        scopes: vec!["crm".to_owned()],
        ..local_application()
    })
    .await;
    let stages = json!({"filter": {"ENTITY_ID": "DEAL_STAGE_3"}, "order": {"SORT": "ASC"}});
    let rows = portal.result("admin", "crm.status.list", stages).await;
    assert_eq!(rows[0]["STATUS_ID"], "C3:NEW");
    assert_eq!(rows[2]["SEMANTICS"], "S");
    let sources = json!({"entityId": "SOURCE"});
    let rows = portal
        .result("admin", "crm.status.entity.items", sources)
        .await;
    assert_eq!(rows[0]["STATUS_ID"], "CALL");
    let pipelines = portal
        .result("admin", "crm.category.list", json!({"entityTypeId": 2}))
        .await;
    assert_eq!(pipelines["categories"].as_array().unwrap().len(), 2);
    let types = portal.result("admin", "crm.type.list", json!({})).await;
    assert_eq!(types["types"][0]["entityTypeId"], 1032);
    let base = portal
        .result("admin", "crm.currency.base.get", json!({}))
        .await;
    assert_eq!(base, "RUB");
    let euro = portal
        .result("admin", "crm.currency.get", json!({"id": "EUR"}))
        .await;
    assert_eq!(euro["LANG"]["en"]["DECIMALS"], "2");
}
