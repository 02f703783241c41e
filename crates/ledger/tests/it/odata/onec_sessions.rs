use std::time::{Duration, Instant};

use futures::future::join_all;
use ledger::{ODataQuery, Protocol, SessionUse, Source};
use serde_json::json;

use super::onec::{Canned, OneC};
use super::{read, settings};

async fn books() -> OneC {
    OneC::start(json!({"Catalog_X": [{"Ref_Key": "41aa6331-954f-11e3-814b-005056c00001"}]})).await
}

fn keeping(onec: &OneC, idle: Duration) -> Source {
    let mut settings = settings(onec.url(), Protocol::OneC);
    settings.sessions = SessionUse::Kept { idle };
    settings.web.limits.max_parallel = 2;
    Source::odata("books", settings).unwrap()
}

fn all() -> ODataQuery {
    ODataQuery::all(Protocol::OneC, "Catalog_X")
}

const LONG: Duration = Duration::from_secs(600);

#[tokio::test]
async fn one_session_serves_one_read_after_another() {
    let onec = books().await;
    onec.keep_sessions();
    let source = keeping(&onec, LONG);
    for _ in 0..5 {
        assert_eq!(read(&source, &all(), &[]).await.unwrap().len(), 1);
    }
    assert_eq!(onec.sessions(), (1, 1, 1));
}

#[tokio::test]
async fn there_are_never_more_sessions_than_reads_at_once() {
    let onec = books().await;
    onec.keep_sessions();
    let source = keeping(&onec, LONG);
    let query = all();
    let reads = (0..20).map(|_| read(&source, &query, &[]));
    assert!(join_all(reads).await.iter().all(Result::is_ok));
    let (_, opened, most) = onec.sessions();
    assert!(opened <= 2 && most <= 2, "{opened} {most}");
}

#[tokio::test]
async fn a_session_that_was_forgotten_is_begun_anew_and_the_question_asked_once_more() {
    let onec = books().await;
    onec.keep_sessions();
    let source = keeping(&onec, LONG);
    read(&source, &all(), &[]).await.unwrap();
    onec.forget_sessions();
    assert_eq!(read(&source, &all(), &[]).await.unwrap().len(), 1);
    assert_eq!(onec.asked().len(), 3);
    assert_eq!(onec.sessions().1, 2);
}

#[tokio::test]
async fn a_real_refusal_in_a_session_is_told_after_one_more_try() {
    let onec = books().await;
    onec.keep_sessions();
    let source = keeping(&onec, LONG);
    read(&source, &all(), &[]).await.unwrap();
    let unknown = ODataQuery::all(Protocol::OneC, "Catalog_Y");
    let error = read(&source, &unknown, &[]).await.unwrap_err();
    assert_eq!(error.kind(), "rejected");
    assert_eq!(onec.asked().len(), 3);
}

#[tokio::test]
async fn a_publication_that_keeps_no_sessions_is_asked_for_one_once() {
    let onec = books().await;
    let source = keeping(&onec, LONG);
    for _ in 0..3 {
        read(&source, &all(), &[]).await.unwrap();
    }
    let wanted = onec
        .asked()
        .iter()
        .filter(|asked| asked.headers.contains_key("ibsession"))
        .count();
    assert_eq!(wanted, 1);
}

#[tokio::test]
async fn an_accident_does_not_mean_that_no_sessions_are_kept() {
    let onec = books().await;
    onec.keep_sessions();
    onec.answer_next([Canned::new(500, "text/plain", "oops")]);
    let source = keeping(&onec, LONG);
    read(&source, &all(), &[]).await.unwrap_err();
    read(&source, &all(), &[]).await.unwrap();
    assert_eq!(onec.sessions().1, 1);
}

#[tokio::test]
async fn a_session_that_is_not_used_any_more_is_ended() {
    let onec = books().await;
    onec.keep_sessions();
    let source = keeping(&onec, Duration::from_millis(50));
    read(&source, &all(), &[]).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while onec.sessions().0 > 0 {
        assert!(Instant::now() < deadline, "the session lives");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // The next read begins another one.
    read(&source, &all(), &[]).await.unwrap();
    assert_eq!(onec.sessions().1, 2);
}
