//! A rule is run because somebody pressed its button.

use std::time::Duration;

use bitrix24::{Client, Patience};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep, timeout};

use super::ready;
use crate::config::rule::{EntityKind, Rule};
use crate::effects::{self, Doer, Effect, Failure, Marker, Performed, PressError, SETTLED, Target};
use crate::rules::{Case, NOW, Trouble, occurrence_marker};
use crate::session::Session;
use crate::store::{Claim, DeedKey, Portal, Scope, StoreError, Turn};
use crate::web::App;
use crate::widget::card::{Card, CardError};
use crate::words::Language;

/// How long a page waits for what comes of it; the work then goes on without it.
const PATIENCE: Duration = Duration::from_secs(45);

/// How long one effect is tried: what was not executed is sent again, what may have been executed
/// is looked for.
const TRIED: Duration = Duration::from_secs(10);

/// Between two looks at what somebody else is at, or at what may have been executed.
const PAUSE: Duration = Duration::from_millis(500);

/// How long somebody who presses again waits for the one who is at it.
const TURN: Duration = Duration::from_secs(20);

/// One press of a button.
#[derive(Debug)]
pub struct Click {
    /// The rule's id.
    pub rule: String,
    /// Made up by the page, new for each intention; the same again asks what came of it.
    pub key: String,
    pub language: Language,
}

/// One effect that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Its name in the configuration.
    pub effect: String,
    pub performed: Performed,
}

/// Why a rule was not run, or not to its end.
#[derive(Debug)]
pub enum Stop {
    /// The user's token is no longer accepted; his frame has a fresh one.
    SessionEnded,
    /// The portal does not let this user read the card, or there is none.
    NoAccess,
    PortalDown,
    /// The installation has not come to its end.
    NotFinished,
    /// The portal gives the application nothing until it is paid for.
    PlanExpired,
    /// The rule speaks of a client, and the books know none by this card, or several.
    NoClient,
    /// Its condition does not hold.
    NotNow,
    /// The books do not answer.
    BooksDown,
    /// The configuration has to be changed; the reason holds nothing of a client.
    Wrong(String),
    /// There is nothing any of its effects could go to.
    Nothing,
    /// An earlier press is still being worked on.
    Busy,
    /// Our own store does not answer.
    Unavailable,
    /// An effect could not be done; those before it are, those after it were not begun.
    Failed {
        done: Vec<Deed>,
        effect: &'static str,
        failure: Failure,
        left: Vec<&'static str>,
    },
}

/// Runs the rule for whom the session belongs to, once for a click, and tells what was done.
///
/// The card is read anew with the user's own token: nothing is done, and nothing told of an earlier
/// press, before the portal has let him read it.
///
/// # Errors
/// [`Stop`]. The same click may be sent again after each: what was done is not done twice.
pub async fn press(
    app: App,
    portal: Portal,
    session: Session,
    click: Click,
) -> Result<Vec<Deed>, Stop> {
    // A task of its own: one who goes away in the midst of it leaves nothing half done.
    let pressing = tokio::spawn(async move {
        let press = Press {
            app: &app,
            portal: &portal,
            session: &session,
            click: &click,
        };
        press.run().await
    });
    match timeout(PATIENCE, pressing).await {
        Ok(Ok(done)) => done,
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a pressed rule broke off"
            );
            Err(Stop::Unavailable)
        }
        Err(_) => Err(Stop::Busy),
    }
}

struct Press<'a> {
    app: &'a App,
    portal: &'a Portal,
    session: &'a Session,
    click: &'a Click,
}

impl Press<'_> {
    async fn run(&self) -> Result<Vec<Deed>, Stop> {
        let app = self.app;
        let rule = app.config.rule(&self.click.rule).ok_or(Stop::NoAccess)?;
        let client = app
            .calls
            .as_user(&self.portal.client_endpoint, &self.session.token)
            .with_patience(Patience::new(4, TRIED));
        let entity = self.session.entity;
        let card = Card::read(&client, self.portal, entity, &app.config, app.clock.now()).await?;
        let user_id = card.user.id;
        let mut widgets = app.config.widgets.iter();
        let widget = widgets.find(|widget| widget.id == self.session.widget);
        if widget.is_some_and(|widget| !card.user.may_see_any(widget)) {
            return Err(Stop::NoAccess);
        }

        let scope = app.store.scope(self.portal);
        let turn = match self.turn(scope, user_id).await? {
            Ok(turn) => turn,
            Err(done) => return Ok(done),
        };
        let done = self.act(rule, &client, card).await;
        let kept = match &done {
            Ok(deeds) => {
                let outcome = serde_json::to_string(deeds).unwrap_or_default();
                scope.end_deed(&turn, &outcome).await.map(drop)
            }
            Err(_) => scope.undo_deed(&turn).await,
        };
        if let Err(error) = kept {
            // Every effect has a deed of its own: nothing is done twice for want of this one.
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "what came of a click was not kept"
            );
        }
        self.note(rule, user_id, &done);
        done
    }

    /// The right to run the rule for this click, or what came of it.
    async fn turn(&self, scope: Scope<'_>, user_id: u64) -> Result<Result<Turn, Vec<Deed>>, Stop> {
        let key = self.key(user_id, &["click"]);
        let patience = Instant::now() + TURN;
        loop {
            match scope.claim_deed(key, SETTLED).await? {
                Claim::Ours(turn) => return Ok(Ok(turn)),
                Claim::Done(outcome) => {
                    return Ok(Err(serde_json::from_str(&outcome).unwrap_or_default()));
                }
                Claim::Busy if Instant::now() < patience => sleep(PAUSE).await,
                Claim::Busy => return Err(Stop::Busy),
            }
        }
    }

    async fn act(&self, rule: &Rule, client: &Client, card: Card) -> Result<Vec<Deed>, Stop> {
        let app = self.app;
        let target = Target {
            entity_type: EntityKind::from(card.entity.place).entity_type(),
            id: card.entity.id,
        };
        let (user_id, subject) = (card.user.id, card.subject);
        let case = Case::of(app, self.portal, rule, Some(target), subject, NOW).await?;
        ready(&app.config, rule, &case)?;
        let language = rule.language.unwrap_or(self.click.language);
        let effects = case.fill(rule, language, app.clock.now())?;
        if effects.is_empty() {
            return Err(Stop::Nothing);
        }
        let doer = Doer { client, user_id };
        let run = format!("{user_id}:{}", self.click.key);
        let mut done = Vec::with_capacity(effects.len());
        for (index, effect) in effects.iter().enumerate() {
            let marker = occurrence_marker(self.portal, rule, Some(target), &run, index);
            let place = index.to_string();
            let key = self.key(user_id, &["effect", &place, effect.name()]);
            match self.perform(doer, effect, &marker, key).await {
                Ok(performed) => done.push(Deed {
                    effect: effect.name().to_owned(),
                    performed,
                }),
                Err(Failure::Unauthorized { .. }) => return Err(Stop::SessionEnded),
                Err(failure) => {
                    return Err(Stop::Failed {
                        done,
                        effect: effect.name(),
                        failure,
                        left: effects[index + 1..].iter().map(Effect::name).collect(),
                    });
                }
            }
        }
        Ok(done)
    }

    /// One effect, once for the click. Where its answer was lost it is looked for at once: most are
    /// found, and only what is not leaves the user in doubt.
    async fn perform(
        &self,
        doer: Doer<'_>,
        effect: &Effect,
        marker: &Marker,
        key: DeedKey,
    ) -> Result<Performed, Failure> {
        let until = Instant::now() + TRIED;
        loop {
            let scope = self.app.store.scope(self.portal);
            let now = || self.app.clock.now();
            let act = |attempt| effects::perform(doer, effect, marker, attempt);
            match effects::press(scope, key, now, act).await {
                Ok(performed) => return Ok(performed),
                Err(PressError::Failed(Failure::Unknown { .. })) if Instant::now() < until => {
                    sleep(PAUSE).await;
                }
                Err(PressError::Failed(failure)) => return Err(failure),
                Err(error @ (PressError::Busy | PressError::Store(_))) => {
                    return Err(Failure::Unknown {
                        reason: error.to_string(),
                    });
                }
            }
        }
    }

    /// A deed's key belongs to a user, a rule and a card: a click that was heard by somebody else
    /// tells him nothing.
    fn key(&self, user_id: u64, parts: &[&str]) -> DeedKey {
        let entity = self.session.entity;
        let (user, id) = (user_id.to_string(), entity.id.to_string());
        let rule = &self.click.rule;
        let mut all = vec![rule, entity.place.code(), &id, &user, &self.click.key];
        all.extend(parts);
        DeedKey::new(&all)
    }

    fn note(&self, rule: &Rule, user_id: u64, done: &Result<Vec<Deed>, Stop>) {
        let (member_id, rule) = (&self.portal.member_id, &rule.id);
        match done {
            Ok(deeds) => tracing::info!(
                portal.member_id = %member_id,
                rule.id = rule,
                user.id = user_id,
                effects = deeds.len(),
                "a rule was run by its button"
            ),
            Err(Stop::Failed {
                effect, failure, ..
            }) => tracing::warn!(
                portal.member_id = %member_id,
                rule.id = rule,
                user.id = user_id,
                effect.name = effect,
                error = failure as &dyn std::error::Error,
                "a rule was not run to its end by its button"
            ),
            Err(Stop::Wrong(reason)) => tracing::warn!(
                portal.member_id = %member_id,
                rule.id = rule,
                reason,
                "a rule cannot be run by its button"
            ),
            Err(_) => {}
        }
    }
}

impl From<CardError> for Stop {
    fn from(error: CardError) -> Self {
        match error {
            CardError::SessionEnded => Self::SessionEnded,
            CardError::NoAccess => Self::NoAccess,
            CardError::NotFinished => Self::NotFinished,
            CardError::PlanExpired => Self::PlanExpired,
            other => {
                tracing::warn!(
                    error = &other as &dyn std::error::Error,
                    "the card of a pressed button could not be read"
                );
                Self::PortalDown
            }
        }
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Later { reason, .. } => {
                tracing::warn!(reason, "a pressed rule cannot be run just now");
                Self::BooksDown
            }
            Trouble::Never { reason } => Self::Wrong(reason),
        }
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a click could not be kept"
        );
        Self::Unavailable
    }
}
