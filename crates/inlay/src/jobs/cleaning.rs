//! Drops what is too old to be of use.

use std::time::Duration;

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

use super::Queue;
use crate::store::StoreError;

/// What has failed is kept so long, and what came.
const FAILED_FOR: TimeDelta = TimeDelta::days(30);
const RECEIVED_FOR: TimeDelta = TimeDelta::days(3);
const CLEANING: Duration = Duration::from_secs(3_600);

/// At once, and then every hour.
pub(super) async fn clean(queue: Queue, stopping: CancellationToken) {
    let hourly = async {
        loop {
            if let Err(error) = drop_old(&queue).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "old events and failed jobs were not dropped"
                );
            }
            tokio::time::sleep(CLEANING).await;
        }
    };
    stopping.run_until_cancelled(hourly).await;
}

async fn drop_old(queue: &Queue) -> Result<(), StoreError> {
    let (store, now) = (&queue.parts().store, queue.parts().clock.now());
    store.prune_jobs(now - FAILED_FOR).await?;
    while store.prune_inbox(now - RECEIVED_FOR).await? > 0 {}
    Ok(())
}
