//! Jobs about the installation itself.

use std::time::Duration;

use bitrix24::{Class, RenewalError};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{Outcome, Wanted, keeping, reconcile};
use crate::config::Config;
use crate::jobs::{Ended, Kind, NewJob};
use crate::store::{Portal, PortalState, StoreError};
use crate::sweep;
use crate::verify::Refusal;
use crate::web::App;

/// How long an authorization may lie idle before it is renewed: a refresh token lives 180 days
/// (`settings/oauth/auto-renewal.md`), and a month is left for whatever is in the way.
const IDLE: TimeDelta = TimeDelta::days(150);

/// Until a renewal that could not be made is tried again.
const LATER: Duration = Duration::from_secs(6 * 3600);

/// Brings the portal to what the configuration wants.
#[must_use]
pub fn reconciling() -> NewJob {
    job(Kind::Reconcile, None)
}

/// What always waits for an installed portal, and what this start of the server finds to do.
#[must_use]
pub fn standing(config: &Config, portal: &Portal, now: DateTime<Utc>) -> Vec<NewJob> {
    // The job itself looks how long the authorization has been idle.
    let mut jobs = vec![job(Kind::Renew, Some(now + IDLE))];
    jobs.extend(sweep::sweeping(config));
    if portal.bound.as_deref() != Some(&Wanted::of(config, portal).digest()) {
        jobs.push(reconciling());
    }
    jobs
}

/// Puts in line what always waits, for every portal: at a start of the server.
///
/// # Errors
/// [`StoreError`].
pub async fn stand_by(app: &App) -> Result<(), StoreError> {
    for portal in app.store.portals().await? {
        if portal.state == PortalState::Installed {
            let jobs = standing(&app.config, &portal, app.clock.now());
            app.jobs.put_all(&portal, &jobs).await?;
        }
    }
    Ok(())
}

fn job(kind: Kind, due: Option<DateTime<Utc>>) -> NewJob {
    NewJob {
        kind,
        key: Some(kind.name().to_owned()),
        body: Value::Null,
        due,
    }
}

/// `Kind::Reconcile`: as an installation does it, with the application's own authorization.
pub async fn reconciled(app: &App, portal: &Portal) -> Ended {
    match bind(app, portal).await {
        Ok(refused) if refused.is_empty() => Ended::Done(Vec::new()),
        // Kept with its reasons for the operator; the next start, or installation, tries again.
        Ok(refused) => Ended::Never {
            reason: format!("the portal refused: {}", refused.join(", ")),
        },
        Err(refusal) if refusal.is_ours() => Ended::Again {
            reason: refusal.to_string(),
            after: None,
        },
        Err(refusal) => Ended::Never {
            reason: refusal.to_string(),
        },
    }
}

/// Binds what is missing and says what the portal refused.
async fn bind(app: &App, portal: &Portal) -> Result<Vec<String>, Refusal> {
    let client = app.authorizations.client(portal, Class::Event)?;
    let wanted = Wanted::of(&app.config, portal);
    let steps = reconcile(&client, &wanted)
        .await
        .map_err(|error| Refusal::Unreachable(error.into()))?;
    let refused: Vec<String> = steps
        .iter()
        .filter_map(|step| match &step.outcome {
            Outcome::Refused(reason) => Some(reason.clone()),
            _ => None,
        })
        .collect();
    if refused.is_empty() {
        keeping::mark_bound(app, portal, &wanted).await?;
    }
    Ok(refused)
}

/// `Kind::Renew`: once, when nobody has called the portal for months; whoever calls it in between
/// renews by that.
pub async fn renewed(app: &App, portal: &Portal) -> Ended {
    match renew(app, portal).await {
        Ok(Some(due)) => Ended::Continue {
            body: Value::Null,
            next: Vec::new(),
            due: Some(due),
        },
        // Healed when an administrator opens the application, which puts this job in line again.
        Ok(None) => Ended::Never {
            reason: "the authorization is lost".into(),
        },
        Err(error) => Ended::Again {
            reason: error.to_string(),
            after: Some(LATER),
        },
    }
}

#[derive(Debug, thiserror::Error)]
enum RenewFailure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Renewal(#[from] RenewalError),
}

/// When to look again; `None` when there is nothing to renew.
async fn renew(app: &App, portal: &Portal) -> Result<Option<DateTime<Utc>>, RenewFailure> {
    let Some(pair) = app.store.scope(portal).tokens().await? else {
        return Ok(None);
    };
    // An access token ends an hour after it was given: close enough for days.
    let due = pair.expires_at + IDLE;
    let now = app.clock.now();
    if now < due {
        return Ok(Some(due));
    }
    let renewal = app.authorizations.renewal(portal)?;
    match renewal.renew(pair.generation).await {
        Ok(_) => {
            tracing::info!(portal.member_id = %portal.member_id, "an idle authorization was renewed");
            Ok(Some(now + IDLE))
        }
        Err(RenewalError::Lost) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
