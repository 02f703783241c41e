//! What is done once for a key, however many ask.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use inlay::clock::Clock;
use inlay::effects::{Failure, Performed, PressError, press};
use inlay::store::{Claim, DeedKey};

use super::database::{Database, on_both};
use super::*;

fn performed(id: &str) -> Performed {
    Performed {
        id: Some(id.to_owned()),
        ..Performed::default()
    }
}

#[tokio::test]
async fn a_button_pressed_ten_times_at_once_is_one_effect_and_everybody_hears_of_it() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        let (clock, done) = (Clock::default(), AtomicU32::new(0));
        let key = DeedKey::new(&["click", "0"]);
        let click = async |portal: &Portal, key: DeedKey| {
            press(
                store.scope(portal),
                key,
                || clock.now(),
                async |attempt| {
                    assert_eq!(attempt.number, 1);
                    tokio::task::yield_now().await;
                    let number = done.fetch_add(1, Ordering::Relaxed) + 1;
                    Ok(performed(&number.to_string()))
                },
            )
            .await
            .unwrap()
        };
        let clicks = (0..10).map(|_| click(&acme, key));
        let heard = futures::future::join_all(clicks).await;
        assert!(heard.iter().all(|one| *one == performed("1")), "{heard:?}");
        assert_eq!(done.load(Ordering::Relaxed), 1);

        // Another click, or another portal's, is another one.
        click(&acme, DeedKey::new(&["click", "1"])).await;
        click(&globex, key).await;
        assert_eq!(done.load(Ordering::Relaxed), 3);
    })
    .await;
}

#[tokio::test]
async fn a_try_that_failed_for_certain_is_none_and_a_lost_one_is_remembered() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let clock = Clock::default();
        let key = DeedKey::new(&["click"]);
        let tried = async |number: u32, settled: bool, result: Result<Performed, Failure>| {
            press(
                store.scope(&portal),
                key,
                || clock.now(),
                async |attempt| {
                    assert_eq!((attempt.number, attempt.is_settled), (number, settled));
                    result
                },
            )
            .await
        };
        let refused = Failure::Refused {
            reason: "no".into(),
            denied: false,
        };
        let lost = Failure::Unknown {
            reason: "lost".into(),
        };
        for _ in 0..2 {
            let told = tried(1, true, Err(refused.clone())).await;
            assert!(matches!(told, Err(PressError::Failed(failure)) if failure == refused));
        }
        tried(1, true, Err(lost)).await.unwrap_err();
        // The portal may still be at work on it, and what follows does not make that undone.
        for _ in 0..2 {
            tried(2, false, Err(refused.clone())).await.unwrap_err();
        }
        let done = tried(2, false, Ok(performed("7"))).await.unwrap();
        assert_eq!(done, performed("7"));
        let scope = store.scope(&portal);
        let kept = scope.claim_deed(key, Duration::from_secs(1)).await.unwrap();
        assert!(matches!(kept, Claim::Done(_)), "{kept:?}");
    })
    .await;
}

#[tokio::test]
async fn one_who_died_at_it_gives_it_back_by_time() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let start = now();
        let clock = Clock::standing_at(start);
        let store = store.with_clock(clock.clone());
        let scope = store.scope(&portal);
        let key = DeedKey::new(&["click"]);
        let minute = Duration::from_secs(60);
        assert!(matches!(
            scope.claim_deed(key, minute).await.unwrap(),
            Claim::Ours(_)
        ));
        assert!(matches!(
            scope.claim_deed(key, minute).await.unwrap(),
            Claim::Busy
        ));
        clock.advance(TimeDelta::seconds(61));
        let Claim::Ours(turn) = scope.claim_deed(key, minute).await.unwrap() else {
            panic!("its lease has ended");
        };
        assert_eq!((turn.number(), turn.begun_at), (2, start));
    })
    .await;
}
