//! Cards whose books are described by a preset alone: a 1C by its standard interface, and a database
//! with the views the preset asks for.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use inlay::demo::house::{CONFIGURATION, Plan};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tokio::net::TcpListener;

use super::visitor::{grouped, installed_after, open_deal};

const CLIENT: &str = "41aa6331-954f-11e3-814b-005056c00008";
const PARTNER: &str = "51aa6331-954f-11e3-814b-005056c00008";
const KEY: &str = "61aa6331-954f-11e3-814b-005056c00008";

type Asked = Arc<Mutex<Vec<String>>>;

/// What the base answers, as the interface writes it; anything it does not have is not there.
async fn base(State(asked): State<Asked>, method: Method, uri: Uri) -> Response {
    if method != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let question = percent_decode_str(&uri.to_string())
        .decode_utf8_lossy()
        .into_owned();
    let about = |set: &str, condition: &str| {
        question.contains(&format!("/{set}")) && question.contains(condition)
    };
    let client = format!("Контрагент_Key eq guid'{CLIENT}'");
    let rows = if about("Catalog_Контрагенты", "ИНН eq '7701234507'") {
        json!([{"Ref_Key": CLIENT, "Description": "Норд", "НаименованиеПолное": "ООО «Норд»",
            "ИНН": "7701234507", "КПП": "770101001", "Партнер_Key": PARTNER}])
    } else if about("Document_РеализацияТоваровУслуг", &client) {
        json!([{"Ref_Key": KEY, "Number": "УТ00-000123", "Date": "2026-02-28T12:00:00",
            "СуммаДокумента": 1500.5, "Валюта": {"Code": "643"}, "Статус": "Реализовано"}])
    } else if about("Catalog_ДоговорыКонтрагентов", &client) {
        json!([{"Description": "Договор 7", "ДопустимаяСуммаЗадолженности": 250_000}])
    } else if about("Catalog_КлючиАналитикиУчетаПоПартнерам", &client)
    {
        json!([{"Ref_Key": KEY}])
    } else if about(
        "AccumulationRegister_РасчетыСКлиентамиПоСрокам/Balance",
        KEY,
    ) {
        json!([
            {"ДатаПлановогоПогашения": "2026-03-10T00:00:00", "ДолгBalance": 700.25, "ПредоплатаBalance": 0},
            {"ДатаПлановогоПогашения": "2026-03-20T00:00:00", "ДолгBalance": 99.75, "ПредоплатаBalance": 0},
        ])
    } else if about("Catalog_Претензии", PARTNER) || about("Task_ЗадачаИсполнителя", PARTNER)
    {
        json!([])
    } else {
        Value::Null
    };
    asked.lock().unwrap().push(question);
    if rows.is_null() {
        let error =
            json!({"odata.error": {"code": "8", "message": {"lang": "ru", "value": "нет"}}});
        return (StatusCode::NOT_FOUND, axum::Json(error)).into_response();
    }
    axum::Json(json!({"odata.metadata": "m", "value": rows})).into_response()
}

#[tokio::test]
async fn a_card_shows_what_a_1c_says_with_no_more_than_its_address_in_the_file() {
    let asked = Asked::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(base).with_state(Arc::clone(&asked));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let (head, _) = CONFIGURATION.split_once("[sources.erp]").unwrap();
    let source = format!(
        "[sources.books]
         use   = \"1c-ut11\"
         url   = \"http://{address}/base/odata/standard.odata\"
         login = {{ user = \"reader\", password = {{ env = \"INLAY_KEY\" }} }}\n"
    );
    let house = installed_after(Plan {
        configuration: Some(format!("{head}{source}")),
        ..Plan::default()
    })
    .await;

    let text = open_deal(&house, "manager", 77).await.text();

    for shown in ["Норд", "УТ00-000123", "Договор 7"] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    // The debts of two days are one sum, to the kopeck.
    for amount in ["800.00", "700.25", "99.75", "1500.50", "250000.00"] {
        assert!(text.contains(&grouped(amount)), "{amount} in {text}");
    }
    let asked = asked.lock().unwrap().clone();
    // The client, sales, limits, keys, debts, complaints, tasks: each once.
    assert_eq!(asked.len(), 7, "{asked:#?}");
    house.stop().await;
}

/// The views of the preset `sql`, as tables.
const VIEWS: &str = "
    create table inlay_clients (client_id varchar(20), name varchar(60), tax_id varchar(12),
        credit_limit decimal(15,2), debt decimal(15,2), overdue decimal(15,2), currency char(3));
    insert into inlay_clients values
        ('C-7', 'Northwind Trading', '7701234507', 250000, 800.25, 99.75, 'EUR');
    create table inlay_sales (client_id varchar(20), id integer, number varchar(20), sold_on date,
        total decimal(15,2), status varchar(20), currency char(3));
    insert into inlay_sales values
        ('C-7', 1, 'S-0001', '2026-02-28', 1500.50, 'paid', 'EUR'),
        ('C-8', 2, 'S-0002', '2026-02-28', 7.00, 'paid', 'EUR');
    create table inlay_complaints (client_id varchar(20), id integer, number varchar(20),
        opened_on date, subject varchar(60), status varchar(20));
    insert into inlay_complaints values ('C-7', 1, 'K-1', '2026-03-01', 'Two pallets broken', 'new');
    create table inlay_tasks (client_id varchar(20), id integer, number varchar(20),
        subject varchar(60), due_on date, assignee varchar(60));
    insert into inlay_tasks values ('C-7', 1, 'T-1', 'Call about the limit', '2026-03-02', 'A. Gray');
";

#[tokio::test]
async fn a_card_shows_what_the_views_of_ones_own_database_hold() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}", folder.path().join("books.db").display());
    let mut sqlite = SqliteConnection::connect(&format!("{file}?mode=rwc"))
        .await
        .unwrap();
    sqlx::raw_sql(AssertSqlSafe(VIEWS))
        .execute(&mut sqlite)
        .await
        .unwrap();
    sqlite.close().await.unwrap();
    let server = testbed::Postgres::start().await.unwrap();
    let database = server.database().await.unwrap();
    let mut postgres = PgConnection::connect(&database).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(VIEWS))
        .execute(&mut postgres)
        .await
        .unwrap();

    let (head, _) = CONFIGURATION.split_once("[sources.erp]").unwrap();
    for url in [file, database] {
        let source = "[sources.erp]\nuse = \"sql\"\nurl = { env = \"ERP_URL\" }\n";
        let house = installed_after(Plan {
            configuration: Some(format!("{head}{source}")),
            ledger: Some(url),
            ..Plan::default()
        })
        .await;
        let text = open_deal(&house, "manager", 77).await.text();
        for shown in [
            "Northwind",
            "S-0001",
            "Two pallets broken",
            "Call about the limit",
        ] {
            assert!(text.contains(shown), "{shown} in {text}");
        }
        for amount in ["250000.00", "800.25", "99.75", "1500.50"] {
            assert!(text.contains(&grouped(amount)), "{amount} in {text}");
        }
        assert!(!text.contains("S-0002"), "{text}");
        house.stop().await;
    }
}
