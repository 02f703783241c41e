//! The card a widget stands in, read with the user's own token: one batch that proves the token,
//! the user, and the right to read this very card, and brings what the client is found by.

mod reading;
mod tasks;

use std::time::Duration;

use bitrix24::{CallError, Client, CommandError, ErrorCode};
use chrono::{DateTime, Utc};
use serde_json::Value;

pub(crate) use self::reading::requisite_fields;
use self::reading::{Reading, Wanted};
pub use self::tasks::{OpenTasks, Task};
use crate::config::Config;
use crate::config::audience::Audience;
use crate::config::widget::{Place, Widget};
use crate::matching::Subject;
use crate::store::Portal;

/// CRM type ids (`api-reference/crm/data-types.md`).
const DEAL: u32 = 2;

/// How long a reader looks at an empty card before he is told that the portal does not answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// What kind of card, and which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entity {
    pub place: Place,
    pub id: u64,
}

/// A card the portal let this user read.
#[derive(Debug)]
pub struct Card {
    pub entity: Entity,
    pub user: User,
    /// The records the portal let this user read.
    pub subject: Subject,
    /// The application's paid time is over; the portal still answers for a while.
    pub payment_expired: bool,
    /// The tasks that are about them, where a widget shows any.
    pub tasks: OpenTasks,
    /// When the portal was asked.
    pub read_at: DateTime<Utc>,
}

/// Who looks at the card.
#[derive(Clone, Debug)]
pub struct User {
    pub id: u64,
    pub administrator: bool,
    /// Where they work; empty when it does not matter to any widget, or when the portal did not
    /// tell.
    pub departments: Vec<u64>,
}

impl User {
    /// Whether somebody is shown what is for this audience; without one it is for everybody.
    #[must_use]
    pub fn may_see(&self, audience: Option<&Audience>) -> bool {
        audience.is_none_or(|audience| audience.has(self.administrator, &self.departments))
    }

    /// Whether anything of a widget is for them.
    #[must_use]
    pub fn may_see_any(&self, widget: &Widget) -> bool {
        let mut blocks = widget.blocks.iter();
        self.may_see(widget.visible_to.as_ref())
            && blocks.any(|block| self.may_see(block.visible_to.as_ref()))
    }
}

/// Why there is no card to show.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CardError {
    #[error("the user's token is no longer accepted")]
    SessionEnded,
    #[error("the user may not read this card, or it does not exist")]
    NoAccess,
    #[error("the installation has not come to its end")]
    NotFinished,
    #[error("the portal gives the application nothing until it is paid for")]
    PlanExpired,
    #[error("the portal did not answer")]
    Portal(#[source] CallError),
    #[error("the portal did not answer while anybody would wait")]
    TooSlow,
    #[error("the portal's answer has not the documented shape")]
    Nonsense(#[source] anyhow::Error),
}

impl Card {
    /// Reads the card: one HTTP request to the portal's stored address, whatever the widgets of the
    /// place want to know. The client carries the reader's own token.
    ///
    /// # Errors
    /// [`CardError`]; `NoAccess` gives no hint whether the card exists.
    pub async fn read(
        client: &Client,
        portal: &Portal,
        entity: Entity,
        config: &Config,
        now: DateTime<Utc>,
    ) -> Result<Self, CardError> {
        let wanted = Wanted::of(config, entity.place);
        Self::ask(client, portal, entity, config, wanted, now).await
    }

    /// The same without what only widgets show: neither tasks nor where the reader works.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn records(
        client: &Client,
        portal: &Portal,
        entity: Entity,
        config: &Config,
        now: DateTime<Utc>,
    ) -> Result<Self, CardError> {
        Self::ask(client, portal, entity, config, Wanted::default(), now).await
    }

    async fn ask(
        client: &Client,
        portal: &Portal,
        entity: Entity,
        config: &Config,
        wanted: Wanted,
        now: DateTime<Utc>,
    ) -> Result<Self, CardError> {
        let reading = Reading::of(entity, &config.matching, wanted)
            .map_err(|e| CardError::Nonsense(e.into()))?;
        let answer = tokio::time::timeout(PATIENCE, client.run(&reading.batch)).await;
        let outcome = answer.map_err(|_| CardError::TooSlow)?.map_err(unread)?;
        reading.card(entity, portal, &outcome, now)
    }
}

/// An id as number or text; `None` for absent, null, empty or zero.
pub(crate) fn number(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
    .filter(|id| *id != 0)
}

/// Why the portal answered nothing at all.
///
/// `ACCESS_DENIED` to a whole request is the plan's, which has no REST; to a command of it, a
/// right's (`error-codes.md`).
fn unread(error: CallError) -> CardError {
    if error.is_authorization_lost() {
        return CardError::SessionEnded;
    }
    match error.refusal().map(|refusal| &refusal.code) {
        Some(ErrorCode::PaymentRequired | ErrorCode::AccessDenied) => CardError::PlanExpired,
        Some(
            ErrorCode::UserAccessError
            | ErrorCode::InvalidCredentials
            | ErrorCode::AllowedOnlyIntranetUser,
        ) => CardError::NoAccess,
        _ => CardError::Portal(error),
    }
}

/// A refused command says "no access" whatever its words are: the portal has many of them.
fn denied(error: CommandError) -> CardError {
    match error {
        CommandError::Refused(refusal) if refusal.is_authorization_lost() => {
            CardError::SessionEnded
        }
        CommandError::Refused(refusal) if refusal.code == ErrorCode::PaymentRequired => {
            CardError::PlanExpired
        }
        CommandError::Refused(_) | CommandError::Missing => CardError::NoAccess,
        other => CardError::Nonsense(other.into()),
    }
}
