//! Rows as they lie in the tables: sealed, and not believed.

use std::error::Error;

use bitrix24::{AccessToken, ApplicationToken, MemberId, PortalAddress, RefreshToken};
use chrono::{DateTime, Utc};

use super::{HandlerKey, NewTokens, Portal, PortalState, StoreError, TokenPair};
use crate::seal::{Keyring, Place};

/// A row of `portals`.
#[derive(sqlx::FromRow)]
pub(super) struct PortalRow {
    pub(super) id: i64,
    member_id: String,
    address: String,
    state: String,
    status: String,
    scope: String,
    server_endpoint: String,
    client_endpoint: String,
    application_token: Option<Vec<u8>>,
    handler_key: Vec<u8>,
    application_id: Option<i64>,
    installer: i64,
    installed_at: Option<i64>,
    updated_at: i64,
    bound: Option<String>,
    payment_expired: bool,
}

impl PortalRow {
    /// The portal, its secrets opened.
    pub(super) fn open(self, keys: &Keyring) -> Result<Portal, StoreError> {
        let column = Column { table: "portals" };
        let member_id = column.read("member_id", MemberId::try_from(self.member_id))?;
        let secret = |name, sealed: &[u8]| column.open(name, sealed, &member_id, keys);
        let application_token = self
            .application_token
            .map(|sealed| secret("application_token", &sealed))
            .transpose()?;
        let handler_key = secret("handler_key", &self.handler_key)?;
        Ok(Portal {
            id: self.id,
            // Whether plain HTTP is allowed was decided when the portal was kept.
            address: column.read("address", PortalAddress::parse_allowing_http(&self.address))?,
            state: column.read("state", state(&self.state))?,
            status: self.status,
            scope: self
                .scope
                .split(',')
                .filter(|scope| !scope.is_empty())
                .map(str::to_owned)
                .collect(),
            server_endpoint: column.read("server_endpoint", self.server_endpoint.parse())?,
            client_endpoint: column.read("client_endpoint", self.client_endpoint.parse())?,
            application_token: application_token.map(ApplicationToken::from),
            handler_key: HandlerKey::from_kept(handler_key),
            application_id: self
                .application_id
                .map(|id| column.read("application_id", u64::try_from(id)))
                .transpose()?,
            installer: column.read("installer", u64::try_from(self.installer))?,
            installed_at: self
                .installed_at
                .map(|millis| column.moment("installed_at", millis))
                .transpose()?,
            updated_at: column.moment("updated_at", self.updated_at)?,
            bound: self.bound,
            payment_expired: self.payment_expired,
            member_id,
        })
    }
}

fn state(text: &str) -> Result<PortalState, &'static str> {
    match text {
        "installing" => Ok(PortalState::Installing),
        "installed" => Ok(PortalState::Installed),
        "uninstalled" => Ok(PortalState::Uninstalled),
        _ => Err("no such state"),
    }
}

/// A row of `tokens`.
#[derive(sqlx::FromRow)]
pub(super) struct TokensRow {
    user_id: i64,
    access: Vec<u8>,
    refresh: Vec<u8>,
    expires_at: i64,
    generation: i64,
}

impl TokensRow {
    /// The pair, opened.
    pub(super) fn open(self, portal: &MemberId, keys: &Keyring) -> Result<TokenPair, StoreError> {
        let column = Column { table: "tokens" };
        Ok(TokenPair {
            access: AccessToken::from(column.open("access", &self.access, portal, keys)?),
            refresh: RefreshToken::from(column.open("refresh", &self.refresh, portal, keys)?),
            expires_at: column.moment("expires_at", self.expires_at)?,
            generation: self.generation,
            user_id: column.read("user_id", u64::try_from(self.user_id))?,
        })
    }
}

/// New tokens as they are bound to a statement.
pub(super) struct SealedTokens {
    pub(super) user_id: i64,
    pub(super) access: Vec<u8>,
    pub(super) refresh: Vec<u8>,
    pub(super) expires_at: i64,
}

impl SealedTokens {
    pub(super) fn seal(
        tokens: &NewTokens,
        portal: &MemberId,
        keys: &Keyring,
    ) -> Result<Self, StoreError> {
        let seal = |column, secret: &str| {
            keys.seal(&Place::column("tokens", column, portal), secret.as_bytes())
        };
        Ok(Self {
            user_id: id_column("tokens", "user_id", tokens.user_id)?,
            access: seal("access", tokens.access.expose()),
            refresh: seal("refresh", tokens.refresh.expose()),
            expires_at: tokens.expires_at.timestamp_millis(),
        })
    }
}

/// A number of the portal's as a column of 64 bits with a sign.
pub(super) fn id_column(
    table: &'static str,
    column: &'static str,
    id: u64,
) -> Result<i64, StoreError> {
    i64::try_from(id).map_err(|_| StoreError::Unfit { table, column })
}

/// Reads columns of one table, and names the one that does not hold what it should.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) table: &'static str,
}

impl Column {
    pub(super) fn read<T, E>(
        self,
        column: &'static str,
        value: Result<T, E>,
    ) -> Result<T, StoreError>
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        value.map_err(|error| StoreError::Unreadable {
            table: self.table,
            column,
            source: error.into(),
        })
    }

    pub(super) fn moment(
        self,
        column: &'static str,
        millis: i64,
    ) -> Result<DateTime<Utc>, StoreError> {
        self.read(
            column,
            DateTime::from_timestamp_millis(millis).ok_or("no moment in time"),
        )
    }

    pub(super) fn open(
        self,
        column: &'static str,
        sealed: &[u8],
        portal: &MemberId,
        keys: &Keyring,
    ) -> Result<String, StoreError> {
        let opened = keys
            .open(&Place::column(self.table, column, portal), sealed)
            .map_err(|source| StoreError::Sealed {
                table: self.table,
                column,
                source,
            })?;
        // The error of `from_utf8` on a slice holds positions only, never the bytes.
        self.read(column, std::str::from_utf8(&opened).map(str::to_owned))
    }
}
