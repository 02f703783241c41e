//! `POST /install`: an administrator installs the application, or installs it again; and the
//! portal's server does for an application without pages.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use bitrix24::{Event, Frame};
use http::StatusCode;

use super::frame_post::FramePost;
use super::{App, headers, refused};
use crate::installation::{self, Outcome, Step, Wanted, reconcile};
use crate::store::Portal;
use crate::verify::{self, Claim, Refusal};
use crate::widget::page;
use crate::words::Language;

/// Who posts: a browser out of the portal's frame, or the portal's queue server.
pub(super) enum Arrival {
    Frame(FramePost),
    Event(Event),
}

impl<S: Send + Sync> FromRequest<S> for Arrival {
    type Rejection = (StatusCode, &'static str);

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), state)
            .await
            .map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, "the body is too large"))?;
        // A frame names no event.
        if let Ok(event) = Event::parse(&body) {
            return Ok(Self::Event(event));
        }
        let request = Request::from_parts(parts, body.into());
        FramePost::from_request(request, state)
            .await
            .map(Self::Frame)
    }
}

pub(super) async fn install(State(app): State<App>, arrival: Arrival) -> Response {
    match arrival {
        Arrival::Frame(FramePost { frame, language }) => by_frame(app, frame, language).await,
        Arrival::Event(event) => by_event(app, event).await.into_response(),
    }
}

async fn by_frame(app: App, frame: Frame, language: Language) -> Response {
    let script = &app.config.bitrix24.frame_script;
    // A task of its own: an administrator who hangs up in between must not strand the refresh
    // token that the exchange has spent.
    let running = tokio::spawn({
        let app = app.clone();
        async move { run(&app, frame).await }
    });
    let outcome = match running.await {
        Ok(outcome) => outcome,
        Err(error) => Err(Refusal::Unreachable(error.into())),
    };
    match outcome {
        Ok((portal, steps)) => {
            let page = page::install(language, script, &steps);
            (headers::page(Some(&portal.address), script), page).into_response()
        }
        Err(refusal) => refused::refuse(&refusal, "/install", language, &app.config.bitrix24),
    }
}

/// Proves the caller, keeps the portal, binds what the configuration wants.
async fn run(app: &App, frame: Frame) -> Result<(Portal, Vec<Step>), Refusal> {
    let installer =
        verify::prove_installer(frame.into(), &app.calls, &app.config.bitrix24, &app.servers)
            .await?;
    let portal = installation::keep(app, &installer).await?;
    let wanted = Wanted::of(&app.config, &portal);
    let steps = reconcile(&installer.client, &wanted)
        .await
        .map_err(|error| Refusal::Unreachable(error.into()))?;
    for step in &steps {
        if let Outcome::Refused(reason) = &step.outcome {
            tracing::warn!(portal.member_id = %portal.member_id, reason, "a step was refused");
        }
    }
    if steps.iter().all(|step| step.outcome.is_good()) {
        installation::mark_bound(app, &portal, &wanted).await?;
    }
    tracing::info!(
        portal.member_id = %portal.member_id,
        portal.address = %portal.address,
        steps = steps.len(),
        "the portal is installed"
    );
    Ok((portal, steps))
}

/// `ONAPPINSTALL` and `ONAPPUPDATE` come here from portals where the application has no pages
/// (`settings/app-installation/local-apps/installation-callback.md`). The portal is kept before it
/// is answered; what is bound in it is a job's business.
async fn by_event(app: App, event: Event) -> (StatusCode, &'static str) {
    if !matches!(event.name.as_str(), "ONAPPINSTALL" | "ONAPPUPDATE") {
        return (StatusCode::OK, "ok");
    }
    let Some(claim) = Claim::of_event(event) else {
        return (StatusCode::BAD_REQUEST, "the event names no portal");
    };
    // As above: the exchange must not be stranded.
    let running = tokio::spawn(async move { kept(&app, claim).await });
    let refusal = match running.await {
        Ok(Ok(())) => return (StatusCode::OK, "ok"),
        Ok(Err(refusal)) => refusal,
        Err(error) => Refusal::Unreachable(error.into()),
    };
    let error = &refusal as &dyn std::error::Error;
    if refusal.is_ours() {
        tracing::error!(error, "an installation was not kept");
        (StatusCode::SERVICE_UNAVAILABLE, "try again")
    } else {
        tracing::warn!(error, "an installation was refused");
        (StatusCode::FORBIDDEN, "refused")
    }
}

async fn kept(app: &App, claim: Claim) -> Result<(), Refusal> {
    let installer =
        verify::prove_installer(claim, &app.calls, &app.config.bitrix24, &app.servers).await?;
    let portal = installation::keep(app, &installer).await?;
    tracing::info!(
        portal.member_id = %portal.member_id,
        portal.address = %portal.address,
        "the portal is installed without a page"
    );
    app.jobs.put(&portal, installation::reconciling()).await?;
    Ok(())
}
