//! Limits shared through a real Redis.

use std::sync::Arc;
use std::time::Duration;

use bitrix24::SecretString;
use bitrix24::limit::{Buckets, Class, Limiter, Plan, RedisBuckets, Settled, Slot, Terms};
use testbed::Redis;
use tokio::time::{Instant, sleep, timeout};

use super::{ACME, answered, call};

const PLAN: Plan = Plan {
    burst: 10,
    per_second: 50,
};

fn buckets(redis: &Redis) -> RedisBuckets {
    RedisBuckets::at(&SecretString::from(redis.url())).unwrap()
}

/// A limiter as a process of its own would have one.
fn process(redis: &Redis) -> Limiter {
    Limiter::shared(PLAN, Arc::new(buckets(redis)))
}

/// The moments at which so many calls of each process are let in, all started at once, sorted.
async fn moments(processes: &[Limiter], class: Class, calls: usize) -> Vec<Duration> {
    let start = Instant::now();
    let calls: Vec<_> = processes
        .iter()
        .flat_map(|limiter| std::iter::repeat_n(limiter, calls))
        .map(|limiter| {
            let limiter = limiter.clone();
            tokio::spawn(async move {
                answered(limiter.admit(ACME, class, "profile").await);
                start.elapsed()
            })
        })
        .collect();
    let mut moments = Vec::new();
    for call in calls {
        moments.push(call.await.unwrap());
    }
    moments.sort();
    moments
}

/// A moment later than the portal allows would be too slow, an earlier one refused.
fn assert_on_the_limit(moments: &[Duration], late: Duration) {
    for (n, moment) in (1..).zip(moments) {
        let allowed = f64::from(PLAN.burst) + f64::from(PLAN.per_second) * moment.as_secs_f64();
        assert!(f64::from(n) <= allowed, "{n} calls in {moment:?}");
    }
    let drained = u32::try_from(moments.len()).unwrap() - PLAN.burst;
    let limit = Duration::from_secs(1) * drained / PLAN.per_second;
    let last = *moments.last().unwrap();
    assert!(last <= limit.mul_f64(1.05) + late, "{last:?} of {limit:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn four_processes_share_one_bucket_and_leave_nothing_of_it() {
    let redis = Redis::start().await.unwrap();
    let processes: Vec<_> = (0..4).map(|_| process(&redis)).collect();
    let moments = moments(&processes, Class::Interactive, 25).await;
    assert_on_the_limit(&moments, Duration::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reserve_is_kept_across_processes() {
    let redis = Redis::start().await.unwrap();
    let plan = Plan {
        burst: 50,
        per_second: 20,
    };
    let process = || Limiter::shared(plan, Arc::new(buckets(&redis)));
    let flood = process();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..500 {
        let flood = flood.clone();
        tasks.spawn(async move { call(&flood, Class::Background).await });
    }
    // The flood has taken all it may when it is let in one by one.
    for _ in 0..45 {
        tasks.join_next().await.unwrap().unwrap();
    }
    let other = process();
    let start = Instant::now();
    for _ in 0..8 {
        answered(other.admit(ACME, Class::Interactive, "profile").await);
    }
    // A slot comes free every 50 ms: eight of them would be 400.
    assert!(start.elapsed() < Duration::from_millis(200));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lower_class_does_not_starve_beside_the_higher_one_of_another_process() {
    let redis = Redis::start().await.unwrap();
    let (busy, quiet) = (process(&redis), process(&redis));
    let mut flood = tokio::task::JoinSet::new();
    for _ in 0..300 {
        let busy = busy.clone();
        flood.spawn(async move { call(&busy, Class::Interactive).await });
    }
    flood.join_next().await.unwrap().unwrap();
    let start = Instant::now();
    call(&quiet, Class::Background).await;
    call(&quiet, Class::Background).await;
    // The flood alone takes six seconds.
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn background_calls_of_two_processes_are_on_the_limit_less_the_reserve() {
    let redis = Redis::start().await.unwrap();
    let processes = [process(&redis), process(&redis)];
    let moments = moments(&processes, Class::Background, 30).await;
    // A fifth of this bucket is the reserve: two calls, 40 ms.
    assert_on_the_limit(&moments, Duration::from_millis(40));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dropped_unsent_is_given_back_to_all() {
    let redis = Redis::start().await.unwrap();
    let plan = Plan {
        burst: 10,
        per_second: 1,
    };
    let process = || Limiter::shared(plan, Arc::new(buckets(&redis)));
    let (first, second) = (process(), process());
    let mut held = Vec::new();
    for _ in 0..8 {
        held.push(first.admit(ACME, Class::Interactive, "profile").await);
    }
    drop(held);
    let start = Instant::now();
    for _ in 0..8 {
        answered(second.admit(ACME, Class::Interactive, "profile").await);
    }
    // They are given back behind the caller's back, so the first one or two may have to wait.
    assert!(start.elapsed() < Duration::from_secs(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_one_process_meets_is_minded_by_all() {
    let redis = Redis::start().await.unwrap();
    let (first, second) = (process(&redis), process(&redis));
    let permit = first.admit(ACME, Class::Interactive, "profile").await;
    permit.settle(&Settled {
        limited: true,
        ..Settled::default()
    });
    // The other process hears of it through Redis: its calls come one by one.
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        let start = Instant::now();
        answered(second.admit(ACME, Class::Interactive, "profile").await);
        if start.elapsed() >= Duration::from_millis(15) {
            break;
        }
        assert!(Instant::now() < deadline, "it never had to wait");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_a_process_takes_its_part_alone_and_comes_back() {
    let redis = Redis::start().await.unwrap();
    let port = redis.port();
    let limiter = process(&redis).with_processes(5);
    answered(limiter.admit(ACME, Class::Interactive, "profile").await);
    drop(redis);

    let start = Instant::now();
    let calls = moments(std::slice::from_ref(&limiter), Class::Interactive, 12);
    let moments = timeout(Duration::from_secs(20), calls).await.unwrap();
    // Two at once, then ten a second: a fifth of each.
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(800), "{moments:?}");
    assert!(took <= Duration::from_secs(4), "{moments:?}");

    let back = Redis::start_at(port).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while keys(&back).await == 0 {
        assert!(Instant::now() < deadline, "Redis is never asked again");
        answered(limiter.admit(ACME, Class::Interactive, "profile").await);
        sleep(Duration::from_millis(50)).await;
    }
}

/// How many buckets Redis holds.
async fn keys(redis: &Redis) -> usize {
    let client = redis::Client::open(redis.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    redis::cmd("DBSIZE")
        .query_async(&mut connection)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_bucket_that_is_far_too_full_is_a_clock_that_was_set_back() {
    let redis = Redis::start().await.unwrap();
    let buckets = buckets(&redis);
    let second = Duration::from_secs(1);
    buckets.fill(ACME, second * 1_000).await.unwrap();
    let terms = Terms {
        interval: second,
        room: second * 10,
        ahead: second * 10,
        ceiling: second * 20,
    };
    for _ in 0..2 {
        let Slot::Later { again_in } = buckets.book(ACME, terms).await.unwrap() else {
            panic!("it is full");
        };
        assert!(again_in <= second);
    }
    sleep(second).await;
    let slot = buckets.book(ACME, terms).await.unwrap();
    assert!(matches!(slot, Slot::Booked { .. }), "{slot:?}");
}

#[tokio::test]
async fn a_password_is_in_no_output() {
    let url = SecretString::from("redis://:s3cr3t@127.0.0.1:1".to_owned());
    let buckets = RedisBuckets::at(&url).unwrap();
    let error = buckets.give_back(ACME, Duration::ZERO).await.unwrap_err();
    assert!(!format!("{buckets:?} {error:?} {error}").contains("s3cr3t"));
    let malformed = SecretString::from("redis://:s3cr3t@ho st".to_owned());
    let error = RedisBuckets::at(&malformed).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("s3cr3t"));
}
