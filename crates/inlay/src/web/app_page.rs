//! `POST /app`: the application's own page.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bitrix24::{Batch, Call, CommandError, Frame};
use futures::future::join_all;

use super::frame_post::FramePost;
use super::{App, headers, refused};
use crate::installation::{self, Outcome, PresentBatch, Step, Wanted};
use crate::store::{Portal, PortalState};
use crate::verify::{KnownFrame, Profile, Refusal};
use crate::widget::page::{self, Administration, Application, SourceHealth};

/// For a user what Inlay shows and where; for an administrator also how it is.
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
    let status = match status(&app, portal, known.frame()).await {
        Ok(status) => status,
        Err(refusal) => return refuse(&refusal),
    };
    let address = portal.address.to_string();
    let administration = match &status {
        None => None,
        Some(steps) => Some(Administration {
            portal: &address,
            installed: portal.state == PortalState::Installed,
            steps,
            sources: sources(&app).await,
        }),
    };
    let page = page::application(&Application {
        language,
        frame_script: script,
        widgets: &app.config.widgets,
        administration,
    });
    (headers::page(Some(&portal.address), script), page).into_response()
}

/// What of the wanted bindings the portal has, for an administrator; `None` for anybody else.
async fn status(app: &App, portal: &Portal, frame: &Frame) -> Result<Option<Vec<Step>>, Refusal> {
    let client = app
        .calls
        .as_user(&portal.client_endpoint, &frame.access_token);
    let mut batch = Batch::new();
    let profile = batch.add("profile", Call::new("profile").harmless())?;
    let bound = PresentBatch::add(&mut batch)?;
    let outcome = client.run(&batch).await?;
    let profile: Profile = match outcome.take(&profile) {
        Err(CommandError::Refused(_)) => return Ok(None),
        profile => profile?,
    };
    if !profile.administrator {
        return Ok(None);
    }
    let present = bound.take(&outcome)?;
    let changes = installation::difference(&present, &Wanted::of(&app.config, portal));
    Ok(Some(changes.into_iter().map(observed).collect()))
}

/// A change that is still to be made is what the page has to say; nothing is changed here.
fn observed(change: installation::Change) -> Step {
    let outcome = if change.is_needed() {
        Outcome::Missing
    } else {
        Outcome::Kept
    };
    Step { change, outcome }
}

/// How fast each accounting system answers, all asked at once.
async fn sources(app: &App) -> Vec<SourceHealth> {
    let checks = app.cache.sources().iter().map(|(name, source)| {
        let (name, source) = (name.clone(), Arc::clone(source));
        async move {
            let answer = source
                .check()
                .await
                .map_err(|error| error.kind().to_owned());
            SourceHealth { name, answer }
        }
    });
    join_all(checks).await
}
