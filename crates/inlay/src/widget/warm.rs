//! A card that was just changed is likely to be opened: what its widgets show is read before.
//!
//! It is read as the application, so nothing of it is shown by that: whoever opens the card proves
//! himself, and only then finds the copies.

use std::error::Error;

use bitrix24::Class;
use serde::Deserialize;
use serde_json::json;

use super::card::{Card, Entity};
use crate::cache::{Freshness, Renewal};
use crate::config::rule::EntityKind;
use crate::config::widget::Widget;
use crate::effects::Target;
use crate::feeding::Reader;
use crate::jobs::{Ended, Job, Kind, NewJob};
use crate::matching::{Matched, Search};
use crate::rules::{Trouble, woken};
use crate::store::{Heard, Portal};
use crate::web::App;

#[derive(Deserialize)]
struct Body {
    card: Target,
}

/// A card is another one: what was read of it is forgotten, and where a widget of it is to be warm
/// a job comes of it. While one waits for a card there is no second, however often the card is
/// changed.
pub async fn changed(app: &App, portal: &Portal, heard: &Heard) -> Option<NewJob> {
    let card = woken::target(&heard.name, &heard.data)?;
    if let Some(entity) = entity(card) {
        app.proofs.changed(portal, entity, app.clock.now()).await;
    }
    let mut events = app.config.widgets.iter().flat_map(Widget::events);
    events.any(|event| event == heard.name).then(|| NewJob {
        kind: Kind::Warm,
        key: Some(format!("{}:{}", card.entity_type, card.id)),
        body: json!({ "card": card }),
        due: None,
    })
}

/// Does a job of the kind [`Kind::Warm`]. It is not tried again: whoever opens the card asks
/// anyway.
pub async fn run(app: &App, portal: &Portal, job: &Job) -> Ended {
    let body = Body::deserialize(&job.body).ok();
    let entity = body.and_then(|body| entity(body.card));
    let Some(entity) = entity else {
        return Ended::Never {
            reason: "this version does not understand which card it is about".to_owned(),
        };
    };
    if let Err(trouble) = warm(app, portal, entity).await {
        tracing::info!(
            portal.member_id = %portal.member_id,
            error = &trouble as &dyn Error,
            "a card that was changed could not be read in advance"
        );
    }
    Ended::Done(Vec::new())
}

fn entity(card: Target) -> Option<Entity> {
    let kind = EntityKind::from_entity_type(card.entity_type)?;
    Some(Entity {
        place: kind.tab(),
        id: card.id,
    })
}

async fn warm(app: &App, portal: &Portal, entity: Entity) -> Result<(), Trouble> {
    let client = app.authorizations.client(portal, Class::Background)?;
    let card = Card::records(&client, portal, entity, &app.config, app.clock.now()).await?;
    let widgets = app.config.widgets_in(entity.place);
    for widget in widgets.filter(|widget| widget.warm) {
        let freshness = Freshness {
            fresh_for: widget.fresh_for,
            stale_for: widget.stale_for,
            renewal: Renewal::Awaited,
        };
        let search = Search {
            config: &app.config,
            cache: &app.cache,
            portal: portal.id,
            freshness,
        };
        let found = search.find(&card.subject, app.store.scope(portal)).await;
        let Matched::Client(client) = found.outcome? else {
            continue;
        };
        let reader = Reader {
            config: &app.config,
            cache: &app.cache,
            portal: portal.id,
            window: widget.window,
            freshness,
            fill: &|parameter| client.get(parameter).cloned(),
        };
        // One that failed was logged, and says so on the page.
        reader.all(widget.queries().collect()).await;
    }
    Ok(())
}
