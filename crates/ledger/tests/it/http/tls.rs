//! Certificates.

use std::sync::Arc;

use ledger::{HttpSettings, Source, WebSettings};
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::stand_in::rows;

/// A server with a certificate by an authority of its own: its port, and the authority's PEM.
async fn secured(name: &str) -> (u16, Vec<u8>) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![name.to_owned()])
        .unwrap()
        .signed_by(&key, &authority)
        .unwrap();
    let provider = rustls::crypto::ring::default_provider();
    let config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // A visitor who does not trust us hangs up here.
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut request = [0; 4_096];
                let _ = stream.read(&mut request).await;
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]";
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    (port, authority.pem().into_bytes())
}

fn source(port: u16, ca: Option<Vec<u8>>) -> Source {
    let mut web = WebSettings::new(format!("https://localhost:{port}"));
    web.limits.timeout = std::time::Duration::from_secs(20);
    web.ca = ca;
    Source::http("erp", HttpSettings::new(web)).unwrap()
}

#[tokio::test]
async fn a_private_authority_is_trusted_where_it_is_named_and_nowhere_else() {
    let (port, ca) = secured("localhost").await;
    assert!(
        rows(&source(port, Some(ca)), &[("id", "$.id")])
            .await
            .is_ok()
    );
    let error = rows(&source(port, None), &[("id", "$.id")])
        .await
        .unwrap_err();
    let reason = format!("{error:?}");
    assert!(reason.contains("authority that is not trusted"), "{reason}");
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_trusted() {
    let (port, ca) = secured("elsewhere.example").await;
    let error = rows(&source(port, Some(ca)), &[("id", "$.id")])
        .await
        .unwrap_err();
    let reason = format!("{error:?}");
    assert!(reason.contains("for another name"), "{reason}");
    assert!(!reason.contains("localhost"), "{reason}");
}

#[tokio::test]
async fn what_is_no_certificate_is_refused_when_it_is_loaded() {
    let mut web = WebSettings::new("https://localhost");
    web.ca = Some(b"no certificate".to_vec());
    assert!(Source::http("erp", HttpSettings::new(web)).is_err());
}
