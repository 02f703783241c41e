//! Doing one effect.

use std::time::Duration;

use bitrix24::Client;

use super::activity::NewActivity;
use super::task::NewTask;
use super::{
    Attempt, Effect, Failure, Marker, Performed, activity, answer, comment, message, notify, set,
    task, workflow,
};

/// How long a portal may still be at work on a request whose answer was lost: an execution ends
/// after a minute (`limits.md`).
pub const SETTLED: Duration = Duration::from_secs(65);

/// On whose behalf effects are done.
#[derive(Clone, Copy, Debug)]
pub struct Doer<'a> {
    pub client: &'a Client,
    /// Whose token the client has, by his number in the portal.
    pub user_id: u64,
}

/// One effect on its way: by whom, by which marker it is found, which try it is.
#[derive(Clone, Copy)]
pub(super) struct Doing<'a> {
    pub(super) client: &'a Client,
    pub(super) user_id: u64,
    pub(super) marker: &'a Marker,
    pub(super) attempt: Attempt,
}

/// Does an effect, or finds that a try before this one has done it.
///
/// # Errors
/// [`Failure`] says whether it was executed.
pub async fn perform(
    doer: Doer<'_>,
    effect: &Effect,
    marker: &Marker,
    attempt: Attempt,
) -> Result<Performed, Failure> {
    let doing = Doing {
        client: doer.client,
        user_id: doer.user_id,
        marker,
        attempt,
    };
    match effect {
        Effect::Task {
            title,
            description,
            responsible,
            deadline,
            bound_to,
        } => {
            let task = NewTask {
                title,
                description: description.as_deref(),
                responsible: *responsible,
                deadline: *deadline,
                bound_to: *bound_to,
            };
            task::perform(doing, &task).await
        }
        Effect::Message { dialog, text } => message::perform(doing, dialog, text).await,
        Effect::Notify { to, text } => notify::perform(doing, to, text).await,
        Effect::Comment { to, text } => comment::perform(doing, *to, text).await,
        Effect::Workflow {
            template,
            document,
            parameters,
        } => workflow::perform(doing, *template, *document, parameters).await,
        Effect::Set { to, fields } => {
            let mut done = set::perform(doer.client, &[(*to, fields)]).await;
            done.pop()
                .unwrap_or_else(|| Err(Failure::refused("nothing was to be set")))
        }
        Effect::Activity {
            to,
            title,
            text,
            responsible,
            deadline,
        } => {
            let activity = NewActivity {
                to: *to,
                title,
                text: text.as_deref(),
                responsible: *responsible,
                deadline: *deadline,
            };
            activity::perform(doing, &activity).await
        }
        Effect::Answer {
            event_token,
            values,
            log,
        } => answer::perform(doing, event_token, values, log).await,
    }
}

impl Doing<'_> {
    /// Looks first where a try before may have done it, and does it if it is not there.
    pub(super) async fn once(
        &self,
        look: impl Future<Output = Result<Option<Performed>, Failure>>,
        act: impl Future<Output = Result<Performed, Failure>>,
    ) -> Result<Performed, Failure> {
        if self.attempt.may_have_run() {
            let found = look.await.map_err(|failure| match failure {
                Failure::Refused { reason, .. } => Failure::undecided(format!(
                    "whether an earlier try was executed is not known: {reason}"
                )),
                other => other,
            })?;
            if let Some(found) = found {
                tracing::info!(
                    marker = self.marker.as_str(),
                    "found what an earlier try has done"
                );
                return Ok(found);
            }
            if !self.attempt.is_settled {
                return Err(Failure::Unknown {
                    reason: "the portal may still be at work on it".to_owned(),
                });
            }
        }
        act.await
    }
}
