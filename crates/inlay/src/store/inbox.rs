//! What portals told us, kept before it is acknowledged.

use std::collections::{BTreeMap, HashMap};

use bitrix24::Event;
use bitrix24::incoming::Robot;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::Row;

use super::job::{row, seal, stand_in_line};
use super::row::{Column, id_column};
use super::statement::{self, KEEP_RECEIVED, PUT_JOBS};
use super::step::Argument;
use super::{Portal, Scope, Store, StoreError};
use crate::jobs::Kind;
use crate::seal::Place;

const INBOX: Column = Column { table: "inbox" };

/// An event or a robot's run, about to be kept.
#[derive(Debug)]
pub struct NewReceived {
    pub portal: Portal,
    /// What makes two deliveries the same one, digested under the portal's handler key.
    pub digest: [u8; 32],
    /// The event's name, or the robot's code.
    pub name: String,
    pub robot: bool,
    /// Whether the application token was the portal's.
    pub proved: bool,
    pub ts: Option<i64>,
    pub user_id: Option<u64>,
    /// Sealed already, see [`Store::seal_content`].
    pub content: Vec<u8>,
    /// What the job is told, so that it need not read the row, sealed already, see
    /// [`Store::seal_heard`]; `None` where the row holds more.
    pub heard: Option<Vec<u8>>,
    /// The key of the job that comes of it.
    pub key: Option<String>,
}

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
    /// What the job of an event was told of it.
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

    /// Seals what the job of an event is told.
    #[must_use]
    pub fn seal_heard(&self, portal: &Portal, heard: &Heard) -> Vec<u8> {
        let body = json!({ "heard": heard });
        seal(Kind::Event, &body, &portal.member_id, &self.keys)
    }

    /// Keeps what arrived, each with the job that comes of it, all or none, and says which of them
    /// are new; the others were here already, and nothing comes of them. No worker is woken.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was kept.
    pub async fn receive(
        &self,
        arrived: &[NewReceived],
        now: DateTime<Utc>,
    ) -> Result<Vec<bool>, StoreError> {
        let mut rows = Vec::with_capacity(arrived.len());
        let mut lines = BTreeMap::new();
        for new in arrived {
            let user_id = new.user_id.map(|id| id_column("inbox", "user_id", id));
            rows.push(vec![
                Argument::from(new.portal.id),
                new.digest.to_vec().into(),
                new.name.as_str().into(),
                new.robot.into(),
                new.proved.into(),
                new.content.clone().into(),
                new.ts.into(),
                user_id.transpose()?.into(),
                now.timestamp_millis().into(),
            ]);
            lines.insert(new.portal.id, stand_in_line(new.portal.id, now));
        }
        let keep = KEEP_RECEIVED.of(rows);
        let mut ids: HashMap<(i64, Vec<u8>), i64> = HashMap::with_capacity(arrived.len());
        let _turn = self.writers_turn().await;
        on!(self.engine, pool => {
            let mut transaction = pool.begin().await?;
            for line in lines.into_values() {
                query_of!(line).execute(&mut *transaction).await?;
            }
            for step in keep {
                for row in query_of!(step).fetch_all(&mut *transaction).await? {
                    ids.insert((row.try_get(1)?, row.try_get(2)?), row.try_get(0)?);
                }
            }
            for step in PUT_JOBS.of(self.jobs_of_new(arrived, &ids, now)) {
                query_of!(step).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
        });
        // Of two that are the same and arrive together the first is the new one.
        Ok(arrived
            .iter()
            .map(|new| ids.remove(&(new.portal.id, new.digest.to_vec())).is_some())
            .collect())
    }

    /// The jobs of those that are new, one for each key.
    fn jobs_of_new(
        &self,
        arrived: &[NewReceived],
        ids: &HashMap<(i64, Vec<u8>), i64>,
        now: DateTime<Utc>,
    ) -> Vec<Vec<Argument>> {
        let mut keys = std::collections::HashSet::new();
        let mut put = std::collections::HashSet::new();
        let mut rows = Vec::with_capacity(ids.len());
        for new in arrived {
            let Some(id) = ids.get(&(new.portal.id, new.digest.to_vec())) else {
                continue;
            };
            let first = new
                .key
                .as_ref()
                .is_none_or(|key| keys.insert((new.portal.id, new.robot, key)));
            if first && put.insert(*id) {
                let kind = if new.robot { Kind::Robot } else { Kind::Event };
                let body = new.heard.clone().unwrap_or_else(|| {
                    let body = json!({ "inbox": id });
                    seal(kind, &body, &new.portal.member_id, &self.keys)
                });
                rows.push(row(new.portal.id, kind, new.key.clone(), body, now, now));
            }
        }
        rows
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
        let (id, name, robot, proved, content, ts, user_id, received_at) = row;
        let content = INBOX.open("content", &content, self.member_id, &self.store.keys)?;
        let content: Content = INBOX.read("content", serde_json::from_str(&content))?;
        Ok(Received {
            id,
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
