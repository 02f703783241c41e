use ledger::{Argument, ODataQuery, ParamType, Protocol, Scalar, Source, Value};

use super::cap::Cap;
use super::v4::ROMASHKA;
use super::{one, query, read, settings, source, texts};
use crate::database::{date, datetime, decimal, text};

#[tokio::test]
async fn rows_come_in_their_own_wrapping_and_numbers_as_what_the_query_says_they_are() {
    let cap = Cap::start().await;
    let mut settings = settings(&cap.v2(), Protocol::V2);
    settings.timezone = Some(chrono_tz::Europe::Moscow);
    let source = Source::odata("books", settings).unwrap();
    let select = [
        "name",
        "creditLimit:decimal",
        "turnover:integer",
        "rating",
        "since:date",
        "changed",
    ];
    let named = query(Protocol::V2, "Clients", "taxId eq {tax_id}", &select);
    let rows = read(
        &source,
        &named,
        &[("tax_id", ParamType::TEXT, one("7701234567"))],
    )
    .await
    .unwrap();
    assert_eq!(&rows.rows[0][..2], [text("Romashka"), decimal("1200.5")]);
    assert!(matches!(rows.rows[0][2], Value::Integer(_)));
    assert_eq!(
        &rows.rows[0][3..],
        [
            Value::Integer(7),
            date("2019-02-28"),
            datetime("2024-03-20T12:00:00")
        ]
    );
    // All columns, without the links and what speaks of the row.
    let rows = read(&source, &ODataQuery::all(Protocol::V2, "Clients"), &[])
        .await
        .unwrap();
    assert!(
        !rows
            .columns
            .iter()
            .any(|name| name == "sales" || name == "__metadata")
    );
    assert_eq!(
        rows.first().unwrap().get("creditLimit"),
        Some(&text("1200.5"))
    );
}

#[tokio::test]
async fn literals_pages_links_and_keys_are_those_of_version_two_and_nothing_is_changed() {
    let cap = Cap::start().await;
    let source = source(&cap.v2(), Protocol::V2);
    let everything = ODataQuery::all(Protocol::V2, "Clients");
    let before = read(&source, &everything, &[]).await.unwrap();

    let sales = ODataQuery {
        order: Some("number".to_owned()),
        ..query(Protocol::V2, "Sales", "", &["number"])
    };
    // The service sends three rows a page.
    let rows = read(&source, &sales, &[]).await.unwrap();
    assert_eq!(
        texts(&rows, "number"),
        ["S-001", "S-002", "S-003", "S-004", "S-005"]
    );
    let cut = ODataQuery {
        top: Some(4),
        ..sales
    };
    let rows = read(&source, &cut, &[]).await.unwrap();
    assert_eq!((rows.len(), rows.truncated), (4, true));

    let typed = query(
        Protocol::V2,
        "Sales",
        "client_id in {keys} and date ge {since} and total lt {most}",
        &["number", "client/name"],
    );
    let given = [
        (
            "keys",
            ParamType::list(Scalar::Guid),
            Argument::Many(vec![text(ROMASHKA)]),
        ),
        ("since", ParamType::DATE, one("2024-02-15")),
        ("most", ParamType::DECIMAL, one("400.40")),
    ];
    let rows = read(&source, &typed, &given).await.unwrap();
    assert_eq!(&rows.columns[..], ["number", "client_name"]);
    assert_eq!(texts(&rows, "number"), ["S-002", "S-003"]);
    assert_eq!(texts(&rows, "client_name"), ["Romashka"; 2]);

    let odd = query(
        Protocol::V2,
        "Clients",
        "substringof({part},name)",
        &["taxId"],
    );
    let given = [("part", ParamType::TEXT, one("O'Brien & Söhne #1 50% + \""))];
    assert_eq!(
        texts(&read(&source, &odd, &given).await.unwrap(), "taxId"),
        ["0012345678"]
    );

    let by_key = query(Protocol::V2, "Clients({id})", "", &["name"]);
    let given = |id| [("id", ParamType::GUID, one(id))];
    let rows = read(&source, &by_key, &given(ROMASHKA)).await.unwrap();
    assert_eq!(rows.rows, [[text("Romashka")]]);
    let nobody = "0e4a1a3c-8c5e-4d1f-9d3a-000000000000";
    assert!(
        read(&source, &by_key, &given(nobody))
            .await
            .unwrap()
            .is_empty()
    );

    let unknown = query(Protocol::V2, "Clients", "nix eq 1", &[]);
    assert_eq!(
        read(&source, &unknown, &[]).await.unwrap_err().kind(),
        "rejected"
    );
    assert_eq!(
        source.published().await.unwrap().unwrap(),
        ["Clients", "Sales"]
    );
    source.check().await.unwrap();

    assert_eq!(read(&source, &everything, &[]).await.unwrap(), before);
    assert!(cap.methods().iter().all(|method| method == "GET"));
}
