//! `[server]`: where Inlay listens and how the world reaches it.

use std::net::SocketAddr;

use url::Url;

/// Addresses of this server.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where the portal's browsers and queue servers arrive (behind a TLS proxy as a rule).
    pub listen: SocketAddr,
    /// `/metrics`, `/health`, `/ready`; loopback unless said otherwise.
    pub operator_listen: SocketAddr,
    /// The address the portal knows us by; no trailing slash in `as_str()` is promised.
    pub public_url: Url,
}
