//! `https`: real portals speak nothing else, and neither do some of the official SDKs.

mod authority;
mod listener;

use std::{io, path::Path, sync::Arc};

use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use self::authority::Authority;
pub(crate) use self::listener::Secured;

/// What a portal needs to speak `https` on loopback: a certificate, and the authority
/// that signed it, which the other side must be told to trust.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    authority: String,
}

/// There is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The authority's files can be neither read nor written.
    #[error("the authority's files cannot be used")]
    Files(#[from] io::Error),
    /// The kept key is none, or nothing can be signed with it.
    #[error("the certificate cannot be signed")]
    Signing(#[from] rcgen::Error),
    /// The certificate does not serve.
    #[error("the certificate cannot be used")]
    Certificate(#[from] rustls::Error),
}

impl Tls {
    /// With an authority of its own, gone with the process.
    ///
    /// # Errors
    /// See [`TlsError`].
    pub fn fresh() -> Result<Self, TlsError> {
        Self::signed_by(&Authority::fresh()?)
    }

    /// With the authority kept in a folder as `authority.pem` and `authority.key`, made at
    /// the first start: whoever trusts it need not do so again. It can vouch for loopback
    /// and for nothing else, should its key be lost.
    ///
    /// # Errors
    /// See [`TlsError`].
    pub fn kept_in(folder: &Path) -> Result<Self, TlsError> {
        Self::signed_by(&Authority::kept_in(folder)?)
    }

    /// The authority's certificate in PEM: what `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE` and
    /// `REQUESTS_CA_BUNDLE` want in a file.
    pub fn authority_pem(&self) -> &str {
        &self.authority
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    fn signed_by(authority: &Authority) -> Result<Self, TlsError> {
        let (certificate, key) = authority.loopback()?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            acceptor: Arc::new(config).into(),
            authority: authority.pem().to_owned(),
        })
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}
