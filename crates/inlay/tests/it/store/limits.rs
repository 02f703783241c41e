//! Limits that several processes share through the store.

use std::sync::Arc;
use std::time::Duration;

use bitrix24::limit::{Buckets, Class, Limiter, Plan, Settled, Slot, Terms};
use inlay::store::Store;
use tokio::time::Instant;

use super::database::{Database, on_both};

const ACME: &str = "https://acme.bitrix24.com";

const PLAN: Plan = Plan {
    burst: 10,
    per_second: 50,
};

/// A limiter as a process of its own would have one.
fn process(store: &Store, plan: Plan) -> Limiter {
    Limiter::shared(plan, Arc::new(store.limits()))
}

async fn admit(limiter: &Limiter, class: Class) {
    let permit = limiter.admit(ACME, class, "profile").await;
    permit.settle(&Settled::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn four_processes_share_one_bucket_and_leave_nothing_of_it() {
    on_both(async |database: &Database| {
        let mut processes = Vec::new();
        for _ in 0..4 {
            processes.push(process(&database.store().await, PLAN));
        }
        let start = Instant::now();
        let mut calls = tokio::task::JoinSet::new();
        for n in 0..100 {
            let limiter = processes[n % 4].clone();
            calls.spawn(async move {
                admit(&limiter, Class::Interactive).await;
                start.elapsed()
            });
        }
        let mut moments = calls.join_all().await;
        moments.sort();
        for (n, moment) in (1..).zip(&moments) {
            let allowed = 10.0 + 50.0 * moment.as_secs_f64();
            assert!(f64::from(n) <= allowed, "{n} calls in {moment:?}");
        }
        let last = moments.last().expect("a hundred");
        let limit = Duration::from_millis(1_800);
        assert!(*last <= limit.mul_f64(1.05), "{last:?} of {limit:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reserve_is_kept_across_processes() {
    on_both(async |database: &Database| {
        let plan = Plan {
            burst: 50,
            per_second: 1,
        };
        let flood = process(&database.store().await, plan);
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..60 {
            let flood = flood.clone();
            calls.spawn(async move { admit(&flood, Class::Background).await });
        }
        for _ in 0..39 {
            calls.join_next().await.expect("a call").expect("let in");
        }
        let other = process(&database.store().await, plan);
        let start = Instant::now();
        for _ in 0..8 {
            admit(&other, Class::Interactive).await;
        }
        // Had they to wait for what leaks out, it were a second each.
        assert!(start.elapsed() < Duration::from_secs(2));
    })
    .await;
}

#[tokio::test]
async fn a_slot_is_given_back_and_a_bucket_filled_for_all() {
    on_both(async |database: &Database| {
        let second = Duration::from_secs(1);
        let terms = Terms {
            interval: second * 10,
            room: second * 100,
            ahead: second * 100,
            ceiling: second * 200,
        };
        let (first, second) = (
            database.store().await.limits(),
            database.store().await.limits(),
        );
        for n in 1..=3 {
            assert_level(&first.book(ACME, terms).await, n * 10);
        }
        let ten = terms.interval;
        second.give_back(ACME, ten).await.expect("it answers");
        assert_level(&first.book(ACME, terms).await, 30);
        second.fill(ACME, ten * 10).await.expect("it answers");
        // Filled to less than there is, nothing changes.
        second.fill(ACME, ten).await.expect("it answers");
        assert_level(&first.book(ACME, terms).await, 110);
        // Another portal has another bucket.
        let other = first.book("https://other.bitrix24.com", terms).await;
        assert_level(&other, 10);
    })
    .await;
}

#[tokio::test]
async fn a_bucket_that_is_far_too_full_is_a_clock_that_was_set_back() {
    on_both(async |database: &Database| {
        let second = Duration::from_secs(1);
        let terms = Terms {
            interval: second,
            room: second * 10,
            ahead: second * 10,
            ceiling: second * 20,
        };
        let limits = database.store().await.limits();
        limits.fill(ACME, second * 3_600).await.expect("it answers");
        let slot = limits.book(ACME, terms).await.expect("it answers");
        let Slot::Later { again_in } = slot else {
            panic!("{slot:?}")
        };
        assert!(again_in <= second);
    })
    .await;
}

/// Bookings come after each other, so a little has leaked out.
fn assert_level<E: std::fmt::Debug>(slot: &Result<Slot, E>, seconds: u64) {
    let Ok(Slot::Booked { empty_in, .. }) = slot else {
        panic!("{slot:?}")
    };
    let level = Duration::from_secs(seconds);
    let least = level.saturating_sub(Duration::from_secs(5));
    assert!((least..=level).contains(empty_in), "{empty_in:?}");
}
