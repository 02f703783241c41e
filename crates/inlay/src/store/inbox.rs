//! What portals told us, kept before it is acknowledged.

use bitrix24::Event;
use bitrix24::incoming::Robot;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::job::seal;
use super::row::Column;
use super::{Digest, Portal, Scope, Store, StoreError, statement};
use crate::jobs::Kind;
use crate::seal::Place;

pub(super) const INBOX: Column = Column { table: "inbox" };

/// What an ordinary event says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Heard {
    /// In upper case, as in `ONCRMDEALUPDATE`.
    pub name: String,
    /// Whose change it was; robots and agents have none.
    pub user_id: Option<u64>,
    pub data: Value,
}

impl Heard {
    /// The body of a job that need not read what was kept.
    #[must_use]
    pub fn told(&self) -> Value {
        json!({ "heard": self })
    }

    /// What the body of such a job says.
    #[must_use]
    pub fn of_job(body: &Value) -> Option<Self> {
        Self::deserialize(body.get("heard")?).ok()
    }
}

/// What is sealed of one.
#[derive(Serialize, Deserialize)]
pub struct Content {
    /// The event's data, or the robot's properties: numbers of the portal's, as a rule.
    pub data: Value,
    /// The whole form, where its tokens are needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
}

/// An event or a robot's run, as it was kept.
#[derive(Clone)]
pub struct Received {
    pub id: i64,
    pub digest: Digest,
    /// The event's name in upper case, as in `ONCRMDEALUPDATE`, or the robot's code.
    pub name: String,
    pub robot: bool,
    /// Whether the application token was the portal's. Else it is a hint to look for oneself.
    pub proved: bool,
    /// When the portal's queue sent it, in Unix seconds.
    pub ts: Option<i64>,
    /// Whose change it was, by his number in the portal; robots and agents have none.
    pub user_id: Option<u64>,
    pub received_at: DateTime<Utc>,
    /// The event's data, or the robot's properties.
    pub data: Value,
    form: Option<SecretString>,
}

impl Received {
    /// The event with its tokens; only events about the application itself are kept with them.
    #[must_use]
    pub fn event(&self) -> Option<Event> {
        let form = self.form.as_ref().filter(|_| !self.robot)?;
        Event::parse(form.expose_secret().as_bytes()).ok()
    }

    /// What it says, without tokens.
    #[must_use]
    pub fn heard(self) -> Heard {
        Heard {
            name: self.name,
            user_id: self.user_id,
            data: self.data,
        }
    }

    /// The robot's run with its tokens.
    #[must_use]
    pub fn robot(&self) -> Option<Robot> {
        let form = self.form.as_ref().filter(|_| self.robot)?;
        Robot::parse(form.expose_secret().as_bytes()).ok()
    }
}

/// Without the data, which may hold a client's number.
impl std::fmt::Debug for Received {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Received")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("proved", &self.proved)
            .field("ts", &self.ts)
            .field("received_at", &self.received_at)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content").finish_non_exhaustive()
    }
}

impl Store {
    /// Seals what an event says for the portal it came from.
    #[must_use]
    pub fn seal_content(&self, portal: &Portal, content: &Content) -> Vec<u8> {
        let text = json!(content).to_string();
        self.seal(&Place::column("inbox", "content", &portal.member_id), &text)
    }

    /// Seals what the job of it is told.
    #[must_use]
    pub fn seal_job(&self, portal: &Portal, kind: Kind, body: &Value) -> Vec<u8> {
        seal(kind, body, &portal.member_id, &self.keys)
    }

    /// Drops a piece of what came before this moment, and says how much it was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_inbox(&self, received_before: DateTime<Utc>) -> Result<u64, StoreError> {
        let _turn = self.writers_turn().await;
        Ok(on!(self.engine, pool => {
            sqlx::query(statement::PRUNE_INBOX)
                .bind(received_before.timestamp_millis())
                .execute(pool)
                .await?
                .rows_affected()
        }))
    }
}

/// What the columns of [`statement::RECEIVED`] hold.
type ReceivedRow = (
    i64,
    Vec<u8>,
    String,
    bool,
    bool,
    Vec<u8>,
    Option<i64>,
    Option<i64>,
    i64,
);

impl Scope<'_> {
    /// What is kept under this number.
    ///
    /// # Errors
    /// [`StoreError`], also when it cannot be opened.
    pub async fn received(&self, id: i64) -> Result<Option<Received>, StoreError> {
        let row: Option<ReceivedRow> = on!(self.store.engine, pool => {
            sqlx::query_as(statement::RECEIVED)
                .bind(self.portal)
                .bind(id)
                .fetch_optional(pool)
                .await?
        });
        row.map(|row| self.open_received(row)).transpose()
    }

    /// What is kept of this delivery.
    ///
    /// # Errors
    /// [`StoreError`], also when it cannot be opened.
    pub async fn delivered(&self, digest: &Digest) -> Result<Option<Received>, StoreError> {
        let row: Option<ReceivedRow> = on!(self.store.engine, pool => {
            sqlx::query_as(statement::DELIVERED)
                .bind(self.portal)
                .bind(&digest.0[..])
                .fetch_optional(pool)
                .await?
        });
        row.map(|row| self.open_received(row)).transpose()
    }

    /// What is kept, the newest first.
    ///
    /// # Errors
    /// [`StoreError`], also when one cannot be opened.
    pub async fn all_received(&self, most: u32) -> Result<Vec<Received>, StoreError> {
        let rows: Vec<ReceivedRow> = on!(self.store.engine, pool => {
            sqlx::query_as(statement::ALL_RECEIVED)
                .bind(self.portal)
                .bind(i64::from(most))
                .fetch_all(pool)
                .await?
        });
        rows.into_iter()
            .map(|row| self.open_received(row))
            .collect()
    }

    /// Events that were proved and came since then, the newest first.
    ///
    /// # Errors
    /// [`StoreError`], also when one cannot be opened.
    pub async fn heard_since(
        &self,
        moment: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<Received>, StoreError> {
        let rows: Vec<ReceivedRow> = on!(self.store.engine, pool => {
            sqlx::query_as(statement::HEARD_SINCE)
                .bind(self.portal)
                .bind(moment.timestamp_millis())
                .bind(i64::from(most))
                .fetch_all(pool)
                .await?
        });
        rows.into_iter()
            .map(|row| self.open_received(row))
            .collect()
    }

    fn open_received(&self, row: ReceivedRow) -> Result<Received, StoreError> {
        let (id, digest, name, robot, proved, content, ts, user_id, received_at) = row;
        let content = INBOX.open("content", &content, self.member_id, &self.store.keys)?;
        let content: Content = INBOX.read("content", serde_json::from_str(&content))?;
        Ok(Received {
            id,
            digest: INBOX.read("digest", Digest::of_column(&digest))?,
            name,
            robot,
            proved,
            ts,
            user_id: user_id
                .map(|id| INBOX.read("user_id", u64::try_from(id)))
                .transpose()?,
            received_at: INBOX.moment("received_at", received_at)?,
            data: content.data,
            form: content.form.map(SecretString::from),
        })
    }
}
