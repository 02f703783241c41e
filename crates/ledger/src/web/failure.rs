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
        let io = error.downcast_ref::<io::Error>();
        if let Some(io) = io.filter(|io| io.raw_os_error().is_some()) {
            return ReadError::Unreachable {
                source: Reason::text(io.kind().to_string()),
            };
        }
        // What an I/O error wraps is not its source but itself: certificates travel like that.
        let within = io.and_then(io::Error::get_ref);
        cause = match within {
            Some(within) => Some(within),
            None => error.source(),
        };
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
