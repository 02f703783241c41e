//! A source in trouble is not made worse, and is well again without a restart.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use ledger::{BreakerSettings, Rate, ReadError, RetryAfter, Source, SourceState, WaitUnit};

use super::stand_in::{Answer, StandIn, rows};

const NAME: &[(&str, &str)] = &[("name", "$.name")];

#[tokio::test]
async fn twenty_reads_at_once_never_have_more_requests_than_places() {
    let server = StandIn::start(|_| Answer::json("[]").after(Duration::from_millis(30))).await;
    let source = server.source_with(|settings| settings.web.limits.max_parallel = 3);
    let answers = join_all((0..20).map(|_| rows(&source, NAME))).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!((server.count(), server.most_at_once()), (20, 3));
}

#[tokio::test]
async fn who_finds_no_place_and_no_room_to_wait_is_told_at_once() {
    let server = StandIn::start(|_| Answer::never()).await;
    let source = Arc::new(server.source_with(|settings| {
        settings.web.limits.max_parallel = 1;
        settings.web.limits.max_waiting = 0;
    }));
    let first = Arc::clone(&source);
    let first = tokio::spawn(async move { rows(&first, NAME).await });
    until(|| server.count() == 1).await;
    let begun = Instant::now();
    assert_eq!(rows(&source, NAME).await, Err(ReadError::Busy));
    assert!(begun.elapsed() < Duration::from_secs(5));
    first.abort();
}

fn fragile(server: &StandIn) -> Source {
    server.source_with(|settings| {
        settings.web.limits.breaker = BreakerSettings {
            failures: 3,
            open_for: Duration::from_millis(300),
            ..BreakerSettings::default()
        };
    })
}

#[tokio::test]
async fn a_source_that_is_down_is_left_alone_and_is_back_without_a_restart() {
    let down = Arc::new(AtomicBool::new(true));
    let is_down = Arc::clone(&down);
    let server = StandIn::start(move |_| {
        if is_down.load(Ordering::SeqCst) {
            Answer::status(500)
        } else {
            Answer::json(r#"[{"name": "a"}]"#)
        }
    })
    .await;
    let source = fragile(&server);
    assert_eq!(source.state(), SourceState::Closed);
    for _ in 0..3 {
        assert_eq!(rows(&source, NAME).await.unwrap_err().kind(), "unreachable");
    }
    let count = server.count();
    for _ in 0..50 {
        let error = rows(&source, NAME).await.unwrap_err();
        assert!(
            matches!(error, ReadError::Unavailable { why: "unreachable", .. })
                // A slow machine may have come to the moment when one is let through.
                || server.count() > count,
            "{error:?}"
        );
    }
    assert!(server.count() < count + 10, "{}", server.count());
    assert!(!matches!(source.state(), SourceState::Closed));
    down.store(false, Ordering::SeqCst);
    let deadline = Instant::now() + Duration::from_secs(20);
    while rows(&source, NAME).await.is_err() {
        assert!(Instant::now() < deadline);
        tokio::task::yield_now().await;
    }
    assert_eq!(source.state(), SourceState::Closed);
}

#[tokio::test]
async fn an_answer_that_is_none_counts_as_a_failure_and_a_refused_query_does_not() {
    let server = StandIn::start(|asked| match asked.number {
        0..=9 => Answer::status(400),
        _ => Answer::bytes("text/html", "<html>the base is being updated</html>"),
    })
    .await;
    let source = fragile(&server);
    for _ in 0..10 {
        assert_eq!(rows(&source, NAME).await.unwrap_err().kind(), "rejected");
    }
    assert_eq!(source.state(), SourceState::Closed);
    for _ in 0..3 {
        assert_eq!(rows(&source, NAME).await.unwrap_err().kind(), "garbled");
    }
    assert!(
        matches!(
            source.state(),
            SourceState::Open { why: "garbled", .. } | SourceState::HalfOpen { .. }
        ),
        "{:?}",
        source.state()
    );
}

#[tokio::test]
async fn a_check_asks_a_source_that_is_left_alone_and_makes_it_well() {
    let server = StandIn::start(|asked| match asked.number {
        0 => Answer::status(401),
        _ => Answer::json("[]"),
    })
    .await;
    let source = server.source();
    assert_eq!(
        rows(&source, NAME).await.unwrap_err().kind(),
        "login_refused"
    );
    assert_eq!(rows(&source, NAME).await.unwrap_err().kind(), "unavailable");
    source.check().await.unwrap();
    assert!(rows(&source, NAME).await.is_ok());
}

#[tokio::test]
async fn a_short_wait_that_is_asked_for_is_waited_by_everybody() {
    let server = StandIn::start(|asked| match asked.number {
        0 => Answer::status(429).header("x-lognex-retry-after", "200"),
        _ => Answer::json("[]"),
    })
    .await;
    let source = server.source_with(|settings| {
        settings.web.retry_after = Some(RetryAfter {
            header: "X-Lognex-Retry-After".to_owned(),
            unit: WaitUnit::Milliseconds,
        });
    });
    let begun = Instant::now();
    assert!(rows(&source, NAME).await.is_ok());
    assert!(begun.elapsed() >= Duration::from_millis(200));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_long_wait_is_told_at_once_and_nothing_is_asked_meanwhile() {
    let date = "Fri, 31 Dec 2100 23:59:59 GMT";
    for (status, value) in [(429, "120"), (503, "120"), (429, date)] {
        let server =
            StandIn::start(move |_| Answer::status(status).header("retry-after", value)).await;
        let source = server.source();
        for _ in 0..3 {
            let begun = Instant::now();
            let error = rows(&source, NAME).await.unwrap_err();
            let ReadError::Unavailable {
                why: "busy",
                retry_in,
            } = error
            else {
                panic!("{error:?}")
            };
            assert!(retry_in > Duration::from_secs(100) && retry_in <= Duration::from_secs(3_600));
            assert!(begun.elapsed() < Duration::from_secs(5));
        }
        assert_eq!(server.count(), 1);
        assert_eq!(source.state(), SourceState::Closed);
    }
}

#[tokio::test]
async fn a_429_without_a_word_is_tried_once_more_after_a_second() {
    let server = StandIn::start(|asked| match asked.number {
        0 => Answer::status(429),
        _ => Answer::json("[]"),
    })
    .await;
    let begun = Instant::now();
    assert!(rows(&server.source(), NAME).await.is_ok());
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_systems_rate_is_kept() {
    let server = StandIn::start(|_| Answer::json("[]")).await;
    let source = server.source_with(|settings| {
        settings.web.rate = Some(Rate {
            requests: 2,
            per: Duration::from_millis(200),
        });
    });
    let begun = Instant::now();
    let answers = join_all((0..6).map(|_| rows(&source, NAME))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert!(begun.elapsed() >= Duration::from_millis(400));
}

/// Waits for a state.
async fn until(reached: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !reached() {
        assert!(Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
