//! The one HTTP client everything here is sent with.

use std::time::Duration;

/// A portal cuts a request off after 60 s (`limits.md`); its answer to that must still arrive.
const TOTAL: Duration = Duration::from_secs(65);
const CONNECT: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(55);
const IDLE_CONNECTIONS_PER_HOST: usize = 40;

/// Builds the HTTP client for portals and authorization servers; clones share its connections.
///
/// TLS by rustls with ring; 5 s to connect, 65 s for all of a request. It follows no redirect: a
/// renamed portal answers 302, and following would turn the POST into a GET
/// (`settings/how-to-call-rest-api/change-domen.md`).
///
/// A client of your own making will do as well, if it follows no redirects and has timeouts.
///
/// # Errors
/// When TLS cannot be set up, for want of the system's certificates, say.
pub fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    // Fails when the process has chosen a provider already, and that one is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .connect_timeout(CONNECT)
        .timeout(TOTAL)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!(
            env!("CARGO_PKG_NAME"),
            "-rust/",
            env!("CARGO_PKG_VERSION")
        ))
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(IDLE_CONNECTIONS_PER_HOST)
        .tcp_nodelay(true)
        .build()
}
