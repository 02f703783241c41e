//! Web addresses.

use std::net::IpAddr;

use url::{Host, Url};

use super::draft::Read;
use super::field::Field;

/// An `https://` address; with `allow_http` an `http://` one, too.
pub(super) fn web(field: &Field<'_>, allow_http: bool) -> Read<Url> {
    let text = field.text()?;
    let Ok(url) = Url::parse(text) else {
        return Err(field.wrong("is no address; write one like `https://inlay.acme.example`"));
    };
    match url.scheme() {
        "https" => {}
        "http" if allow_http => {}
        "http" => {
            return Err(field.wrong(
                "must begin with `https://`; plain http needs `bitrix24.allow_http = true`",
            ));
        }
        other => return Err(field.wrong(format!("must begin with `https://`, not `{other}:`"))),
    }
    if !url.username().is_empty() || url.password().is_some() {
        field.hide();
        return Err(field.wrong("must hold no user and no password"));
    }
    Ok(url)
}

/// Whether an address reaches no further than this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether a portal accepts the address for a handler: it wants a host with a dot in its name,
/// reachable from outside.
///
/// Source: `api-reference/widgets/placement-bind.md`.
pub(super) fn is_dotted(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.').contains('.') && !is_loopback(url),
        Some(Host::Ipv4(address)) => !IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(_)) | None => false,
    }
}
