//! A part of an open page, anew: its script asks for it with a session.

use std::sync::Arc;
use std::time::Duration;

use super::card::{Card, CardError};
use super::page;
use super::view::{Instead, View, freshness};
use crate::cache::{Freshness, Renewal};
use crate::config::block::BlockKind;
use crate::session::Session;
use crate::store::Portal;
use crate::web::App;
use crate::words::Language;

/// A reader who asks for a block anew gets one that is at most this old.
const ANEW: Duration = Duration::from_secs(5);

/// Why a part of the page is not given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartRefusal {
    SessionEnded,
    NoAccess,
    /// There is no such client any more: opened anew, the card says what is so.
    Late,
    /// It is not for this reader: as if there were none.
    Hidden,
    Unavailable,
}

/// A part of the page its script asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The line that says whose figures these are.
    Client,
    Block(usize),
}

/// One part anew, for a session: the card is proved again unless it was within the last minute,
/// and the source is read again unless it was within the last seconds, however often the button is
/// pressed.
///
/// # Errors
/// [`PartRefusal`].
pub async fn anew(
    app: &App,
    number: usize,
    part: Part,
    portal: &Portal,
    session: &Session,
    language: Language,
) -> Result<String, PartRefusal> {
    let widget = &app.config.widgets[number];
    let mut card = proved(app, portal, session).await?;
    if !card.user.may_see(widget.visible_to.as_ref()) {
        return Err(PartRefusal::Hidden);
    }
    if let Part::Block(number) = part {
        let wanted = widget.blocks.get(number).ok_or(PartRefusal::Hidden)?;
        // What the portal itself told of the card is a part of the card.
        let of_the_portal = matches!(wanted.kind, BlockKind::Tasks(_));
        if of_the_portal
            && (app.clock.now() - card.read_at)
                .to_std()
                .is_ok_and(|age| age > ANEW)
        {
            let (token, entity) = (&session.token, session.entity);
            app.proofs.forget(portal, token, entity).await;
            card = proved(app, portal, session).await?;
        }
        if !card.user.may_see(wanted.visible_to.as_ref()) {
            return Err(PartRefusal::Hidden);
        }
    }
    let freshness = Freshness {
        fresh_for: widget.fresh_for.min(ANEW),
        renewal: Renewal::Awaited,
        ..freshness(widget)
    };
    let view = View {
        app,
        number,
        widget,
        portal,
        card: &card,
        language,
        freshness,
    };
    let client = view.client().await.map_err(|instead| match instead {
        Instead::State(page::State::Down) => PartRefusal::Unavailable,
        Instead::State(_) | Instead::Choice(_) => PartRefusal::Late,
    })?;
    Ok(match part {
        Part::Client => view.header(&client),
        Part::Block(number) => view.block(number, &client).await.html.to_string(),
    })
}

/// The card of a session, proved now or within the last minute.
async fn proved(app: &App, portal: &Portal, session: &Session) -> Result<Arc<Card>, PartRefusal> {
    let card = app.proofs.card(
        &app.calls,
        portal,
        &session.token,
        session.entity,
        &app.config,
        app.clock.now(),
    );
    card.await.map_err(|error| match &*error {
        CardError::SessionEnded => PartRefusal::SessionEnded,
        CardError::NoAccess | CardError::NotFinished | CardError::PlanExpired => {
            PartRefusal::NoAccess
        }
        CardError::Portal(_) | CardError::TooSlow | CardError::Nonsense(_) => {
            PartRefusal::Unavailable
        }
    })
}
