//! REST 2 at `/rest/`.

pub(crate) mod limit;

use axum::Router;

use crate::AppState;

/// Routes of the portal's REST.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
}
