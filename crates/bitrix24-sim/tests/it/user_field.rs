//! Fields a portal adds to its cards.

use serde_json::{Value, json};

use crate::support::Portal;

async fn add(portal: &Portal, kind: &str, fields: Value) -> Value {
    let method = format!("crm.{kind}.userfield.add");
    portal
        .result("admin", &method, json!({"fields": fields}))
        .await
}

#[tokio::test]
async fn an_added_field_is_written_read_filtered_and_sorted_in_both_spellings() {
    let portal = Portal::start().await;
    add(
        &portal,
        "company",
        json!({"FIELD_NAME": "LIMIT", "USER_TYPE_ID": "double"}),
    )
    .await;
    for (id, limit) in [(1, "500.5"), (2, "70"), (3, "900")] {
        let change = json!({"id": id, "fields": {"UF_CRM_LIMIT": limit, "UF_CRM_NO_SUCH": 1}});
        portal.result("admin", "crm.company.update", change).await;
    }
    let old = portal
        .result("admin", "crm.company.get", json!({"id": 1}))
        .await;
    assert_eq!(old["UF_CRM_LIMIT"], "500.5");
    assert!(old.get("UF_CRM_NO_SUCH").is_none());

    let query = json!({"filter": {">UF_CRM_LIMIT": 100}, "order": {"UF_CRM_LIMIT": "DESC"}, "select": ["UF_CRM_LIMIT"]});
    let rows = portal.result("admin", "crm.company.list", query).await;
    assert_eq!(
        rows,
        json!([{"ID": "3", "UF_CRM_LIMIT": "900"}, {"ID": "1", "UF_CRM_LIMIT": "500.5"}])
    );
    let all = portal
        .result("admin", "crm.company.list", json!({"filter": {"ID": 1}}))
        .await;
    assert!(all[0].get("UF_CRM_LIMIT").is_none());
    let starred = json!({"filter": {"ID": 1}, "select": ["ID", "UF_*"]});
    let rows = portal.result("admin", "crm.company.list", starred).await;
    assert_eq!(rows, json!([{"ID": "1", "UF_CRM_LIMIT": "500.5"}]));

    let one = json!({"entityTypeId": 4, "id": 1});
    let item = portal.result("admin", "crm.item.get", one).await;
    assert_eq!(item["item"]["ufCrmLimit"], 500.5);
    let original = json!({"entityTypeId": 4, "id": 1, "useOriginalUfNames": "Y"});
    let item = portal.result("admin", "crm.item.get", original).await;
    assert_eq!(item["item"]["UF_CRM_LIMIT"], 500.5);
    let query =
        json!({"entityTypeId": 4, "filter": {"<ufCrmLimit": 100}, "select": ["id", "ufCrmLimit"]});
    let list = portal.result("admin", "crm.item.list", query).await;
    assert_eq!(list["items"], json!([{"id": 2, "ufCrmLimit": 70.0}]));
}

#[tokio::test]
async fn each_type_of_field_has_its_own_values() {
    let portal = Portal::start().await;
    let list =
        json!([{"VALUE": "Small", "SORT": 20}, {"VALUE": "Large", "SORT": 10}, {"VALUE": ""}]);
    let id = add(
        &portal,
        "deal",
        json!({"FIELD_NAME": "SIZE", "USER_TYPE_ID": "enumeration", "MULTIPLE": "Y", "LIST": list}),
    )
    .await;
    let field = portal
        .result("admin", "crm.deal.userfield.get", json!({"id": id}))
        .await;
    let choices = field["LIST"].as_array().unwrap();
    assert_eq!((choices.len(), &choices[0]["VALUE"]), (2, &json!("Large")));
    let large = choices[0]["ID"].as_str().unwrap().parse::<i64>().unwrap();
    for (name, kind) in [
        ("PAID", "boolean"),
        ("DUE", "date"),
        ("SUM", "money"),
        ("COUNT", "integer"),
    ] {
        add(
            &portal,
            "deal",
            json!({"FIELD_NAME": name, "USER_TYPE_ID": kind}),
        )
        .await;
    }
    let fields = json!({
        "UF_CRM_SIZE": [large], "UF_CRM_PAID": "Y", "UF_CRM_DUE": "2026-05-01",
        "UF_CRM_SUM": "10.50|EUR", "UF_CRM_COUNT": "7",
    });
    portal
        .result(
            "admin",
            "crm.deal.update",
            json!({"id": 77, "fields": fields}),
        )
        .await;
    let old = portal
        .result("admin", "crm.deal.get", json!({"id": 77}))
        .await;
    assert_eq!(old["UF_CRM_SIZE"], json!([large.to_string()]));
    assert_eq!(old["UF_CRM_PAID"], "1");
    assert_eq!(old["UF_CRM_SUM"], "10.50|EUR");
    let item = portal
        .result(
            "admin",
            "crm.item.get",
            json!({"entityTypeId": 2, "id": 77}),
        )
        .await;
    let item = &item["item"];
    assert_eq!(item["ufCrmSize"], json!([large]));
    assert_eq!(item["ufCrmPaid"], "Y");
    assert_eq!(item["ufCrmCount"], 7);
    assert_eq!(item["ufCrmDue"], "2026-05-01T03:00:00+03:00");

    let scalar = json!({"entityTypeId": 2, "id": 77, "fields": {"ufCrmSize": large}});
    assert_eq!(
        portal.refusal("admin", "crm.item.update", scalar).await,
        (400, json!("100"))
    );
    let filter = json!({"entityTypeId": 2, "filter": {"ufCrmPaid": 1}, "select": ["id"]});
    let list = portal.result("admin", "crm.item.list", filter).await;
    assert_eq!(list["items"], json!([{"id": 77}]));
}

#[tokio::test]
async fn fields_are_listed_changed_and_deleted_with_their_values() {
    let portal = Portal::start().await;
    let id = add(
        &portal,
        "contact",
        json!({"FIELD_NAME": "UF_CRM_CODE", "USER_TYPE_ID": "string", "LABEL": "Code"}),
    )
    .await;
    let change = json!({"id": 21, "fields": {"UF_CRM_CODE": "A7"}});
    portal.result("admin", "crm.contact.update", change).await;

    let query = json!({"filter": {"FIELD_NAME": "UF_CRM_CODE", "LANG": "en"}});
    let rows = portal
        .result("admin", "crm.contact.userfield.list", query)
        .await;
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert_eq!(rows[0]["EDIT_FORM_LABEL"], "Code");
    let change = json!({"id": id, "fields": {"MANDATORY": "Y"}});
    portal
        .result("admin", "crm.contact.userfield.update", change)
        .await;
    let fields = portal
        .result("admin", "crm.contact.fields", json!({}))
        .await;
    assert_eq!(fields["UF_CRM_CODE"]["isRequired"], true);
    assert_eq!(fields["UF_CRM_CODE"]["isDynamic"], true);

    portal
        .result("admin", "crm.contact.userfield.delete", json!({"id": id}))
        .await;
    add(
        &portal,
        "contact",
        json!({"FIELD_NAME": "CODE", "USER_TYPE_ID": "string"}),
    )
    .await;
    let card = portal
        .result("admin", "crm.contact.get", json!({"id": 21}))
        .await;
    assert_eq!(card["UF_CRM_CODE"], Value::Null);
}

#[tokio::test]
async fn a_field_that_cannot_be_is_refused() {
    let portal = Portal::start().await;
    add(
        &portal,
        "deal",
        json!({"FIELD_NAME": "ONE", "USER_TYPE_ID": "string"}),
    )
    .await;
    let long = "X".repeat(44);
    let cases = [
        (json!({"FIELD_NAME": "TWO"}), ""),
        (json!({"USER_TYPE_ID": "string"}), ""),
        (
            json!({"FIELD_NAME": "two", "USER_TYPE_ID": "string"}),
            "ERROR_CORE",
        ),
        (
            json!({"FIELD_NAME": long, "USER_TYPE_ID": "string"}),
            "ERROR_CORE",
        ),
        (
            json!({"FIELD_NAME": "TWO", "USER_TYPE_ID": "colour"}),
            "ERROR_CORE",
        ),
        (
            json!({"FIELD_NAME": "ONE", "USER_TYPE_ID": "string"}),
            "ERROR_CORE",
        ),
    ];
    for (fields, code) in cases {
        let refusal = portal
            .refusal("admin", "crm.deal.userfield.add", json!({"fields": fields}))
            .await;
        assert_eq!(refusal, (400, json!(code)), "{fields}");
    }
    let fields = json!({"fields": {"FIELD_NAME": "TWO", "USER_TYPE_ID": "string"}});
    let refusal = portal
        .refusal("manager", "crm.deal.userfield.add", fields)
        .await;
    assert_eq!(refusal.0, 403);
}
