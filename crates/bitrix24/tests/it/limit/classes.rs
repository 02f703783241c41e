//! Who goes first, and who goes at all.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bitrix24::limit::{Class, Limiter, Plan};
use tokio::time::{Instant, interval, sleep};

use super::{at_once, call, exact, settle_down};

#[tokio::test(start_paused = true)]
async fn within_a_class_the_first_come_is_the_first_served() {
    for class in [Class::Interactive, Class::Event, Class::Background] {
        let moments = at_once(&exact(Plan::STANDARD), class, 120).await;
        assert!(moments.is_sorted());
    }
}

#[tokio::test(start_paused = true)]
async fn a_higher_class_goes_before_a_lower_one() {
    let limiter = exact(Plan::STANDARD);
    at_once(&limiter, Class::Interactive, 50).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for class in [Class::Background, Class::Event, Class::Interactive] {
        for _ in 0..3 {
            let (limiter, order) = (limiter.clone(), Arc::clone(&order));
            tasks.push(tokio::spawn(async move {
                call(&limiter, class).await;
                order.lock().unwrap().push(class);
            }));
        }
    }
    for task in tasks {
        task.await.unwrap();
    }
    let order = order.lock().unwrap();
    let classes = [Class::Interactive, Class::Event, Class::Background];
    let expected: Vec<_> = classes.into_iter().flat_map(|class| [class; 3]).collect();
    assert_eq!(*order, expected);
}

#[tokio::test(start_paused = true)]
async fn ten_slots_are_kept_for_interactive_calls() {
    let limiter = exact(Plan::STANDARD);
    let moments = at_once(&limiter, Class::Background, 41).await;
    assert_eq!(moments[39], Duration::ZERO);
    assert_eq!(moments[40], Duration::from_millis(500));
    let moments = at_once(&limiter, Class::Interactive, 11).await;
    assert_eq!(moments[9], Duration::ZERO);
    assert_eq!(moments[10], Duration::from_millis(500));
}

#[tokio::test]
async fn a_hundred_thousand_waiting_calls_are_not_felt_by_an_interactive_one() {
    let limiter = Limiter::in_memory(Plan::STANDARD);
    let idle = slowest(&Limiter::in_memory(Plan::STANDARD)).await;
    let mut flood = tokio::task::JoinSet::new();
    for _ in 0..100_000 {
        let limiter = limiter.clone();
        flood.spawn(async move { call(&limiter, Class::Background).await });
    }
    settle_down().await;
    let flooded = slowest(&limiter).await;
    // Both take microseconds; a scheduler's hiccup takes milliseconds.
    assert!(
        flooded < idle + Duration::from_millis(50),
        "{idle:?} became {flooded:?}"
    );
}

/// The longest of five interactive calls.
async fn slowest(limiter: &Limiter) -> Duration {
    let mut slowest = Duration::ZERO;
    for _ in 0..5 {
        let start = std::time::Instant::now();
        call(limiter, Class::Interactive).await;
        slowest = slowest.max(start.elapsed());
    }
    slowest
}

/// Runs calls of one class for ever, each as soon as the last one was let in.
fn forever(limiter: &Limiter, class: Class) -> Arc<AtomicUsize> {
    let count = Arc::new(AtomicUsize::new(0));
    let (limiter, counter) = (limiter.clone(), Arc::clone(&count));
    tokio::spawn(async move {
        loop {
            call(&limiter, class).await;
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    count
}

#[tokio::test(start_paused = true)]
async fn lower_classes_have_what_a_constant_interactive_load_leaves() {
    let limiter = exact(Plan::STANDARD);
    let background = forever(&limiter, Class::Background);
    let waits = tokio::spawn({
        let limiter = limiter.clone();
        async move {
            // One and a half a second, of two.
            let mut ticks = interval(Duration::from_micros(666_667));
            let mut waited = Duration::ZERO;
            for _ in 0..900 {
                let start = ticks.tick().await;
                waited = waited.max(call(&limiter, Class::Interactive).await - start);
            }
            waited
        }
    });
    sleep(Duration::from_secs(600)).await;
    let calls = background.load(Ordering::Relaxed);
    assert!((40 + 290..=40 + 310).contains(&calls), "{calls}");
    // The tick's own millisecond.
    assert!(waits.await.unwrap() <= Duration::from_millis(1));
}

#[tokio::test(start_paused = true)]
async fn no_class_starves_while_a_higher_one_takes_all_it_can_get() {
    let limiter = exact(Plan::STANDARD);
    let interactive: Vec<_> = (0..20)
        .map(|_| forever(&limiter, Class::Interactive))
        .collect();
    let event = forever(&limiter, Class::Event);
    let background = forever(&limiter, Class::Background);
    sleep(Duration::from_secs(600)).await;
    let total: usize = interactive.iter().map(|n| n.load(Ordering::Relaxed)).sum();
    for lower in [event, background] {
        let calls = lower.load(Ordering::Relaxed);
        // Of some 1 250 calls each has about every fifteenth.
        assert!((60..=140).contains(&calls), "{calls} beside {total}");
    }
    assert!(total > 950, "{total}");
}

#[tokio::test(start_paused = true)]
async fn a_lower_class_that_waits_sees_nothing_wasted() {
    let limiter = exact(Plan::STANDARD);
    let start = Instant::now();
    at_once(&limiter, Class::Interactive, 50).await;
    at_once(&limiter, Class::Background, 10).await;
    // Until the reserve is there again, and then two a second.
    assert_eq!(start.elapsed(), Duration::from_secs(10));
}
