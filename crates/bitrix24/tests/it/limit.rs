//! The limiter, on time that stands still until everybody waits for it.

mod accounts;
mod bucket;
mod classes;
mod portal;
#[cfg(feature = "redis")]
mod redis;

use std::time::Duration;

use bitrix24::limit::{Class, Limiter, Permit, Plan, Settled};
use tokio::time::Instant;

const ACME: &str = "https://acme.bitrix24.com";

/// Exactly the portal's bucket: no slack for the way.
fn exact(plan: Plan) -> Limiter {
    Limiter::in_memory(plan).with_slack(Duration::ZERO)
}

/// Lets a call in, and has it answered at once.
async fn call(limiter: &Limiter, class: Class) -> Instant {
    let permit = limiter.admit(ACME, class, "crm.deal.get").await;
    answered(permit);
    Instant::now()
}

fn answered(permit: Permit) {
    permit.settle(&Settled::default());
}

/// Starts so many calls at once; gives back the moments they were let in, in their order.
async fn at_once(limiter: &Limiter, class: Class, calls: usize) -> Vec<Duration> {
    let start = Instant::now();
    let calls: Vec<_> = (0..calls)
        .map(|_| {
            let limiter = limiter.clone();
            tokio::spawn(async move { call(&limiter, class).await })
        })
        .collect();
    let mut moments = Vec::new();
    for call in calls {
        moments.push(call.await.unwrap() - start);
    }
    moments
}

/// Lets what was started run until it waits.
async fn settle_down() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}
