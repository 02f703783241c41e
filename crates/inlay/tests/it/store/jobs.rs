//! Jobs: put in line, taken in turn, ended once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use inlay::clock::Clock;
use inlay::jobs::{Duty, Ended, Job, Kind, NewJob, Pace, Queue, Worker};
use inlay::store::{JobState, Lease, Portal, Store};
use serde_json::json;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use super::database::{Database, on_both};
use super::keep;

/// How long a test waits for a state.
const PATIENCE: Duration = Duration::from_secs(30);

/// A duty that tells of each job and does with it what the test wants.
struct Told<F> {
    tell: mpsc::UnboundedSender<(String, Job)>,
    act: F,
}

impl<F> Duty for Told<F>
where
    F: Fn(Job) -> BoxFuture<'static, Ended> + Send + Sync + 'static,
{
    fn run(&self, portal: Portal, job: Job) -> BoxFuture<'_, Ended> {
        let _ = self.tell.send((portal.member_id.to_string(), job.clone()));
        (self.act)(job)
    }
}

/// A queue with a worker on it.
struct Shop {
    queue: Queue,
    worker: Worker,
    stopping: CancellationToken,
    done: mpsc::UnboundedReceiver<(String, Job)>,
}

impl Shop {
    fn open(
        store: &Store,
        pace: Pace,
        act: impl Fn(Job) -> BoxFuture<'static, Ended> + Send + Sync + 'static,
    ) -> Self {
        Self::open_at(store, Clock::default(), pace, act)
    }

    fn open_at(
        store: &Store,
        clock: Clock,
        pace: Pace,
        act: impl Fn(Job) -> BoxFuture<'static, Ended> + Send + Sync + 'static,
    ) -> Self {
        let (tell, done) = mpsc::unbounded_channel();
        let queue = Queue::with_pace(store.clone(), clock, pace);
        let stopping = CancellationToken::new();
        let duty = Arc::new(Told { tell, act });
        Self {
            worker: Worker::start(queue.clone(), duty, stopping.clone()),
            queue,
            stopping,
            done,
        }
    }

    async fn next(&mut self) -> (String, Job) {
        tokio::time::timeout(PATIENCE, self.done.recv())
            .await
            .expect("a job is begun")
            .expect("the worker lives")
    }

    async fn idle(&self) {
        tokio::time::timeout(PATIENCE, self.queue.idle())
            .await
            .expect("it ends")
            .expect("the store answers");
    }

    /// The jobs that were begun, once nothing is left to do.
    async fn all(mut self) -> Vec<(String, Job)> {
        self.idle().await;
        self.stop().await;
        let mut all = Vec::new();
        while let Ok(done) = self.done.try_recv() {
            all.push(done);
        }
        all
    }

    async fn stop(&mut self) {
        self.stopping.cancel();
        let worker = std::mem::replace(&mut self.worker, idle_worker(&self.queue));
        tokio::time::timeout(PATIENCE, worker.stopped())
            .await
            .expect("it stops");
    }
}

/// In the place of one that is being stopped.
fn idle_worker(queue: &Queue) -> Worker {
    let stopping = CancellationToken::new();
    stopping.cancel();
    let (tell, _) = mpsc::unbounded_channel();
    let act = |_| done(Vec::new());
    Worker::start(queue.clone(), Arc::new(Told { tell, act }), stopping)
}

fn done(next: Vec<NewJob>) -> BoxFuture<'static, Ended> {
    async { Ended::Done(next) }.boxed()
}

fn ended(ended: Ended) -> BoxFuture<'static, Ended> {
    async { ended }.boxed()
}

fn again(reason: &str) -> Ended {
    Ended::Again {
        reason: reason.to_owned(),
        after: Some(Duration::ZERO),
    }
}

fn new_job(kind: Kind, key: Option<&str>, n: i64) -> NewJob {
    NewJob {
        kind,
        key: key.map(str::to_owned),
        body: json!({ "n": n }),
        due: None,
    }
}

fn n(job: &Job) -> i64 {
    job.body["n"].as_i64().expect("a number")
}

/// How many of a portal's jobs are in a state.
async fn count(store: &Store, portal: &Portal, state: JobState) -> u64 {
    let counts = store
        .scope(portal)
        .job_counts(Clock::default().now())
        .await
        .expect("the store answers");
    let counts = counts.iter().filter(|count| count.state == state);
    counts.map(|count| count.count).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_of_a_job_is_kept_with_its_end() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let shop = Shop::open(&store, Pace::default(), |job| match job.kind {
            Kind::Event => done(vec![
                new_job(Kind::Effect, None, 1),
                new_job(Kind::Effect, None, 2),
                new_job(Kind::Rule, Some("a"), 3),
                new_job(Kind::Rule, Some("a"), 4),
            ]),
            _ => done(Vec::new()),
        });
        shop.queue
            .put(&portal, new_job(Kind::Event, None, 0))
            .await
            .expect("it is put");
        let mut all: Vec<_> = shop.all().await.iter().map(|(_, job)| n(job)).collect();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3]);
        assert_eq!(count(&store, &portal, JobState::Waiting).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_one_kind_and_key_one_waits_and_one_is_done() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let gate = Arc::new(Semaphore::new(0));
        let (at_once, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut shop = Shop::open(&store, Pace::default(), {
            let (gate, at_once, most) = (gate.clone(), at_once.clone(), most.clone());
            move |_| {
                let (gate, at_once, most) = (gate.clone(), at_once.clone(), most.clone());
                async move {
                    most.fetch_max(at_once.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    gate.acquire().await.expect("an open gate").forget();
                    at_once.fetch_sub(1, Ordering::SeqCst);
                    Ended::Done(Vec::new())
                }
                .boxed()
            }
        });
        let queue = shop.queue.clone();
        let put = async |n| {
            let job = new_job(Kind::Rule, Some("credit_gate 77"), n);
            queue.put(&portal, job).await.expect("it is put");
        };
        put(1).await;
        let (_, first) = shop.next().await;
        // The first one is being done: one more may wait, and only one.
        for n in 2..20 {
            put(n).await;
        }
        assert_eq!(n(&first), 1);
        assert_eq!(count(&store, &portal, JobState::Waiting).await, 1);
        gate.add_permits(20);
        let rest: Vec<_> = shop.all().await.iter().map(|(_, job)| n(job)).collect();
        assert_eq!(rest, [2]);
        assert_eq!(most.load(Ordering::SeqCst), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_tried_until_it_succeeds_and_a_hopeless_one_is_kept_with_its_reason() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let pace = Pace {
            tries: 4,
            ..Pace::default()
        };
        let shop = Shop::open(&store, pace, |job| match (n(&job), job.attempt) {
            (1, 1 | 2) => ended(again("the books do not answer")),
            (2, _) => ended(again("the books do not answer")),
            (3, _) => ended(Ended::Never {
                reason: "the deal is gone".into(),
            }),
            (4, 1) => async { panic!("a duty that panics") }.boxed(),
            _ => done(Vec::new()),
        });
        let jobs: Vec<_> = (1..=4).map(|n| new_job(Kind::Effect, None, n)).collect();
        shop.queue.put_all(&portal, &jobs).await.expect("put");
        let all = shop.all().await;
        let tries = |wanted| all.iter().filter(|(_, job)| n(job) == wanted).count();
        assert_eq!((tries(1), tries(2), tries(3)), (3, 4, 1));
        // The one that panicked waits for the usual pause.
        assert_eq!(tries(4), 1);
        let failed = store.scope(&portal).failed_jobs(10).await.expect("a list");
        let reasons: Vec<_> = failed.iter().map(|job| &*job.reason).collect();
        assert_eq!(failed.len(), 2);
        assert!(reasons.contains(&"the deal is gone"), "{reasons:?}");
        assert!(
            reasons.contains(&"the books do not answer (tried 4 times)"),
            "{reasons:?}"
        );
        assert_eq!(count(&store, &portal, JobState::Waiting).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_no_column_holds_is_kept_as_far_as_it_can_be() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let said = format!("a\0b {}", "\u{e9}".repeat(5_000));
        let shop = Shop::open(&store, Pace::default(), move |job| match job.attempt {
            1 => ended(again("a\0b")),
            _ => ended(Ended::Never {
                reason: said.clone(),
            }),
        });
        let job = new_job(Kind::Effect, None, 1);
        shop.queue.put(&portal, job).await.expect("it is kept");
        assert_eq!(shop.all().await.len(), 2);
        let failed = store.scope(&portal).failed_jobs(10).await;
        let failed = failed.expect("a list");
        assert_eq!(failed.len(), 1);
        let reason = &failed[0].reason;
        assert!(reason.starts_with("ab \u{e9}"), "{reason}");
        assert!(reason.chars().count() <= 1_001 && reason.ends_with('\u{2026}'));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_with_one_job_does_not_wait_behind_one_with_thousands() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let (busy, small) = (keep(&store, "busy").await, keep(&store, "small").await);
        let queue = Queue::new(store.clone(), Clock::default());
        let many: Vec<_> = (0..2_000).map(|n| new_job(Kind::Effect, None, n)).collect();
        queue.put_all(&busy, &many).await.expect("put");
        let one = new_job(Kind::Effect, None, 0);
        queue.put(&small, one).await.expect("put");
        let shop = Shop::open(&store, Pace::default(), |_| done(Vec::new()));
        let all = shop.all().await;
        assert_eq!(all.len(), 2_001);
        let place = all.iter().position(|(portal, _)| portal == "small");
        assert!(place.expect("it was done") < 64, "{place:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_portal_does_not_take_every_hand() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let (busy, small) = (keep(&store, "busy").await, keep(&store, "small").await);
        let mut shop = Shop::open(&store, Pace::default(), |job| match job.kind {
            Kind::Effect => std::future::pending().boxed(),
            _ => done(Vec::new()),
        });
        let many: Vec<_> = (0..100).map(|n| new_job(Kind::Effect, None, n)).collect();
        shop.queue.put_all(&busy, &many).await.expect("put");
        for _ in 0..Pace::default().per_portal {
            shop.next().await;
        }
        let one = new_job(Kind::Rule, None, 0);
        shop.queue.put(&small, one).await.expect("put");
        assert_eq!(shop.next().await.0, "small");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_urgent_is_done_first() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let queue = Queue::new(store.clone(), Clock::default());
        let mut jobs: Vec<_> = (0..50).map(|n| new_job(Kind::Sync, None, n)).collect();
        jobs.extend((0..50).map(|n| new_job(Kind::Effect, None, n)));
        jobs.push(new_job(Kind::Robot, None, 0));
        queue.put_all(&portal, &jobs).await.expect("put");
        let pace = Pace {
            per_portal: 1,
            ..Pace::default()
        };
        let shop = Shop::open(&store, pace, |_| done(Vec::new()));
        let kinds: Vec<_> = shop.all().await.iter().map(|(_, job)| job.kind).collect();
        let mut wanted = vec![Kind::Robot];
        wanted.extend([Kind::Effect; 50]);
        wanted.extend([Kind::Sync; 50]);
        assert_eq!(kinds, wanted);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_worker_s_job_is_done_by_another_when_its_lease_has_ended() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let queue = Queue::new(store.clone(), Clock::default());
        let job = new_job(Kind::Effect, Some("x"), 1);
        queue.put(&portal, job).await.expect("put");
        let dead = Lease {
            worker: 1,
            time: Duration::from_millis(700),
        };
        let begun = std::time::Instant::now();
        let taken = store
            .claim_jobs(&portal, dead, 9, Clock::default().now())
            .await;
        assert_eq!(taken.expect("taken").jobs.len(), 1);
        let mut shop = Shop::open(&store, Pace::default(), |_| done(Vec::new()));
        let (_, again) = shop.next().await;
        assert!(begun.elapsed() >= dead.time, "the lease was still held");
        assert_eq!((n(&again), again.attempt), (1, 2));
        shop.idle().await;
        // The dead one comes back: what it says is not heard any more.
        let lost = store.renew_leases(dead, &[again.id]).await;
        assert_eq!(lost.expect("an answer"), [again.id]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_its_worker_does_not_know_it_has_is_done_by_another() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let queue = Queue::new(store.clone(), Clock::default());
        let jobs = [1, 2].map(|n| new_job(Kind::Effect, None, n));
        queue.put_all(&portal, &jobs).await.expect("put");
        let lease = Lease {
            worker: 1,
            time: Duration::from_secs(2),
        };
        let now = Clock::default().now();
        let taken = store.claim_jobs(&portal, lease, 9, now).await;
        let known = taken.expect("taken").jobs[0].id;
        // The answer that gave it the other one was lost with a connection.
        let holding = async {
            loop {
                let lost = store.renew_leases(lease, &[known]).await;
                assert!(lost.expect("an answer").is_empty());
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        let mut shop = Shop::open(&store, Pace::default(), |_| done(Vec::new()));
        tokio::select! {
            () = holding => {}
            (_, job) = shop.next() => assert_eq!((n(&job), job.attempt), (2, 2)),
        }
        assert!(shop.done.try_recv().is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_job_is_not_taken_by_another_worker() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let pace = Pace {
            lease: Duration::from_millis(600),
            look: Duration::from_millis(200),
            ..Pace::default()
        };
        let long = |_| {
            async {
                tokio::time::sleep(Duration::from_secs(2)).await;
                Ended::Done(Vec::new())
            }
            .boxed()
        };
        let (first, second) = (
            Shop::open(&store, pace, long),
            Shop::open(&store, pace, long),
        );
        let job = new_job(Kind::Effect, None, 1);
        first.queue.put(&portal, job).await.expect("put");
        let begun = first.all().await.len() + second.all().await.len();
        assert_eq!(begun, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_stops_finishes_what_it_can_and_gives_back_the_rest() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let pace = Pace {
            finish: Duration::from_millis(300),
            ..Pace::default()
        };
        let mut shop = Shop::open(&store, pace, |job| {
            async move {
                if n(&job) == 1 {
                    std::future::pending::<()>().await;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
                Ended::Done(Vec::new())
            }
            .boxed()
        });
        // Not an effect, which may have been done by now: there the try counts.
        let jobs = [1, 2].map(|n| new_job(Kind::Rule, None, n));
        shop.queue.put_all(&portal, &jobs).await.expect("put");
        shop.next().await;
        shop.next().await;
        shop.stop().await;
        assert_eq!(count(&store, &portal, JobState::Running).await, 0);
        assert_eq!(count(&store, &portal, JobState::Waiting).await, 1);
        // Another one takes it at once, and it is its first try.
        let mut next = Shop::open(&store, Pace::default(), |_| done(Vec::new()));
        let (_, job) = next.next().await;
        assert_eq!((n(&job), job.attempt), (1, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_goes_on_keeps_its_place_and_is_no_failure() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let shop = Shop::open(&store, Pace::default(), |job| {
            ended(match n(&job) {
                5 => Ended::Done(Vec::new()),
                n => Ended::Continue {
                    body: json!({ "n": n + 1 }),
                    next: vec![new_job(Kind::Effect, Some("x"), 5)],
                    due: None,
                },
            })
        });
        let job = new_job(Kind::Sync, Some("limits"), 1);
        shop.queue.put(&portal, job).await.expect("put");
        let all = shop.all().await;
        let sync: Vec<_> = all
            .iter()
            .filter(|(_, job)| job.kind == Kind::Sync)
            .map(|(_, job)| (n(job), job.attempt))
            .collect();
        assert_eq!(sync, [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)]);
        assert!(all.iter().any(|(_, job)| job.kind == Kind::Effect));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_waits_for_its_moment() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let clock = Clock::standing_at(super::now());
        let mut shop = Shop::open_at(&store, clock.clone(), Pace::default(), |_| done(Vec::new()));
        let mut later = new_job(Kind::Sync, None, 1);
        later.due = Some(clock.now() + chrono::TimeDelta::hours(1));
        shop.queue.put(&portal, later).await.expect("put");
        let at_once = new_job(Kind::Sync, None, 2);
        shop.queue.put(&portal, at_once).await.expect("put");
        assert_eq!(n(&shop.next().await.1), 2);
        shop.idle().await;
        assert!(shop.done.try_recv().is_err());
        clock.advance(chrono::TimeDelta::minutes(61));
        assert_eq!(n(&shop.next().await.1), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_comes_back_gives_way_to_one_of_its_key_that_waits() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let queue = Queue::new(store.clone(), Clock::default());
        let shop = {
            let (store, portal) = (store.clone(), portal.clone());
            Shop::open(&store.clone(), Pace::default(), move |job| {
                let queue = Queue::new(store.clone(), Clock::default());
                let portal = portal.clone();
                async move {
                    if n(&job) == 1 {
                        let twin = new_job(Kind::Rule, Some("a"), 2);
                        queue.put(&portal, twin).await.expect("put");
                        return again("not yet");
                    }
                    Ended::Done(Vec::new())
                }
                .boxed()
            })
        };
        let job = new_job(Kind::Rule, Some("a"), 1);
        queue.put(&portal, job).await.expect("put");
        shop.queue.wake();
        let all: Vec<_> = shop.all().await.iter().map(|(_, job)| n(job)).collect();
        assert_eq!(all, [1, 2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_for_a_portal_that_uninstalled_us() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let queue = Queue::new(store.clone(), Clock::default());
        let job = new_job(Kind::Effect, None, 1);
        queue.put(&portal, job.clone()).await.expect("put");
        let scope = store.scope(&portal);
        scope.mark_uninstalled().await.expect("it is noted");
        queue.put(&portal, job).await.expect("it is passed over");
        let shop = Shop::open(&store, Pace::default(), |_| done(Vec::new()));
        assert!(shop.all().await.is_empty());
        assert_eq!(count(&store, &portal, JobState::Waiting).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_job_can_be_tried_again_or_discarded() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let fails = Arc::new(std::sync::atomic::AtomicBool::new(true));
        let mut shop = Shop::open(&store, Pace::default(), {
            let fails = fails.clone();
            move |_| match fails.load(Ordering::SeqCst) {
                true => ended(Ended::Never {
                    reason: "no".into(),
                }),
                false => done(Vec::new()),
            }
        });
        let jobs = [1, 2].map(|n| new_job(Kind::Effect, None, n));
        shop.queue.put_all(&portal, &jobs).await.expect("put");
        shop.next().await;
        shop.next().await;
        shop.idle().await;
        let scope = store.scope(&portal);
        let failed = scope.failed_jobs(10).await.expect("a list");
        assert_eq!(failed.len(), 2);
        fails.store(false, Ordering::SeqCst);
        let now = Clock::default().now();
        assert!(scope.retry_job(failed[0].id, now).await.expect("an answer"));
        assert!(scope.discard_job(failed[1].id).await.expect("an answer"));
        assert!(!scope.discard_job(failed[1].id).await.expect("an answer"));
        shop.queue.wake();
        let (_, job) = shop.next().await;
        assert_eq!((job.id, job.attempt), (failed[0].id, 1));
        shop.idle().await;
        assert!(scope.failed_jobs(10).await.expect("a list").is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_s_body_is_sealed() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let queue = Queue::new(store.clone(), Clock::default());
        let mut job = new_job(Kind::Effect, None, 1);
        job.body = json!({ "text": "owes us a fortune" });
        queue.put(&portal, job).await.expect("put");
        let everything = database.everything().await;
        let text = String::from_utf8_lossy(&everything).into_owned();
        let in_hexadecimal: String = "owes us".bytes().map(|b| format!("{b:02x}")).collect();
        assert!(!text.contains("owes us") && !text.contains(&in_hexadecimal));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_is_woken_on_postgresql() {
    on_both(async |database: &Database| {
        if database.is_sqlite() {
            return;
        }
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        // It would not look by itself in the test's time.
        let pace = Pace {
            look: Duration::from_secs(3_600),
            ..Pace::default()
        };
        let mut shop = Shop::open(&store, pace, |_| done(Vec::new()));
        let elsewhere = Queue::new(database.store().await, Clock::default());
        for n in 1..=3 {
            let job = new_job(Kind::Effect, None, n);
            elsewhere.put(&portal, job).await.expect("put");
            assert_eq!(shop_n(&mut shop).await, n);
        }
    })
    .await;
}

async fn shop_n(shop: &mut Shop) -> i64 {
    n(&shop.next().await.1)
}
