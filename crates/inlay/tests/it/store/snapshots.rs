//! The last good answers, sealed.

use std::time::Duration;

use inlay::seal::Keyring;
use inlay::store::{Bounds, NewSnapshot, StoreError};

use super::database::{Database, key, on_both, ring};
use super::*;

const HOUR: Duration = Duration::from_secs(3_600);

const BOUNDS: Bounds = Bounds {
    rows: 100,
    bytes: 100_000,
};

/// An answer to the reading of this number.
fn answer(reading: u8, text: &str) -> NewSnapshot {
    NewSnapshot {
        reading: [reading; 32],
        read_at: now() + TimeDelta::minutes(reading.into()),
        keep_for: HOUR,
        answer: text.as_bytes().to_vec(),
    }
}

async fn found(store: &Store, portal: &Portal, reading: u8) -> Option<String> {
    let found = store.snapshots().find(portal.id, &[reading; 32]).await;
    let answer = found.expect("the store answers")?;
    Some(String::from_utf8(answer.to_vec()).expect("a text"))
}

#[tokio::test]
async fn an_answer_is_found_by_its_portal_and_reading_alone() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        let snapshots = store.snapshots();
        snapshots
            .keep(acme.id, &[answer(1, "one"), answer(2, "two")])
            .await
            .unwrap();
        assert_eq!(found(&store, &acme, 1).await.as_deref(), Some("one"));
        assert_eq!(found(&store, &acme, 2).await.as_deref(), Some("two"));
        assert_eq!(found(&store, &acme, 3).await, None);
        assert_eq!(found(&store, &globex, 1).await, None);
        // A portal we do not know has no answers.
        snapshots
            .keep(globex.id + 1, &[answer(1, "one")])
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_newer_answer_replaces_an_older_one_and_not_the_other_way() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let acme = keep(&store, "acme").await;
        let snapshots = store.snapshots();
        let newer = NewSnapshot {
            read_at: now() + TimeDelta::hours(1),
            ..answer(1, "newer")
        };
        for next in [answer(1, "older"), newer, answer(1, "late")] {
            snapshots.keep(acme.id, &[next]).await.unwrap();
        }
        assert_eq!(found(&store, &acme, 1).await.as_deref(), Some("newer"));
    })
    .await;
}

#[tokio::test]
async fn a_portal_that_goes_takes_its_answers_and_gets_no_late_ones() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        let snapshots = store.snapshots();
        for portal in [&acme, &globex] {
            snapshots
                .keep(portal.id, &[answer(1, "one")])
                .await
                .unwrap();
        }
        store.scope(&acme).mark_uninstalled().await.unwrap();
        store.scope(&globex).forget().await.unwrap();
        for portal in [&acme, &globex] {
            snapshots
                .keep(portal.id, &[answer(2, "late")])
                .await
                .unwrap();
            for reading in [1, 2] {
                assert_eq!(found(&store, portal, reading).await, None);
            }
        }
        let again = keep(&store, "acme").await;
        assert_eq!(again.id, acme.id);
        assert_eq!(found(&store, &again, 1).await, None);
    })
    .await;
}

#[tokio::test]
async fn what_is_too_old_or_too_much_is_thrown_away() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        let snapshots = store.snapshots();
        let answers: Vec<_> = (1..=9).map(|n| answer(n, &"x".repeat(1_000))).collect();
        for portal in [&acme, &globex] {
            snapshots.keep(portal.id, &answers).await.unwrap();
        }
        // The first three were read an hour ago and more.
        let later = now() + TimeDelta::minutes(63) + TimeDelta::seconds(30);
        snapshots.prune([acme.id], BOUNDS, later).await.unwrap();
        let kept = async |portal| {
            let mut kept = Vec::new();
            for reading in 1..=9 {
                if found(&store, portal, reading).await.is_some() {
                    kept.push(reading);
                }
            }
            kept
        };
        assert_eq!(kept(&acme).await, [4, 5, 6, 7, 8, 9]);
        let rows = Bounds { rows: 4, ..BOUNDS };
        snapshots.prune([acme.id], rows, later).await.unwrap();
        assert_eq!(kept(&acme).await, [6, 7, 8, 9], "the newest stay");
        let bytes = Bounds {
            bytes: 2_500,
            ..BOUNDS
        };
        snapshots.prune([acme.id], bytes, later).await.unwrap();
        assert_eq!(kept(&acme).await, [8, 9]);
        assert_eq!(kept(&globex).await, [4, 5, 6, 7, 8, 9], "another portal's");
    })
    .await;
}

#[tokio::test]
async fn an_answer_moved_to_another_portal_does_not_open() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        let snapshots = store.snapshots();
        snapshots.keep(acme.id, &[answer(1, "acme's")]).await.unwrap();
        snapshots.keep(globex.id, &[answer(1, "globex's")]).await.unwrap();
        let (from, to) = (acme.id, globex.id);
        database
            .execute(&format!(
                "update snapshots set answer = (select answer from snapshots where portal_id = {from})
                 where portal_id = {to}"
            ))
            .await;
        let moved = snapshots.find(globex.id, &[1; 32]).await;
        assert!(matches!(moved, Err(StoreError::Sealed { .. })), "{moved:?}");
    })
    .await;
}

#[tokio::test]
async fn answers_are_found_after_the_key_was_rotated() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let acme = keep(&store, "acme").await;
        let kept = store.snapshots().keep(acme.id, &[answer(1, "one")]).await;
        kept.unwrap();
        let rotated = Store::open(&database.url, ring(&["k2", "k1"]))
            .await
            .unwrap();
        assert_eq!(found(&rotated, &acme, 1).await.as_deref(), Some("one"));
        let kept = rotated.snapshots().keep(acme.id, &[answer(2, "two")]).await;
        kept.unwrap();
        assert_eq!(found(&rotated, &acme, 2).await.as_deref(), Some("two"));
        // Another key of the same name would be another index.
        let keys = [key("k1", "k1"), key("k2", "another")];
        let other = Keyring::new(keys.to_vec()).unwrap();
        assert!(Store::open(&database.url, other).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn the_table_holds_neither_answers_nor_readings_in_clear() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let acme = keep(&store, "acme").await;
        let secret = answer(0xa7, "Northwind owes 7701234507");
        store.snapshots().keep(acme.id, &[secret]).await.unwrap();
        store.close().await;
        let everything = database.everything().await;
        for clear in [
            b"Northwind owes".to_vec(),
            vec![0xa7; 32],
            b"a7a7a7a7a7a7".to_vec(),
        ] {
            let there = everything
                .windows(clear.len())
                .any(|window| window == clear);
            assert!(!there, "{clear:?}");
        }
    })
    .await;
}
