//! What a widget would show of a card, and why: every step with what was asked and what came.
//!
//! One trace serves `inlay lookup` and the application's own page. It names keys and rows of the
//! client it is about, and never a token, a password or a source's address.

mod blocks;
mod number;
mod places;
mod queries;
mod reading;
mod report;
mod told;
mod which;

use std::time::{Duration, Instant};

use bitrix24::Client;
use futures::join;

pub use number::of_number;
pub use report::Report;
pub use told::{Line, Part, Told, Tone};
pub use which::{Unreadable, Which};

use self::blocks::Blocks;
use self::places::Bound;
use crate::cache::{Freshness, Renewal};
use crate::config::Config;
use crate::config::widget::{Place, Widget};
use crate::matching::Search;
use crate::store::Portal;
use crate::web::App;
use crate::widget::card::{Card, Entity};

/// A source that is to be asked anew is asked unless it was within this time.
const ANEW: Duration = Duration::from_secs(5);

/// How old the answers of a trace may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As the widget itself would have it: copies count.
    AsShown,
    /// The sources are asked now.
    Anew,
}

impl Manner {
    /// How old copies may be for a widget; without one, for a widget that says nothing of it.
    fn freshness(self, widget: Option<&Widget>) -> Freshness {
        match (self, widget) {
            (Self::AsShown, Some(widget)) => Freshness {
                fresh_for: widget.fresh_for,
                stale_for: widget.stale_for,
                renewal: Renewal::Behind,
            },
            (Self::AsShown, None) | (Self::Anew, _) => Freshness {
                fresh_for: ANEW,
                stale_for: Duration::ZERO,
                renewal: Renewal::Awaited,
            },
        }
    }
}

/// The trace of one card. The client's authorization decides what of the card can be read; a card
/// that cannot is a report, too.
pub async fn of_card(
    app: &App,
    portal: &Portal,
    client: &Client,
    entity: Entity,
    manner: Manner,
) -> Report {
    let begun = Instant::now();
    let mut report = Report::of(named(entity), app.clock.now(), manner);
    report.portal = Some(portal.address.to_string());
    let read = async {
        let begun = Instant::now();
        let card = Card::read(client, portal, entity, &app.config.matching).await;
        (card, begun.elapsed())
    };
    let ((card, time), bound) = join!(read, Bound::read(client, &app.config, portal));
    report.card = Some(reading::told(&card, time));
    let widgets = standing(&app.config, entity);
    if let Ok(card) = card {
        let freshness = manner.freshness(widgets.first().copied());
        let search = Search {
            config: &app.config,
            cache: &app.cache,
            portal: portal.id,
            freshness: freshness.of_a_search(),
        };
        let found = search.find(&card.subject, app.store.scope(portal)).await;
        report.take(&app.config, &found, app.clock.now());
        let blocks = Blocks {
            config: &app.config,
            cache: &app.cache,
            portal: portal.id,
            card: &card,
            manner,
        };
        report.widgets = blocks.read(&widgets, &found).await;
    } else {
        report.widgets = widgets.into_iter().map(report::Widget::closed).collect();
    }
    for widget in &mut report.widgets {
        widget.bound = bound
            .as_ref()
            .map(|bound| bound.has(&widget.id, entity.place));
    }
    report.ms = report::ms(begun.elapsed());
    report
}

/// The widgets that stand in this kind of card.
fn standing(config: &Config, entity: Entity) -> Vec<&Widget> {
    let widgets = config.widgets.iter();
    widgets
        .filter(|widget| widget.places.contains(&entity.place))
        .collect()
}

fn named(entity: Entity) -> report::Subject {
    let kind = match entity.place {
        Place::DealTab => "deal",
        Place::CompanyTab => "company",
        Place::ContactTab => "contact",
    };
    report::Subject {
        kind,
        id: entity.id.to_string(),
    }
}
