//! The HTTP client of one system.

use std::time::Duration;

use crate::Limits;

/// Shorter than what firewalls forget after.
const IDLE: Duration = Duration::from_secs(55);

/// A client that follows no redirect, for it would carry the login elsewhere, and gives up
/// connecting while there is still time to tell.
///
/// It unpacks nothing: the body is unpacked where its size is watched.
pub(super) fn build(ca: Option<&[u8]>, limits: &Limits) -> Result<reqwest::Client, &'static str> {
    // Fails when the process has chosen a provider already, and that one is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .connect_timeout(limits.connecting())
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("inlay-ledger/", env!("CARGO_PKG_VERSION")))
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(limits.max_parallel)
        .tcp_nodelay(true);
    if let Some(pem) = ca {
        let authorities = reqwest::Certificate::from_pem_bundle(pem)
            .ok()
            .filter(|authorities| !authorities.is_empty())
            .ok_or("its `ca` holds no certificate in PEM")?;
        builder = builder.tls_certs_only(authorities);
    }
    builder.build().map_err(|_| "TLS cannot be set up for it")
}
