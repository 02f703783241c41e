//! An administrator has what is missing in the portal put there.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::desk::Desk;
use super::trace::{html, language};
use crate::installation::{self, Outcome, Wanted};
use crate::web::App;
use crate::widget::page;

/// `POST /app/reconcile`: brings the portal to what the configuration wants, with the
/// administrator's own token, and answers the steps as a piece of the page.
pub(in crate::web) async fn reconcile(State(app): State<App>, headers: HeaderMap) -> Response {
    let Desk {
        portal,
        administrator,
    } = match Desk::of(&app, &headers).await {
        Ok(desk) => desk,
        Err(refused) => return refused,
    };
    let wanted = Wanted::of(&app.config, &portal);
    let steps = match installation::reconcile(administrator.client(), &wanted).await {
        Ok(steps) => steps,
        Err(error) => {
            tracing::warn!(
                portal.member_id = %portal.member_id,
                error = &error as &dyn std::error::Error,
                "the portal could not be brought to what is wanted"
            );
            return (StatusCode::SERVICE_UNAVAILABLE, "try again").into_response();
        }
    };
    for step in &steps {
        if let Outcome::Refused(reason) = &step.outcome {
            tracing::warn!(portal.member_id = %portal.member_id, reason, "a step was refused");
        }
    }
    if steps.iter().all(|step| step.outcome.is_good())
        && let Err(error) = app.store.scope(&portal).mark_installed().await
    {
        tracing::error!(
            portal.member_id = %portal.member_id,
            error = &error as &dyn std::error::Error,
            "the portal could not be noted as installed"
        );
        return (StatusCode::SERVICE_UNAVAILABLE, "try again").into_response();
    }
    html(page::repaired(language(&headers), &steps)).into_response()
}
