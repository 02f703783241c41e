//! What is refused when the configuration is loaded.

use std::collections::BTreeMap;

use ledger::{
    Escape, HttpColumn, HttpMethod, HttpQuery, HttpQueryError, HttpSettings, ParamType, Query,
    QueryValue, Scalar, Source, WebSettings,
};
use serde_json::json;

use super::stand_in::columns;

fn load(query: &HttpQuery, params: &[(&str, &str)]) -> Result<Query, HttpQueryError> {
    let declared: BTreeMap<String, ParamType> = params
        .iter()
        .map(|(name, kind)| ((*name).to_owned(), kind.parse().unwrap()))
        .collect();
    Query::http("shop.test", query, &declared)
}

fn get(path: &str) -> HttpQuery {
    HttpQuery {
        columns: columns(&[("id", "$.id")]),
        ..HttpQuery::get(path)
    }
}

fn post(path: &str, body: serde_json::Value) -> HttpQuery {
    HttpQuery {
        columns: columns(&[("id", "$.id")]),
        ..HttpQuery::read_only_post(path, body)
    }
}

/// The key an error is about, and where in it.
fn place(answer: Result<Query, HttpQueryError>) -> (String, Option<usize>) {
    let error = answer.unwrap_err();
    (error.at().to_owned(), error.offset())
}

#[test]
fn a_hole_must_be_declared_and_a_parameter_used() {
    let query = get("/tickets?customer={tax_id}&state=open");
    assert!(load(&query, &[("tax_id", "text")]).is_ok());
    assert_eq!(place(load(&query, &[])), ("path".to_owned(), Some(18)));
    let unused = load(&query, &[("tax_id", "text"), ("id", "integer")]);
    assert_eq!(place(unused).0, "params");
    let mut table = get("/tickets");
    table.query = vec![(
        "a".to_owned(),
        QueryValue::Json(json!([["x", "=", "{nobody}"]])),
    )];
    assert_eq!(
        place(load(&table, &[])),
        ("query.a/0/2".to_owned(), Some(0))
    );
}

#[test]
fn a_hole_stands_for_a_value_and_for_nothing_else() {
    let declared = [("a", "text")];
    let refused = [
        get("https://{a}.example/rows"),
        get("/rows?{a}=1"),
        get("/rows#{a}"),
        get("/{a}/../../admin"),
        get("/%2e%2e/{a}"),
        get("/rows\\{a}"),
        post("/rpc", json!({"{a}": 1})),
        HttpQuery {
            query: vec![("{a}".to_owned(), QueryValue::text("x"))],
            ..get("/rows")
        },
    ];
    for query in refused {
        assert!(load(&query, &declared).is_err(), "{query:?}");
    }
}

#[test]
fn a_text_among_other_characters_needs_a_word_on_how_it_is_kept_apart() {
    let filter = |escape| HttpQuery {
        query: vec![(
            "filter".to_owned(),
            QueryValue::Text {
                template: "name={name};archived=false".to_owned(),
                escape,
            },
        )],
        ..get("/entity/counterparty")
    };
    let bare = load(&filter(None), &[("name", "text")]);
    assert!(
        matches!(bare, Err(HttpQueryError::TextInside { .. })),
        "{bare:?}"
    );
    assert!(load(&filter(None), &[("name", "guid")]).is_ok());
    let escape = Some(Escape {
        chars: ";\\".to_owned(),
        with: '\\',
    });
    assert!(load(&filter(escape), &[("name", "text")]).is_ok());
    let path = load(&get("/clients('{name}')"), &[("name", "text")]);
    assert!(
        matches!(path, Err(HttpQueryError::TextInside { .. })),
        "{path:?}"
    );
    let leaf = post("/rpc", json!({"query": "name = '{name}'"}));
    assert_eq!(place(load(&leaf, &[("name", "text")])).0, "body/query");
    let list = load(&get("/clients/{ids}"), &[("ids", "integer[]")]);
    assert!(
        matches!(list, Err(HttpQueryError::ListInPath { .. })),
        "{list:?}"
    );
}

#[test]
fn a_post_is_declared_to_read_and_goes_to_a_constant_address() {
    let mut undeclared = post("/search", json!({"a": "{a}"}));
    undeclared.read_only = false;
    let error = load(&undeclared, &[("a", "text")]).unwrap_err();
    assert!(
        matches!(error, HttpQueryError::NotReadOnly { .. }),
        "{error}"
    );
    let variable = post("/{a}/search", json!({}));
    let error = load(&variable, &[("a", "text")]).unwrap_err();
    assert!(
        matches!(error, HttpQueryError::VariablePath { .. }),
        "{error}"
    );
    let mut body_of_get = post("/search", json!({}));
    body_of_get.method = HttpMethod::Get;
    let error = load(&body_of_get, &[]).unwrap_err();
    assert!(matches!(error, HttpQueryError::BodyOfGet { .. }), "{error}");
}

#[test]
fn a_column_is_a_jsonpath_with_settings_that_fit_its_type() {
    let column = |column| {
        let mut query = get("/rows");
        query.columns = vec![("total".to_owned(), column)];
        place(load(&query, &[])).0
    };
    assert_eq!(column(HttpColumn::at("total")), "columns.total");
    assert_eq!(
        column(HttpColumn::at("$.t").of_type(Scalar::Date).scaled(-2)),
        "columns.total"
    );
    assert_eq!(column(HttpColumn::at("$.t").scaled(-100)), "columns.total");
    let mut none = get("/rows");
    none.columns.clear();
    assert_eq!(place(load(&none, &[])).0, "columns");
    let mut rows = get("/rows");
    rows.rows = "items".to_owned();
    assert_eq!(place(load(&rows, &[])).0, "rows");
}

#[test]
fn an_address_holds_neither_a_login_nor_a_query() {
    for url in [
        "https://user:secret@shop.example/api",
        "https://shop.example/api?key=secret",
        "ftp://shop.example",
        "shop.example/secret",
    ] {
        let error = Source::http("shop", HttpSettings::new(WebSettings::new(url))).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    let mut web = WebSettings::new("https://shop.example/api");
    web.headers = vec![("X-Key".to_owned(), "line\nbreak".into())];
    assert!(Source::http("shop", HttpSettings::new(web)).is_err());
}

#[test]
fn two_queries_that_ask_different_things_differ_in_their_text() {
    let one = load(&get("/rows?a=1"), &[]).unwrap();
    let other = load(&get("/rows?a=2"), &[]).unwrap();
    assert_ne!(one.text(), other.text());
    let mut secret = post("/rows", json!(["{key}"]));
    secret.secrets = vec![("key".to_owned(), "k3y".into())];
    assert!(!load(&secret, &[]).unwrap().text().contains("k3y"));
}
