//! The application's own authorization: how it is, and that an administrator's visit heals it.

use bitrix24::AccessToken;
use chrono::TimeDelta;

use crate::store::NewTokens;
use crate::verify::{self, Caller, KnownFrame, Refusal};
use crate::web::App;
use crate::widget::page::Authorization;

/// How long an access token lives, and how long the right to renew it (`settings/oauth/index.md`).
const ACCESS: TimeDelta = TimeDelta::hours(1);
const REFRESH: TimeDelta = TimeDelta::days(180);

/// How the authorization is, and which token the caller has from now on.
///
/// One that is lost is replaced by this administrator's: the refresh token of his frame is
/// exchanged at the configured server, which proves him once more.
pub(super) async fn look_after(
    app: &App,
    known: &KnownFrame,
    caller: &Caller,
) -> Result<(Authorization, AccessToken), Refusal> {
    let (portal, frame) = (known.portal(), known.frame());
    if let Some(pair) = app.store.scope(portal).tokens().await? {
        let renewed_at = pair.expires_at - ACCESS;
        let kept = Authorization::Kept {
            user: pair.user_id,
            renewed_at,
            ends_at: renewed_at + REFRESH,
        };
        return Ok((kept, frame.access_token.clone()));
    }
    if frame.refresh_token.is_none() {
        return Ok((Authorization::Lost, frame.access_token.clone()));
    }
    // A task of its own: who hangs up in between must not strand the token that the exchange has
    // spent.
    let healing = tokio::spawn({
        let (app, portal, frame) = (app.clone(), portal.clone(), frame.clone());
        async move {
            let proved = verify::prove_installer(
                frame.into(),
                &app.calls,
                &app.config.bitrix24,
                &app.servers,
            )
            .await?;
            let tokens = NewTokens {
                user_id: proved.user_id,
                access: proved.grant.access_token.clone(),
                refresh: proved.grant.refresh_token.clone(),
                expires_at: app.clock.now() + proved.grant.expires_in,
            };
            app.store.scope(&portal).keep_tokens(&tokens).await?;
            tracing::info!(
                portal.member_id = %portal.member_id,
                "the lost authorization is replaced by an administrator's"
            );
            Ok::<_, Refusal>(tokens.access)
        }
    });
    let healed = match healing.await {
        Ok(healed) => healed,
        Err(error) => Err(Refusal::Unreachable(error.into())),
    };
    match healed {
        Ok(token) => Ok((
            Authorization::Healed {
                user: caller.user_id,
            },
            token,
        )),
        Err(refusal) => {
            tracing::warn!(
                portal.member_id = %portal.member_id,
                error = &refusal as &dyn std::error::Error,
                "the lost authorization could not be replaced"
            );
            Ok((Authorization::Lost, frame.access_token.clone()))
        }
    }
}
