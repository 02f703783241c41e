//! One renewal for everybody (`settings/oauth/auto-renewal.md`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use bitrix24::{
    AccessToken, Batch, Call, CallError, Client, Credential, Grant, Keeping, MemoryKeeper,
    RefreshToken, RenewalError, Replaced, TokenKeeper, Tokens,
};
use bitrix24_sim::Fault;
use serde_json::Value;

use crate::server::Server;
use crate::simulated::{Portal, until};

fn me() -> Call {
    Call::new("user.current")
}

/// Twenty calls at once, and what became of them.
async fn twenty(client: &Client) -> Vec<Result<Value, CallError>> {
    let calls = (0..20).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.send::<Value>(&me()).await })
    });
    let mut results = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        let done = tokio::time::timeout(Duration::from_secs(20), call).await;
        let result = done.expect("nobody hangs").unwrap();
        results.push(result.map(|answer| answer.result));
    }
    results
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_for_twenty_callers() {
    let portal = Portal::start().await;
    let client = portal.client();
    client.send::<Value>(&me()).await.unwrap();
    portal.sim.expire_tokens();
    // So slow that all of them have failed before it is over.
    let slow = Fault::slow(Duration::from_millis(200));
    portal.sim.faults().next_token(1, slow);

    for result in twenty(&client).await {
        result.unwrap();
    }

    assert_eq!(portal.renewals(), 1);
    client.send::<Value>(&me()).await.unwrap();
    assert_eq!(portal.renewals(), 1);
}

#[tokio::test]
async fn calls_that_fail_after_the_renewal_get_its_pair() {
    let portal = Portal::start().await;
    let renewal = portal.renewal(portal.keeper());
    let old = renewal.tokens().await.unwrap();
    let new = renewal.renew(old.generation).await.unwrap();
    let late = renewal.renew(old.generation).await.unwrap();
    assert_eq!(new.generation, late.generation);
    assert!(new.access.matches(&late.access));
    assert_eq!(portal.renewals(), 1);
}

#[tokio::test]
async fn a_batch_on_an_expired_token_runs_after_the_renewal() {
    let portal = Portal::start().await;
    let client = portal.client();
    portal.sim.expire_tokens();
    let mut batch = Batch::new();
    let step = batch
        .add(
            "deal",
            Call::new("crm.deal.add").param("fields[TITLE]", "Pipes"),
        )
        .unwrap();
    client
        .run(&batch)
        .await
        .unwrap()
        .take::<u64>(&step)
        .unwrap();
    assert_eq!(portal.sim.executions("crm.deal.add"), 1);
    assert_eq!(portal.renewals(), 1);
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_lose_the_pair() {
    let portal = Portal::start().await;
    let keeper = portal.keeper();
    let client = portal.client_with(portal.renewal(keeper.clone()));
    portal.sim.expire_tokens();
    // The old token is spent, the new pair still on its way.
    let slow = Fault::slow(Duration::from_millis(200));
    portal.sim.faults().next_token(1, slow);
    let caller = {
        let client = client.clone();
        tokio::spawn(async move { client.send::<Value>(&me()).await })
    };
    until("the exchange has begun", || portal.renewals() == 1).await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());

    client.send::<Value>(&me()).await.unwrap();

    assert_eq!(portal.renewals(), 1);
    assert_eq!(keeper.load().await.unwrap().unwrap().generation, 2);
}

#[tokio::test]
async fn a_renewal_that_fails_fails_for_every_waiter_and_hangs_none() {
    let portal = Portal::start().await;
    let keeper = portal.keeper();
    let client = portal.client_with(portal.renewal(keeper.clone()));
    portal.sim.expire_tokens();
    // The pair is spent, and its successor lost on the way.
    let lost = Fault::reset().late(Duration::from_millis(200));
    portal.sim.faults().next_token(1, lost);

    for result in twenty(&client).await {
        let error = result.unwrap_err();
        assert!(error.is_authorization_lost(), "{error:?}");
    }

    assert!(keeper.load().await.unwrap().is_none(), "it is marked lost");
    let error = client.send::<Value>(&me()).await.unwrap_err();
    assert!(error.is_authorization_lost(), "{error:?}");
    assert_eq!(
        portal.renewals(),
        2,
        "the exchange and the one that found the token spent"
    );
}

#[tokio::test]
async fn a_server_in_trouble_is_asked_again_and_loses_nothing() {
    let portal = Portal::start().await;
    let keeper = portal.keeper();
    let client = portal.client_with(portal.renewal(keeper.clone()));
    portal.sim.expire_tokens();
    let trouble = Fault::html(502).before_running();
    portal.sim.faults().next_token(1, trouble.clone());
    client.send::<Value>(&me()).await.unwrap();
    assert_eq!(portal.renewals(), 2);

    portal.sim.expire_tokens();
    portal.sim.faults().next_token(3, trouble);
    for result in twenty(&client).await {
        let Err(CallError::Unauthorized { source, .. }) = result else {
            panic!("{result:?}")
        };
        assert!(
            matches!(source, RenewalError::Unavailable { .. }),
            "{source:?}"
        );
    }
    // Nothing is lost, and the lease is free: the next call tries anew.
    client.send::<Value>(&me()).await.unwrap();
    assert_eq!(portal.renewals(), 6);
}

#[tokio::test]
async fn an_application_that_is_not_paid_for_keeps_its_tokens() {
    let portal = Portal::start().await;
    let keeper = portal.keeper();
    let client = portal.client_with(portal.renewal(keeper.clone()));
    portal.sim.expire_tokens();
    let unpaid = Fault::refusal(401, "PAYMENT_REQUIRED", "Payment required");
    portal.sim.faults().next_token(1, unpaid);

    let error = client.send::<Value>(&me()).await.unwrap_err();

    let CallError::Unauthorized { source, .. } = &error else {
        panic!("{error:?}")
    };
    assert!(matches!(source, RenewalError::Denied { .. }), "{source:?}");
    assert!(keeper.load().await.unwrap().is_some());
    client.send::<Value>(&me()).await.unwrap();
}

#[tokio::test]
async fn a_token_the_portal_never_takes_is_renewed_once_for_each_call() {
    for code in ["expired_token", "invalid_token"] {
        let portal = Portal::start().await;
        let stubborn = Server::answering(401, format!(r#"{{"error":"{code}"}}"#)).await;
        let client = stubborn
            .patient()
            .with_renewal(portal.renewal(portal.keeper()));
        let error = client.send::<Value>(&me()).await.unwrap_err();
        assert_eq!(error.refusal().unwrap().code, code);
        assert_eq!((stubborn.seen().len(), portal.renewals()), (2, 1));
    }
}

#[tokio::test]
async fn other_refusals_of_a_credential_are_not_renewed() {
    for code in [
        "NO_AUTH_FOUND",
        "APPLICATION_NOT_FOUND",
        "authorization_error",
        "ACCESS_DENIED",
    ] {
        let portal = Portal::start().await;
        let stubborn = Server::answering(401, format!(r#"{{"error":"{code}"}}"#)).await;
        let client = stubborn
            .patient()
            .with_renewal(portal.renewal(portal.keeper()));
        client.send::<Value>(&me()).await.unwrap_err();
        assert_eq!((stubborn.seen().len(), portal.renewals()), (1, 0), "{code}");
    }
}

#[tokio::test]
async fn an_authorization_another_process_was_given_is_found_when_the_old_one_is_refused() {
    let portal = Portal::start().await;
    let keeper = portal.keeper();
    let renewal = portal.renewal(keeper.clone());
    let old = renewal.tokens().await.unwrap();
    let grant = portal.oauth().renew(&old.refresh).await.unwrap();
    keeper.replace(1, &grant).await.unwrap();
    // As the portal speaks to tokens of an installation that is gone.
    let stranger = Fault::refusal(401, "NO_AUTH_FOUND", "Wrong authorization data");
    portal.sim.faults().next(1, stranger);

    let client = portal.client_with(renewal.clone());
    client.send::<Value>(&me()).await.unwrap();

    assert_eq!(renewal.tokens().await.unwrap().generation, 2);
    assert_eq!((portal.sim.requests().rest, portal.renewals()), (2, 1));
}

/// Wraps a keeper: says the old pair once more, fails, or lets its tests see.
#[derive(Debug)]
struct Odd {
    keeper: Arc<MemoryKeeper>,
    stale: Option<Tokens>,
    stale_loads: AtomicU32,
    failures: AtomicU32,
    leased: AtomicBool,
}

impl Odd {
    fn new(keeper: Arc<MemoryKeeper>) -> Self {
        Self {
            keeper,
            stale: None,
            stale_loads: AtomicU32::new(0),
            failures: AtomicU32::new(0),
            leased: AtomicBool::new(false),
        }
    }
}

impl TokenKeeper for Odd {
    fn load(&self) -> Keeping<'_, Option<Tokens>> {
        let left = self
            .stale_loads
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            });
        match left {
            Ok(_) => Box::pin(async { Ok(self.stale.clone()) }),
            Err(_) => self.keeper.load(),
        }
    }

    fn lease(&self, generation: i64, time: Duration) -> Keeping<'_, bool> {
        if self.stale.is_some() {
            return Box::pin(async { Ok(true) });
        }
        self.leased.store(true, Ordering::Relaxed);
        self.keeper.lease(generation, time)
    }

    fn release(&self, generation: i64) -> Keeping<'_, ()> {
        self.keeper.release(generation)
    }

    fn replace<'a>(&'a self, generation: i64, grant: &'a Grant) -> Keeping<'a, Replaced> {
        let left = self
            .failures
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            });
        match left {
            Ok(_) => Box::pin(async { Err("the disk is full".into()) }),
            Err(_) => self.keeper.replace(generation, grant),
        }
    }

    fn lose(&self, generation: i64) -> Keeping<'_, ()> {
        self.keeper.lose(generation)
    }
}

#[tokio::test]
async fn a_spent_token_is_looked_up_again_before_it_is_given_up() {
    let portal = Portal::start().await;
    let keeper = portal.keeper();
    let old = keeper.load().await.unwrap();
    portal.sim.expire_tokens();
    // Another process has renewed it, and ours has not seen that yet.
    portal.renewal(keeper.clone()).renew(1).await.unwrap();
    let odd = Odd {
        stale: old,
        stale_loads: AtomicU32::new(2),
        ..Odd::new(keeper)
    };
    let client = portal.client_with(portal.renewal(Arc::new(odd)));

    client.send::<Value>(&me()).await.unwrap();

    assert_eq!(portal.renewals(), 2, "the other's, and the refused one");
}

#[tokio::test]
async fn a_new_pair_is_offered_again_to_a_keeper_that_fails() {
    let portal = Portal::start().await;
    let odd = Odd {
        failures: AtomicU32::new(2),
        ..Odd::new(portal.keeper())
    };
    let client = portal.client_with(portal.renewal(Arc::new(odd)));
    portal.sim.expire_tokens();
    client.send::<Value>(&me()).await.unwrap();
    assert_eq!(portal.renewals(), 1);
}

#[tokio::test]
async fn who_has_no_lease_waits_for_the_pair_of_who_has() {
    let portal = Portal::start().await;
    let keeper = portal.keeper();
    assert!(keeper.lease(1, Duration::from_secs(60)).await.unwrap());
    let odd = Arc::new(Odd::new(keeper.clone()));
    let renewal = portal.renewal(odd.clone());
    let waiting = tokio::spawn(async move { renewal.renew(1).await });
    until("it has asked for the lease", || {
        odd.leased.load(Ordering::Relaxed)
    })
    .await;
    assert_eq!(portal.renewals(), 0);

    let old = keeper.load().await.unwrap().unwrap();
    let grant = portal.oauth().renew(&old.refresh).await.unwrap();
    keeper.replace(1, &grant).await.unwrap();

    assert_eq!(waiting.await.unwrap().unwrap().generation, 2);
    assert_eq!(portal.renewals(), 1);
}

#[tokio::test]
async fn a_keeper_without_tokens_makes_no_call() {
    let portal = Portal::start().await;
    let keeper = MemoryKeeper::new(
        AccessToken::from("a".to_owned()),
        RefreshToken::from("r".to_owned()),
    );
    keeper.lose(1).await.unwrap();
    let client = portal.client_with(portal.renewal(Arc::new(keeper)));
    let error = client.send::<Value>(&me()).await.unwrap_err();
    assert!(error.is_authorization_lost());
    assert_eq!(portal.sim.requests().rest, 0);
}

#[tokio::test]
async fn the_shown_renewal_and_its_errors_hold_no_token() {
    let keeper = MemoryKeeper::new(
        AccessToken::from("s3cr3t".to_owned()),
        RefreshToken::from("s3cr3t".to_owned()),
    );
    let portal = Portal::start().await;
    let renewal = portal.renewal(Arc::new(keeper));
    let tokens = renewal.tokens().await.unwrap();
    let credential = Credential::Renewed(renewal.clone());
    let error = renewal.renew(1).await.unwrap_err();
    let shown = format!("{renewal:?} {tokens:?} {credential:?} {error:?} {error}");
    assert!(!shown.contains("s3cr3t"), "{shown}");
    assert!(!shown.contains("the-application-secret"), "{shown}");
}
