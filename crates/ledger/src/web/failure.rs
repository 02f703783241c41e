//! What it means when no answer came.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use crate::{ReadError, Reason};

/// The kind of a client's error. Its own texts hold addresses; ours do not.
pub(super) fn kind_of(error: &reqwest::Error) -> ReadError {
    if error.is_connect() && error.is_timeout() {
        return unreachable("connecting took too long");
    }
    if error.is_timeout() {
        return ReadError::Timeout;
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(problem) = error.downcast_ref::<rustls::Error>() {
            return unreachable(certificate(problem));
        }
        if let Some(io) = error.downcast_ref::<io::Error>() {
            // A certificate's error travels inside one of these.
            if let Some(problem) = io
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<rustls::Error>())
            {
                return unreachable(certificate(problem));
            }
            if io.raw_os_error().is_some() {
                return ReadError::Unreachable {
                    source: Reason::text(io.kind().to_string()),
                };
            }
        }
        cause = error.source();
    }
    if error.is_connect() {
        return unreachable("its name is not known, or nothing answers there");
    }
    unreachable("the conversation broke off")
}

fn certificate(problem: &rustls::Error) -> &'static str {
    match problem {
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
            "its certificate is by an authority that is not trusted; `ca` names one"
        }
        rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        ) => "its certificate has expired",
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => "its certificate is for another name",
        rustls::Error::InvalidCertificate(_) => "its certificate cannot be trusted",
        _ => "no encrypted connection could be agreed on",
    }
}

fn unreachable(problem: &str) -> ReadError {
    ReadError::Unreachable {
        source: Reason::text(problem),
    }
}
