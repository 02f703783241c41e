//! Queries that feed queries, columns that are looked up, and the window they see.

use std::collections::BTreeMap;

use chrono::DateTime;
use inlay::clock::Clock;
use inlay::demo::house::{House, Plan};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use super::visitor::{Page, demo_block, installed_after, ledger_reads, open_deal};

const DEAL: u64 = 77;

/// The keys of three sales.
const KEYS: &str = r#"{ params = { client_id = "integer" },
    sql = "select number as key from sales where client_id = :client_id order by number limit 3" }"#;

/// The sales of these keys.
const PURCHASES: &str = r#"{ params = { keys = "text[]" }, given = { keys = "keys.key" },
    sql = "select number, date, due_date, kind, status, total, currency from sales where number in (:keys)" }"#;

/// A house whose ledger has other queries, at another time.
async fn house(queries: &[(&str, &str)], clock: Clock) -> House {
    let overrides: BTreeMap<String, String> = queries
        .iter()
        .map(|(name, query)| (format!("INLAY__SOURCES__ERP__{name}"), (*query).to_owned()))
        .collect();
    installed_after(Plan {
        overrides,
        clock,
        ..Plan::default()
    })
    .await
}

async fn open(house: &House) -> Page {
    open_deal(house, "manager", DEAL).await
}

/// The block of the purchases.
fn purchases(page: &Page) -> &str {
    let place = format!("data-for=\"{}\"", demo_block::PURCHASES);
    let start = page.body.find(&place).expect("a block");
    let length = page.body[start..].find("data-done").expect("its end");
    &page.body[start..start + length]
}

/// Changes the ledger as its own application would.
async fn write(house: &House, statements: &str) {
    let file = format!("sqlite:{}", house.folder().join("ledger.db").display());
    let mut ledger = SqliteConnection::connect(&file).await.unwrap();
    let statements = AssertSqlSafe(statements.to_owned());
    sqlx::raw_sql(statements)
        .execute(&mut ledger)
        .await
        .unwrap();
    ledger.close().await.unwrap();
}

#[tokio::test]
async fn a_parameter_is_filled_with_every_value_of_another_querys_column() {
    let queries = [("QUERIES__KEYS", KEYS), ("QUERIES__PURCHASES", PURCHASES)];
    let house = house(&queries, Clock::default()).await;
    let page = open(&house).await;
    assert_eq!(
        purchases(&page).matches("INV-").count(),
        3,
        "{}",
        page.text()
    );
    // The client, the turnover, the complaints; the keys, then the purchases.
    assert_eq!(ledger_reads(&house), 5);
    house.stop().await;
}

#[tokio::test]
async fn an_empty_list_means_no_rows_and_nothing_is_asked() {
    let none = KEYS.replace("where", "where 1 = 0 and");
    let queries = [
        ("QUERIES__KEYS", none.as_str()),
        ("QUERIES__PURCHASES", PURCHASES),
    ];
    let house = house(&queries, Clock::default()).await;
    let page = open(&house).await;
    assert!(
        purchases(&page).contains("Nothing here yet"),
        "{}",
        page.text()
    );
    assert_eq!(ledger_reads(&house), 4, "the purchases are not asked for");
    house.stop().await;
}

#[tokio::test]
async fn a_column_that_is_not_there_costs_its_block_alone() {
    let other = PURCHASES.replace("keys.key", "keys.nothing");
    let queries = [
        ("QUERIES__KEYS", KEYS),
        ("QUERIES__PURCHASES", other.as_str()),
    ];
    let house = house(&queries, Clock::default()).await;
    let page = open(&house).await;
    assert!(
        purchases(&page).contains("could not answer"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("Open complaints"));
    // The chart and the table of purchases.
    assert_eq!(page.body.matches("could not answer").count(), 2);
    house.stop().await;
}

#[tokio::test]
async fn a_currency_is_looked_up_in_its_small_table_which_is_read_once() {
    let coded = PURCHASES
        .replace("total, currency", "total, 643 as code")
        .replace(
            "sql =",
            r#"lookup = { currency = { by = "code", in = "currencies.id", take = "iso" } }, sql ="#,
        );
    let currencies =
        r#"{ sql = "select '643' as id, 'EUR' as iso union all select '978', 'USD'" }"#;
    let queries = [
        ("QUERIES__KEYS", KEYS),
        ("QUERIES__PURCHASES", coded.as_str()),
        ("QUERIES__CURRENCIES", currencies),
    ];
    let clock = Clock::standing_at(Clock::default().now());
    let house = house(&queries, clock.clone()).await;
    let page = open(&house).await;
    assert_eq!(purchases(&page).matches('€').count(), 4, "{}", page.text());
    let reads = ledger_reads(&house);
    clock.advance(chrono::TimeDelta::hours(2));
    open(&house).await;
    // Everything is read anew but the currencies.
    assert_eq!(ledger_reads(&house) - reads, reads - 1);
    house.stop().await;
}

#[tokio::test]
async fn the_window_begins_on_the_same_day_three_years_ago_in_the_sources_own_zone() {
    // In Moscow it is 29 February already.
    let clock = DateTime::parse_from_rfc3339("2028-02-28T22:30:00Z").unwrap();
    let zone = [("TIMEZONE", "Europe/Moscow")];
    let house = house(&zone, Clock::standing_at(clock.into())).await;
    let sale = |number: &str, day: &str| {
        format!(
            "insert into sales (number, date, due_date, kind, status, total, paid, currency, client_id)
             select '{number}', '{day}', '{day}', 'sale', 'paid', '1.00', '1.00', 'RUB', id
             from clients where tax_id = '7701234507';"
        )
    };
    let days = [
        ("WIN-before", "2025-02-27"),
        ("WIN-first", "2025-02-28"),
        ("WIN-today", "2028-02-29"),
        ("WIN-tomorrow", "2028-03-01"),
    ];
    write(
        &house,
        &days.map(|(number, day)| sale(number, day)).concat(),
    )
    .await;
    let page = open(&house).await;
    let seen: Vec<&str> = days
        .map(|(number, _)| number)
        .into_iter()
        .filter(|number| purchases(&page).contains(number))
        .collect();
    assert_eq!(seen, ["WIN-first", "WIN-today"]);
    house.stop().await;
}
