//! Whole systems, as their documents describe them.

use std::time::Duration;

use ledger::{
    Escape, HttpColumn, HttpQuery, Login, PagingKind, ParamType, QueryValue, RetryAfter, Scalar,
    WaitUnit,
};
use serde_json::json;

use super::stand_in::{Answer, StandIn, columns, read};
use crate::database::{date, datetime, decimal, text};

/// MoySklad, JSON API 1.2: packed answers are obligatory, money comes in kopecks, pages are
/// addresses, and who asks too often is told in milliseconds when to come back.
#[tokio::test]
async fn moysklad() {
    let server = StandIn::start(|asked| {
        if asked.header("accept-encoding") != "gzip" {
            return Answer::status(415);
        }
        if asked.header("authorization") != "Bearer t0ken" {
            return Answer::json(r#"{"errors": [{"code": 1056}]}"#).with_status(401);
        }
        if asked.number == 0 {
            return Answer::status(429)
                .header("x-lognex-retry-after", "50")
                .header("retry-after", "3000");
        }
        let filter = asked.parameter("filter").unwrap();
        assert_eq!(filter, r"name=ООО Рога\; копыта\\;archived=false");
        let host = asked.header("host");
        let next = match asked.parameter("offset") {
            None => format!(r#", "nextHref": "http://{host}/api{}?{}&offset=1""#, "/entity/demand", asked.query),
            Some(_) => String::new(),
        };
        Answer::json(format!(
            r#"{{"meta": {{"size": 2{next}}}, "rows": [
                {{"name": "0000{}", "moment": "2024-03-20 09:30:00.000", "sum": 6000000.0, "payedSum": 0.0,
                  "rate": {{"currency": {{"isoCode": "RUB"}}}}}}]}}"#,
            asked.number
        ))
        .packed()
    })
    .await;
    let source = server.source_with(|settings| {
        settings.web.login = Login::Bearer("t0ken".into());
        settings.web.retry_after = Some(RetryAfter {
            header: "X-Lognex-Retry-After".to_owned(),
            unit: WaitUnit::Milliseconds,
        });
        settings.web.limits.timeout = Duration::from_secs(30);
    });
    let mut query = HttpQuery::get("/entity/demand");
    query.query = vec![(
        "filter".to_owned(),
        QueryValue::Text {
            template: "name={name};archived=false".to_owned(),
            escape: Some(Escape {
                chars: ";\\".to_owned(),
                with: '\\',
            }),
        },
    )];
    query.rows = "$.rows[*]".to_owned();
    query.columns = columns(&[("number", "$.name"), ("date", "$.moment")]);
    query
        .columns
        .push(("total".to_owned(), HttpColumn::at("$.sum").scaled(-2)));
    query.columns.push((
        "currency".to_owned(),
        HttpColumn::at("$.rate.currency.isoCode"),
    ));
    query.paging = PagingKind::Next {
        at: "$.meta.nextHref".to_owned(),
    }
    .into();
    query.error_code = Some("$.errors[0].code".to_owned());
    let given = [("name", ParamType::TEXT, text("ООО Рога; копыта\\"))];
    let rows = read(&source, &query, &given).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows.rows[0],
        [
            text("00001"),
            datetime("2024-03-20T09:30:00"),
            decimal("60000.00"),
            text("RUB")
        ]
    );
}

/// Odoo, JSON-2: the model and the method are in the path, the arguments in the body.
#[tokio::test]
async fn odoo_json_2() {
    let server = StandIn::start(|asked| {
        assert_eq!(asked.header("x-odoo-database"), "acme");
        assert_eq!(asked.path, "/api/json/2/account.move/search_read");
        let body = asked.json();
        assert_eq!(
            body["domain"],
            json!([["partner_id", "=", 7], ["state", "=", "posted"]])
        );
        if body["offset"] == 0 {
            Answer::json(
                r#"[{"id": 1, "name": "INV/1", "invoice_date": "2024-03-20",
                     "invoice_date_due": false, "amount_total_signed": 100.1,
                     "currency_id": [1, "EUR"], "ref": false}]"#,
            )
        } else {
            Answer::json("[]")
        }
    })
    .await;
    let source = server.source_with(|settings| {
        settings.web.login = Login::Bearer("key".into());
        settings.web.headers = vec![("X-Odoo-Database".to_owned(), "acme".into())];
    });
    let body = json!({"domain": [["partner_id", "=", "{client_id}"], ["state", "=", "posted"]],
                      "fields": ["name", "invoice_date"]});
    let mut query = HttpQuery::read_only_post("/json/2/account.move/search_read", body);
    query.columns = columns(&[("number", "$.name"), ("date", "$.invoice_date")]);
    query.columns.extend([
        (
            "due".to_owned(),
            HttpColumn::at("$.invoice_date_due").of_type(Scalar::Date),
        ),
        ("total".to_owned(), HttpColumn::at("$.amount_total_signed")),
        ("currency".to_owned(), HttpColumn::at("$.currency_id[1]")),
        (
            "ref".to_owned(),
            HttpColumn::at("$.ref").of_type(Scalar::Text),
        ),
    ]);
    query.paging = PagingKind::Offset {
        offset: "offset".to_owned(),
        limit: "limit".to_owned(),
        size: 1,
        total: None,
    }
    .into();
    let given = [("client_id", ParamType::INTEGER, text("7"))];
    let rows = read(&source, &query, &given).await.unwrap();
    let nothing = ledger::Value::Null;
    assert_eq!(
        rows.rows,
        [[
            text("INV/1"),
            date("2024-03-20"),
            nothing.clone(),
            decimal("100.1"),
            text("EUR"),
            nothing
        ]]
    );
}

/// Odoo, JSON-RPC: whatever goes wrong, the status is 200.
#[tokio::test]
async fn odoo_json_rpc_says_errors_with_status_200() {
    let server = StandIn::start(|asked| {
        let name = match asked.number {
            0 => "odoo.exceptions.ValidationError",
            _ => "odoo.exceptions.AccessDenied",
        };
        Answer::json(format!(
            r#"{{"jsonrpc": "2.0", "id": null, "error": {{"code": 200, "message": "Odoo Server Error",
                 "data": {{"name": "{name}", "debug": "Traceback: partner 7701234507"}}}}}}"#
        ))
    })
    .await;
    let source = server.source();
    let body = json!({"jsonrpc": "2.0", "method": "call", "params": {
        "service": "object", "method": "execute_kw",
        "args": ["acme", 2, "{key}", "res.partner", "search_read", [[["vat", "=", "{tax_id}"]]]]}});
    let mut query = HttpQuery::read_only_post("/jsonrpc", body);
    query.secrets = vec![("key".to_owned(), "k3y".into())];
    query.rows = "$.result[*]".to_owned();
    query.columns = columns(&[("id", "$.id")]);
    query.error_at = Some("$.error".to_owned());
    query.error_code = Some("$.error.data.name".to_owned());
    query.login_errors = vec!["odoo.exceptions.AccessDenied".to_owned()];
    let given = [("tax_id", ParamType::TEXT, text("7701234507"))];
    let error = read(&source, &query, &given).await.unwrap_err();
    assert_eq!(error.kind(), "rejected");
    assert!(!format!("{error:?}").contains("7701234507"));
    // A key that is not accepted is not tried again and again.
    let error = read(&source, &query, &given).await.unwrap_err();
    assert_eq!(error.kind(), "login_refused");
    let error = read(&source, &query, &given).await.unwrap_err();
    assert_eq!((error.kind(), server.count()), ("unavailable", 2));
}

/// ERPNext: filters and fields are JSON in the query; without fields only names come, and without
/// a length only twenty; lists of reports are arrays of arrays.
#[tokio::test]
async fn erpnext() {
    let server = StandIn::start(|asked| {
        assert_eq!(asked.header("authorization"), "token key:secret");
        assert_eq!(asked.path, "/api/api/resource/Sales%20Invoice");
        assert_eq!(
            asked.parameter("filters").unwrap(),
            r#"[["customer","=","Müller & \"Söhne\""],["docstatus","=",1]]"#
        );
        assert_eq!(asked.parameter("as_dict").as_deref(), Some("0"));
        let start: usize = asked.parameter("limit_start").unwrap().parse().unwrap();
        let rows = [
            r#"["SINV-1", "2024-03-20", 119.0]"#,
            r#"["SINV-2", "2024-03-21", 0.1]"#,
        ];
        let rows: Vec<_> = rows.iter().skip(start).take(1).copied().collect();
        Answer::json(format!(r#"{{"data": [{}]}}"#, rows.join(",")))
    })
    .await;
    let source = server.source_with(|settings| {
        settings.web.headers = vec![("Authorization".to_owned(), "token key:secret".into())];
    });
    let mut query = HttpQuery::get("/api/resource/Sales Invoice?as_dict=0");
    query.query = vec![
        (
            "filters".to_owned(),
            QueryValue::Json(json!([
                ["customer", "=", "{client_id}"],
                ["docstatus", "=", 1]
            ])),
        ),
        (
            "fields".to_owned(),
            QueryValue::Json(json!(["name", "posting_date", "grand_total"])),
        ),
    ];
    query.rows = "$.data[*]".to_owned();
    query.columns = columns(&[("number", "$[0]"), ("date", "$[1]"), ("total", "$[2]")]);
    query.paging = PagingKind::Offset {
        offset: "limit_start".to_owned(),
        limit: "limit_page_length".to_owned(),
        size: 1,
        total: None,
    }
    .into();
    let given = [("client_id", ParamType::TEXT, text("Müller & \"Söhne\""))];
    let rows = read(&source, &query, &given).await.unwrap();
    assert_eq!(
        rows.rows[1],
        [text("SINV-2"), date("2024-03-21"), decimal("0.1")]
    );
    assert_eq!(rows.len(), 2);
}

/// Xero: dates in ticks, pages by number from 1, a limit of calls per minute.
#[tokio::test]
async fn xero() {
    let server = StandIn::start(|asked| match asked.number {
        0 => Answer::status(429).header("retry-after", "0"),
        _ => {
            assert_eq!(asked.parameter("page").as_deref(), Some("1"));
            Answer::json(
                r#"{"Invoices": [{"InvoiceNumber": "INV-1", "DueDate": "/Date(1710892800000+0000)/",
                    "AmountDue": 1234.56, "CurrencyCode": "NZD"}]}"#,
            )
        }
    })
    .await;
    let mut query = HttpQuery::get("/Invoices?ContactIDs={client_id}&Statuses=AUTHORISED,PAID");
    query.rows = "$.Invoices[*]".to_owned();
    query.columns = columns(&[("number", "$.InvoiceNumber"), ("due_raw", "$.DueDate")]);
    query.columns.extend([
        (
            "due".to_owned(),
            HttpColumn::at("$.DueDate").of_type(Scalar::Date),
        ),
        ("total".to_owned(), HttpColumn::at("$.AmountDue")),
    ]);
    query.paging = PagingKind::Page {
        page: "page".to_owned(),
        first: 1,
        limit: Some("pageSize".to_owned()),
        size: Some(100),
    }
    .into();
    let given = [(
        "client_id",
        ParamType::GUID,
        text("41aa6331-954f-11e3-814b-005056c00008"),
    )];
    let rows = read(&server.source(), &query, &given).await.unwrap();
    assert_eq!(
        rows.rows[0],
        [
            text("INV-1"),
            datetime("2024-03-20T00:00:00"),
            date("2024-03-20"),
            decimal("1234.56")
        ]
    );
    assert_eq!(
        server.asked()[1].parameter("Statuses").as_deref(),
        Some("AUTHORISED,PAID")
    );
}

/// Tryton: calls by one address, values wrapped with their class, errors with status 200.
#[tokio::test]
async fn tryton() {
    let server = StandIn::start(|asked| {
        let body = asked.json();
        assert_eq!(body["method"], "model.account.invoice.search_read");
        assert_eq!(
            body["params"][0],
            json!([["party", "=", 7], ["state", "in", ["posted", "paid"]]])
        );
        Answer::json(
            r#"{"id": 1, "result": [{"number": "17",
                "invoice_date": {"__class__": "date", "year": 2024, "month": 3, "day": 20},
                "total_amount": {"__class__": "Decimal", "decimal": "12.30"}}]}"#,
        )
    })
    .await;
    let body = json!({"id": 1, "method": "model.account.invoice.search_read", "params": [
        [["party", "=", "{client_id}"], ["state", "in", ["posted", "paid"]]],
        0, 1000, [["invoice_date", "DESC"]], ["number", "invoice_date", "total_amount"], {}]});
    let mut query = HttpQuery::read_only_post("/", body);
    query.rows = "$.result[*]".to_owned();
    query.columns = columns(&[
        ("number", "$.number"),
        ("date", "$.invoice_date"),
        ("total", "$.total_amount"),
    ]);
    query.error_at = Some("$.error".to_owned());
    let given = [("client_id", ParamType::INTEGER, text("7"))];
    let rows = read(&server.source(), &query, &given).await.unwrap();
    assert_eq!(
        rows.rows[0],
        [text("17"), date("2024-03-20"), decimal("12.30")]
    );
}
