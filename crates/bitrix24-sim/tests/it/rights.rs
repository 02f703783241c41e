//! Who may read what.

use bitrix24_sim::{Access, Rights};
use serde_json::json;

use crate::support::Portal;

#[tokio::test]
async fn a_user_without_rights_is_refused_in_each_methods_own_words() {
    let portal = Portal::start().await;
    let cases = [
        ("crm.deal.get", json!({"id": 77}), json!("")),
        ("crm.deal.list", json!({}), json!("")),
        ("crm.contact.get", json!({"id": 21}), json!("")),
        ("crm.company.list", json!({}), json!("")),
        ("crm.deal.add", json!({"fields": {}}), json!("")),
        (
            "crm.deal.update",
            json!({"id": 77, "fields": {"TITLE": "x"}}),
            json!(""),
        ),
        ("crm.deal.contact.items.get", json!({"id": 77}), json!("")),
        (
            "crm.item.get",
            json!({"entityTypeId": 2, "id": 77}),
            json!("ACCESS_DENIED"),
        ),
        (
            "crm.item.list",
            json!({"entityTypeId": 4}),
            json!("ACCESS_DENIED"),
        ),
        ("crm.requisite.list", json!({}), json!(0)),
        ("crm.requisite.get", json!({"id": 3}), json!("")),
        (
            "crm.requisite.link.get",
            json!({"entityTypeId": 2, "entityId": 77}),
            json!(""),
        ),
        ("crm.status.list", json!({}), json!("Access denied.")),
    ];
    for (method, params, error) in cases {
        assert_eq!(
            portal.refusal("clerk", method, params).await,
            (400, error),
            "{method}"
        );
    }
}

#[tokio::test]
async fn others_deals_are_denied_one_by_one_and_left_out_of_lists() {
    let portal = Portal::start().await;
    // Deal 76 is the seller's, 77 is not.
    portal
        .result("seller", "crm.deal.get", json!({"id": 76}))
        .await;
    let (_, body) = portal
        .call("seller", "crm.deal.get", json!({"id": 77}))
        .await;
    assert_eq!(
        body,
        json!({"error": "", "error_description": "Access denied"})
    );
    let item = json!({"entityTypeId": 2, "id": 77});
    assert_eq!(
        portal.refusal("seller", "crm.item.get", item).await.1,
        "ACCESS_DENIED"
    );
    let change = json!({"id": 77, "fields": {"TITLE": "mine"}});
    portal.refusal("seller", "crm.deal.update", change).await;

    let all = portal.call("admin", "crm.deal.list", json!({})).await.1["total"]
        .as_i64()
        .unwrap();
    let own = portal.call("seller", "crm.deal.list", json!({})).await.1["total"]
        .as_i64()
        .unwrap();
    assert!(0 < own && own < all, "{own} of {all}");
}

#[tokio::test]
async fn a_requisite_has_the_rights_of_its_company() {
    let portal = Portal::start().await;
    let seller = portal.user("seller");
    let rights = Rights {
        companies: Access::Own,
        contacts: Access::None,
        ..seller.rights
    };
    portal.sim.world().set_rights(seller.id, rights);
    let rows = portal
        .result(
            "seller",
            "crm.requisite.list",
            json!({"select": ["ENTITY_ID"]}),
        )
        .await;
    let owners: Vec<i64> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["ENTITY_ID"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(!owners.is_empty());
    for owner in owners {
        assert_eq!(
            portal.sim.world().company(owner).unwrap().assigned_by,
            seller.id
        );
    }
}
