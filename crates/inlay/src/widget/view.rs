//! What one reader sees of a card: its client, and the widget's blocks.

use std::sync::Arc;

use super::card::Card;
use super::drawings::Drawing;
use super::{block, page};
use crate::cache::{Answer, Flight, Freshness, Renewal};
use crate::config::widget::Widget;
use crate::feeding::Reader;
use crate::matching::{Candidate, Client, Matched, Search, StepReport};
use crate::store::Portal;
use crate::web::App;
use crate::words::Language;

/// A block as it was sent, and the readings that will bring a better one.
pub(super) struct Drawn {
    pub(super) html: Arc<str>,
    pub(super) renewals: Vec<Flight>,
}

/// What a reader sees instead of a client.
pub(super) enum Instead {
    State(page::State),
    /// He has to say which of these it is.
    Choice(Vec<Candidate>),
}

/// A card its reader may see, and how fresh he wants it.
pub(super) struct View<'a> {
    pub(super) app: &'a App,
    /// The widget's place in the configuration.
    pub(super) number: usize,
    pub(super) widget: &'a Widget,
    pub(super) portal: &'a Portal,
    pub(super) card: &'a Card,
    pub(super) language: Language,
    pub(super) freshness: Freshness,
}

impl View<'_> {
    /// Whose card it is, in the books.
    pub(super) async fn client(&self) -> Result<Box<Client>, Instead> {
        let Self {
            app, portal, card, ..
        } = self;
        let search = Search {
            config: &app.config,
            cache: &app.cache,
            portal: portal.id,
            freshness: self.freshness.of_a_search(),
        };
        let found = search.find(&card.subject, app.store.scope(portal)).await;
        let whom = |steps: &[StepReport]| {
            let matching = &app.config.matching;
            page::Whom::of(steps, &card.subject, matching, &portal.address)
        };
        Err(Instead::State(match found.outcome {
            Ok(Matched::Client(client)) => return Ok(client),
            Ok(Matched::NoClient) => page::State::NoClient,
            Ok(Matched::NoKey) => page::State::NoKey(whom(&found.steps)),
            Ok(Matched::NotFound) => page::State::NotFound(whom(&found.steps)),
            Ok(Matched::Several(candidates)) => return Err(Instead::Choice(candidates)),
            Ok(Matched::Unconfirmed(one)) => return Err(Instead::Choice(vec![*one])),
            Err(error) => {
                tracing::warn!(
                    portal.member_id = %portal.member_id,
                    error = &error as &dyn std::error::Error,
                    "the client could not be looked up"
                );
                page::State::Down
            }
        }))
    }

    /// The blocks that are for this reader, by their places.
    pub(super) fn visible(&self) -> impl Iterator<Item = usize> {
        let blocks = self.widget.blocks.iter().enumerate();
        let user = &self.card.user;
        blocks
            .filter(|(_, block)| user.may_see(block.visible_to.as_ref()))
            .map(|(number, _)| number)
    }

    /// The line that says whose figures these are.
    pub(super) fn header(&self, client: &Client) -> String {
        let may_undo = client.chosen.is_some() && self.card.user.administrator;
        page::client(self.language, client, may_undo)
    }

    /// One block as it is now, from what the copies or the books say.
    pub(super) async fn block(&self, number: usize, client: &Client) -> Drawn {
        let Self {
            app,
            portal,
            card,
            language,
            freshness,
            ..
        } = *self;
        let wanted = &self.widget.blocks[number];
        let now = app.clock.now();
        let reader = Reader {
            config: &app.config,
            cache: &app.cache,
            portal: portal.id,
            window: self.widget.window,
            freshness,
            fill: &|parameter| client.get(parameter).cloned(),
        };
        let answers = reader.all(wanted.queries().collect()).await;
        let renewals = answers.values().flatten().flat_map(Answer::renewals);
        let renewals = renewals.cloned().collect();
        let drawing = block::Drawing {
            config: &app.config,
            card,
            client,
            answers,
            now,
            language,
        };
        let draw = || block::draw(&drawing, wanted);
        let only = wanted
            .rows_alone()
            .and_then(|query| drawing.answers.get(query));
        let html = match only {
            Some(Ok(answer)) => {
                let reader = (language, card.user.administrator);
                let drawing = Drawing::of((self.number, number), answer, reader, now);
                app.drawings.html(drawing, answer.rows(), draw).await
            }
            _ => draw().into(),
        };
        Drawn { html, renewals }
    }
}

/// How fresh a widget's figures are when its card is opened.
pub(super) fn freshness(widget: &Widget) -> Freshness {
    Freshness {
        fresh_for: widget.fresh_for,
        stale_for: widget.stale_for,
        renewal: Renewal::Behind,
    }
}
