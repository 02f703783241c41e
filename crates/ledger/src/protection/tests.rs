use tokio::time::advance;

use super::*;
use crate::Reason;

const TIMEOUT: Result<(), ReadError> = Err(ReadError::Timeout);

fn refused() -> Result<(), ReadError> {
    Err(ReadError::LoginRefused {
        source: Reason::text("no"),
    })
}

fn breaker() -> Breaker {
    Breaker::new("erp", BreakerSettings::default())
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test(start_paused = true)]
async fn five_failures_in_a_minute_leave_the_source_alone_for_thirty_seconds() {
    let breaker = breaker();
    for _ in 0..4 {
        breaker.pass().unwrap().end(&TIMEOUT);
    }
    assert_eq!(breaker.state(), SourceState::Closed);
    breaker.pass().unwrap().end(&TIMEOUT);
    advance(seconds(10)).await;
    assert_eq!(
        breaker.pass().unwrap_err(),
        ReadError::Unavailable {
            why: "timeout",
            retry_in: seconds(20),
        }
    );
    assert_eq!(
        breaker.state(),
        SourceState::Open {
            why: "timeout",
            since: seconds(10),
            retry_in: seconds(20),
        }
    );
}

#[tokio::test(start_paused = true)]
async fn failures_that_are_far_apart_or_have_an_answer_between_them_do_not_count_together() {
    let breaker = breaker();
    for _ in 0..20 {
        breaker.pass().unwrap().end(&TIMEOUT);
        advance(seconds(16)).await;
    }
    breaker.pass().unwrap().end(&Ok(()));
    for _ in 0..5 {
        for _ in 0..3 {
            breaker.pass().unwrap().end(&TIMEOUT);
        }
        breaker.pass().unwrap().end(&Ok(()));
    }
    assert_eq!(breaker.state(), SourceState::Closed);
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_one_query_never_opens_it() {
    let breaker = breaker();
    for _ in 0..50 {
        let source = Reason::text("no such table");
        breaker
            .pass()
            .unwrap()
            .end::<()>(&Err(ReadError::Rejected { source }));
        breaker.pass().unwrap().end::<()>(&Err(ReadError::Busy));
    }
    assert_eq!(breaker.state(), SourceState::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_refused_login_opens_it_at_once_and_for_five_minutes() {
    let breaker = breaker();
    breaker.pass().unwrap().end(&refused());
    advance(seconds(299)).await;
    assert_eq!(
        breaker.pass().unwrap_err(),
        ReadError::Unavailable {
            why: "login_refused",
            retry_in: seconds(1),
        }
    );
    advance(seconds(1)).await;
    breaker.pass().unwrap().end(&refused());
    assert_eq!(
        breaker.state(),
        SourceState::Open {
            why: "login_refused",
            since: seconds(300),
            retry_in: seconds(300),
        }
    );
}

#[tokio::test(start_paused = true)]
async fn afterwards_one_read_tries_it_out_and_decides() {
    let breaker = breaker();
    for _ in 0..5 {
        breaker.pass().unwrap().end(&TIMEOUT);
    }
    advance(seconds(30)).await;
    let why = "timeout";
    let since = seconds(30);
    assert_eq!(breaker.state(), SourceState::HalfOpen { why, since });
    let probe = breaker.pass().unwrap();
    assert!(breaker.pass().is_err(), "a second one is not let through");
    // One failure is enough now.
    probe.end(&TIMEOUT);
    assert!(breaker.pass().is_err());
    advance(seconds(30)).await;
    let probe = breaker.pass().unwrap();
    probe.end(&Ok(()));
    assert_eq!(breaker.state(), SourceState::Closed);
    breaker.pass().unwrap().end(&TIMEOUT);
    assert_eq!(breaker.state(), SourceState::Closed);
}

#[tokio::test(start_paused = true)]
async fn whoever_tries_it_out_and_goes_away_leaves_that_to_the_next() {
    let breaker = breaker();
    breaker.pass().unwrap().end(&refused());
    advance(seconds(300)).await;
    drop(breaker.pass().unwrap());
    breaker.pass().unwrap().end(&Ok(()));
    assert_eq!(breaker.state(), SourceState::Closed);
}

#[tokio::test(start_paused = true)]
async fn only_the_first_read_and_the_first_after_a_pause_have_more_time() {
    let limits = crate::Limits {
        timeout: seconds(3),
        first_timeout: Some(seconds(60)),
        ..crate::Limits::default()
    };
    let wakefulness = Wakefulness::default();
    assert_eq!(wakefulness.limits(&limits).timeout, seconds(60));
    wakefulness.answered();
    assert_eq!(wakefulness.limits(&limits).timeout, seconds(3));
    advance(seconds(299)).await;
    assert_eq!(wakefulness.limits(&limits).timeout, seconds(3));
    advance(seconds(1)).await;
    assert_eq!(wakefulness.limits(&limits).timeout, seconds(60));
}
