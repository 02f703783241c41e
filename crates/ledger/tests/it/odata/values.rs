//! No value of a parameter changes what is asked, in any dialect.

use ledger::{ODataQuery, ParamType, Protocol, Source};
use proptest::prelude::{Strategy, prop, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use tokio::runtime::Handle;

use super::cap::Cap;
use super::onec::{OneC, Request};
use super::v4::ROMASHKA;
use super::{one, query, read, source, texts};

/// What could end a literal, an option, a step or a line.
const HOSTILE: [&str; 37] = [
    "'", "''", "\"", "\\", "%27", "%", "+", "&", "#", "?", "=", "/", "..", ")", "(", ",", ";",
    " or ", " and ", "eq", "$filter=", "{", "}", "\n", "\r", "\t", "ё", "ß", "guid'", "null",
    "'))", "')/Post", "--", "&$top=0", "\u{feff}", "\u{301}", "🙂",
];

/// Any text, and often a hostile one.
fn values() -> impl Strategy<Value = String> {
    let any = "\\PC{0,20}";
    let hostile = prop::collection::vec(prop::sample::select(&HOSTILE[..]), 1..8);
    prop_oneof![
        any.prop_map(|text| text),
        hostile.prop_map(|pieces| pieces.concat())
    ]
}

/// Asks with many values for one row that is there for certain, or one of that value.
fn always_the_same_row(
    source: &Source,
    query: &ODataQuery,
    column: &str,
    cases: u32,
    look: impl Fn(&str),
) {
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&values(), |value| {
            let given = [("value", ParamType::TEXT, one(&value))];
            let rows = tokio::task::block_in_place(|| {
                Handle::current().block_on(read(source, query, &given))
            });
            let rows = rows.unwrap_or_else(|error| panic!("{value:?}: {error:?}"));
            assert_eq!(texts(&rows, column), [ROMASHKA], "{value:?}");
            look(&value);
            Ok(())
        })
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_dialect_of_1c() {
    let onec = OneC::start(json!({"Catalog_X": [
        {"Ref_Key": ROMASHKA, "Description": "Ромашка", "Code": "1"},
        {"Ref_Key": "0e4a1a3c-8c5e-4d1f-9d3a-2f7c6b1a0d42", "Description": "Другая", "Code": "2"},
    ]}))
    .await;
    let source = source(onec.url(), Protocol::OneC);
    let query = query(
        Protocol::OneC,
        "Catalog_X",
        &format!("(Description eq {{value}} or Ref_Key eq guid'{ROMASHKA}') and Code ne '2'"),
        &["Ref_Key"],
    );
    always_the_same_row(&source, &query, "Ref_Key", 400, |value| {
        // Taken apart by other rules than it was put together: the same options, the same text.
        let asked = onec.asked().pop().unwrap();
        let (path, options) = asked.address.split_once('?').unwrap();
        let path = path.rsplit('/').next().unwrap();
        let request = Request::parse(path, options).unwrap();
        let names: Vec<&str> = request.options.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["$filter", "$format", "$select", "$top", "allowedOnly"]
        );
        let value = value.replace('\'', "''");
        assert_eq!(
            request.option("$filter").unwrap(),
            format!("(Description eq '{value}' or Ref_Key eq guid'{ROMASHKA}') and Code ne '2'")
        );
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn in_versions_two_and_four() {
    let cap = Cap::start().await;
    for (protocol, url, id) in [
        (Protocol::V4, cap.v4(), ROMASHKA.to_owned()),
        (Protocol::V2, cap.v2(), format!("guid'{ROMASHKA}'")),
    ] {
        let query = query(
            protocol,
            "Clients",
            &format!("(name eq {{value}} or id eq {id}) and taxId ne '0012345678'"),
            &["id"],
        );
        always_the_same_row(&source(&url, protocol), &query, "id", 150, |_| {});
    }
    assert!(cap.methods().iter().all(|method| method == "GET"));
}
