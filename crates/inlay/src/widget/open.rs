//! A card is opened: the page's head leaves at once, then what the portal allows and the
//! accounting system knows, each block as it is ready.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{FuturesUnordered, Stream, poll_fn};
use tokio::sync::mpsc;

use super::card::{Card, CardError, Entity};
use super::matching::{self, Client, Matched};
use super::{block, data, page};
use crate::cache::Freshness;
use crate::config::widget::{Place, Widget};
use crate::session::{LIFETIME, Session};
use crate::store::Portal;
use crate::verify::KnownFrame;
use crate::web::App;
use crate::words::Language;

/// The widget's page, piece by piece. A reader who goes away stops the work behind it.
pub fn page(
    app: App,
    widget: usize,
    place: Place,
    known: KnownFrame,
    language: Language,
) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let (pieces, mut arriving) = mpsc::channel::<String>(16);
    tokio::spawn(async move {
        let page = Page { app, widget, place, known, language, pieces };
        // The reader has gone away: nobody is waiting for the rest.
        let _ = page.write().await;
    });
    poll_fn(move |context| {
        arriving.poll_recv(context).map(|piece| piece.map(|piece| Ok(Bytes::from(piece))))
    })
}

/// Nobody reads the page any more.
struct Gone;

struct Page {
    app: App,
    widget: usize,
    place: Place,
    known: KnownFrame,
    language: Language,
    pieces: mpsc::Sender<String>,
}

impl Page {
    async fn write(self) -> Result<(), Gone> {
        let widget = &self.app.config.widgets[self.widget];
        let frame = self.known.frame();
        let portal = self.known.portal();
        self.send(page::head(&page::Head {
            language: self.language,
            widget,
            member_id: &portal.member_id,
            placement: self.place.code(),
            entity_id: frame.entity_id(),
            frame_script: &self.app.config.bitrix24.frame_script,
        }))
        .await?;
        match self.body(widget).await {
            Ok(()) => {}
            Err(Stop::State(state)) => self.send(page::state(self.language, &state)).await?,
            Err(Stop::Gone) => return Err(Gone),
        }
        self.send(page::tail()).await
    }

    async fn body(&self, widget: &Widget) -> Result<(), Stop> {
        let portal = self.known.portal();
        let frame = self.known.frame();
        // A card that is not saved yet has no id, and nobody to show.
        let id = frame.entity_id().ok_or(Stop::State(page::State::NoClient))?;
        let entity = Entity { place: self.place, id };
        let card = self.card(entity).await?;
        let session = Session {
            member_id: portal.member_id.clone(),
            widget: widget.id.clone(),
            entity,
            token: frame.access_token.clone(),
        };
        let session = session.seal(self.app.store.keys(), self.app.clock.now());
        self.send(page::session(&session, LIFETIME)).await?;

        let client = client(&self.app, widget, portal, &card).await?;
        self.send(page::client(self.language, &self.app.config, &client)).await?;
        let mut blocks: FuturesUnordered<_> = (0..widget.blocks.len())
            .map(|number| {
                let (card, client) = (&card, &client);
                async move {
                    let html =
                        drawn(&self.app, widget, number, portal, card, client, self.language).await;
                    (number, html)
                }
            })
            .collect();
        while let Some((number, html)) = blocks.next().await {
            self.send(page::block(number, &html)).await?;
        }
        Ok(())
    }

    async fn card(&self, entity: Entity) -> Result<Arc<Card>, Stop> {
        let app = &self.app;
        let token = &self.known.frame().access_token;
        let portal = self.known.portal();
        let read = app.proofs.card(&app.http, portal, token, entity, &app.config.matching).await;
        read.map_err(|error| {
            Stop::State(match &*error {
                CardError::SessionEnded => page::State::SessionEnded,
                CardError::NoAccess => page::State::NoAccess,
                CardError::Portal(_) | CardError::Nonsense(_) => {
                    tracing::warn!(
                        portal.member_id = %portal.member_id,
                        error = &*error as &dyn std::error::Error,
                        "the card could not be read"
                    );
                    page::State::PortalDown
                }
            })
        })
    }

    async fn send(&self, piece: String) -> Result<(), Gone> {
        self.pieces.send(piece).await.map_err(|_| Gone)
    }
}

/// Why the page ends early.
enum Stop {
    State(page::State),
    Gone,
}

impl From<Gone> for Stop {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

/// Why a block is not given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockRefusal {
    SessionEnded,
    NoAccess,
    Unavailable,
}

/// One block anew, for a session: the card is proved again unless it was within the last minute.
///
/// # Errors
/// [`BlockRefusal`].
pub async fn block(
    app: &App,
    widget: usize,
    number: usize,
    portal: &Portal,
    session: &Session,
    language: Language,
) -> Result<String, BlockRefusal> {
    let widget = &app.config.widgets[widget];
    let card = app
        .proofs
        .card(&app.http, portal, &session.token, session.entity, &app.config.matching)
        .await
        .map_err(|error| match &*error {
            CardError::SessionEnded => BlockRefusal::SessionEnded,
            CardError::NoAccess => BlockRefusal::NoAccess,
            CardError::Portal(_) | CardError::Nonsense(_) => BlockRefusal::Unavailable,
        })?;
    let client =
        client(app, widget, portal, &card).await.map_err(|_| BlockRefusal::Unavailable)?;
    Ok(drawn(app, widget, number, portal, &card, &client, language).await)
}

async fn client(
    app: &App,
    widget: &Widget,
    portal: &Portal,
    card: &Card,
) -> Result<Box<Client>, Stop> {
    let found = matching::find(&app.config, &app.cache, portal.id, card, freshness(widget)).await;
    Err(Stop::State(match found {
        Ok(Matched::Client(client)) => return Ok(client),
        Ok(Matched::NoClient) => page::State::NoClient,
        Ok(Matched::NoKey) => page::State::NoKey,
        Ok(Matched::NotFound) => page::State::NotFound,
        Ok(Matched::Several(count)) => page::State::Several(count),
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

async fn drawn(
    app: &App,
    widget: &Widget,
    number: usize,
    portal: &Portal,
    card: &Card,
    client: &Client,
    language: Language,
) -> String {
    let wanted = &widget.blocks[number];
    let now = app.clock.now();
    let answers = data::read(
        &app.config,
        &app.cache,
        portal.id,
        client,
        wanted,
        now.date_naive(),
        freshness(widget),
    )
    .await;
    block::draw(&block::Drawing { config: &app.config, card, client, answers, now, language }, wanted)
}

fn freshness(widget: &Widget) -> Freshness {
    Freshness { fresh_for: widget.fresh_for, stale_for: widget.stale_for }
}
