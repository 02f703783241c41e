//! A card whose figures come from a 1C by its standard interface, described by a preset alone.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use inlay::demo::house::{CONFIGURATION, Plan};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
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
