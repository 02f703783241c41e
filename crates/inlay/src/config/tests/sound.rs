use super::sound;

#[test]
fn the_outline_says_calmly_what_a_configuration_amounts_to() {
    insta::assert_snapshot!(sound(&[]).outline(), @r"
    portal   acme.bitrix24.com, application local.6641, 50 calls at once and 2 a second
    server   https://inlay.acme.example/ on 127.0.0.1:8080, operators on 127.0.0.1:9090
    store    sqlite://inlay.db, sealed with key k1
    source   erp: postgres://db.acme.example/books, within 3s, 4 at once
    query    erp.client(tax_id: text)
    query    erp.purchases(client_id: integer, since: date)
    match    1. requisite.RQ_INN is tax_id of erp.client
    widget   client in CRM_DEAL_DETAIL_TAB: figures (1), table of erp.purchases
    ");
}

#[test]
fn the_outline_of_a_market_application_is_about_every_portal() {
    let config = sound(&[("portal        = \"acme.bitrix24.com\"", "mode = \"market\"")]);
    let outline = config.outline().to_string();
    assert!(
        outline.starts_with("portal   every one of the Marketplace"),
        "{outline}"
    );
}
