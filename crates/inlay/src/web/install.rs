//! `POST /install`: an administrator installs the application, or installs it again.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bitrix24::Frame;

use super::frame_post::FramePost;
use super::{App, headers, refused};
use crate::installation::{Outcome, Step, Wanted, reconcile};
use crate::rules::schedule;
use crate::store::{NewPortal, NewTokens, Portal};
use crate::verify::{self, Installer, Refusal};
use crate::widget::page;

pub(super) async fn install(
    State(app): State<App>,
    FramePost { frame, language }: FramePost,
) -> Response {
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
        verify::prove_installer(frame, &app.calls, &app.config.bitrix24, &app.servers).await?;
    let portal = keep(app, &installer).await?;
    let steps = reconcile(&installer.client, &Wanted::of(&app.config, &portal))
        .await
        .map_err(|error| Refusal::Unreachable(error.into()))?;
    for step in &steps {
        if let Outcome::Refused(reason) = &step.outcome {
            tracing::warn!(portal.member_id = %portal.member_id, reason, "a step was refused");
        }
    }
    if steps.iter().all(|step| step.outcome.is_good()) {
        app.store.scope(&portal).mark_installed().await?;
        schedule::keep(app, &portal).await?;
    }
    tracing::info!(
        portal.member_id = %portal.member_id,
        portal.address = %portal.address,
        steps = steps.len(),
        "the portal is installed"
    );
    Ok((portal, steps))
}

/// The portal with its sealed tokens; the same `member_id` again replaces them.
async fn keep(app: &App, installer: &Installer) -> Result<Portal, Refusal> {
    let grant = &installer.grant;
    let now = app.clock.now();
    let portal = app
        .store
        .keep_portal(
            NewPortal {
                member_id: grant.member_id.clone(),
                address: installer.address.clone(),
                status: grant.status.clone(),
                scope: grant.scope.clone(),
                server_endpoint: grant.server_endpoint.clone(),
                client_endpoint: grant.client_endpoint.clone(),
                application_token: installer.frame.application_token.clone(),
                installer: installer.user_id,
                application_id: installer.application_id,
            },
            NewTokens {
                user_id: installer.user_id,
                access: grant.access_token.clone(),
                refresh: grant.refresh_token.clone(),
                expires_at: now + grant.expires_in,
            },
            now,
        )
        .await?;
    Ok(portal)
}
