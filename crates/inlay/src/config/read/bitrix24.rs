//! `[bitrix24]`.

use bitrix24::{Application, AuthorizationServer, ClientSecret, NotAnAddress, Plan, PortalAddress};
use secrecy::ExposeSecret;
use url::Url;

use super::address;
use super::draft::Read;
use super::field::Field;
use super::secret;
use super::section::Section;
use crate::config::bitrix24::{Bitrix24, Mode};

/// The authorization server of the cloud.
const OAUTH_SERVER: &str = "https://oauth.bitrix.info";
/// The frame's script library.
const FRAME_SCRIPT: &str = "https://api.bitrix24.com/api/v1/";

/// Whether simulated portals are allowed; other sections ask, too. A wrong value is noted later.
pub(super) fn allow_http(section: &mut Section<'_>) -> bool {
    section
        .optional("allow_http")
        .is_some_and(|field| field.flag().unwrap_or(false))
}

pub(super) fn read(mut section: Section<'_>, allow_http: bool) -> Read<Bitrix24> {
    let flag = section
        .optional("allow_http")
        .map_or(Ok(false), |field| field.flag());
    let mode = mode(&mut section, allow_http);
    let client_id = section.required("client_id").and_then(|field| field.text());
    let client_secret = section
        .required("client_secret")
        .and_then(|field| secret::read(&field));
    let authorization_servers = authorization_servers(&mut section, allow_http);
    let plan = section
        .optional("plan")
        .map_or(Ok(Plan::STANDARD), |field| plan(&field));
    let frame_script = match section.optional("frame_script") {
        Some(field) => address::web(&field, allow_http),
        None => Url::parse(FRAME_SCRIPT).map_err(|_| section.wrong("has no frame script")),
    };
    section.end();
    Ok(Bitrix24 {
        mode: mode?,
        application: Application {
            client_id: client_id?.to_owned(),
            client_secret: ClientSecret::from(client_secret?.expose_secret().to_owned()),
        },
        authorization_servers: authorization_servers?,
        plan: plan?,
        allow_http: flag?,
        frame_script: frame_script?,
    })
}

#[derive(Clone, Copy)]
enum ModeName {
    Local,
    Market,
}

fn mode(section: &mut Section<'_>, allow_http: bool) -> Read<Mode> {
    let name = section
        .optional("mode")
        .map_or(Ok(ModeName::Local), |field| {
            field.choice(
                "mode",
                &[("local", ModeName::Local), ("market", ModeName::Market)],
            )
        });
    match name {
        Ok(ModeName::Local) => {
            let portal = section.required("portal")?;
            Ok(Mode::Local {
                portal: self::portal(&portal, allow_http)?,
            })
        }
        Ok(ModeName::Market) => match section.optional("portal") {
            None => Ok(Mode::Market),
            Some(field) => {
                Err(field.wrong_key("belongs to mode `local`; mode `market` serves every portal"))
            }
        },
        Err(noted) => {
            // Wrong or not, the key is known.
            let _known = section.optional("portal");
            Err(noted)
        }
    }
}

fn portal(field: &Field<'_>, allow_http: bool) -> Read<PortalAddress> {
    let text = field.text()?;
    let parsed = if allow_http {
        PortalAddress::parse_allowing_http(text)
    } else {
        PortalAddress::parse(text)
    };
    let address = parsed.map_err(|error| {
        field.wrong(match error {
            NotAnAddress::NotHttps => "must be https; plain http needs `allow_http = true`",
            _ => "is no portal's address; write its host, like `acme.bitrix24.com`",
        })
    })?;
    loopback_or_https(field, &address.origin())?;
    Ok(address)
}

fn authorization_servers(
    section: &mut Section<'_>,
    allow_http: bool,
) -> Read<Vec<AuthorizationServer>> {
    let first = match section.optional("oauth_server") {
        Some(field) => server(&field, allow_http),
        None => AuthorizationServer::from_url(OAUTH_SERVER)
            .map_err(|error| section.wrong(format!("{error}"))),
    };
    let others = section
        .optional("allowed_oauth_servers")
        .map_or(Ok(Vec::new()), |field| {
            let servers: Vec<_> = field
                .list()?
                .iter()
                .map(|field| server(field, allow_http))
                .collect();
            servers.into_iter().collect()
        });
    let mut servers = vec![first?];
    for other in others? {
        if !servers.contains(&other) {
            servers.push(other);
        }
    }
    Ok(servers)
}

fn server(field: &Field<'_>, allow_http: bool) -> Read<AuthorizationServer> {
    let url = address::web(field, allow_http)?;
    loopback_or_https(field, url.as_str())?;
    let parsed = if allow_http {
        AuthorizationServer::parse_allowing_http(url.as_str())
    } else {
        AuthorizationServer::from_url(url.as_str())
    };
    parsed.map_err(|error| field.wrong(format!("{error}")))
}

/// Tokens travel in clear over plain http: no further than this machine.
fn loopback_or_https(field: &Field<'_>, address: &str) -> Read<()> {
    match Url::parse(address) {
        Ok(url) if url.scheme() == "http" && !address::is_loopback(&url) => {
            Err(field
                .wrong("is plain http beyond this machine; only loopback may be without https"))
        }
        _ => Ok(()),
    }
}

fn plan(field: &Field<'_>) -> Read<Plan> {
    if !field.is_table() {
        return field.choice(
            "plan",
            &[
                ("standard", Plan::STANDARD),
                ("enterprise", Plan::ENTERPRISE),
            ],
        );
    }
    let mut section = field.section()?;
    let mut number = |key| {
        let number = section.required(key)?.integer(1..=10_000)?;
        // Within the bounds just checked.
        Ok(u32::try_from(number).unwrap_or(u32::MAX))
    };
    let (burst, per_second) = (number("burst"), number("per_second"));
    section.end();
    Ok(Plan {
        burst: burst?,
        per_second: per_second?,
    })
}
