//! The search by the time of the last change.

use bitrix24::{Call, values};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::heard::Heard;
use super::stage::{Stage, Step};
use super::watched::{added, updated};
use super::{Failure, Search};
use crate::config::rule::EntityKind;
use crate::jobs::NewJob;

/// A search begins so long before the last one's end: clocks differ, and a change that was being
/// saved then was not in the list yet.
const OVERLAP: TimeDelta = TimeDelta::minutes(5);

/// Rows of a page (`settings/how-to-call-rest-api/list-methods-pecularities.md`).
const PAGE: usize = 50;
/// A deal in another pipeline: the event that takes the place of its change
/// (`api-reference/crm/deals/index.md`).
const MOVED: &str = "ONCRMDEALMOVETOCATEGORY";

/// Pages of one step: as many rule jobs go into one transaction.
const PAGES: usize = 10;

/// A page of `crm.item.list` (`api-reference/crm/universal/crm-item-list.md`).
#[derive(Deserialize)]
struct Page {
    items: Vec<Card>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    #[serde(default, deserialize_with = "values::id")]
    id: Option<u64>,
    created_time: Option<String>,
    updated_time: Option<String>,
}

impl Search<'_> {
    /// The first step of the search for one kind of card.
    pub(super) async fn first_cards(
        &self,
        kind: EntityKind,
        now: DateTime<Utc>,
    ) -> Result<Stage, Failure> {
        let scope = self.app.store.scope(self.portal);
        // What was before the first look is nobody's loss.
        let known = scope.swept_until(kind.entity_type()).await?.unwrap_or(now);
        Ok(Stage::Cards {
            kind,
            since: (known - OVERLAP).timestamp_millis(),
            began: now.timestamp_millis(),
            after: 0,
        })
    }

    /// Some pages of cards of one kind.
    pub(super) async fn cards(
        &self,
        kind: EntityKind,
        since: i64,
        began: i64,
        after: u64,
    ) -> Result<Step, Failure> {
        let moment = |millis| DateTime::from_timestamp_millis(millis).unwrap_or_default();
        let (since, began) = (moment(since), moment(began));
        let scope = self.app.store.scope(self.portal);
        // By our own clock, which may be another one: from a little earlier.
        let heard = Heard::since(scope, since - OVERLAP).await?;
        let (mut after, mut jobs) = (after, Vec::new());
        for _ in 0..PAGES {
            let cards = self.page(kind, since, after).await?;
            let is_last = cards.len() < PAGE;
            let before = after;
            for card in &cards {
                after = after.max(card.id.unwrap_or_default());
                jobs.extend(self.missed(kind, card, since, &heard));
            }
            // A portal that does not go on would never end.
            if is_last || after == before {
                scope.mark_swept(kind.entity_type(), began).await?;
                let next = match self.watched.kind_after(Some(kind)) {
                    Some(next) => Step::On(self.first_cards(next, began).await?, jobs),
                    None => Step::End(jobs),
                };
                return Ok(next);
            }
        }
        let on = Stage::Cards {
            kind,
            since: since.timestamp_millis(),
            began: began.timestamp_millis(),
            after,
        };
        Ok(Step::On(on, jobs))
    }

    async fn page(
        &self,
        kind: EntityKind,
        since: DateTime<Utc>,
        after: u64,
    ) -> Result<Vec<Card>, Failure> {
        let call = Call::new("crm.item.list")
            .param("entityTypeId", kind.entity_type())
            .param("select", vec!["id", "createdTime", "updatedTime"])
            .param("filter[>=updatedTime]", since.to_rfc3339())
            .param("filter[>id]", after)
            .param("order[id]", "ASC")
            .param("start", -1)
            .harmless();
        Ok(self.client.send::<Page>(&call).await?.result.items)
    }

    /// What the rules have not heard of a card that was changed.
    fn missed(
        &self,
        kind: EntityKind,
        card: &Card,
        since: DateTime<Utc>,
        heard: &Heard,
    ) -> Vec<NewJob> {
        let Some(id) = card.id else {
            return Vec::new();
        };
        let moment = |text: &Option<String>| {
            let moment = DateTime::parse_from_rfc3339(text.as_deref()?).ok()?;
            Some(moment.with_timezone(&Utc))
        };
        let (created, changed) = (moment(&card.created_time), moment(&card.updated_time));
        // A portal that does not tell when is believed that it was within the time asked for.
        let changed = changed.unwrap_or(DateTime::<Utc>::MAX_UTC);
        let mut jobs = Vec::new();
        let (add, update) = (added(kind), updated(kind));
        let is_new = created.is_some_and(|created| created >= since);
        if is_new && !heard.covers(&add, id, created.unwrap_or(changed)) {
            jobs.extend(self.jobs(&add, &told(id)));
        }
        // A card that was only made has not been changed.
        let is_changed = created != Some(changed);
        let is_moved = kind == EntityKind::Deal && heard.covers(MOVED, id, changed);
        let is_heard = is_moved || heard.covers(&update, id, changed);
        if is_changed && !is_heard {
            jobs.extend(self.jobs(&update, &told(id)));
        }
        jobs
    }
}

/// An event's data about this card (`api-reference/crm/deals/events/on-crm-deal-add.md`).
fn told(id: u64) -> Value {
    json!({ "FIELDS": { "ID": id.to_string() } })
}
