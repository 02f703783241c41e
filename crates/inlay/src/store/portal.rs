//! A portal, and the doors to it.

use bitrix24::{ApplicationToken, MemberId, PortalAddress};
use chrono::{DateTime, Utc};
use url::Url;

use super::row::{PortalRow, SealedTokens, id_column};
use super::{HandlerKey, NewTokens, Scope, Store, StoreError, statement};
use crate::seal::Place;

/// One Bitrix24 account: the tenant.
#[derive(Clone, Debug)]
pub struct Portal {
    /// Our number for it, never used for another portal.
    pub id: i64,
    pub member_id: MemberId,
    pub address: PortalAddress,
    pub state: PortalState,
    /// The portal's letter: `L` local, `F` free, `D` demo, `T` trial, `P` paid, `S` subscription
    /// (`api-reference/common/system/app-info.md`). Information, nothing is decided by it.
    pub status: String,
    /// What the administrator granted.
    pub scope: Vec<String>,
    /// REST of the authorization server that renews this portal's tokens.
    pub server_endpoint: Url,
    /// REST of the portal: the only address its calls go to.
    pub client_endpoint: Url,
    /// Marks what comes from this portal; an older portal brings it only with its first event.
    pub application_token: Option<ApplicationToken>,
    pub handler_key: HandlerKey,
    /// The portal's own number for our installation in it (`app.info`); tells our tokens from
    /// another application's. Unknown where the portal did not say.
    pub application_id: Option<u64>,
    /// The administrator who installed last, by his number in the portal.
    pub installer: u64,
    /// When the last installation was finished.
    pub installed_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
    /// A digest of what was all bound in it last.
    pub bound: Option<String>,
    /// Whether the application's paid or trial time was over when the portal was last asked.
    pub payment_expired: bool,
}

/// How far a portal's installation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortalState {
    /// Proved and kept; what the configuration wants is not all bound yet, or bound anew.
    Installing,
    Installed,
    /// It took us out and left its data: nothing is served, nothing is called.
    Uninstalled,
}

impl Portal {
    /// Whether its users get anything from us. A portal that is being installed again goes on
    /// being served: what is bound already still opens.
    #[must_use]
    pub fn is_served(&self) -> bool {
        self.state != PortalState::Uninstalled
    }
}

/// A portal an administrator has just proved.
#[derive(Clone, Debug)]
pub struct NewPortal {
    pub member_id: MemberId,
    pub address: PortalAddress,
    pub status: String,
    pub scope: Vec<String>,
    pub server_endpoint: Url,
    pub client_endpoint: Url,
    /// As the installation brought it; none keeps the one that is known.
    pub application_token: Option<ApplicationToken>,
    /// The portal's own number for our installation in it.
    pub application_id: Option<u64>,
    /// The administrator, by his number in the portal.
    pub installer: u64,
}

impl Store {
    /// The portal of this permanent name.
    ///
    /// # Errors
    /// [`StoreError`], also when its secrets cannot be opened.
    pub async fn portal(&self, member_id: &MemberId) -> Result<Option<Portal>, StoreError> {
        let row: Option<PortalRow> = on!(self.engine, pool => {
            sqlx::query_as(statement::PORTAL).bind(member_id.as_ref()).fetch_optional(pool).await?
        });
        row.map(|row| row.open(&self.keys)).transpose()
    }

    /// Every portal, in the order they came.
    ///
    /// # Errors
    /// [`StoreError`], also when the secrets of one cannot be opened.
    pub async fn portals(&self) -> Result<Vec<Portal>, StoreError> {
        let rows: Vec<PortalRow> = on!(self.engine, pool => {
            sqlx::query_as(statement::PORTALS).fetch_all(pool).await?
        });
        rows.into_iter().map(|row| row.open(&self.keys)).collect()
    }

    /// The portal whose event address ends with this key.
    ///
    /// # Errors
    /// [`StoreError`], also when its secrets cannot be opened.
    pub async fn portal_by_handler_key(&self, key: &str) -> Result<Option<Portal>, StoreError> {
        let hash = HandlerKey::hash(key);
        let row: Option<PortalRow> = on!(self.engine, pool => {
            sqlx::query_as(statement::PORTAL_BY_HANDLER_KEY)
                .bind(hash.as_slice())
                .fetch_optional(pool)
                .await?
        });
        let portal = row.map(|row| row.open(&self.keys)).transpose()?;
        // The digest is not sealed: whoever can write into the table could have put his own.
        Ok(portal.filter(|portal| portal.handler_key.matches(key)))
    }

    /// Keeps a portal with its tokens, both or neither, as being installed.
    ///
    /// The same `member_id` again (a re-installation) replaces everything but the portal's number
    /// and its handler key. `now` is the moment the tokens' end was counted from.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was changed.
    pub async fn keep_portal(
        &self,
        portal: NewPortal,
        tokens: NewTokens,
        now: DateTime<Utc>,
    ) -> Result<Portal, StoreError> {
        let place = |column| Place::column("portals", column, &portal.member_id);
        let application_token = portal
            .application_token
            .as_ref()
            .map(|token| self.seal(&place("application_token"), token.expose()));
        let handler_key = HandlerKey::generate();
        let sealed_handler_key = self.seal(&place("handler_key"), handler_key.expose());
        let handler_key_hash = HandlerKey::hash(handler_key.expose());
        let installer = id_column("portals", "installer", portal.installer)?;
        let application_id = portal
            .application_id
            .map(|id| id_column("portals", "application_id", id))
            .transpose()?;
        let tokens = SealedTokens::seal(&tokens, &portal.member_id, &self.keys)?;

        let row: PortalRow = on!(self.engine, pool => {
            // It begins with a write: in SQLite a transaction that began by reading could not
            // wait for another writer, only fail.
            let mut transaction = pool.begin().await?;
            let row: PortalRow = sqlx::query_as(statement::KEEP_PORTAL)
                .bind(portal.member_id.as_ref())
                .bind(portal.address.origin())
                .bind(portal.status.as_str())
                .bind(portal.scope.join(","))
                .bind(portal.server_endpoint.as_str())
                .bind(portal.client_endpoint.as_str())
                .bind(application_token.as_deref())
                .bind(sealed_handler_key.as_slice())
                .bind(handler_key_hash.as_slice())
                .bind(installer)
                .bind(now.timestamp_millis())
                .bind(application_id)
                .fetch_one(&mut *transaction)
                .await?;
            sqlx::query(statement::KEEP_TOKENS)
                .bind(row.id)
                .bind(tokens.user_id)
                .bind(tokens.access.as_slice())
                .bind(tokens.refresh.as_slice())
                .bind(tokens.expires_at)
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            row
        });
        self.portal_changed();
        row.open(&self.keys)
    }

    /// The rows of one portal.
    #[must_use]
    pub fn scope<'a>(&'a self, portal: &'a Portal) -> Scope<'a> {
        Scope::new(self, portal)
    }
}
