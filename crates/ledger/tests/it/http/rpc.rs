//! Remote procedure calls: only those that read leave.

use std::collections::BTreeMap;

use ledger::{HttpQuery, HttpQueryError, ParamType, Query};
use serde_json::{Value, json};

use super::stand_in::columns;

fn load(path: &str, body: Value, listed: &[&str]) -> Result<Query, HttpQueryError> {
    let mut query = HttpQuery::read_only_post(path, body);
    query.columns = columns(&[("id", "$.id")]);
    query.rpc_methods = listed.iter().map(|method| (*method).to_owned()).collect();
    let params: BTreeMap<String, ParamType> = BTreeMap::new();
    Query::http("odoo.test", &query, &params)
}

fn execute(method: &str) -> Value {
    json!({"jsonrpc": "2.0", "method": "call", "params": {
        "service": "object", "method": "execute_kw",
        "args": ["db", 2, "key", "res.partner", method, []]}})
}

#[test]
fn what_is_known_to_read_passes_in_every_dialect() {
    for method in [
        "search_read",
        "read",
        "read_group",
        "search_count",
        "fields_get",
    ] {
        assert!(load("/jsonrpc", execute(method), &[]).is_ok(), "{method}");
        let json2 = format!("/json/2/res.partner/{method}");
        assert!(load(&json2, json!({"domain": []}), &[]).is_ok(), "{method}");
        let tryton = json!({"method": format!("model.party.party.{method}"), "params": []});
        assert!(load("/", tryton, &[]).is_ok(), "{method}");
    }
}

#[test]
fn what_could_write_does_not_pass() {
    for method in [
        "write",
        "create",
        "unlink",
        "action_post",
        "name_create",
        "READ",
        "read ",
    ] {
        assert!(load("/jsonrpc", execute(method), &[]).is_err(), "{method}");
        let json2 = format!("/json/2/res.partner/{method}");
        assert!(
            load(&json2, json!({"domain": []}), &[]).is_err(),
            "{method}"
        );
        let tryton = json!({"method": format!("model.party.party.{method}"), "params": []});
        assert!(load("/", tryton, &[]).is_err(), "{method}");
    }
    let other_service = json!({"method": "call", "params": {
        "service": "db", "method": "drop", "args": ["master", "db"]}});
    assert!(load("/jsonrpc", other_service, &[]).is_err());
    let batch =
        json!([{"method": "model.party.party.read"}, {"method": "model.party.party.write"}]);
    assert!(load("/", batch, &[]).is_err());
    let variable = json!({"method": "{method}", "params": []});
    assert!(matches!(
        load("/", variable, &[]),
        Err(HttpQueryError::RpcUnclear { .. })
    ));
    let no_method = json!({"method": "call", "params": {
        "service": "object", "method": "execute_kw", "args": ["db", 2, "key", "res.partner"]}});
    assert!(load("/jsonrpc", no_method, &[]).is_err());
}

#[test]
fn the_administrator_may_list_more() {
    let body = json!({"method": "model.account.invoice.balance_of", "params": []});
    assert!(load("/", body.clone(), &[]).is_err());
    assert!(load("/", body, &["model.account.invoice.balance_of"]).is_ok());
    assert!(load("/json/2/res.partner/balance", json!({}), &["balance"]).is_ok());
}
