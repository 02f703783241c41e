//! What a portal says of our own installation in it: installed, updated, paid for, taken out.
//!
//! None of it is believed for its words. Tokens are proved at the authorization server, payment is
//! asked for, and an uninstallation erases nothing before the portal has refused us.

use std::time::Duration;

use bitrix24::incoming::{Lifecycle, Unverified};
use bitrix24::{Call, CallError, Class, ErrorCode, Event, RenewalError, values};
use serde::Deserialize;

use super::reconciling;
use crate::jobs::Ended;
use crate::store::{NewTokens, Portal, StoreError};
use crate::verify::{Profile, Refusal};
use crate::web::App;

/// A portal that does not answer may be gone altogether: after so many tries its farewell, which
/// brought the secret of its address and its application token, is believed without it.
const TRIES: u32 = 6;

/// Until the portal is asked again whether it still has us.
const LATER: Duration = Duration::from_secs(60);

/// `app.info` at the portal (`api-reference/common/system/app-info.md`), as far as it tells of
/// payment.
#[derive(Debug, Deserialize)]
struct Terms {
    #[serde(rename = "PAYMENT_EXPIRED", default, deserialize_with = "values::flag")]
    payment_expired: bool,
}

/// Does what a lifecycle event asks for; nothing, for any other event. `attempt` counts from 1.
pub async fn heard(app: &App, portal: &Portal, event: Event, attempt: u32) -> Ended {
    match Lifecycle::of(&event) {
        Some(Lifecycle::Installed { .. } | Lifecycle::Updated { .. }) => {
            authorized_anew(app, portal, event).await
        }
        Some(Lifecycle::Uninstalled { clean, .. }) => {
            uninstalled(app, portal, &event, clean, attempt).await
        }
        Some(Lifecycle::Paid { .. }) => paid(app, portal).await,
        // Nothing of ours waits for a permission.
        Some(_) | None => Ended::Done(Vec::new()),
    }
}

/// A new version, or the end of an installation. Handlers are gone with the old version
/// (`api-reference/events/event-bind.md`), and the application token may be another one: all is
/// bound again, and the token believed, once the authorization server has said whose the event's
/// access token is.
async fn authorized_anew(app: &App, portal: &Portal, event: Event) -> Ended {
    match adopt(app, portal, event).await {
        Ok(()) => Ended::Done(vec![reconciling()]),
        Err(refusal) => refused(&refusal),
    }
}

async fn adopt(app: &App, portal: &Portal, event: Event) -> Result<(), Refusal> {
    let server = portal.server_endpoint.as_str();
    let oauth = app.servers.named(Some(server))?;
    let verified = event.verify_at(&oauth).await.map_err(|error| match error {
        Unverified::Unconfirmed(error) => Refusal::from(error),
        _ => Refusal::ForgedToken,
    })?;
    let user_id = verified.app_info().and_then(|info| info.user_id);
    if *verified.member_id() != portal.member_id {
        return Err(Refusal::OtherPortal);
    }
    let auth = verified.into_message().auth;
    let scope = app.store.scope(portal);
    if let Some(token) = &auth.application_token {
        scope.keep_application_token(token).await?;
    }
    let (Some(access), Some(refresh)) = (auth.access_token, auth.refresh_token) else {
        return Ok(());
    };
    // The new version's tokens have the scopes it asks for, the old ones have not. Only an
    // administrator's are of any use.
    let client = app.calls.as_user(&portal.client_endpoint, &access);
    let profile: Profile = client.send(&Call::new("profile").harmless()).await?.result;
    if let (Some(user_id), true) = (user_id.or(profile.id), profile.administrator) {
        let life = auth.expires_in.unwrap_or(Duration::from_secs(3600));
        let tokens = NewTokens {
            user_id,
            access,
            refresh,
            expires_at: app.clock.now() + life,
        };
        scope.keep_tokens(&tokens).await?;
        app.authorizations.forget(portal.id);
    }
    tracing::info!(portal.member_id = %portal.member_id, "the portal has another version of us");
    Ok(())
}

/// The event has no token and its words are anybody's
/// (`api-reference/common/events/on-app-payment.md`): the portal is asked.
async fn paid(app: &App, portal: &Portal) -> Ended {
    let expired = match terms(app, portal).await {
        Ok(terms) => terms.payment_expired,
        Err(error) if is_unpaid(&error) => true,
        Err(error) if is_answer(&error) => return never(&error),
        Err(error) => return again(&error),
    };
    match app.store.scope(portal).note_payment(expired).await {
        Ok(()) => {
            tracing::info!(portal.member_id = %portal.member_id, expired, "the portal was asked for its terms");
            Ended::Done(Vec::new())
        }
        Err(error) => again(&error),
    }
}

/// The portal has taken us out. Its data are erased if it wants so, else kept sealed for the day
/// it comes back (`settings/app-uninstallation.md`).
///
/// The event's proof is the secret of its address and the application token, which everybody has
/// seen who was ever shown a frame; therefore the portal must have refused us before anything is
/// erased. A farewell to an installation that was replaced meanwhile does nothing.
async fn uninstalled(
    app: &App,
    portal: &Portal,
    event: &Event,
    clean: bool,
    attempt: u32,
) -> Ended {
    let is_present = match (&portal.application_token, &event.auth.application_token) {
        (Some(kept), Some(brought)) => kept.matches(brought),
        _ => false,
    };
    if !is_present {
        return Ended::Never {
            reason: "the farewell is to an installation that was replaced".into(),
        };
    }
    match terms(app, portal).await {
        Ok(_) => {
            return Ended::Never {
                reason: "the portal still answers us: it has not uninstalled us".into(),
            };
        }
        Err(error) if is_answer(&error) => {}
        Err(error) if attempt < TRIES => return again(&error),
        Err(_) => {
            tracing::warn!(portal.member_id = %portal.member_id, "the portal is out of reach; its farewell is believed");
        }
    }
    match take_out(app, portal, clean).await {
        Ok(()) => Ended::Done(Vec::new()),
        Err(error) => again(&error),
    }
}

/// Erases a portal and everything of it, or leaves it sealed and unserved.
///
/// # Errors
/// [`StoreError`]; then nothing was changed.
async fn take_out(app: &App, portal: &Portal, clean: bool) -> Result<(), StoreError> {
    let scope = app.store.scope(portal);
    if clean {
        scope.forget().await?;
    } else {
        scope.mark_uninstalled().await?;
    }
    app.cache.forget(portal.id);
    app.authorizations.forget(portal.id);
    tracing::info!(portal.member_id = %portal.member_id, clean, "the portal uninstalled us");
    Ok(())
}

/// Asks the portal for our terms, which it tells only while it has us.
async fn terms(app: &App, portal: &Portal) -> Result<Terms, CallError> {
    let client = match app.authorizations.client(portal, Class::Event) {
        Ok(client) => client,
        // Whose server is not configured any more cannot be asked.
        Err(_) => {
            return Err(CallError::Unauthorized {
                method: "app.info".into(),
                source: RenewalError::Lost,
            });
        }
    };
    let answer = client.send(&Call::new("app.info").harmless()).await?;
    Ok(answer.result)
}

/// Whether the portal, or the authorization server in its place, has said no for good; not whether
/// it could not be asked.
fn is_answer(error: &CallError) -> bool {
    match error {
        CallError::Refused { refusal, .. } => !matches!(
            refusal.code,
            ErrorCode::QueryLimitExceeded
                | ErrorCode::OperationTimeLimit
                | ErrorCode::OverloadLimit
                | ErrorCode::InternalServerError
                | ErrorCode::UnexpectedAnswer
        ),
        CallError::Unauthorized { source, .. } => {
            matches!(source, RenewalError::Lost | RenewalError::Denied { .. })
        }
        _ => false,
    }
}

fn is_unpaid(error: &CallError) -> bool {
    let code = error.refusal().map(|refusal| &refusal.code);
    matches!(code, Some(ErrorCode::PaymentRequired))
}

fn refused(refusal: &Refusal) -> Ended {
    if refusal.is_ours() {
        again(refusal)
    } else {
        never(refusal)
    }
}

fn again(error: &dyn std::error::Error) -> Ended {
    Ended::Again {
        reason: error.to_string(),
        after: Some(LATER),
    }
}

fn never(error: &dyn std::error::Error) -> Ended {
    Ended::Never {
        reason: error.to_string(),
    }
}
