use ledger::{Argument, ODataQuery, ParamType, Protocol, Scalar, Source, Value};

use super::cap::Cap;
use super::{one, query, read, settings, source, texts};
use crate::database::{date, datetime, decimal, text};

pub(crate) const ROMASHKA: &str = "0e4a1a3c-8c5e-4d1f-9d3a-2f7c6b1a0d41";
const BRIEN: &str = "0e4a1a3c-8c5e-4d1f-9d3a-2f7c6b1a0d42";
const ODD: &str = "O'Brien & Söhne #1 50% + \"Ко\"";

fn sales(order: &str) -> ODataQuery {
    ODataQuery {
        order: Some(order.to_owned()),
        ..query(Protocol::V4, "Sales", "", &["number"])
    }
}

#[tokio::test]
async fn rows_come_with_their_types_and_moments_in_the_zone_of_the_source() {
    let cap = Cap::start().await;
    let mut settings = settings(&cap.v4(), Protocol::V4);
    settings.timezone = Some(chrono_tz::Europe::Moscow);
    let source = Source::odata("books", settings).unwrap();
    let select = [
        "id",
        "name",
        "taxId",
        "creditLimit",
        "rating",
        "blocked",
        "since",
        "changed",
    ];
    let rows = read(&source, &query(Protocol::V4, "Clients", "", &select), &[])
        .await
        .unwrap();
    assert_eq!(&rows.columns[..], select);
    assert_eq!(
        rows.rows,
        [
            vec![
                text(ROMASHKA),
                text("Romashka"),
                text("7701234567"),
                decimal("1200.5"),
                Value::Integer(7),
                Value::Bool(false),
                date("2019-02-28"),
                datetime("2024-03-20T12:00:00"),
            ],
            vec![
                text(BRIEN),
                text(ODD),
                text("0012345678"),
                decimal("0.3"),
                Value::Null,
                Value::Bool(true),
                Value::Null,
                Value::Null,
            ],
        ]
    );
    // A moment is meant in that zone too: 15 January 22:30 in UTC is the 16th in Moscow.
    let later = query(
        Protocol::V4,
        "Sales",
        "booked ge {since}",
        &["number", "booked"],
    );
    for (since, found) in [("2024-04-17T01:30:00", 1), ("2024-04-17T01:30:01", 0)] {
        let given = [("since", ParamType::DATETIME, one(since))];
        assert_eq!(
            read(&source, &later, &given).await.unwrap().len(),
            found,
            "{since}"
        );
    }
    let on = query(
        Protocol::V4,
        "Sales",
        "date eq {day} and total gt {least}",
        &["number"],
    );
    let given = [
        ("day", ParamType::DATE, one("2024-01-15")),
        ("least", ParamType::DECIMAL, one("100.09")),
    ];
    assert_eq!(
        texts(&read(&source, &on, &given).await.unwrap(), "number"),
        ["S-001"]
    );
}

#[tokio::test]
async fn pages_follow_each_other_up_to_the_cap() {
    let cap = Cap::start().await;
    let patient = source(&cap.v4(), Protocol::V4);
    // The service sends three rows a page, whatever it is asked for.
    let rows = read(&patient, &sales("number"), &[]).await.unwrap();
    assert_eq!(
        texts(&rows, "number"),
        ["S-001", "S-002", "S-003", "S-004", "S-005"]
    );
    assert!(!rows.truncated);
    let cut = ODataQuery {
        top: Some(4),
        ..sales("number desc")
    };
    let rows = read(&patient, &cut, &[]).await.unwrap();
    assert_eq!(texts(&rows, "number"), ["S-005", "S-004", "S-003", "S-002"]);
    assert!(rows.truncated);
}

#[tokio::test]
async fn conditions_links_and_keys_mean_what_they_say_and_nothing_is_changed() {
    let cap = Cap::start().await;
    let source = source(&cap.v4(), Protocol::V4);
    let everything = ODataQuery::all(Protocol::V4, "Clients");
    let before = read(&source, &everything, &[]).await.unwrap();

    let keys = Argument::Many(vec![text(ROMASHKA), text(BRIEN)]);
    let given = [("keys", ParamType::list(Scalar::Guid), keys)];
    let listed = query(Protocol::V4, "Clients", "id in {keys}", &["name"]);
    assert_eq!(read(&source, &listed, &given).await.unwrap().len(), 2);

    let given = [("name", ParamType::TEXT, one(ODD))];
    let named = query(Protocol::V4, "Clients", "name eq {name}", &["taxId"]);
    assert_eq!(
        texts(&read(&source, &named, &given).await.unwrap(), "taxId"),
        ["0012345678"]
    );
    let given = [("part", ParamType::TEXT, one("& Söhne #1 50% +"))];
    let part = query(Protocol::V4, "Clients", "contains(name,{part})", &["taxId"]);
    assert_eq!(read(&source, &part, &given).await.unwrap().len(), 1);

    let linked = query(
        Protocol::V4,
        "Sales",
        "client/taxId eq '0012345678'",
        &["number", "client/name"],
    );
    let rows = read(&source, &linked, &[]).await.unwrap();
    assert_eq!(&rows.columns[..], ["number", "client_name"]);
    assert_eq!(rows.rows, [[text("S-005"), text(ODD)]]);

    let by_key = query(Protocol::V4, "Clients({id})", "", &["name"]);
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
    let hanging = query(Protocol::V4, "Clients({id})/sales", "", &["number"]);
    let rows = read(&source, &hanging, &given(ROMASHKA)).await.unwrap();
    assert_eq!(rows.len(), 4);

    let unknown = query(Protocol::V4, "Clients", "nix eq 1", &[]);
    let error = read(&source, &unknown, &[]).await.unwrap_err();
    assert_eq!(error.kind(), "rejected", "{error:?}");
    let unknown = ODataQuery::all(Protocol::V4, "Nix");
    assert_eq!(
        read(&source, &unknown, &[]).await.unwrap_err().kind(),
        "rejected"
    );
    assert_eq!(
        source.published().await.unwrap().unwrap(),
        ["Clients", "Sales"]
    );

    assert_eq!(read(&source, &everything, &[]).await.unwrap(), before);
    let methods = cap.methods();
    assert!(!methods.is_empty());
    assert!(methods.iter().all(|method| method == "GET"), "{methods:?}");
}
