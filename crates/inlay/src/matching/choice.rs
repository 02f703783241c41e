//! A manager's choice, written down where it will be found again.

use bitrix24::{Call, CallError, Client, ErrorCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::candidate::Candidate;
use super::subject::{COMPANY, Subject};
use crate::config::matching::{CrmField, Matching};
use crate::store::{Holder, Scope, StoreError};

/// Why a choice was not written down.
#[derive(Debug, thiserror::Error)]
pub enum ChoiceError {
    /// The portal does not let this user change the company, or the contact.
    #[error("the user may not change whom the choice is about")]
    NotAllowed,
    #[error("the user's token is no longer accepted")]
    SessionEnded,
    #[error("the portal did not answer")]
    Portal(#[source] CallError),
    #[error("the store did not answer")]
    Store(#[from] StoreError),
    /// Nothing tells this candidate from others, or the card is of nobody.
    #[error("there is nothing to write down")]
    Nothing,
}

/// Writes choices down, with the rights of the user who makes them.
#[derive(Debug)]
pub struct Chooser<'a> {
    /// Carries the user's own token.
    pub client: &'a Client,
    pub scope: Scope<'a>,
    pub matching: &'a Matching,
    /// The user, by his number in the portal.
    pub user_id: u64,
}

#[derive(Deserialize)]
struct Updated {
    item: Map<String, Value>,
}

impl Chooser<'_> {
    /// Writes the client into the remembered field of the company, else of the contact; into our
    /// store where there is no such field. The portal decides whether the user may.
    ///
    /// # Errors
    /// [`ChoiceError`]; then nothing has changed.
    pub async fn choose(
        &self,
        subject: &Subject,
        candidate: &Candidate,
    ) -> Result<(), ChoiceError> {
        let holder = subject.holder().ok_or(ChoiceError::Nothing)?;
        let mark = candidate.mark.as_ref().ok_or(ChoiceError::Nothing)?;
        if let Some(field) = self.field(holder)
            && let Some(identity) = candidate.remembered(self.matching)
            && self.write(holder, field, &identity).await?
        {
            // The field says it now; an older choice of ours must not contradict it.
            self.scope.forget_choice(holder).await?;
            return Ok(());
        }
        self.prove_right(holder).await?;
        let kept = self.scope.keep_choice(holder, mark.as_str(), self.user_id);
        Ok(kept.await?)
    }

    /// Takes a choice back, wherever it is.
    ///
    /// # Errors
    /// [`ChoiceError`].
    pub async fn undo(&self, subject: &Subject) -> Result<(), ChoiceError> {
        let holder = subject.holder().ok_or(ChoiceError::Nothing)?;
        match self.field(holder) {
            Some(field) if subject.holds(holder, field) => {
                self.update(holder, field, "").await?;
            }
            _ => self.prove_right(holder).await?,
        }
        Ok(self.scope.forget_choice(holder).await?)
    }

    /// The field to remember by, where a step reads it back.
    fn field(&self, holder: Holder) -> Option<&str> {
        let root = if holder.entity_type == COMPANY {
            CrmField::Company
        } else {
            CrmField::Contact
        };
        let field = self.matching.remember.as_deref()?;
        self.matching.reads_back(root).then_some(field)
    }

    /// Whether the field has taken the value: one the portal does not have is ignored without a
    /// word, and one of another type keeps what it can make of it
    /// (`api-reference/crm/universal/crm-item-update.md`).
    async fn write(
        &self,
        holder: Holder,
        field: &str,
        identity: &str,
    ) -> Result<bool, ChoiceError> {
        let item = match self.update(holder, field, identity).await {
            Ok(item) => item,
            // Not the right but the value was refused: there is another place to keep it.
            Err(ChoiceError::Portal(error)) if error.is_refused() && !is_passing(&error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    crm.field = field,
                    "the remembered field did not take the client; the store keeps it"
                );
                return Ok(false);
            }
            Err(error) => return Err(error),
        };
        let taken = match item.get(field) {
            Some(Value::String(text)) => text == identity,
            Some(Value::Number(number)) => number.to_string() == identity,
            _ => false,
        };
        if !taken {
            tracing::warn!(
                crm.field = field,
                "the portal has no such field for what was chosen; the store keeps it"
            );
        }
        Ok(taken)
    }

    /// Has the portal say whether the user may change the card, and changes nothing: rights are
    /// checked first, a field that does not exist is ignored, and what has not changed is not
    /// saved (`api-reference/crm/universal/crm-item-update.md`). No method only asks, and the documents do
    /// not say this of an unknown field alone: not tried against a live portal.
    async fn prove_right(&self, holder: Holder) -> Result<(), ChoiceError> {
        self.update(holder, "inlayMayChange", "Y").await.map(drop)
    }

    async fn update(
        &self,
        holder: Holder,
        field: &str,
        value: &str,
    ) -> Result<Map<String, Value>, ChoiceError> {
        // To set the same value twice does no harm.
        let call = Call::new("crm.item.update")
            .param("entityTypeId", holder.entity_type)
            .param("id", holder.id)
            .param("fields", json!({ field: value }))
            .param("useOriginalUfNames", "Y")
            .harmless();
        match self.client.send::<Updated>(&call).await {
            Ok(answer) => Ok(answer.result.item),
            Err(error) if error.is_authorization_lost() => Err(ChoiceError::SessionEnded),
            Err(error) if is_denied(&error) => Err(ChoiceError::NotAllowed),
            Err(error) => Err(ChoiceError::Portal(error)),
        }
    }
}

/// The portal has several words for it; what a user may not see it calls not found.
fn is_denied(error: &CallError) -> bool {
    error.refusal().is_some_and(|refusal| {
        let words = refusal.description.to_ascii_lowercase();
        match &refusal.code {
            ErrorCode::AccessDenied
            | ErrorCode::InvalidCredentials
            | ErrorCode::UserAccessError
            | ErrorCode::AllowedOnlyIntranetUser
            | ErrorCode::NotFound => true,
            ErrorCode::Other(code) => code.is_empty() && words.contains("access denied"),
            _ => false,
        }
    })
}

/// Refused for now, whoever asks and whatever for.
fn is_passing(error: &CallError) -> bool {
    error.refusal().is_some_and(|refusal| {
        matches!(
            refusal.code,
            ErrorCode::QueryLimitExceeded
                | ErrorCode::OperationTimeLimit
                | ErrorCode::OverloadLimit
                | ErrorCode::InternalServerError
                | ErrorCode::UnexpectedAnswer
        )
    })
}
