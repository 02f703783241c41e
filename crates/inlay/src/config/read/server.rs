//! `[server]`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use url::Url;

use super::address;
use super::draft::Read;
use super::field::Field;
use super::section::Section;
use crate::config::server::Server;

const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
const OPERATOR_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9090);

pub(super) fn read(mut section: Section<'_>, allow_http: bool) -> Read<Server> {
    let listen = section
        .optional("listen")
        .map_or(Ok(LISTEN), |field| socket(&field));
    let operator_listen = section
        .optional("operator_listen")
        .map_or(Ok(OPERATOR_LISTEN), |field| socket(&field));
    let public_url = section
        .required("public_url")
        .and_then(|field| public_url(&field, allow_http));
    // Port 0 is any free port, and never the same one twice.
    let shared = match (&listen, &operator_listen) {
        (Ok(one), Ok(other)) if one == other && one.port() != 0 => Err(section.wrong(format!(
            "operators need an address of their own, not {one}, too"
        ))),
        _ => Ok(()),
    };
    section.end();
    shared?;
    Ok(Server {
        listen: listen?,
        operator_listen: operator_listen?,
        public_url: public_url?,
    })
}

fn socket(field: &Field<'_>) -> Read<SocketAddr> {
    field.text()?.trim().parse().map_err(|_| {
        field.wrong(
            "is no address to listen on; write an IP address and a port like `127.0.0.1:8080`",
        )
    })
}

fn public_url(field: &Field<'_>, allow_http: bool) -> Read<Url> {
    let url = address::web(field, allow_http)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(field.wrong("must end with its path: no `?` and no `#`"));
    }
    if !allow_http && !address::is_dotted(&url) {
        return Err(field.wrong(
            "needs a host the portal can reach, with a dot in its name, like `inlay.acme.example`",
        ));
    }
    Ok(url)
}
