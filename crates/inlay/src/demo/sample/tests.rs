use std::collections::BTreeMap;
use std::time::Duration;

use ledger::{Limits, ParamType, Params, Query, Rows, Source, SqlSettings, Value};
use rust_decimal::Decimal;
use tempfile::TempDir;

use super::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2028, 2, 29).unwrap()
}

async fn written(size: Size, today: NaiveDate) -> (TempDir, Source) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("ledger.db").display());
    write(&url, today, size).await.unwrap();
    (folder, source(&url))
}

fn source(url: &str) -> Source {
    let settings = SqlSettings {
        url: url.into(),
        limits: Limits {
            timeout: Duration::from_secs(60),
            max_parallel: 1,
            max_rows: 100_000,
            max_bytes: 100_000_000,
            ..Limits::default()
        },
    };
    Source::sql("erp", settings).unwrap()
}

async fn read(source: &Source, sql: &str, params: &[(&str, ParamType, Value)]) -> Rows {
    let declared = params
        .iter()
        .map(|(name, kind, _)| ((*name).to_owned(), *kind))
        .collect();
    let query = Query::sql("test", sql, &declared).unwrap();
    let values: BTreeMap<_, _> = params
        .iter()
        .map(|(name, _, value)| (*name, value))
        .collect();
    let params = Params::bind(&query, |name| values.get(name).copied().cloned()).unwrap();
    source.read(&query, &params).await.unwrap()
}

fn number(value: &Value) -> Decimal {
    match value {
        Value::Integer(number) => Decimal::from(*number),
        Value::Decimal(number) => *number,
        other => panic!("not a number: {other:?}"),
    }
}

/// What is wrong with the books, counted from the sales.
async fn check(source: &Source, today: NaiveDate) {
    let sql = "
        select c.name, c.debt, c.overdue, c.overdue_days, c.currency,
               coalesce(sum(s.total - s.paid), 0) as owed,
               coalesce(sum(case when s.due_date < :today then s.total - s.paid end), 0) as late,
               min(case when s.due_date < :today and s.total > s.paid then s.due_date end) as since,
               max(s.date) as last, min(s.date) as first,
               sum(case when s.currency <> c.currency then 1 else 0 end) as foreign_sales
          from clients c left join sales s on s.client_id = c.id
         group by c.id, c.name, c.debt, c.overdue, c.overdue_days, c.currency";
    let rows = read(
        source,
        sql,
        &[("today", ParamType::DATE, Value::Date(today))],
    )
    .await;
    for row in rows.iter() {
        let get = |column| row.get(column).unwrap();
        let cents = |column| number(get(column)).round_dp(2);
        assert_eq!(cents("debt"), cents("owed"), "{row:?}");
        assert_eq!(cents("overdue"), cents("late"), "{row:?}");
        assert!(cents("debt") >= Decimal::ZERO, "{row:?}");
        assert_eq!(number(get("foreign_sales")), Decimal::ZERO);
        let days = match get("since") {
            Value::Null => 0,
            Value::Date(since) => (today - *since).num_days(),
            Value::Text(since) => (today - since.parse::<NaiveDate>().unwrap()).num_days(),
            other => panic!("{other:?}"),
        };
        assert_eq!(get("overdue_days"), &Value::Integer(days), "{row:?}");
    }
    let odd = "select number from sales
               where (status = 'paid' and paid <> total) or (status = 'open' and paid <> 0)
                  or (status = 'partly_paid' and (paid <= 0 or paid >= total))
                  or (status = 'cancelled' and (paid <> 0 or total <> 0))
                  or (kind = 'return' and total >= 0) or (kind = 'sale' and total < 0)
                  or due_date < date or date > :today or date < :since";
    let since = today.checked_sub_months(chrono::Months::new(36)).unwrap();
    let params = [
        ("today", ParamType::DATE, Value::Date(today)),
        ("since", ParamType::DATE, Value::Date(since)),
    ];
    assert_eq!(
        read(source, odd, &params).await.rows,
        Vec::<Vec<Value>>::new()
    );
}

#[tokio::test]
async fn the_books_agree_with_the_sales_on_any_day() {
    for today in [
        today(),
        today().pred_opt().unwrap(),
        "2027-03-01".parse().unwrap(),
    ] {
        let (_folder, source) = written(Size::Sample, today).await;
        check(&source, today).await;
    }
}

#[tokio::test]
async fn each_of_the_twelve_clients_shows_what_it_is_there_to_show() {
    let (_folder, source) = written(Size::Sample, today()).await;
    let rows = read(&source, "select * from clients", &[]).await;
    assert_eq!(rows.len(), 12);
    let client = |name: &str| {
        let row = rows
            .iter()
            .find(|row| row.get("name") == Some(&Value::Text(name.into())));
        row.unwrap_or_else(|| panic!("no {name}"))
    };
    let amount = |name: &str, column: &str| number(client(name).get(column).unwrap());

    assert!(
        amount("Northwind Trading", "credit_limit")
            > amount("Northwind Trading", "debt") * Decimal::TWO
    );
    assert!(amount("Альфа-Строй", "overdue") > Decimal::ZERO);
    assert!(amount("Альфа-Строй", "credit_limit") > amount("Альфа-Строй", "debt"));
    assert_eq!(
        client("Müller & Söhne GmbH").get("credit_limit"),
        Some(&Value::Null)
    );
    assert_eq!(
        client("Müller & Söhne GmbH").get("currency"),
        Some(&Value::Text("EUR".into()))
    );
    assert!(
        amount("Blue Harbor Logistics", "debt") > amount("Blue Harbor Logistics", "credit_limit")
    );
    assert!(amount("Blue Harbor Logistics", "credit_limit") > Decimal::ZERO);
    assert_eq!(amount("ТехноМир", "credit_limit"), Decimal::ZERO);
    assert_eq!(amount("ТехноМир", "debt"), Decimal::ZERO);
    assert!(amount("O'Brien Foods", "debt") > Decimal::ZERO);

    let counts = "select c.name, count(*) as n, sum(case when kind = 'return' then 1 else 0 end) as r
                  from sales s join clients c on c.id = s.client_id group by c.name order by 2 desc";
    let counts = read(&source, counts, &[]).await;
    let most = counts.first().unwrap();
    assert_eq!(
        most.get("name"),
        Some(&Value::Text("Завод «Прогресс»".into()))
    );
    assert!(number(most.get("r").unwrap()) > Decimal::TEN);

    let open = "select count(*) as n from complaints x join clients c on c.id = x.client_id
                where open and c.name = 'Fresh Fields Market'";
    assert_eq!(read(&source, open, &[]).await.rows, [[Value::Integer(4)]]);
    let due_today = "select count(*) as n from sales where due_date = :today and total > paid";
    let params = [("today", ParamType::DATE, Value::Date(today()))];
    assert!(number(&read(&source, due_today, &params).await.rows[0][0]) > Decimal::ZERO);
}

#[tokio::test]
async fn one_day_has_one_ledger() {
    let (_first_folder, first) = written(Size::Sample, today()).await;
    let (_second_folder, second) = written(Size::Sample, today()).await;
    for table in ["clients", "sales", "complaints"] {
        let sql = format!("select * from {table} order by 1");
        assert_eq!(
            read(&first, &sql, &[]).await,
            read(&second, &sql, &[]).await
        );
    }
}

#[tokio::test]
async fn postgresql_holds_the_same_ledger() {
    let server = testbed::Postgres::start().await.unwrap();
    let url = server.database().await.unwrap();
    write(&url, today(), Size::Sample).await.unwrap();
    let postgres = source(&url);
    check(&postgres, today()).await;

    let (_folder, sqlite) = written(Size::Sample, today()).await;
    let sql =
        "select number, date, due_date, kind, status, currency, client_id from sales order by 1";
    assert_eq!(
        read(&postgres, sql, &[]).await,
        read(&sqlite, sql, &[]).await
    );
    let sql = "select number, date, subject, status, open, client_id from complaints order by 1";
    assert_eq!(
        read(&postgres, sql, &[]).await,
        read(&sqlite, sql, &[]).await
    );
}

#[tokio::test]
async fn a_large_ledger_has_exactly_the_sales_that_were_asked_for() {
    let (_folder, source) = written(Size::Large { sales: 20_000 }, today()).await;
    check(&source, today()).await;
    let count = read(&source, "select count(*) as n from sales", &[]).await;
    assert_eq!(count.rows, [[Value::Integer(20_000)]]);
    let heavy = "select c.name from sales s join clients c on c.id = s.client_id
                 group by c.name having count(*) = 2000";
    let heavy = read(&source, heavy, &[]).await;
    assert_eq!(heavy.rows, [[Value::Text("Завод «Прогресс»".into())]]);
}

#[tokio::test]
async fn a_database_that_is_not_empty_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("ledger.db").display());
    write(&url, today(), Size::Sample).await.unwrap();
    write(&url, today(), Size::Sample).await.unwrap_err();
}
