//! What is done with a job, by its kind.

use futures::FutureExt;
use futures::future::BoxFuture;

use crate::effects;
use crate::installation;
use crate::jobs::{Duty, Ended, Job, Kind};
use crate::rules::{self, Trouble, woken};
use crate::store::{Digest, Heard, Portal, Received};
use crate::sweep;
use crate::web::App;
use crate::widget::warm;

/// The server's duty: whoever does a kind of job is called from here.
#[derive(Clone, Debug)]
pub struct Work {
    app: App,
}

impl Work {
    /// The duty of a server with these parts.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app }
    }

    async fn event(&self, portal: &Portal, job: &Job) -> Ended {
        let heard = match Heard::of_job(&job.body) {
            Some(heard) => heard,
            None => match self.received(portal, job).await {
                Ok(received) => match received.event() {
                    Some(event) => {
                        return installation::heard(&self.app, portal, event, job.attempt).await;
                    }
                    None => received.heard(),
                },
                Err(ended) => return ended,
            },
        };
        match woken::of(&self.app, portal, &heard).await {
            Ok(mut jobs) => {
                jobs.extend(warm::changed(&self.app, portal, &heard).await);
                Ended::Done(jobs)
            }
            Err(trouble) => trouble.into(),
        }
    }

    /// As the user who installed us.
    async fn effect(&self, portal: &Portal, job: &Job) -> Ended {
        let tokens = match self.app.store.scope(portal).tokens().await {
            Ok(tokens) => tokens,
            Err(error) => return Trouble::from(error).into(),
        };
        let class = effects::duty::class(job);
        let client = match self.app.authorizations.client(portal, class) {
            Ok(client) => client,
            Err(error) => return Trouble::from(error).into(),
        };
        let doer = effects::Doer {
            client: &client,
            // Without tokens there is no call either.
            user_id: tokens.map_or(0, |tokens| tokens.user_id),
        };
        effects::duty::run(doer, job, self.app.clock.now()).await
    }

    /// What the job of kind [`Kind::Event`] or [`Kind::Robot`] came of.
    async fn received(&self, portal: &Portal, job: &Job) -> Result<Received, Ended> {
        let never = |reason: &str| Ended::Never {
            reason: reason.to_owned(),
        };
        let Some(digest) = Digest::of_job(&job.body) else {
            return Err(never("it names no event"));
        };
        match self.app.store.scope(portal).delivered(&digest).await {
            Ok(Some(received)) => Ok(received),
            Ok(None) => Err(never("its event is not kept any more")),
            Err(error) if error.is_temporary() => Err(Ended::Again {
                reason: error.to_string(),
                after: None,
            }),
            Err(error) => Err(never(&error.to_string())),
        }
    }
}

impl Duty for Work {
    fn run(&self, portal: Portal, job: Job) -> BoxFuture<'_, Ended> {
        async move {
            match job.kind {
                Kind::Event => self.event(&portal, &job).await,
                Kind::Rule => rules::run::run(&self.app, &portal, &job).await,
                Kind::Sync => rules::sync::run(&self.app, &portal, &job).await,
                Kind::Reconcile => installation::reconciled(&self.app, &portal).await,
                Kind::Renew => installation::renewed(&self.app, &portal).await,
                Kind::Effect => self.effect(&portal, &job).await,
                Kind::Sweep => sweep::swept(&self.app, &portal, &job.body).await,
                Kind::Robot => match self.received(&portal, &job).await {
                    Ok(received) => rules::robot::run(&self.app, &portal, &job, &received).await,
                    Err(ended) => ended,
                },
                Kind::Warm => warm::run(&self.app, &portal, &job).await,
            }
        }
        .boxed()
    }
}
