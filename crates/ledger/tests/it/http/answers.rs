//! Answers that are odd, and answers that are none.

use std::time::{Duration, Instant};

use ledger::{HttpQuery, ReadError, Value};

use super::stand_in::{Answer, StandIn, columns, read, rows};
use crate::database::text;

const NAME: &[(&str, &str)] = &[("name", "$.name")];

/// What comes of one answer, whatever is asked.
async fn told(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Result<Value, ReadError> {
    let server = StandIn::start(move |_| answer()).await;
    let rows = rows(&server.source(), NAME).await?;
    Ok(rows.rows[0][0].clone())
}

fn garbled(answer: &Result<Value, ReadError>, problem: &str) -> bool {
    match answer {
        Err(ReadError::Garbled { source }) => source.message().unwrap().contains(problem),
        _ => false,
    }
}

#[tokio::test]
async fn a_packed_answer_is_unpacked() {
    let answer = told(|| Answer::json(r#"[{"name": "Ромашка"}]"#).packed()).await;
    assert_eq!(answer, Ok(text("Ромашка")));
}

#[tokio::test]
async fn a_byte_order_mark_is_no_part_of_the_answer() {
    let answer = told(|| Answer::json("\u{feff}[{\"name\": \"Ромашка\"}]")).await;
    assert_eq!(answer, Ok(text("Ромашка")));
}

#[tokio::test]
async fn text_in_windows_1251_is_read_by_its_content_type() {
    let answer = told(|| {
        let (body, ..) = encoding_rs::WINDOWS_1251.encode(r#"[{"name": "Ромашка"}]"#);
        Answer::bytes("application/json; charset=windows-1251", body.into_owned())
    });
    assert_eq!(answer.await, Ok(text("Ромашка")));
}

#[tokio::test]
async fn a_page_of_html_with_status_200_is_no_answer() {
    let page = "<!DOCTYPE html><html><body>Please log in</body></html>";
    let answer = told(move || Answer::bytes("text/html; charset=utf-8", page)).await;
    assert!(garbled(&answer, "HTML"), "{answer:?}");
    let disguised = told(move || Answer::json(page)).await;
    assert!(garbled(&disguised, "HTML"), "{disguised:?}");
}

#[tokio::test]
async fn json_that_is_cut_off_is_no_answer() {
    let answer = told(|| Answer::json(r#"[{"name": "Ром"#)).await;
    assert!(garbled(&answer, "cut off"), "{answer:?}");
    let nothing = told(|| Answer::json("")).await;
    assert!(garbled(&nothing, "nothing"), "{nothing:?}");
}

#[tokio::test]
async fn an_error_with_status_200_is_an_error_and_its_words_are_not_repeated() {
    let server = StandIn::start(|_| {
        Answer::json(r#"{"error": {"code": 200, "message": "no partner 7701234507"}, "id": 1}"#)
    })
    .await;
    let mut query = HttpQuery::get("/rows");
    query.rows = "$.result[*]".to_owned();
    query.columns = columns(NAME);
    query.error_at = Some("$.error".to_owned());
    query.error_code = Some("$.error.code".to_owned());
    let error = read(&server.source(), &query, &[]).await.unwrap_err();
    let ReadError::Rejected { source } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(source.code(), Some("200"));
    assert!(!format!("{error:?}").contains("7701234507"), "{error:?}");
}

#[tokio::test]
async fn an_answer_is_counted_unpacked_and_refused_beyond_the_limit() {
    let server = StandIn::start(|asked| {
        let body = format!(r#"[{{"name": "{}"}}]"#, "a".repeat(50 * 1024 * 1024));
        let answer = Answer::json(body);
        if asked.number == 0 {
            answer.packed()
        } else {
            answer
        }
    })
    .await;
    let source = server.source_with(|settings| settings.web.limits.max_bytes = 1024 * 1024);
    assert_eq!(rows(&source, NAME).await, Err(ReadError::TooLarge));
    assert_eq!(rows(&source, NAME).await, Err(ReadError::TooLarge));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn rows_beyond_the_limit_are_cut_and_the_answer_says_so() {
    let server = StandIn::start(|_| Answer::json(r#"[{"name":1},{"name":2},{"name":3}]"#)).await;
    let source = server.source_with(|settings| settings.web.limits.max_rows = 2);
    let cut = rows(&source, NAME).await.unwrap();
    assert_eq!((cut.len(), cut.truncated), (2, true));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = StandIn::start(|_| Answer::json("[]")).await;
    let url = elsewhere.url.clone();
    let server =
        StandIn::start(move |_| Answer::status(302).header("location", url.as_str())).await;
    let error = rows(&server.source(), NAME).await.unwrap_err();
    assert_eq!(error.kind(), "rejected");
    assert_eq!(elsewhere.count(), 0);
}

#[tokio::test]
async fn a_503_and_then_an_answer_is_an_answer() {
    let server = StandIn::start(|asked| match asked.number {
        0 => Answer::status(503),
        _ => Answer::json(r#"[{"name": "a"}]"#),
    })
    .await;
    assert_eq!(rows(&server.source(), NAME).await.unwrap().len(), 1);
    let down = StandIn::start(|_| Answer::status(503)).await;
    let error = rows(&down.source(), NAME).await.unwrap_err();
    assert_eq!((error.kind(), down.count()), ("unreachable", 2));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_asked_for_once_more() {
    let server = StandIn::start(|asked| match asked.number {
        0 => Answer::json(r#"[{"name": "a"#).broken(),
        _ => Answer::json(r#"[{"name": "b"}]"#),
    })
    .await;
    let rows = rows(&server.source(), NAME).await.unwrap();
    assert_eq!(rows.rows[0][0], text("b"));
    let broken = StandIn::start(|_| Answer::json("[").broken()).await;
    let error = self::rows(&broken.source(), NAME).await.unwrap_err();
    assert_eq!((error.kind(), broken.count()), ("unreachable", 2));
}

#[tokio::test]
async fn a_hang_ends_with_its_time() {
    let server = StandIn::start(|_| Answer::never()).await;
    let source = server.source_with(|settings| {
        settings.web.limits.timeout = Duration::from_millis(200);
    });
    let begun = Instant::now();
    assert_eq!(rows(&source, NAME).await, Err(ReadError::Timeout));
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn the_first_answer_may_be_slow_where_the_settings_say_so() {
    let server = StandIn::start(|asked| match asked.number {
        0 => Answer::json("[]").after(Duration::from_millis(500)),
        1 => Answer::never(),
        _ => Answer::json("[]"),
    })
    .await;
    let source = server.source_with(|settings| {
        settings.web.limits.timeout = Duration::from_millis(250);
        settings.web.limits.first_timeout = Some(Duration::from_secs(20));
    });
    assert!(rows(&source, NAME).await.is_ok());
    assert_eq!(rows(&source, NAME).await, Err(ReadError::Timeout));
}

#[tokio::test]
async fn nobody_there_is_unreachable_and_the_error_holds_no_address() {
    let server = StandIn::start(|_| Answer::json("[]")).await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let source = server.source_with(|settings| {
        settings.web.url = format!("http://127.0.0.1:{port}/secret").into();
    });
    let error = rows(&source, NAME).await.unwrap_err();
    assert_eq!(error.kind(), "unreachable");
    let told = format!("{error} {error:?} {source:?}");
    assert!(
        !told.contains("secret") && !told.contains(&port.to_string()),
        "{told}"
    );
}

#[tokio::test]
async fn a_404_is_no_row_only_where_the_query_says_so() {
    let server = StandIn::start(|_| Answer::status(404)).await;
    let mut query = HttpQuery::get("/clients/7");
    query.rows = "$".to_owned();
    query.columns = columns(NAME);
    let error = read(&server.source(), &query, &[]).await.unwrap_err();
    assert_eq!(error.kind(), "rejected");
    query.not_found_is_empty = true;
    let rows = read(&server.source(), &query, &[]).await.unwrap();
    assert_eq!((rows.len(), rows.columns[0].as_str()), (0, "name"));
}

#[tokio::test]
async fn a_check_wants_to_be_let_in_and_to_find_somebody() {
    for (status, kind) in [
        (200, "ok"),
        (404, "ok"),
        (401, "login_refused"),
        (500, "unreachable"),
    ] {
        let server = StandIn::start(move |_| Answer::status(status)).await;
        let answer = server.source().check().await;
        assert_eq!(answer.as_ref().map_or_else(ReadError::kind, |_| "ok"), kind);
    }
}
