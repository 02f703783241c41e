//! A manager says which client the card is about; an administrator takes it back.

use std::fmt;

use super::card::{Card, CardError};
use crate::cache::{Freshness, Renewal};
use crate::config::widget::Widget;
use crate::matching::{Candidate, ChoiceError, Chooser, Mark, Matched, Search};
use crate::session::Session;
use crate::store::Portal;
use crate::web::App;

/// Why nothing was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    SessionEnded,
    /// The portal does not let the user see the card, or change whom it is about.
    NoAccess,
    /// The card is not in the state the choice was made in: opened anew, it says what is so.
    Late,
    Unavailable,
}

/// The card of a session, read anew: a choice is not made on what was so a minute ago.
pub struct Choosing<'a> {
    app: &'a App,
    portal: &'a Portal,
    session: &'a Session,
    client: bitrix24::Client,
    card: Card,
}

impl<'a> Choosing<'a> {
    /// Reads the card with the session's token.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn begin(
        app: &'a App,
        portal: &'a Portal,
        session: &'a Session,
    ) -> Result<Self, Refusal> {
        let client = app.calls.as_user(&portal.client_endpoint, &session.token);
        let (config, now) = (&app.config, app.clock.now());
        let card = Card::read(&client, portal, session.entity, config, now)
            .await
            .map_err(|error| match error {
                CardError::SessionEnded => Refusal::SessionEnded,
                CardError::NoAccess => Refusal::NoAccess,
                error => {
                    unavailable(portal, &error);
                    Refusal::Unavailable
                }
            })?;
        let mut widgets = config.widgets.iter();
        let widget = widgets.find(|widget| widget.id == session.widget);
        if !widget.is_some_and(|widget| card.user.may_see_any(widget)) {
            return Err(Refusal::NoAccess);
        }
        Ok(Self {
            app,
            portal,
            session,
            client,
            card,
        })
    }

    /// Makes this candidate the card's client, if the books still name it among others.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn choose(&self, widget: &Widget, mark: &Mark) -> Result<(), Refusal> {
        let candidate = self.candidate(widget, mark).await?;
        let done = self.chooser().choose(&self.card.subject, &candidate).await;
        self.finish(done).await
    }

    /// Takes the choice back, for an administrator.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn undo(&self) -> Result<(), Refusal> {
        if !self.card.user.administrator {
            return Err(Refusal::NoAccess);
        }
        let done = self.chooser().undo(&self.card.subject).await;
        self.finish(done).await
    }

    async fn candidate(&self, widget: &Widget, mark: &Mark) -> Result<Candidate, Refusal> {
        let search = Search {
            config: &self.app.config,
            cache: &self.app.cache,
            portal: self.portal.id,
            freshness: Freshness {
                fresh_for: widget.fresh_for,
                stale_for: widget.stale_for,
                renewal: Renewal::Behind,
            },
        };
        let scope = self.app.store.scope(self.portal);
        let candidates = match search.find(&self.card.subject, scope).await.outcome {
            Ok(Matched::Several(several)) => several,
            Ok(Matched::Unconfirmed(one)) => vec![*one],
            Ok(_) => return Err(Refusal::Late),
            Err(error) => {
                unavailable(self.portal, &error);
                return Err(Refusal::Unavailable);
            }
        };
        candidates
            .into_iter()
            .find(|candidate| candidate.mark.as_ref() == Some(mark))
            .ok_or(Refusal::Late)
    }

    fn chooser(&self) -> Chooser<'_> {
        Chooser {
            client: &self.client,
            scope: self.app.store.scope(self.portal),
            matching: &self.app.config.matching,
            user_id: self.card.user.id,
        }
    }

    async fn finish(&self, done: Result<(), ChoiceError>) -> Result<(), Refusal> {
        let (portal, session) = (self.portal, self.session);
        match done {
            Ok(()) => {
                let proofs = &self.app.proofs;
                proofs.forget(portal, &session.token, session.entity).await;
                tracing::info!(
                    portal.member_id = %portal.member_id,
                    user.id = self.card.user.id,
                    "a client was chosen, or a choice taken back"
                );
                Ok(())
            }
            Err(ChoiceError::SessionEnded) => Err(Refusal::SessionEnded),
            Err(ChoiceError::NotAllowed) => Err(Refusal::NoAccess),
            Err(ChoiceError::Nothing) => Err(Refusal::Late),
            Err(error @ (ChoiceError::Portal(_) | ChoiceError::Store(_))) => {
                unavailable(portal, &error);
                Err(Refusal::Unavailable)
            }
        }
    }
}

fn unavailable(portal: &Portal, error: &(dyn std::error::Error + 'static)) {
    tracing::warn!(
        portal.member_id = %portal.member_id,
        error,
        "a choice could not be made"
    );
}

impl fmt::Debug for Choosing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Choosing")
            .field("entity", &self.session.entity)
            .finish_non_exhaustive()
    }
}
