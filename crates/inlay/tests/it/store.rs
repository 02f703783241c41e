//! The store on SQLite and PostgreSQL: every test runs on both.

mod choices;
mod database;
mod deeds;
mod inbox;
mod jobs;
mod keys;
mod limits;
mod portals;
mod secrets;
mod snapshots;
mod tokens;

use bitrix24::{AccessToken, ApplicationToken, MemberId, PortalAddress, RefreshToken};
use chrono::{DateTime, TimeDelta, Utc};
use inlay::store::{NewPortal, NewTokens, Portal, Store};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_123).expect("a moment")
}

fn member(name: &str) -> MemberId {
    MemberId::try_from(name.to_owned()).expect("a member id")
}

fn address(text: &str) -> PortalAddress {
    PortalAddress::parse(text).expect("an address")
}

/// A portal with an application token that names it.
fn new_portal(name: &str) -> NewPortal {
    NewPortal {
        application_id: Some(12),
        member_id: member(name),
        address: address(&format!("https://{name}.bitrix24.com")),
        status: "L".into(),
        scope: vec!["crm".into(), "placement".into()],
        server_endpoint: "https://oauth.bitrix.info/rest/"
            .parse()
            .expect("an address"),
        client_endpoint: format!("https://{name}.bitrix24.com/rest/")
            .parse()
            .expect("an address"),
        application_token: Some(ApplicationToken::from(format!(
            "application-token-of-{name}"
        ))),
        installer: 1,
    }
}

/// Tokens that carry a name.
fn new_tokens(name: &str) -> NewTokens {
    NewTokens {
        user_id: 1,
        access: AccessToken::from(format!("access-token-{name}")),
        refresh: RefreshToken::from(format!("refresh-token-{name}")),
        expires_at: now() + TimeDelta::hours(1),
    }
}

async fn keep(store: &Store, name: &str) -> Portal {
    store
        .keep_portal(new_portal(name), new_tokens(name), now())
        .await
        .expect("it is kept")
}

async fn find(store: &Store, name: &str) -> Option<Portal> {
    store
        .portal(&member(name))
        .await
        .expect("the store answers")
}

/// The text of the access token that is kept.
async fn access(store: &Store, portal: &Portal) -> Option<String> {
    let pair = store
        .scope(portal)
        .tokens()
        .await
        .expect("the store answers")?;
    Some(pair.access.expose().to_owned())
}
