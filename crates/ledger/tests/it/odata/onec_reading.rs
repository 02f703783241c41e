use std::collections::BTreeMap;

use axum::http::Method;
use ledger::{Argument, ODataFunction, ODataQuery, ParamType, Protocol, Scalar, Value};
use serde_json::{Value as Json, json};

use super::onec::OneC;
use super::{column, one, query, read, settings, source, texts};
use crate::database::{datetime, decimal, text};
use ledger::Source;

const A: &str = "41aa6331-954f-11e3-814b-005056c00001";
const B: &str = "41aa6331-954f-11e3-814b-005056c00002";
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";
const CLIENTS: &str = "Catalog_Контрагенты";

fn client(key: &str, name: &str, inn: &str, deleted: bool) -> Json {
    json!({
        "Ref_Key": key, "Description": name, "ИНН": inn, "DeletionMark": deleted,
        "IsFolder": false, "КонтактнаяИнформация": [{"LineNumber": "1", "НомерТелефона": "+7"}],
    })
}

/// Three clients, two of whom share a tax id, and what the registers know of them.
async fn books() -> OneC {
    OneC::start(json!({
        (CLIENTS): [
            client(A, "Ромашка", "7701234567", false),
            client(B, "Ромашка (дубль)", "7701234567", true),
            client(
                "41aa6331-954f-11e3-814b-005056c00003",
                "O'Brien & Söhne + \"Ко\" #1 50% a/b",
                "0012345678",
                false,
            ),
        ],
        "Document_Реализация": sales(5),
        "AccumulationRegister_Расчеты": [],
        "AccumulationRegister_Расчеты/Balance": [
            {"Контрагент_Key": A, "Валюта_Key": NOBODY, "СуммаBalance": 100.5, "Вид": "Долг"},
            {"Контрагент_Key": A, "Валюта_Key": NOBODY, "СуммаBalance": -20, "Вид": "Аванс"},
            {"Контрагент_Key": B, "Валюта_Key": NOBODY, "СуммаBalance": 7, "Вид": "Долг"},
        ],
    }))
    .await
}

/// Sales of client A, the newest first by their numbers.
fn sales(count: usize) -> Vec<Json> {
    (0..count)
        .map(|number| {
            json!({
                "Ref_Key": format!("51aa6331-954f-11e3-814b-{number:012}"),
                "Number": format!("УТ00-{number:06}"), "Date": "2024-03-20T12:00:00",
                "Контрагент_Key": A, "СуммаДокумента": number, "Posted": true,
            })
        })
        .collect()
}

fn row<'r>(rows: &'r ledger::Rows, name: &str) -> &'r Value {
    rows.first().unwrap().get(name).unwrap()
}

#[tokio::test]
async fn clients_are_found_by_what_they_are_called_whatever_the_characters() {
    let onec = books().await;
    let source = source(onec.url(), Protocol::OneC);
    let by_name = query(
        Protocol::OneC,
        CLIENTS,
        "Description eq {name} and DeletionMark eq false",
        &["Ref_Key", "ИНН"],
    );
    for (name, found) in [
        ("O'Brien & Söhne + \"Ко\" #1 50% a/b", 1),
        ("Ромашка", 1),
        ("' or 1 eq 1 or Description eq '", 0),
        ("x'; drop table clients --", 0),
        ("Ромашка') or (true", 0),
        ("Ромашка%27", 0),
        ("\\", 0),
        ("a\nb", 0),
        ("", 0),
    ] {
        let rows = read(&source, &by_name, &[("name", ParamType::TEXT, one(name))]).await;
        assert_eq!(rows.unwrap().len(), found, "{name:?}");
    }
    let before = onec.data();
    assert!(onec.asked().iter().all(|asked| asked.method == Method::GET));
    assert_eq!(onec.data(), before);
    // A space is never a plus, and every list says that hidden rows may be skipped.
    for asked in onec.asked() {
        assert!(!asked.address.contains('+'), "{}", asked.address);
        assert!(
            asked.address.contains("allowedOnly=true"),
            "{}",
            asked.address
        );
        assert_eq!(asked.headers["accept"], "application/json");
    }
}

#[tokio::test]
async fn a_tax_id_keeps_its_zeros_and_a_deleted_twin_is_the_authors_filter() {
    let onec = books().await;
    let source = source(onec.url(), Protocol::OneC);
    let inn = |inn| [("inn", ParamType::TEXT, one(inn))];
    let all = query(Protocol::OneC, CLIENTS, "ИНН eq {inn}", &["ИНН"]);
    let live = query(
        Protocol::OneC,
        CLIENTS,
        "ИНН eq {inn} and DeletionMark eq false",
        &["ИНН"],
    );
    let rows = read(&source, &all, &inn("0012345678")).await.unwrap();
    assert_eq!(row(&rows, "ИНН"), &text("0012345678"));
    assert_eq!(
        read(&source, &all, &inn("7701234567")).await.unwrap().len(),
        2
    );
    assert_eq!(
        read(&source, &live, &inn("7701234567"))
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn values_come_as_what_they_are() {
    let onec = OneC::start(json!({"Document_X": [{
        "Ref_Key": A, "Number": "00-00000045", "Date": "2024-03-20T12:00:00",
        "Срок": "30", "Пусто": "0001-01-01T00:00:00", "Сумма": 0.1, "Целая": 100,
        "Партнер_Key": NOBODY, "Строка": "", "Папка": null, "Posted": true,
        "Предмет": "что-то", "Предмет_Type": "StandardODATA.Undefined",
        "Автор": A, "Автор_Type": "StandardODATA.Catalog_Пользователи",
        "Валюта____Presentation": "руб.", "Товары": [{"LineNumber": "1"}],
    }]}))
    .await;
    let source = source(onec.url(), Protocol::OneC);
    let all = read(&source, &ODataQuery::all(Protocol::OneC, "Document_X"), &[])
        .await
        .unwrap();
    let expected = [
        ("Number", text("00-00000045")),
        ("Date", datetime("2024-03-20T12:00:00")),
        ("Срок", text("30")),
        ("Пусто", Value::Null),
        ("Сумма", decimal("0.1")),
        ("Целая", decimal("100")),
        ("Партнер_Key", Value::Null),
        ("Строка", text("")),
        ("Папка", Value::Null),
        ("Posted", Value::Bool(true)),
        ("Предмет", Value::Null),
        ("Автор", text(A)),
        ("Автор_Type", text("StandardODATA.Catalog_Пользователи")),
        ("Валюта____Presentation", text("руб.")),
    ];
    for (name, value) in expected {
        assert_eq!(row(&all, name), &value, "{name}");
    }
    // Neither the tables inside nor the noise of links.
    assert!(
        !all.columns
            .iter()
            .any(|name| name == "Товары" || name.contains('@'))
    );

    let typed = [
        ("Срок:integer", "Срок", Value::Integer(30)),
        ("Срок:decimal", "Срок", decimal("30")),
        (
            "Date:date",
            "Date",
            Value::Date("2024-03-20".parse().unwrap()),
        ),
        ("Date:text", "Date", text("2024-03-20T12:00:00")),
        ("Пусто:date", "Пусто", Value::Null),
        ("Строка:integer", "Строка", Value::Null),
        ("Целая:integer", "Целая", Value::Integer(100)),
        ("Партнер_Key:guid", "Партнер_Key", Value::Null),
        ("Предмет:text", "Предмет", Value::Null),
    ];
    for (item, name, value) in typed {
        let query = query(Protocol::OneC, "Document_X", "", &[item]);
        let rows = read(&source, &query, &[]).await.unwrap();
        assert_eq!(&rows.columns[..], [name]);
        assert_eq!(row(&rows, name), &value, "{item}");
    }
    let wrong = query(Protocol::OneC, "Document_X", "", &["Number:integer"]);
    let error = read(&source, &wrong, &[]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `Number` cannot be read: it is not of type integer"
    );
}

#[tokio::test]
async fn a_composite_field_is_compared_by_cast_and_a_link_is_opened_where_it_is_selected() {
    let onec = OneC::start(json!({
        "Catalog_Валюты": [{"Ref_Key": B, "Code": "643"}],
        "Task_X": [{
            "Ref_Key": A, "Предмет": B, "Предмет_Type": "StandardODATA.Catalog_Валюты",
            "Валюта_Key": B,
        }],
    }))
    .await;
    let source = source(onec.url(), Protocol::OneC);
    let given = [("ref", ParamType::GUID, one(B))];
    let select = ["Валюта/Code as currency", "Ref_Key"];
    let cast = query(
        Protocol::OneC,
        "Task_X",
        "Предмет eq cast({ref},'Catalog_Валюты')",
        &select,
    );
    let rows = read(&source, &cast, &given).await.unwrap();
    assert_eq!(&rows.columns[..], ["currency", "Ref_Key"]);
    assert_eq!(rows.rows, [[text("643"), text(A)]]);
    let bare = query(Protocol::OneC, "Task_X", "Предмет eq {ref}", &select);
    assert!(read(&source, &bare, &given).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_virtual_table_is_narrowed_by_its_condition() {
    let onec = books().await;
    let source = source(onec.url(), Protocol::OneC);
    let balance = |condition: &str| ODataQuery {
        select: vec!["СуммаBalance".to_owned()],
        function: Some(ODataFunction {
            name: "Balance".to_owned(),
            arguments: BTreeMap::from(
                [
                    ("Condition", condition),
                    ("Period", "{until}"),
                    ("Dimensions", "Контрагент,Валюта"),
                ]
                .map(|(name, text)| (name.to_owned(), text.to_owned())),
            ),
        }),
        ..ODataQuery::all(Protocol::OneC, "AccumulationRegister_Расчеты")
    };
    let until = ("until", ParamType::DATETIME, one("2024-03-21T00:00:00"));
    let given = [("ref", ParamType::GUID, one(A)), until.clone()];
    let rows = read(
        &source,
        &balance("Контрагент_Key eq {ref} and Вид eq 'Долг'"),
        &given,
    )
    .await
    .unwrap();
    assert_eq!(rows.rows, [[decimal("100.5")]]);

    let keys = Argument::Many(vec![text(A), text(B)]);
    let given = [("keys", ParamType::list(Scalar::Guid), keys), until];
    let rows = read(&source, &balance("Контрагент_Key in {keys}"), &given)
        .await
        .unwrap();
    assert_eq!(
        column(&rows, "СуммаBalance"),
        [decimal("100.5"), decimal("-20"), decimal("7")]
    );
}

#[tokio::test]
async fn a_list_is_asked_for_in_portions_and_an_empty_one_not_at_all() {
    let onec = OneC::start(json!({"Document_Реализация": sales(95)})).await;
    let source = source(onec.url(), Protocol::OneC);
    let query = query(
        Protocol::OneC,
        "Document_Реализация",
        "Ref_Key in {keys}",
        &["Number"],
    );
    let list = |keys: Vec<Value>| [("keys", ParamType::list(Scalar::Guid), Argument::Many(keys))];
    let keys = (0..95).map(|number| text(&format!("51aa6331-954f-11e3-814b-{number:012}")));
    let rows = read(&source, &query, &list(keys.collect())).await.unwrap();
    assert_eq!((rows.len(), rows.truncated), (95, false));
    let asked = onec.asked();
    assert_eq!(asked.len(), 4);
    assert!(asked.iter().all(|asked| asked.address.len() < 8_000));
    assert!(
        read(&source, &query, &list(vec![]))
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(onec.asked().len(), 4);
}

#[tokio::test]
async fn an_unknown_value_equals_nothing_and_is_not_asked_for() {
    let onec = OneC::start(json!({"Catalog_X": [{"Ref_Key": A, "ИНН": null}]})).await;
    let source = source(onec.url(), Protocol::OneC);
    let query = query(Protocol::OneC, "Catalog_X", "ИНН eq {inn}", &[]);
    let given = [("inn", ParamType::TEXT, Argument::One(Value::Null))];
    assert!(read(&source, &query, &given).await.unwrap().is_empty());
    assert!(onec.asked().is_empty());
}

#[tokio::test]
async fn a_thousand_and_one_documents_are_read_in_two_pages() {
    let onec = OneC::start(json!({"Document_Реализация": sales(1_001)})).await;
    let source = source(onec.url(), Protocol::OneC);
    let query = ODataQuery {
        order: Some("Date desc, Ref_Key".to_owned()),
        ..query(
            Protocol::OneC,
            "Document_Реализация",
            "",
            &["Ref_Key", "Number"],
        )
    };
    let rows = read(&source, &query, &[]).await.unwrap();
    assert_eq!((rows.len(), rows.truncated), (1_001, false));
    assert_eq!(onec.asked().len(), 2);
    let numbers = texts(&rows, "Number");
    assert!(numbers.is_sorted());
}

#[tokio::test]
async fn rows_beyond_the_cap_are_cut_and_the_answer_says_so() {
    let onec = OneC::start(json!({"Document_Реализация": sales(5)})).await;
    let top = |top, order: Option<&str>| ODataQuery {
        top: Some(top),
        order: order.map(str::to_owned),
        ..query(Protocol::OneC, "Document_Реализация", "", &["Number"])
    };
    let patient = source(onec.url(), Protocol::OneC);
    for order in [None, Some("Ref_Key")] {
        let rows = read(&patient, &top(4, order), &[]).await.unwrap();
        assert_eq!((rows.len(), rows.truncated), (4, true));
        let rows = read(&patient, &top(5, order), &[]).await.unwrap();
        assert_eq!((rows.len(), rows.truncated), (5, false));
    }
    // The source's own cap is below the query's.
    let mut settings = settings(onec.url(), Protocol::OneC);
    settings.web.limits.max_rows = 3;
    let capped = Source::odata("books", settings).unwrap();
    let rows = read(&capped, &top(100, None), &[]).await.unwrap();
    assert_eq!((rows.len(), rows.truncated), (3, true));
}

#[tokio::test]
async fn a_row_that_slips_in_between_two_pages_repeats_none() {
    let onec = OneC::start(json!({"Document_Реализация": sales(1_500)})).await;
    let newest = json!({
        "Ref_Key": "50000000-954f-11e3-814b-000000000000", "Number": "УТ00-999999",
        "Date": "2024-12-31T00:00:00",
    });
    onec.enter_after(1, "Document_Реализация", &newest);
    let source = source(onec.url(), Protocol::OneC);
    let query = ODataQuery {
        order: Some("Date desc, Ref_Key".to_owned()),
        ..query(
            Protocol::OneC,
            "Document_Реализация",
            "",
            &["Ref_Key", "Number"],
        )
    };
    let rows = read(&source, &query, &[]).await.unwrap();
    let mut numbers = texts(&rows, "Number");
    numbers.dedup();
    assert_eq!(numbers.len(), 1_500);
}

#[tokio::test]
async fn one_object_is_read_by_its_key_and_so_are_the_lines_of_it() {
    let onec = books().await;
    let source = source(onec.url(), Protocol::OneC);
    let by_key = query(
        Protocol::OneC,
        "Catalog_Контрагенты({ref})",
        "",
        &["Description"],
    );
    let given = |key| [("ref", ParamType::GUID, one(key))];
    let rows = read(&source, &by_key, &given(A)).await.unwrap();
    assert_eq!(rows.rows, [[text("Ромашка")]]);
    // Not there is no row, and no failure.
    let rows = read(&source, &by_key, &given(NOBODY)).await.unwrap();
    assert!(rows.is_empty());
    let lines = query(
        Protocol::OneC,
        "Catalog_Контрагенты({ref})/КонтактнаяИнформация",
        "",
        &["LineNumber:integer", "НомерТелефона"],
    );
    let rows = read(&source, &lines, &given(A)).await.unwrap();
    assert_eq!(rows.rows, [[Value::Integer(1), text("+7")]]);
}

#[tokio::test]
async fn what_is_published_is_listed_and_is_the_check() {
    let onec = books().await;
    // With the service's own tail in the address, and without.
    for url in [
        onec.url().to_owned(),
        format!("{}/odata/standard.odata/", onec.url()),
    ] {
        let source = source(&url, Protocol::OneC);
        source.check().await.unwrap();
        assert_eq!(
            source.published().await.unwrap().unwrap(),
            [
                "AccumulationRegister_Расчеты",
                CLIENTS,
                "Document_Реализация"
            ]
        );
    }
}
