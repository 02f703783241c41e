//! What portals tell us, kept with its job.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use inlay::clock::Clock;
use inlay::inbox::{Arrival, Inbox, NotKept};
use inlay::jobs::{Duty, Ended, Job, Kind, Pace, Queue, Worker};
use inlay::store::{Content, Digest, Heard, JobState, NewReceived, Portal, Store};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::database::{Database, on_both};
use super::{keep, now};

fn inbox(store: &Store) -> Inbox {
    let clock = Clock::standing_at(now());
    Inbox::new(
        store.clone(),
        Queue::new(store.clone(), clock.clone()),
        clock,
    )
}

/// An update of a deal.
fn update(deal: u32, user: u32, ts: u32) -> Arrival {
    let body = format!(
        "event=ONCRMDEALUPDATE&event_handler_id=185&data[FIELDS][ID]={deal}&ts={ts}\
         &auth[user_id]={user}&auth[access_token]=a-secret-token"
    );
    Arrival::read(body.as_bytes()).expect("an event")
}

async fn waiting(store: &Store, portal: &Portal) -> u64 {
    let counts = store.scope(portal).job_counts(now()).await;
    let counts = counts.expect("the store answers");
    let waiting = counts
        .iter()
        .filter(|count| count.state == JobState::Waiting);
    waiting.map(|count| count.count).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_updates_of_a_deal_are_one_job_and_twenty_events() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let inbox = inbox(&store);
        for ts in 0..20 {
            let new = inbox.keep(&portal, update(77, 7, ts), true).await;
            assert!(new.expect("it is kept"));
        }
        let scope = store.scope(&portal);
        let all = scope.all_received(100).await.expect("a list");
        assert_eq!(all.len(), 20);
        assert_eq!(waiting(&store, &portal).await, 1);
        // Another user's change is another one: it may be our own that waits.
        inbox
            .keep(&portal, update(77, 8, 1), true)
            .await
            .expect("kept");
        assert_eq!(waiting(&store, &portal).await, 2);
        let job = &scope.jobs_of(Kind::Event, 10).await.expect("jobs")[0];
        let heard = Heard::of_job(&job.body).expect("it was told");
        assert_eq!((&*heard.name, heard.user_id), ("ONCRMDEALUPDATE", Some(7)));
        assert_eq!(heard.data["FIELDS"]["ID"], "77");
        let received = all.last().expect("the first one");
        assert_eq!(received.name, "ONCRMDEALUPDATE");
        assert_eq!(received.data["FIELDS"]["ID"], "77");
        assert_eq!((received.ts, received.user_id), (Some(0), Some(7)));
        assert_eq!(received.received_at, now());
        assert!(received.proved && !received.robot);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_here_already_is_kept_once_also_if_it_comes_many_times_at_once() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let inbox = inbox(&store);
        let deliveries = (0..50).map(|_| inbox.keep(&portal, update(77, 7, 1), true));
        let kept = futures::future::join_all(deliveries).await;
        let new = kept
            .into_iter()
            .filter(|kept| *kept.as_ref().expect("kept"));
        assert_eq!(new.count(), 1);
        let all = store.scope(&portal).all_received(100).await;
        assert_eq!(all.expect("a list").len(), 1);
        assert_eq!(waiting(&store, &portal).await, 1);
        // Without its moment nothing tells an event from the one before: none is lost.
        let timeless = || Arrival::read(b"event=ONCRMDEALADD&data[FIELDS][ID]=5").expect("one");
        for _ in 0..2 {
            assert!(inbox.keep(&portal, timeless(), true).await.expect("kept"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_robot_s_tokens_are_kept_sealed_and_an_ordinary_event_s_not_at_all() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let inbox = inbox(&store);
        inbox
            .keep(&portal, update(77, 7, 1), true)
            .await
            .expect("kept");
        let run = "code=credit_gate&workflow_id=w1&document_id[]=crm&document_id[]=CCrmDocumentDeal\
                   &document_id[]=DEAL_77&event_token=the-event-token&ts=5&auth[user_id]=7";
        let robot = || Arrival::read(run.as_bytes()).expect("a robot's run");
        assert!(inbox.keep(&portal, robot(), true).await.expect("kept"));
        assert!(!inbox.keep(&portal, robot(), true).await.expect("kept"));
        let all = store.scope(&portal).all_received(10).await.expect("a list");
        let (robot, event) = (&all[0], &all[1]);
        let run = robot.robot().expect("the run");
        assert_eq!(run.event_token.expose(), "the-event-token");
        assert_eq!((&*robot.name, run.entity_id()), ("credit_gate", Some(77)));
        assert!(event.event().is_none());
        assert!(!format!("{all:?}").contains("token-"));
        let jobs = store.scope(&portal).jobs_of(Kind::Robot, 10).await;
        assert_eq!(jobs.expect("jobs").len(), 1);
        let everything = database.everything().await;
        for secret in ["a-secret-token", "the-event-token"] {
            let hexadecimal: String = secret.bytes().map(|b| format!("{b:02x}")).collect();
            for text in [secret, &hexadecimal] {
                let found = everything
                    .windows(text.len())
                    .any(|bytes| bytes == text.as_bytes());
                assert!(!found, "{text}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_was_changed_is_not_believed_from_memory() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let inbox = inbox(&store);
        let key = portal.handler_key.expose();
        let found = async || inbox.portal(key).await.expect("an answer");
        assert!(found().await.expect("it is known").is_served());
        let scope = store.scope(&portal);
        scope.mark_uninstalled().await.expect("it is noted");
        assert!(!found().await.expect("it is known").is_served());
        scope.forget().await.expect("it is forgotten");
        assert!(found().await.is_none());
        assert!(
            inbox
                .portal("another key")
                .await
                .expect("an answer")
                .is_none()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_portal_s_event_does_not_spoil_the_others() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let (gone, here) = (keep(&store, "gone").await, keep(&store, "here").await);
        store.scope(&gone).forget().await.expect("it is forgotten");
        let inbox = inbox(&store);
        let deliveries = (0..40).map(|n| {
            let portal = if n % 10 == 0 { &gone } else { &here };
            inbox.keep(portal, update(n, 7, n), true)
        });
        let kept = futures::future::join_all(deliveries).await;
        for (n, new) in kept.into_iter().enumerate() {
            assert_eq!(new.expect("an answer"), n % 10 != 0, "{n}");
        }
        let all = store.scope(&here).all_received(100).await.expect("a list");
        assert_eq!(all.len(), 36);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_gone_keeps_nothing_and_says_so() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = Arc::new(keep(&store, "acme").await);
        let inbox = inbox(&store);
        store.close().await;
        let kept = inbox.keep(&portal, update(1, 1, 1), true).await;
        assert!(matches!(kept, Err(NotKept::Store(_))), "{kept:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_events_are_dropped_and_young_ones_stay() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let inbox = inbox(&store);
        inbox
            .keep(&portal, update(1, 1, 1), true)
            .await
            .expect("kept");
        let day = chrono::TimeDelta::days(1);
        assert_eq!(store.prune_inbox(now()).await.expect("an answer"), 0);
        assert_eq!(store.prune_inbox(now() + day).await.expect("an answer"), 1);
        let all = store.scope(&portal).all_received(10).await;
        assert!(all.expect("a list").is_empty());
    })
    .await;
}

/// An event of this name, told apart by a number.
fn received(
    store: &Store,
    portal: &Portal,
    name: &str,
    number: u8,
    key: Option<&str>,
) -> NewReceived {
    let heard = Heard {
        name: name.to_owned(),
        user_id: Some(7),
        data: json!({ "number": number }),
    };
    let content = Content {
        data: heard.data.clone(),
        form: None,
    };
    NewReceived {
        portal: portal.clone(),
        digest: Digest([number; 32]),
        name: name.to_owned(),
        robot: false,
        proved: true,
        ts: None,
        user_id: Some(7),
        content: store.seal_content(portal, &content),
        job: store.seal_job(portal, Kind::Event, &heard.told()),
        key: key.map(str::to_owned),
    }
}

/// What the portal's jobs were told, in the order they stand in line.
async fn told(store: &Store, portal: &Portal) -> Vec<String> {
    let jobs = store.scope(portal).jobs_of(Kind::Event, 100).await;
    let jobs = jobs.expect("the store answers");
    let heard = jobs.iter().map(|job| Heard::of_job(&job.body));
    heard
        .map(|heard| heard.expect("it was told").name)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_batch_every_new_event_is_kept_once_and_every_key_is_one_job_in_the_order_they_came() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let (acme, other) = (keep(&store, "acme").await, keep(&store, "other").await);
        let gone = keep(&store, "gone").await;
        let uninstalled = store.scope(&gone).mark_uninstalled().await;
        uninstalled.expect("it is noted");
        let of = |portal, name, number, key| received(&store, portal, name, number, key);
        let earlier = store.receive(&[of(&acme, "EARLIER", 1, None)], now()).await;
        assert_eq!(earlier.expect("it is kept"), [true]);
        let batch = [
            of(&acme, "ZULU", 2, Some("z")),
            of(&acme, "TWICE", 3, None),
            of(&acme, "TWICE", 3, None),
            // Delivered before: the next of its key is the first that is new.
            of(&acme, "EARLIER", 1, Some("a")),
            of(&acme, "ALPHA", 4, Some("a")),
            of(&acme, "ALPHA AGAIN", 5, Some("a")),
            of(&acme, "ZULU AGAIN", 6, Some("z")),
            // Another portal's: neither its key nor its number is the other's.
            of(&other, "OTHER", 2, Some("z")),
            of(&gone, "GONE", 2, Some("z")),
            of(&acme, "LAST", 7, None),
        ];
        let new = store.receive(&batch, now()).await.expect("it is kept");
        let expected = [
            true, true, false, false, true, true, true, true, false, true,
        ];
        assert_eq!(new, expected);
        let jobs = ["EARLIER", "ZULU", "TWICE", "ALPHA", "LAST"];
        assert_eq!(told(&store, &acme).await, jobs);
        assert_eq!(told(&store, &other).await, ["OTHER"]);
        assert_eq!(told(&store, &gone).await, [""; 0]);
        let kept = async |portal: &Portal| {
            let all = store.scope(portal).all_received(100).await;
            all.expect("a list").len()
        };
        assert_eq!((kept(&acme).await, kept(&other).await), (7, 1));
        assert_eq!(kept(&gone).await, 0);
        let again = store.receive(&batch, now()).await.expect("an answer");
        assert_eq!(again, [false; 10]);
        assert_eq!(told(&store, &acme).await, jobs);
        let due = store.due_portals(now(), 10).await.expect("an answer");
        assert_eq!(due, [acme.id, other.id]);
    })
    .await;
}

/// Keeps nothing in mind and ends at once.
struct Nothing;

impl Duty for Nothing {
    fn run(&self, _: Portal, _: Job) -> BoxFuture<'_, Ended> {
        async { Ended::Done(Vec::new()) }.boxed()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_that_keep_and_work_at_once_do_not_lock_each_other_out() {
    on_both(async |database: &Database| {
        let stores = [database.store().await, database.store().await];
        let mut portals = Vec::new();
        for name in ["acme", "beta", "core", "dune"] {
            portals.push(keep(&stores[0], name).await);
        }
        let stopping = CancellationToken::new();
        let queues = stores.each_ref().map(|store| {
            let pace = Pace {
                gather: Duration::from_millis(1),
                ..Pace::default()
            };
            Queue::with_pace(store.clone(), Clock::standing_at(now()), pace)
        });
        let start =
            |queue: &Queue| Worker::start(queue.clone(), Arc::new(Nothing), stopping.clone());
        let workers = queues.each_ref().map(start);
        // Batches of all portals in another order each, with few keys.
        let keeping = (0..4_usize).map(|writer| {
            let (stores, portals, queues) = (&stores, &portals, &queues);
            async move {
                for round in 0..20_usize {
                    let batch: Vec<_> = (0..16_usize)
                        .map(|n| {
                            let portal = &portals[(n * (writer + 1) + round) % portals.len()];
                            let number = writer * 10_000 + round * 100 + n;
                            let mut new = received(
                                &stores[writer % 2],
                                portal,
                                "ONCRMDEALUPDATE",
                                0,
                                Some(["a", "b", "c"][(n + round) % 3]),
                            );
                            new.digest.0[..8].copy_from_slice(&number.to_be_bytes());
                            new
                        })
                        .collect();
                    let kept = stores[writer % 2].receive(&batch, now()).await;
                    assert_eq!(kept.expect("it is kept"), [true; 16]);
                    queues[writer % 2].wake();
                }
            }
        });
        futures::future::join_all(keeping).await;
        queues[0].idle().await.expect("the store answers");
        stopping.cancel();
        for worker in workers {
            worker.stopped().await;
        }
        for portal in &portals {
            assert_eq!(waiting(&stores[0], portal).await, 0);
            let failed = stores[0].scope(portal).failed_jobs(10).await;
            assert!(failed.expect("a list").is_empty());
        }
    })
    .await;
}
