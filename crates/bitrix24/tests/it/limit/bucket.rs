//! The leaky bucket: how much, how fast, and what becomes of what was not sent.

use std::time::Duration;

use bitrix24::limit::{Class, Limiter, Plan, Settled};
use proptest::prelude::{Just, ProptestConfig, Strategy, prop, prop_oneof, proptest};
use tokio::time::{Instant, sleep, timeout};

use super::portal::Portal;
use super::{ACME, answered, at_once, call, exact, settle_down};

#[tokio::test(start_paused = true)]
async fn two_hundred_calls_at_once_end_when_the_portal_allows_to_the_millisecond() {
    let moments = at_once(&exact(Plan::STANDARD), Class::Interactive, 200).await;
    assert!(moments[..50].iter().all(Duration::is_zero));
    for (n, moment) in (1..).zip(&moments[50..]) {
        assert_eq!(*moment, Duration::from_millis(500) * n);
    }
    assert_eq!(moments[199], Duration::from_secs(75));
}

#[tokio::test(start_paused = true)]
async fn the_slack_for_the_way_costs_a_quarter_of_a_second_in_the_end() {
    let limiter = Limiter::in_memory(Plan::STANDARD);
    let moments = at_once(&limiter, Class::Interactive, 200).await;
    assert!(moments[..49].iter().all(Duration::is_zero));
    assert_eq!(moments[199], Duration::from_millis(75_250));
}

#[tokio::test(start_paused = true)]
async fn four_handles_are_one_limiter() {
    let limiter = exact(Plan::STANDARD);
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let limiter = limiter.clone();
            tokio::spawn(async move { at_once(&limiter, Class::Interactive, 50).await })
        })
        .collect();
    let mut moments = Vec::new();
    for client in clients {
        moments.extend(client.await.unwrap());
    }
    moments.sort();
    assert_eq!(moments[49], Duration::ZERO);
    assert_eq!(moments[199], Duration::from_secs(75));
}

#[tokio::test(start_paused = true)]
async fn the_enterprise_plan_and_a_small_one_of_ones_own() {
    let moments = at_once(&exact(Plan::ENTERPRISE), Class::Interactive, 300).await;
    assert_eq!(moments[249], Duration::ZERO);
    assert_eq!(moments[299], Duration::from_secs(10));

    let plan = Plan {
        burst: 1,
        per_second: 4,
    };
    for class in [Class::Interactive, Class::Event, Class::Background] {
        let moments = at_once(&Limiter::in_memory(plan), class, 5).await;
        let end = moments[4];
        // Five hundredths of the bucket are slack.
        assert!((Duration::from_secs(1)..Duration::from_millis(1_070)).contains(&end));
    }
}

#[tokio::test(start_paused = true)]
async fn portals_do_not_wait_for_each_other() {
    let limiter = exact(Plan::STANDARD);
    at_once(&limiter, Class::Interactive, 50).await;
    let start = Instant::now();
    let other = "https://other.bitrix24.com";
    answered(limiter.admit(other, Class::Interactive, "profile").await);
    assert_eq!(start.elapsed(), Duration::ZERO);
    call(&limiter, Class::Interactive).await;
    assert_eq!(start.elapsed(), Duration::from_millis(500));
}

#[tokio::test(start_paused = true)]
async fn permits_that_are_dropped_unsent_are_given_back() {
    let limiter = exact(Plan::STANDARD);
    let start = Instant::now();
    for _ in 0..1_000 {
        drop(limiter.admit(ACME, Class::Interactive, "profile").await);
    }
    at_once(&limiter, Class::Interactive, 50).await;
    assert_eq!(start.elapsed(), Duration::ZERO);
    call(&limiter, Class::Interactive).await;
    assert_eq!(start.elapsed(), Duration::from_millis(500));
}

#[tokio::test(start_paused = true)]
async fn a_permit_whose_request_was_sent_is_spent_also_when_no_answer_comes() {
    let limiter = exact(Plan::STANDARD);
    let start = Instant::now();
    for _ in 0..50 {
        let mut permit = limiter.admit(ACME, Class::Interactive, "profile").await;
        permit.sent();
    }
    call(&limiter, Class::Interactive).await;
    assert_eq!(start.elapsed(), Duration::from_millis(500));
}

#[tokio::test(start_paused = true)]
async fn what_has_leaked_out_is_not_given_back_again() {
    let limiter = exact(Plan::STANDARD);
    let mut portal = Portal::new(Plan::STANDARD);
    let held = limiter.admit(ACME, Class::Interactive, "profile").await;
    sleep(Duration::from_secs(10)).await;
    let moments = at_once(&limiter, Class::Interactive, 50).await;
    assert_eq!(moments[49], Duration::ZERO);
    assert!((0..50).all(|_| portal.take(Instant::now())));
    drop(held);
    let start = Instant::now();
    call(&limiter, Class::Interactive).await;
    assert_eq!(start.elapsed(), Duration::from_millis(500));
    assert!(portal.take(Instant::now()));
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_up_leaves_the_queue_and_delays_nobody() {
    let limiter = exact(Plan::STANDARD);
    at_once(&limiter, Class::Interactive, 50).await;
    let impatient: Vec<_> = (0..1_000)
        .map(|_| {
            let limiter = limiter.clone();
            tokio::spawn(async move {
                let wait = limiter.admit(ACME, Class::Interactive, "profile");
                let wait = timeout(Duration::from_millis(100), wait).await;
                assert!(wait.is_err());
            })
        })
        .collect();
    settle_down().await;
    let start = Instant::now();
    let patient = tokio::spawn({
        let limiter = limiter.clone();
        async move { call(&limiter, Class::Interactive).await }
    });
    for task in impatient {
        task.await.unwrap();
    }
    assert_eq!(patient.await.unwrap() - start, Duration::from_millis(500));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_was_not_foreseen_fills_the_bucket_and_a_second_one_slows_for_a_while() {
    let limiter = exact(Plan::STANDARD);
    let refused = Settled {
        limited: true,
        ..Settled::default()
    };
    // Two calls are on their way when the portal refuses both: that is one piece of news.
    let first = limiter.admit(ACME, Class::Interactive, "profile").await;
    let second = limiter.admit(ACME, Class::Interactive, "profile").await;
    first.settle(&refused);
    sleep(Duration::from_millis(100)).await;
    second.settle(&refused);

    // The bucket is full, as the portal says; more is not known.
    let start = Instant::now();
    let third = limiter.admit(ACME, Class::Interactive, "profile").await;
    assert_eq!(start.elapsed(), Duration::from_millis(400));

    // Refused again: somebody else is there. A full bucket, and each call counts two.
    third.settle(&refused);
    let start = Instant::now();
    call(&limiter, Class::Interactive).await;
    let waited = start.elapsed();
    assert!(waited > Duration::from_millis(980), "{waited:?}");
    assert!(waited <= Duration::from_millis(1_000), "{waited:?}");

    // A minute later everything is as it was.
    sleep(Duration::from_secs(120)).await;
    let moments = at_once(&limiter, Class::Interactive, 52).await;
    assert_eq!(moments[49], Duration::ZERO);
    assert_eq!(moments[51], Duration::from_secs(1));
}

#[test]
fn those_who_wait_on_a_runtime_that_ends_do_not_wait_forever() {
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
    };
    let (first, second) = (runtime(), runtime());
    let plan = Plan {
        burst: 1,
        per_second: 5,
    };
    let limiter = exact(plan);
    first.block_on(call(&limiter, Class::Interactive));
    let leaving = limiter.clone();
    first.spawn(async move { call(&leaving, Class::Interactive).await });
    let started = first.block_on(async {
        let deadline = Instant::now() + Duration::from_secs(5);
        // The queue is served from the first runtime once that call waits.
        while Instant::now() < deadline {
            tokio::task::yield_now().await;
            let wait = limiter.admit(ACME, Class::Interactive, "profile");
            if timeout(Duration::from_millis(1), wait).await.is_err() {
                return true;
            }
        }
        false
    });
    assert!(started);
    let waiting = second.spawn({
        let limiter = limiter.clone();
        async move { call(&limiter, Class::Interactive).await }
    });
    first.shutdown_background();
    let end = second.block_on(async { timeout(Duration::from_secs(5), waiting).await });
    end.unwrap().unwrap();
}

/// One caller of the property below.
#[derive(Clone, Debug)]
struct Caller {
    class: Class,
    /// Milliseconds until it comes.
    comes: u64,
    /// Milliseconds the request is on its way.
    way: u64,
    /// Milliseconds after which it changes its mind.
    gives_up: Option<u64>,
    sends: bool,
}

fn caller() -> impl Strategy<Value = Caller> {
    let class = prop_oneof![
        Just(Class::Interactive),
        Just(Class::Event),
        Just(Class::Background)
    ];
    let comes = prop_oneof![0..20u64, 0..4_000u64];
    let gives_up = prop::option::of(0..1_000u64);
    (class, comes, 0..=50u64, gives_up, prop::bool::weighted(0.8)).prop_map(
        |(class, comes, way, gives_up, sends)| Caller {
            class,
            comes,
            way,
            gives_up,
            sends,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whoever comes when, gives up, sends or does not, and however long the ways are within the
    /// slack: the portal never refuses.
    #[test]
    fn the_portal_never_has_to_refuse(callers in prop::collection::vec(caller(), 1..150)) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let plan = Plan { burst: 20, per_second: 20 };
            let limiter = Limiter::in_memory(plan).with_slack(Duration::from_millis(50));
            let tasks: Vec<_> = callers
                .into_iter()
                .map(|caller| {
                    let limiter = limiter.clone();
                    tokio::spawn(async move {
                        sleep(Duration::from_millis(caller.comes)).await;
                        let wait = limiter.admit(ACME, caller.class, "profile");
                        let patience = caller.gives_up.map_or(Duration::MAX, Duration::from_millis);
                        let mut permit = timeout(patience, wait).await.ok()?;
                        if !caller.sends {
                            sleep(Duration::from_millis(caller.way)).await;
                            return None;
                        }
                        permit.sent();
                        Some(Instant::now() + Duration::from_millis(caller.way))
                    })
                })
                .collect();
            let mut arrivals = Vec::new();
            for task in tasks {
                arrivals.extend(task.await.unwrap());
            }
            arrivals.sort();
            let mut portal = Portal::new(plan);
            for arrival in arrivals {
                assert!(portal.take(arrival));
            }
        });
    }
}
