//! Operating seconds of a method.

use std::time::Duration;

use bitrix24::limit::{Class, Limiter, Operating, OperatingLimit, Parked, Plan, Settled};
use tokio::time::Instant;

use super::{ACME, answered, exact};

const LIST: &str = "crm.deal.list";

/// A bucket that is never in the way.
fn wide() -> Limiter {
    exact(Plan {
        burst: 10_000,
        per_second: 10_000,
    })
}

fn used(seconds: f64) -> Settled {
    let operating = Operating {
        method: LIST.into(),
        seconds,
        resets_in: Duration::from_secs(100),
    };
    Settled {
        operating: vec![operating],
        ..Settled::default()
    }
}

fn parked(resets_in: Option<Duration>) -> Settled {
    let parked = Parked {
        method: LIST.into(),
        resets_in,
    };
    Settled {
        operation_limited: vec![parked],
        ..Settled::default()
    }
}

/// How long a call waits.
async fn wait(limiter: &Limiter, class: Class, method: &str) -> Duration {
    let start = Instant::now();
    answered(limiter.admit(ACME, class, method).await);
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_parked_method_waits_for_its_reset_and_no_other_method_does() {
    let limiter = wide();
    let permit = limiter.admit(ACME, Class::Interactive, LIST).await;
    permit.settle(&parked(Some(Duration::from_secs(42))));
    assert_eq!(limiter.parked(ACME, LIST), Some(Duration::from_secs(42)));
    assert_eq!(limiter.parked(ACME, "crm.deal.get"), None);
    let get = wait(&limiter, Class::Background, "crm.deal.get").await;
    assert_eq!(get, Duration::ZERO);
    let list = wait(&limiter, Class::Interactive, LIST).await;
    assert_eq!(list, Duration::from_secs(42));
    assert_eq!(limiter.parked(ACME, LIST), None);
}

#[tokio::test(start_paused = true)]
async fn a_batch_waits_for_every_method_in_it() {
    let limiter = wide();
    let methods = ["crm.deal.get", LIST];
    let permit = limiter.admit_batch(ACME, Class::Background, methods).await;
    permit.settle(&parked(Some(Duration::from_secs(42))));
    let start = Instant::now();
    answered(limiter.admit_batch(ACME, Class::Event, methods).await);
    assert_eq!(start.elapsed(), Duration::from_secs(42));
}

#[tokio::test(start_paused = true)]
async fn without_a_word_on_when_a_method_is_left_alone_as_long_as_the_account_says_or_a_minute() {
    for (known, expected) in [(Some(450.0), 100), (None, 60)] {
        let limiter = wide();
        let permit = limiter.admit(ACME, Class::Interactive, LIST).await;
        if let Some(seconds) = known {
            permit.settle(&used(seconds));
            answered(limiter.admit(ACME, Class::Interactive, LIST).await);
        }
        let permit = limiter.admit(ACME, Class::Interactive, "batch").await;
        permit.settle(&parked(None));
        let list = wait(&limiter, Class::Interactive, LIST).await;
        assert_eq!(list, Duration::from_secs(expected));
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_were_queued_when_the_method_was_parked_wait_with_it_and_waste_no_slot() {
    let limiter = exact(Plan::STANDARD);
    let first = limiter.admit(ACME, Class::Background, LIST).await;
    let mut queued = Vec::new();
    for _ in 0..500 {
        let limiter = limiter.clone();
        queued.push(tokio::spawn(async move {
            let start = Instant::now();
            limiter.admit(ACME, Class::Background, LIST).await.sent();
            start.elapsed()
        }));
    }
    let get = tokio::spawn({
        let limiter = limiter.clone();
        async move {
            super::settle_down().await;
            wait(&limiter, Class::Background, "crm.deal.get").await
        }
    });
    super::settle_down().await;
    first.settle(&parked(Some(Duration::from_secs(500))));
    // The queue before it is sent back.
    assert_eq!(get.await.unwrap(), Duration::from_millis(500));
    let mut moments = Vec::new();
    for task in queued {
        moments.push(task.await.unwrap());
    }
    moments.sort();
    assert_eq!(moments[38], Duration::ZERO);
    assert_eq!(moments[39], Duration::from_secs(500));
    // Forty of them at once: the bucket was empty again.
    assert_eq!(moments[78], Duration::from_secs(500));
    assert!(moments[79] > Duration::from_secs(500));
}

#[tokio::test(start_paused = true)]
async fn near_the_limit_calls_are_spread_over_the_time_until_the_reset() {
    let limiter = wide();
    // A call costs two seconds, and 24 are left: room for twelve in a hundred seconds.
    for seconds in [450.0, 452.0, 454.0, 456.0] {
        let permit = limiter.admit(ACME, Class::Interactive, LIST).await;
        permit.settle(&used(seconds));
    }
    let first = wait(&limiter, Class::Background, LIST).await;
    let second = wait(&limiter, Class::Background, LIST).await;
    assert_eq!(first, Duration::ZERO);
    assert!((8..9).contains(&second.as_secs()), "{second:?}");
    let interactive = wait(&limiter, Class::Interactive, LIST).await;
    assert_eq!(interactive, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn at_the_limit_only_those_nobody_waits_for_are_held_back() {
    let limiter = wide().with_operating(OperatingLimit {
        seconds: 420.0,
        slow_from: 0.9,
    });
    let permit = limiter.admit(ACME, Class::Interactive, LIST).await;
    permit.settle(&used(421.0));
    let interactive = wait(&limiter, Class::Interactive, LIST).await;
    assert_eq!(interactive, Duration::ZERO);
    let event = wait(&limiter, Class::Event, LIST).await;
    assert_eq!(event, Duration::from_secs(100));
}

#[tokio::test(start_paused = true)]
async fn far_from_the_limit_nothing_is_held() {
    let limiter = wide();
    for seconds in [10.0, 200.0, 400.0] {
        let permit = limiter.admit(ACME, Class::Background, LIST).await;
        permit.settle(&used(seconds));
    }
    let next = wait(&limiter, Class::Background, LIST).await;
    assert_eq!(next, Duration::ZERO);
}
