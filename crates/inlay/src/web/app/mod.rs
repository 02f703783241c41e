//! The application's own page, and what its script asks for.

mod authorization;
mod desk;
mod queue;
mod reconcile;
mod session;
mod trace;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bitrix24::{AccessToken, Batch, CommandError};
use futures::future::join_all;
use futures::join;
use http::StatusCode;

pub(super) use self::reconcile::reconcile;
pub(super) use self::session::renew;
pub(super) use self::trace::trace;

use super::frame_post::FramePost;
use super::{App, headers, refused};
use crate::installation::{self, Change, PresentBatch, Wanted};
use crate::session::{AppSession, LIFETIME};
use crate::store::{Portal, PortalState};
use crate::verify::{Caller, CallerBatch, KnownFrame, NoCaller, Refusal};
use crate::widget::page::{self, Administration, Application, Session, SourceHealth};

/// Whoever looks at the page does not wait longer for a source.
const PATIENCE: Duration = Duration::from_secs(4);

/// `POST /app`: for a user what Inlay shows and where; for an administrator also how it is.
///
/// Who the caller is, and what is bound, the portal tells in one request with the caller's token.
pub(super) async fn app(
    State(app): State<App>,
    FramePost { frame, language }: FramePost,
) -> Response {
    let script = &app.config.bitrix24.frame_script;
    let refuse =
        |refusal: &Refusal| refused::refuse(refusal, "/app", language, &app.config.bitrix24);
    let known = match KnownFrame::recognise(frame, &app.store, &app.servers).await {
        Ok(known) => known,
        Err(refusal) => return refuse(&refusal),
    };
    let portal = known.portal();
    let token = &known.frame().access_token;
    let (caller, bound) = match ask(&app, portal, token).await {
        Ok(answer) => answer,
        Err(NoCaller::PlanExpired) => {
            let page = page::plan_expired(language);
            let headers = headers::page(Some(&portal.address), script);
            return (StatusCode::PAYMENT_REQUIRED, headers, page).into_response();
        }
        Err(error) => return refuse(&error.into()),
    };
    let administration = if caller.administrator {
        match administration(&app, &known, &caller, bound).await {
            Ok(administration) => Some(administration),
            Err(refusal) => return refuse(&refusal),
        }
    } else {
        None
    };
    let page = page::application(&Application {
        language,
        frame_script: script,
        widgets: &app.config.widgets,
        rules: &app.config.rules,
        scopes: app.config.scopes(),
        standing: &caller.standing,
        administration,
    });
    (headers::page(Some(&portal.address), script), page).into_response()
}

/// Who calls, and what is bound; nothing of that where the portal does not tell it to this caller.
async fn ask(
    app: &App,
    portal: &Portal,
    token: &AccessToken,
) -> Result<(Caller, Result<Wanted, CommandError>), NoCaller> {
    let client = app.calls.as_user(&portal.client_endpoint, token);
    let mut batch = Batch::new();
    let caller = CallerBatch::add(&mut batch)?;
    let bound = PresentBatch::add(&mut batch)?;
    let outcome = client.run(&batch).await?;
    Ok((caller.take(&outcome, portal)?, bound.take(&outcome)))
}

/// What only an administrator is told.
async fn administration(
    app: &App,
    known: &KnownFrame,
    caller: &Caller,
    bound: Result<Wanted, CommandError>,
) -> Result<Administration, Refusal> {
    let portal = known.portal();
    let changes = installation::difference(&bound?, &Wanted::of(&app.config, portal));
    let (authorization, sources, queue) = join!(
        authorization::look_after(app, known, caller),
        sources(app),
        queue::health(&app.store, portal, app.clock.now())
    );
    let (authorization, token) = authorization?;
    let session = AppSession {
        member_id: portal.member_id.clone(),
        user: caller.user_id,
        token,
    };
    Ok(Administration {
        portal: portal.address.to_string(),
        session: Session {
            value: session.seal(app.store.keys(), app.clock.now()),
            lifetime: LIFETIME,
            member_id: portal.member_id.clone(),
        },
        // Both must say so: the portal shows tabs when the installation was finished there.
        installed: portal.state == PortalState::Installed && caller.standing.installed,
        needed: changes.into_iter().filter(Change::is_needed).collect(),
        scope: caller.scope.clone(),
        authorization,
        sources,
        queue: queue?,
        now: app.clock.now(),
    })
}

/// How each accounting system is, all asked at once.
async fn sources(app: &App) -> Vec<SourceHealth> {
    let checks = app.cache.sources().iter().map(|(name, source)| {
        let (name, source) = (name.clone(), Arc::clone(source));
        async move {
            // A check that succeeds ends the trouble this tells of.
            let before = source.state();
            let answer = tokio::time::timeout(PATIENCE, source.check()).await;
            SourceHealth {
                name,
                before,
                answer: answer.unwrap_or(Err(ledger::ReadError::Timeout)),
            }
        }
    });
    join_all(checks).await
}

/// A caller who is nobody's is refused as a forged frame would be.
impl From<NoCaller> for Refusal {
    fn from(error: NoCaller) -> Self {
        match error {
            NoCaller::Unreachable(error) => Self::Unreachable(error),
            NoCaller::NotAdministrator => Self::NotAdministrator,
            error => Self::NotServed(error),
        }
    }
}
