//! What a portal's queue server posts when something happened.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value};

use super::error::ParseError;
use super::form::Form;
use crate::member_id::MemberId;
use crate::secret::{AccessToken, ApplicationToken, RefreshToken};
use crate::values;

/// An event (`api-reference/events/index.md`).
///
/// Only a hint: it is sent once, in no order, and holds ids alone. The names are an open set.
#[derive(Clone)]
#[non_exhaustive]
pub struct Event {
    /// In upper case, as in `ONCRMDEALUPDATE`.
    pub name: String,
    /// Which binding it was sent for. It does not tell deliveries apart.
    pub handler_id: Option<String>,
    /// What happened to what; every leaf is a text. An empty map when nothing was said.
    pub data: Value,
    /// When the queue sent it, in Unix seconds; not when it happened.
    pub ts: Option<i64>,
    pub auth: EventAuth,
}

/// Who sends an event, and with whose authorization. Which parts are there depends on the event;
/// robots and outgoing webhooks bring no tokens, `ONAPPPAYMENT` no application token.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct EventAuth {
    pub member_id: Option<MemberId>,
    pub application_token: Option<ApplicationToken>,
    pub access_token: Option<AccessToken>,
    pub refresh_token: Option<RefreshToken>,
    pub expires_in: Option<Duration>,
    pub scope: Vec<String>,
    /// A letter, see [`Grant::status`](crate::Grant::status).
    pub status: Option<String>,
    /// The portal's host.
    pub domain: Option<String>,
    /// The REST base of the portal; a claim, like everything here.
    pub client_endpoint: Option<String>,
    /// The REST base of the authorization server; a claim.
    pub server_endpoint: Option<String>,
    /// Whose tokens these are.
    pub user_id: Option<u64>,
}

impl Event {
    /// Parses the form of an event.
    ///
    /// # Errors
    /// [`ParseError`] when it is no event.
    pub fn parse(body: &[u8]) -> Result<Self, ParseError> {
        let mut form = Form::parse(body)?;
        Ok(Self {
            name: form.required("event")?.to_uppercase(),
            // `event_id` is what older portals called it.
            handler_id: form
                .text("event_handler_id")
                .or_else(|| form.text("event_id")),
            data: match form.value("data") {
                Some(data @ (Value::Object(_) | Value::Array(_))) => data,
                _ => Value::Object(Map::new()),
            },
            ts: form.number("ts"),
            auth: EventAuth::of(&mut form)?,
        })
    }
}

impl EventAuth {
    /// The branch `auth[…]` of a form; an empty one if there is none.
    pub(super) fn of(form: &mut Form) -> Result<Self, ParseError> {
        form.branch("auth")
            .map_or_else(|| Ok(Self::default()), Self::take)
    }

    fn take(mut form: Form) -> Result<Self, ParseError> {
        let malformed = |_| ParseError::Malformed {
            field: "auth[member_id]",
        };
        Ok(Self {
            member_id: form
                .text("member_id")
                .map(|id| MemberId::try_from(id).map_err(malformed))
                .transpose()?,
            application_token: form.text("application_token").map(ApplicationToken::from),
            access_token: form.text("access_token").map(AccessToken::from),
            refresh_token: form.text("refresh_token").map(RefreshToken::from),
            expires_in: form.number("expires_in").map(Duration::from_secs),
            scope: values::split_scope(&form.text("scope").unwrap_or_default()),
            status: form.text("status"),
            domain: form.text("domain"),
            client_endpoint: form.text("client_endpoint"),
            server_endpoint: form.text("server_endpoint"),
            user_id: form.number("user_id").filter(|id| *id != 0),
        })
    }
}

/// Without the data, which may hold a client's number or a secret (`ONAPPMETHODCONFIRM`).
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("name", &self.name)
            .field("handler_id", &self.handler_id)
            .field("ts", &self.ts)
            .field("auth", &self.auth)
            .finish_non_exhaustive()
    }
}
