//! No value changes what a request is: where it goes, which parameters it has, what its JSON looks
//! like. And only what was declared ever leaves.

use ledger::{Escape, HttpQuery, ParamType, QueryValue, ReadError, Source, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use tokio::runtime::Runtime;

use super::stand_in::{Answer, Asked, StandIn, columns, read};
use crate::database::text;

/// One runtime for all cases: its server must outlive each of them.
struct Bench {
    runtime: Runtime,
    server: StandIn,
    source: Source,
}

fn bench() -> Bench {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(StandIn::start(|_| Answer::json("[]")));
    let source = server.source();
    Bench {
        runtime,
        server,
        source,
    }
}

impl Bench {
    /// What the server saw when this was asked; `None` when nothing left.
    fn ask(&self, query: &HttpQuery, value: &str) -> Option<Asked> {
        let before = self.server.count();
        let given = [("v", ParamType::TEXT, text(value))];
        let answer = self.runtime.block_on(read(&self.source, query, &given));
        let asked = self.server.asked().split_off(before);
        match answer {
            Ok(_) if value.trim().is_empty() => assert!(asked.is_empty()),
            Ok(_) => assert_eq!(asked.len(), 1),
            Err(error) => {
                assert!(matches!(error, ReadError::Rejected { .. }), "{error:?}");
                assert!(asked.is_empty());
            }
        }
        asked.into_iter().next()
    }
}

/// Characters that mean something somewhere, among all others; no zero, which no parameter takes.
fn values() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        "'",
        "\"",
        "&",
        "=",
        "?",
        "#",
        "/",
        "\\",
        "%",
        "%2F",
        "%00",
        "+",
        ";",
        ",",
        "..",
        ".",
        "../",
        ":",
        "@",
        "{",
        "}",
        "[",
        "]",
        "\r\n",
        "\t",
        " ",
        "ж",
        "ß",
        "日本",
        "\u{feff}",
        "\u{202e}",
        "' or 1=1 --",
        "\"]]",
        "}{",
        "v",
        "\u{1f600}",
    ]);
    let any = "[^\\x00]{0,6}";
    prop::collection::vec(prop_oneof![special.prop_map(str::to_owned), any], 0..6)
        .prop_map(|parts| parts.concat())
}

fn check(cases: u32, case: impl Fn(&Bench, &str)) {
    let bench = bench();
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&values(), |value| {
            case(&bench, &value);
            Ok(())
        })
        .unwrap();
}

fn get(path: &str) -> HttpQuery {
    HttpQuery {
        columns: columns(&[("id", "$.id")]),
        ..HttpQuery::get(path)
    }
}

#[test]
fn a_value_in_the_path_is_one_segment() {
    let query = get("/clients/{v}/sales?state=open");
    check(300, |bench, value| {
        let Some(asked) = bench.ask(&query, value) else {
            return;
        };
        let segments: Vec<&str> = asked.path.split('/').collect();
        assert_eq!(segments.len(), 5, "{}", asked.path);
        assert_eq!(
            (segments[1], segments[2], segments[4]),
            ("api", "clients", "sales")
        );
        let decoded = percent_encoding::percent_decode_str(segments[3]);
        assert_eq!(decoded.decode_utf8().unwrap(), value);
        assert_eq!(asked.query, "state=open");
        assert_eq!(asked.method, "GET");
    });
}

#[test]
fn a_value_in_the_query_is_one_parameters_value() {
    let mut query = get("/tickets?customer={v}&state=open");
    query.query = vec![("also".to_owned(), QueryValue::text("{v}"))];
    check(300, |bench, value| {
        let Some(asked) = bench.ask(&query, value) else {
            return;
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            asked.pairs(),
            [
                pair("customer", value),
                pair("state", "open"),
                pair("also", value)
            ]
        );
        assert_eq!(asked.path, "/api/tickets");
    });
}

#[test]
fn a_value_in_a_filter_is_kept_apart_as_the_author_says() {
    let mut query = get("/entity/counterparty");
    let template = "name={v};archived=false".to_owned();
    let escape = Escape {
        chars: ";\\".to_owned(),
        with: '\\',
    };
    query.query = vec![(
        "filter".to_owned(),
        QueryValue::Text {
            template,
            escape: Some(escape),
        },
    )];
    check(300, |bench, value| {
        let Some(asked) = bench.ask(&query, value) else {
            return;
        };
        // A reader of that language: a backslash takes the next sign as it is, `;` separates.
        let mut parts = vec![String::new()];
        let filter = asked.parameter("filter").unwrap();
        let mut signs = filter.chars();
        while let Some(sign) = signs.next() {
            match sign {
                '\\' => parts.last_mut().unwrap().push(signs.next().unwrap()),
                ';' => parts.push(String::new()),
                sign => parts.last_mut().unwrap().push(sign),
            }
        }
        assert_eq!(
            parts,
            [format!("name={value}"), "archived=false".to_owned()]
        );
    });
}

#[test]
fn a_value_in_json_is_one_leaf_wherever_the_json_is() {
    let filters = json!([["tax_id", "=", "{v}"], ["docstatus", "=", 1]]);
    let mut query = get("/api/resource/Customer");
    query.query = vec![
        ("filters".to_owned(), QueryValue::Json(filters.clone())),
        ("packed".to_owned(), QueryValue::Base64Json(filters.clone())),
    ];
    let mut post = HttpQuery::read_only_post("/json/2/res.partner/search_read", filters);
    post.columns = columns(&[("id", "$.id")]);
    check(300, |bench, value| {
        let expected = json!([["tax_id", "=", value], ["docstatus", "=", 1]]);
        let Some(asked) = bench.ask(&query, value) else {
            return;
        };
        let filters = asked.parameter("filters").unwrap();
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&filters).unwrap(),
            expected
        );
        use base64::Engine;
        let packed = asked.parameter("packed").unwrap();
        let packed = base64::prelude::BASE64_URL_SAFE_NO_PAD
            .decode(packed)
            .unwrap();
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&packed).unwrap(),
            expected
        );
        assert_eq!(asked.pairs().len(), 2);

        let posted = bench.ask(&post, value).unwrap();
        assert_eq!((posted.method.as_str(), posted.json()), ("POST", expected));
    });
}

#[tokio::test]
async fn names_with_every_awkward_character_come_out_as_they_are() {
    let server = StandIn::start(|_| Answer::json("[]")).await;
    let source = server.source();
    let query = get("/clients/{v}?name={v}");
    for name in [
        "O'Brien & Sons",
        "\"Ромашка\" ООО",
        "100% Müller + Söhne #1",
        "a/b",
        "'; drop table clients; --",
        "x)y;z\\",
    ] {
        let given = [("v", ParamType::TEXT, text(name))];
        read(&source, &query, &given).await.unwrap();
        let asked = server.asked().pop().unwrap();
        assert_eq!(asked.parameter("name").as_deref(), Some(name));
        let segment = asked.path.strip_prefix("/api/clients/").unwrap();
        let decoded = percent_encoding::percent_decode_str(segment);
        assert_eq!(decoded.decode_utf8().unwrap(), name);
    }
}

#[tokio::test]
async fn a_step_upwards_in_a_value_is_not_sent() {
    let server = StandIn::start(|_| Answer::json("[]")).await;
    let source = server.source();
    for value in ["..", ".", "../admin", "a/../../b", "..\\x"] {
        let given = [("v", ParamType::TEXT, text(value))];
        let error = read(&source, &get("/clients/{v}"), &given)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), "rejected", "{value}");
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn an_unknown_or_empty_value_asks_for_nobody_not_for_everybody() {
    let server = StandIn::start(|_| Answer::json(r#"[{"id": 1}]"#)).await;
    let source = server.source();
    for value in [Value::Null, text(""), text("  ")] {
        for path in ["/clients?tax_id={v}", "/clients/{v}"] {
            let given = [("v", ParamType::TEXT, value.clone())];
            let rows = read(&source, &get(path), &given).await.unwrap();
            assert!(rows.is_empty());
        }
        let mut post = HttpQuery::read_only_post("/search", json!([["vat", "=", "{v}"]]));
        post.columns = columns(&[("id", "$.id")]);
        let given = [("v", ParamType::TEXT, value)];
        assert!(read(&source, &post, &given).await.unwrap().is_empty());
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn values_keep_their_types() {
    let server = StandIn::start(|_| Answer::json("[]")).await;
    let mut query = HttpQuery::read_only_post(
        "/search",
        json!({"n": "{n}", "d": "{d}", "b": "{b}", "day": "{day}", "t": "{t}", "ids": "{ids}",
               "brace": "{{n}}", "from": "n>={n}"}),
    );
    query.columns = columns(&[("id", "$.id")]);
    query.datetime_format = Some("%Y-%m-%d %H:%M:%S".to_owned());
    let given = [
        ("n", ParamType::INTEGER, Value::Integer(7)),
        ("d", ParamType::DECIMAL, text("12.30")),
        ("b", ParamType::BOOL, Value::Bool(true)),
        ("day", ParamType::DATE, text("2024-03-20")),
        ("t", ParamType::DATETIME, text("2024-03-20T09:30:00")),
        ("ids", "integer[]".parse().unwrap(), Value::Integer(1)),
    ];
    read(&server.source(), &query, &given).await.unwrap();
    assert_eq!(
        server.asked()[0].json(),
        json!({"n": 7, "d": 12.3, "b": true, "day": "2024-03-20", "t": "2024-03-20 09:30:00",
               "ids": [1], "brace": "{n}", "from": "n>=7"})
    );
}
