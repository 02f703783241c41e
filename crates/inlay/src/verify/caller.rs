//! Who opened the application's own page, as the portal tells it to his own token.

use bitrix24::{
    AccessToken, Batch, BatchError, Call, CallError, CommandError, ErrorCode, Outcome, Step, values,
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{ApplicationInfo, Profile};
use crate::calls::Calls;
use crate::store::Portal;

/// The user of a token that is ours.
#[derive(Clone, Debug)]
pub struct Caller {
    /// His number in the portal.
    pub user_id: u64,
    pub administrator: bool,
    pub standing: Standing,
    /// The token's scopes, which are what the application was granted when it was given out.
    pub scope: Vec<String>,
}

/// How the application stands with the portal: `app.info`
/// (`api-reference/common/system/app-info.md`).
#[derive(Clone, Debug, Deserialize)]
pub struct Standing {
    /// A letter: `L` local, `F` free, `D` demo, `T` trial, `P` paid, `S` subscription.
    #[serde(rename = "STATUS", default)]
    pub status: String,
    /// Whether the installation came to its end; a portal that does not say means yes.
    #[serde(
        rename = "INSTALLED",
        default = "yes",
        deserialize_with = "values::flag"
    )]
    pub installed: bool,
    #[serde(rename = "PAYMENT_EXPIRED", default, deserialize_with = "values::flag")]
    pub payment_expired: bool,
    /// Days until the paid or trial time ends, below zero afterwards; none where it has no end.
    #[serde(rename = "DAYS", default, deserialize_with = "days")]
    pub days: Option<i64>,
}

/// A number, or one in a text; anything else is none.
fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

fn yes() -> bool {
    true
}

/// Why nobody is served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoCaller {
    #[error("the user's token is no longer accepted")]
    SessionEnded,
    #[error("the token is another application's, or its user is not active")]
    NotOurs,
    #[error("the portal gives the application nothing until it is paid for")]
    PlanExpired,
    #[error("only an administrator of the portal may do this")]
    NotAdministrator,
    #[error("the portal did not answer")]
    Unreachable(#[source] anyhow::Error),
}

/// The commands that say who calls, in a batch of the caller's.
#[derive(Clone, Debug)]
pub struct CallerBatch {
    profile: Step,
    application: Step,
    scope: Step,
}

impl CallerBatch {
    /// Adds the commands.
    ///
    /// # Errors
    /// When the batch is full.
    pub fn add(batch: &mut Batch) -> Result<Self, BatchError> {
        let mut read = |name: &'static str, method| batch.add(name, Call::new(method).harmless());
        Ok(Self {
            profile: read("profile", "profile")?,
            application: read("application", "app.info")?,
            scope: read("scope", "scope")?,
        })
    }

    /// Who it is, from the batch's outcome.
    ///
    /// # Errors
    /// [`NoCaller`].
    pub fn take(&self, outcome: &Outcome, portal: &Portal) -> Result<Caller, NoCaller> {
        let profile: Profile = outcome.take(&self.profile)?;
        // An inactive user's profile is an empty object.
        let user_id = profile.id.ok_or(NoCaller::NotOurs)?;
        let application: ApplicationInfo = outcome.take(&self.application)?;
        if portal
            .application_id
            .is_some_and(|ours| application.id != Some(ours))
        {
            return Err(NoCaller::NotOurs);
        }
        Ok(Caller {
            user_id,
            administrator: profile.administrator,
            standing: outcome.take(&self.application)?,
            scope: outcome.take(&self.scope)?,
        })
    }
}

/// Proof that a token is an administrator's: the portal itself has said so just now.
#[derive(Debug)]
pub struct Administrator {
    user_id: u64,
    client: bitrix24::Client,
}

impl Administrator {
    /// Asks the portal, at its stored address, whose token this is.
    ///
    /// # Errors
    /// [`NoCaller`].
    pub async fn prove(
        calls: &Calls,
        portal: &Portal,
        token: &AccessToken,
    ) -> Result<Self, NoCaller> {
        let client = calls.as_user(&portal.client_endpoint, token);
        let mut batch = Batch::new();
        let caller = CallerBatch::add(&mut batch)?;
        let caller = caller.take(&client.run(&batch).await?, portal)?;
        if !caller.administrator {
            return Err(NoCaller::NotAdministrator);
        }
        Ok(Self {
            user_id: caller.user_id,
            client,
        })
    }

    /// His number in the portal.
    #[must_use]
    pub fn user_id(&self) -> u64 {
        self.user_id
    }

    /// Calls with his own token.
    #[must_use]
    pub fn client(&self) -> &bitrix24::Client {
        &self.client
    }
}

/// `ACCESS_DENIED` to a whole request is the plan's, which has no REST (`error-codes.md`).
impl From<CallError> for NoCaller {
    fn from(error: CallError) -> Self {
        if error.is_authorization_lost() {
            return Self::SessionEnded;
        }
        match error.refusal().map(|refusal| &refusal.code) {
            Some(ErrorCode::PaymentRequired | ErrorCode::AccessDenied) => Self::PlanExpired,
            Some(_) => Self::NotOurs,
            None => Self::Unreachable(error.into()),
        }
    }
}

impl From<CommandError> for NoCaller {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) if refusal.is_authorization_lost() => Self::SessionEnded,
            CommandError::Refused(refusal) if refusal.code == ErrorCode::PaymentRequired => {
                Self::PlanExpired
            }
            CommandError::Refused(_) => Self::NotOurs,
            other => Self::Unreachable(other.into()),
        }
    }
}

impl From<BatchError> for NoCaller {
    fn from(error: BatchError) -> Self {
        Self::Unreachable(error.into())
    }
}
