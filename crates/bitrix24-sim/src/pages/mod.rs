//! The portal's own pages.

use crate::AppState;

/// Routes of the pages.
pub(crate) fn router() -> axum::Router<AppState> {
    axum::Router::new()
}
