//! The portal's address, which may change.

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use url::Url;

use crate::AppState;

impl AppState {
    /// Gives the portal another host name; its port stays. `localhost` is one that
    /// leads here without further ado. Tokens, frames and events tell the new address
    /// from now on, and whoever asks at an old one is sent there with a 302
    /// (`settings/how-to-call-rest-api/change-domen.md`). `false` for a name that is
    /// no host.
    pub fn rename(&self, host: &str) -> bool {
        self.hosts_mut(|hosts| {
            let mut renamed = hosts.portal.clone();
            if renamed.set_host(Some(host)).is_err() {
                return false;
            }
            let former = hosts.portal.authority().to_owned();
            hosts.former.retain(|name| *name != renamed.authority());
            if former != renamed.authority() {
                hosts.former.push(former);
            }
            hosts.portal = renamed;
            true
        })
    }

    /// Where a request that was sent to this host should have gone.
    fn moved(&self, host: &str) -> Option<Url> {
        let hosts = self.hosts();
        let is_former = hosts.former.iter().any(|name| name == host);
        is_former.then(|| hosts.portal.clone())
    }
}

/// Sends whoever knows only a former address to the present one. The control
/// interface is no part of the portal and stays where it is.
pub(crate) async fn forward(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().path().starts_with("/sim/control/") {
        return next.run(request).await;
    }
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let Some(mut url) = host.and_then(|host| state.moved(host)) else {
        return next.run(request).await;
    };
    url.set_path(request.uri().path());
    url.set_query(request.uri().query());
    (StatusCode::FOUND, [(header::LOCATION, String::from(url))]).into_response()
}
