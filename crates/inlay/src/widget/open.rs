//! A card is opened: the page's head leaves at once, then what the portal allows and the
//! accounting system knows, each block as it is ready.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures::future::join_all;
use futures::stream::{FuturesUnordered, Stream, poll_fn};
use futures::{FutureExt, StreamExt, join};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::card::{Card, CardError, Entity};
use super::view::{Drawn, Instead, View, freshness};
use super::{buttons, page};
use crate::cache::Flight;
use crate::config::widget::{Place, Widget};
use crate::matching::Client;
use crate::session::{LIFETIME, Session};
use crate::verify::KnownFrame;
use crate::web::App;
use crate::words::Language;

/// How long a page stays open for figures that are being renewed; the script asks for later ones.
const PATIENCE: Duration = Duration::from_secs(4);

/// The widget's page, piece by piece; pieces that are ready together leave together. The work is
/// done as the reader takes it: one who goes away stops it.
pub fn page(
    app: App,
    widget: usize,
    place: Place,
    known: KnownFrame,
    language: Language,
) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let (pieces, mut arriving) = mpsc::channel::<String>(16);
    let page = Page {
        app,
        widget,
        place,
        known,
        language,
        pieces,
    };
    let mut writing = Some(Box::pin(page.write()));
    poll_fn(move |context| {
        let ended = match &mut writing {
            Some(page) => page.poll_unpin(context).is_ready(),
            None => true,
        };
        if ended {
            writing = None;
        }
        let mut ready = String::new();
        while let Ok(piece) = arriving.try_recv() {
            ready.push_str(&piece);
        }
        match (ready.is_empty(), ended) {
            (false, _) => Poll::Ready(Some(Ok(Bytes::from(ready)))),
            (true, true) => Poll::Ready(None),
            // Whatever the page waits for wakes it.
            (true, false) => Poll::Pending,
        }
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
            has_buttons: self.has_buttons(widget),
            frame_script: &self.app.config.bitrix24.frame_script,
        }))
        .await?;
        match self.body(widget).await {
            Ok(()) => {}
            Err(Stop::Instead(Instead::State(state))) => {
                self.send(page::state(self.language, &state)).await?;
            }
            Err(Stop::Instead(Instead::Choice(candidates))) => {
                let columns = &self.app.config.matching.candidates;
                let choice = page::choice(self.language, &candidates, columns);
                self.send(choice).await?;
            }
            Err(Stop::Gone) => return Err(Gone),
        }
        self.send(page::tail()).await
    }

    async fn body(&self, widget: &Widget) -> Result<(), Stop> {
        let portal = self.known.portal();
        let frame = self.known.frame();
        // A card that is not saved yet has no id, and nobody to show.
        let id = frame
            .entity_id()
            .ok_or(Instead::State(page::State::NoClient))?;
        let entity = Entity {
            place: self.place,
            id,
        };
        let card = self.card(entity).await?;
        if !card.user.may_see_any(widget) {
            return Err(Instead::State(page::State::NoAccess).into());
        }
        let session = Session {
            member_id: portal.member_id.clone(),
            widget: widget.id.clone(),
            entity,
            token: frame.access_token.clone(),
        };
        let session = session.seal(self.app.store.keys(), self.app.clock.now());
        self.send(page::session(&session, LIFETIME)).await?;
        if card.payment_expired {
            self.send(page::payment_due(self.language)).await?;
        }

        let view = View {
            app: &self.app,
            number: self.widget,
            widget,
            portal,
            card: &card,
            language: self.language,
            freshness: freshness(widget),
        };
        let client = self.client(&view).await?;
        self.send(view.header(&client)).await?;
        let (shown, buttons) = join!(self.blocks(&view, &client), self.buttons(&view));
        buttons?;
        self.renew(&view, client, shown?).await
    }

    async fn blocks(&self, view: &View<'_>, client: &Client) -> Result<Vec<(usize, Drawn)>, Gone> {
        let mut blocks: FuturesUnordered<_> = view
            .visible()
            .map(|number| view.block(number, client).map(move |drawn| (number, drawn)))
            .collect();
        let mut shown = Vec::new();
        while let Some((number, drawn)) = blocks.next().await {
            self.send(page::block(number, &drawn.html)).await?;
            shown.push((number, drawn));
        }
        Ok(shown)
    }

    fn has_buttons(&self, widget: &Widget) -> bool {
        let rules = &self.app.config.rules;
        buttons::of(rules, widget, self.place).next().is_some()
    }

    async fn buttons(&self, view: &View<'_>) -> Result<(), Gone> {
        let View {
            app,
            widget,
            portal,
            card,
            ..
        } = view;
        let row = buttons::row(app, widget, portal, card, view.freshness, view.language);
        match row.await {
            Some(row) => self.send(row).await,
            None => Ok(()),
        }
    }

    async fn client(&self, view: &View<'_>) -> Result<Box<Client>, Stop> {
        let found = view.client().await;
        if found.is_err() {
            // Whatever its reader now fills in or chooses counts at once, not in a minute.
            let (proofs, token) = (&self.app.proofs, &self.known.frame().access_token);
            proofs.forget(view.portal, token, view.card.entity).await;
        }
        Ok(found?)
    }

    /// What was shown of old copies, shown anew when the source has answered or has not.
    async fn renew(
        &self,
        view: &View<'_>,
        mut client: Box<Client>,
        shown: Vec<(usize, Drawn)>,
    ) -> Result<(), Stop> {
        let deadline = Instant::now() + PATIENCE;
        let all = !client.answer.renewals().is_empty();
        if all {
            if landed(client.answer.renewals(), deadline).await.is_err() {
                return Ok(());
            }
            // Every block speaks of the client.
            let before = view.header(&client);
            client = self.client(view).await?;
            let header = view.header(&client);
            if header != before {
                self.send(header).await?;
            }
        }
        let client = &client;
        let mut blocks: FuturesUnordered<_> = shown
            .into_iter()
            .filter(|(_, old)| all || !old.renewals.is_empty())
            .map(|(number, old)| async move {
                landed(&old.renewals, deadline).await.ok()?;
                let new = view.block(number, client).await;
                (new.html != old.html).then_some((number, new))
            })
            .collect();
        while let Some(renewed) = blocks.next().await {
            if let Some((number, new)) = renewed {
                self.send(page::block(number, &new.html)).await?;
            }
        }
        Ok(())
    }

    async fn card(&self, entity: Entity) -> Result<Arc<Card>, Instead> {
        let app = &self.app;
        let token = &self.known.frame().access_token;
        let portal = self.known.portal();
        let read = app
            .proofs
            .card(
                &app.calls,
                portal,
                token,
                entity,
                &app.config,
                app.clock.now(),
            )
            .await;
        read.map_err(|error| {
            Instead::State(match &*error {
                CardError::SessionEnded => page::State::SessionEnded,
                CardError::NoAccess => page::State::NoAccess,
                CardError::NotFinished => page::State::NotFinished,
                CardError::PlanExpired => page::State::PlanExpired,
                CardError::Portal(_) | CardError::TooSlow | CardError::Nonsense(_) => {
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
    Instead(Instead),
    Gone,
}

impl From<Instead> for Stop {
    fn from(instead: Instead) -> Self {
        Self::Instead(instead)
    }
}

impl From<Gone> for Stop {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

/// Waits for readings to end, well or not.
async fn landed(flights: &[Flight], deadline: Instant) -> Result<(), tokio::time::error::Elapsed> {
    let all = join_all(flights.iter().cloned().map(Flight::landed));
    timeout_at(deadline, all).await.map(drop)
}
