//! Long answers.

use ledger::{HttpQuery, Paging, PagingKind, ParamType, ReadError, Rows, Value};

use super::stand_in::{Answer, Asked, StandIn, columns, read};

const DOCUMENTS: usize = 1_001;

fn documents(from: usize, count: usize) -> String {
    let ids = (from..DOCUMENTS.min(from + count)).map(|id| format!(r#"{{"id": {id}}}"#));
    ids.collect::<Vec<_>>().join(",")
}

fn parameter(asked: &Asked, name: &str) -> usize {
    asked.parameter(name).unwrap().parse().unwrap()
}

fn paged(kind: PagingKind) -> HttpQuery {
    let mut query = HttpQuery::get("/documents?state=open");
    query.rows = "$.rows[*]".to_owned();
    query.columns = columns(&[("id", "$.id")]);
    query.paging = kind.into();
    query
}

fn offset(size: usize, total: Option<&str>) -> PagingKind {
    PagingKind::Offset {
        offset: "offset".to_owned(),
        limit: "limit".to_owned(),
        size,
        total: total.map(str::to_owned),
    }
}

/// Every document, once, in order.
fn assert_whole(rows: &Rows) {
    let ids: Vec<_> = rows.rows.iter().map(|row| row[0].clone()).collect();
    let all: Vec<_> = (0..DOCUMENTS).map(|id| Value::Integer(id as i64)).collect();
    assert_eq!(ids, all);
    assert!(!rows.truncated);
}

async fn by_offset() -> StandIn {
    StandIn::start(|asked| {
        let limit = parameter(asked, "limit").min(1_000);
        let rows = documents(parameter(asked, "offset"), limit);
        Answer::json(format!(
            r#"{{"meta": {{"size": "{DOCUMENTS}"}}, "rows": [{rows}]}}"#
        ))
    })
    .await
}

#[tokio::test]
async fn a_thousand_and_one_rows_come_in_two_pages_of_a_thousand() {
    let server = by_offset().await;
    let rows = read(&server.source(), &paged(offset(1_000, None)), &[])
        .await
        .unwrap();
    assert_whole(&rows);
    assert_eq!(server.count(), 2);
    assert_eq!(
        server.asked()[1].parameter("state").as_deref(),
        Some("open")
    );
}

#[tokio::test]
async fn a_system_that_brings_smaller_pages_than_asked_for_is_read_to_the_total_it_tells() {
    let server = by_offset().await;
    let query = paged(offset(5_000, Some("$.meta.size")));
    assert_whole(&read(&server.source(), &query, &[]).await.unwrap());
}

#[tokio::test]
async fn pages_are_counted_from_where_the_system_counts_them() {
    let server = StandIn::start(|asked| {
        let page = parameter(asked, "page") - 1;
        Answer::json(format!(r#"{{"rows": [{}]}}"#, documents(page * 250, 250)))
    })
    .await;
    let mut query = paged(PagingKind::Page {
        page: "page".to_owned(),
        first: 1,
        limit: None,
        size: None,
    });
    assert_whole(&read(&server.source(), &query, &[]).await.unwrap());
    assert_eq!(server.count(), 6, "an empty page is the last one");
    query.paging.kind = PagingKind::Page {
        page: "page".to_owned(),
        first: 1,
        limit: Some("per".to_owned()),
        size: Some(250),
    };
    assert_whole(&read(&server.source(), &query, &[]).await.unwrap());
    assert_eq!(server.count(), 11, "and so is a short one");
    assert_eq!(server.asked()[7].parameter("per").as_deref(), Some("250"));
}

fn next(at: &str) -> PagingKind {
    PagingKind::Next { at: at.to_owned() }
}

#[tokio::test]
async fn next_addresses_are_followed_absolute_and_relative() {
    let server = StandIn::start(|asked| {
        let from = asked
            .parameter("from")
            .map_or(0, |from| from.parse().unwrap());
        let host = asked.header("host");
        let next = match from {
            0 => format!(r#""http://{host}/api/documents?from=500""#),
            500 => r#""documents?from=1000""#.to_owned(),
            _ => "null".to_owned(),
        };
        Answer::json(format!(
            r#"{{"meta": {{"nextHref": {next}}}, "rows": [{}]}}"#,
            documents(from, 500)
        ))
    })
    .await;
    let query = paged(next("$.meta.nextHref"));
    assert_whole(&read(&server.source(), &query, &[]).await.unwrap());
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn a_next_address_on_another_host_is_not_asked() {
    let elsewhere = StandIn::start(|_| Answer::json("{}")).await;
    let there = elsewhere.url.clone();
    let server = StandIn::start(move |_| {
        Answer::json(format!(
            r#"{{"next": "{there}/steal", "rows": [{{"id": 0}}]}}"#
        ))
    })
    .await;
    let error = read(&server.source(), &paged(next("$.next")), &[])
        .await
        .unwrap_err();
    assert_eq!(error.kind(), "garbled");
    assert_eq!(elsewhere.count(), 0);
}

#[tokio::test]
async fn pages_that_go_in_a_circle_end() {
    let server = StandIn::start(|asked| {
        let page = asked.number % 2;
        Answer::json(format!(
            r#"{{"next": "documents?p={page}", "rows": [{{"id": {page}}}]}}"#
        ))
    })
    .await;
    let error = read(&server.source(), &paged(next("$.next")), &[])
        .await
        .unwrap_err();
    assert_eq!(error.kind(), "garbled");
    assert!(server.count() <= 3);
}

#[tokio::test]
async fn a_mark_for_the_next_page_is_written_as_a_value() {
    let server = StandIn::start(|asked| {
        let from = asked.parameter("after").map_or(0, |mark| {
            mark.strip_prefix("a&b=").unwrap().parse().unwrap()
        });
        let mark = if from + 400 < DOCUMENTS {
            format!(r#""a&b={}""#, from + 400)
        } else {
            "null".to_owned()
        };
        Answer::json(format!(
            r#"{{"cursor": {mark}, "rows": [{}]}}"#,
            documents(from, 400)
        ))
    })
    .await;
    let query = paged(PagingKind::Cursor {
        parameter: "after".to_owned(),
        at: "$.cursor".to_owned(),
    });
    assert_whole(&read(&server.source(), &query, &[]).await.unwrap());
}

#[tokio::test]
async fn ranges_are_asked_for_in_a_header() {
    for unit_inside in [false, true] {
        let server = StandIn::start(move |asked| {
            let range = asked.header("range");
            let range = if unit_inside {
                range.strip_prefix("items=").unwrap()
            } else {
                assert_eq!(asked.header("range-unit"), "items");
                range
            };
            let (from, to) = range.split_once('-').unwrap();
            let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
            if from >= DOCUMENTS {
                return Answer::status(416);
            }
            let rows = documents(from, to - from + 1);
            Answer::json(format!(r#"{{"rows": [{rows}]}}"#))
                .with_status(206)
                .header("content-range", format!("{from}-{to}/*"))
        })
        .await;
        // 1 001 is 7 × 143: the last page is full, and behind it is nothing.
        let query = paged(PagingKind::Range {
            unit_inside,
            size: 143,
        });
        assert_whole(&read(&server.source(), &query, &[]).await.unwrap());
        assert_eq!(server.count(), 8);
    }
}

#[tokio::test]
async fn the_pages_of_a_post_are_named_in_its_body() {
    let server = StandIn::start(|asked| {
        let arguments = &asked.json()["params"]["args"][5];
        let number = |name: &str| arguments[name].as_u64().unwrap() as usize;
        Answer::json(format!(
            r#"{{"rows": [{}]}}"#,
            documents(number("offset"), number("limit"))
        ))
    })
    .await;
    let body = serde_json::json!({"jsonrpc": "2.0", "method": "call", "params": {
        "service": "object", "method": "execute_kw",
        "args": ["db", 2, "{key}", "account.move", "search_read", {}]}});
    let mut query = HttpQuery::read_only_post("/jsonrpc", body);
    query.secrets = vec![("key".to_owned(), "k3y".into())];
    query.rows = "$.rows[*]".to_owned();
    query.columns = columns(&[("id", "$.id")]);
    query.paging = PagingKind::Offset {
        offset: "/params/args/5/offset".to_owned(),
        limit: "/params/args/5/limit".to_owned(),
        size: 600,
        total: None,
    }
    .into();
    assert_whole(&read(&server.source(), &query, &[]).await.unwrap());
    assert_eq!(server.asked()[0].json()["params"]["args"][2], "k3y");
    assert!(!format!("{query:?}").contains("k3y"));
}

#[tokio::test]
async fn a_system_that_does_not_know_the_parameters_is_not_asked_for_ever() {
    let server = StandIn::start(|_| Answer::json(r#"{"rows": [{"id": 1}, {"id": 2}]}"#)).await;
    let error = read(&server.source(), &paged(offset(2, None)), &[])
        .await
        .unwrap_err();
    assert!(matches!(error, ReadError::Garbled { .. }), "{error:?}");
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_row_that_comes_on_two_pages_is_taken_once_where_a_key_tells_it() {
    let server = StandIn::start(|asked| {
        let rows = ["1},{\"id\": 2", "2},{\"id\": 3", "4"][asked.number % 3];
        Answer::json(format!(r#"{{"rows": [{{"id": {rows}}}]}}"#))
    })
    .await;
    let mut query = paged(offset(2, None));
    query.paging.key = Some("$.id".to_owned());
    let rows = read(&server.source(), &query, &[]).await.unwrap();
    let ids: Vec<_> = rows.rows.iter().map(|row| row[0].clone()).collect();
    assert_eq!(ids, [1, 2, 3, 4].map(Value::Integer));
    // Without one two rows may be alike and both be meant.
    query.paging.key = None;
    assert_eq!(read(&server.source(), &query, &[]).await.unwrap().len(), 5);
}

#[tokio::test]
async fn pages_and_rows_are_capped_and_the_answer_says_so() {
    let server = by_offset().await;
    let mut query = paged(offset(100, None));
    query.paging = Paging {
        max_pages: 3,
        ..query.paging
    };
    let rows = read(&server.source(), &query, &[]).await.unwrap();
    assert_eq!((rows.len(), rows.truncated, server.count()), (300, true, 3));
    query.paging.max_pages = 50;
    let source = server.source_with(|settings| settings.web.limits.max_rows = 200);
    let rows = read(&source, &query, &[]).await.unwrap();
    assert_eq!((rows.len(), rows.truncated, server.count()), (200, true, 5));
}

#[tokio::test]
async fn a_long_list_is_asked_for_in_portions_that_an_address_can_hold() {
    let server = StandIn::start(|asked| {
        assert!(asked.query.len() < 8_000);
        let ids = asked.pairs().into_iter().filter(|(name, _)| name == "id");
        let rows: Vec<_> = ids.map(|(_, id)| format!(r#"{{"id": {id}}}"#)).collect();
        Answer::json(format!(r#"{{"rows": [{}]}}"#, rows.join(",")))
    })
    .await;
    let mut query = paged(PagingKind::None);
    query.path = "/documents?id={ids}".to_owned();
    let ids: Vec<_> = (0..DOCUMENTS).map(|id| Value::Integer(id as i64)).collect();
    let declared = [("ids".to_owned(), "integer[]".parse::<ParamType>().unwrap())].into();
    let query = ledger::Query::http("shop.list", &query, &declared).unwrap();
    let params = ledger::Params::bind(&query, |_| Some(ids.clone())).unwrap();
    assert_whole(&server.source().read(&query, &params).await.unwrap());
    assert_eq!(server.count(), DOCUMENTS.div_ceil(40));
}
