//! What a rule is run over.

use std::time::Duration;

use bitrix24::Client;
use serde_json::{Map, Value as Json};

use super::Trouble;
use crate::cache::{Freshness, Renewal};
use crate::config::rule::{EntityKind, Rule};
use crate::config::source::QueryName;
use crate::config::widget::Window;
use crate::effects::Target;
use crate::expression::{Row, Value};
use crate::feeding::{Failure, Reader};
use crate::matching::{self, Matched, Record, Search, Subject};
use crate::store::Portal;
use crate::web::App;
use crate::widget::block::{Data, Missing, reading};
use crate::widget::card::{Card, CardError, Entity, number};
use crate::words::Language;

/// No rule acts on what the books said before: a copy is only there so that two rules of one event
/// ask once.
pub const NOW: Freshness = Freshness {
    fresh_for: Duration::from_secs(5),
    stale_for: Duration::ZERO,
    renewal: Renewal::Awaited,
};

/// A record as it is now, its client, and what the books say.
#[derive(Debug)]
pub struct Case {
    /// What it is about; nothing for a schedule that walks over nothing.
    pub target: Option<Target>,
    pub(super) subject: Subject,
    pub(super) data: Data,
}

impl Case {
    /// Reads the record with the client's authorization, and gathers what the rule speaks of.
    /// `None`: there is no such record (any more), or it is not to be seen.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn read(
        app: &App,
        portal: &Portal,
        client: &Client,
        rule: &Rule,
        target: Target,
    ) -> Result<Option<Self>, Trouble> {
        let Some(kind) = EntityKind::from_entity_type(target.entity_type) else {
            return Err(Trouble::never(
                "a rule is about a deal, a contact or a company",
            ));
        };
        let entity = Entity {
            place: kind.tab(),
            id: target.id,
        };
        match Card::records(client, portal, entity, &app.config, app.clock.now()).await {
            Ok(card) => Self::of(app, portal, rule, Some(target), card.subject, NOW)
                .await
                .map(Some),
            Err(CardError::NoAccess) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Gathers what a rule speaks of for records that are read already.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn of(
        app: &App,
        portal: &Portal,
        rule: &Rule,
        target: Option<Target>,
        subject: Subject,
        freshness: Freshness,
    ) -> Result<Self, Trouble> {
        let roots = rule.roots();
        let mut data = Data::new(Language::default(), app.clock.now());
        for kind in EntityKind::ALL {
            let fields = record(&subject, kind).cloned();
            let value = fields.map_or(Value::Null, |fields| Value::Row(Row::crm(fields)));
            data.scope = data.scope.with(kind.name(), value);
        }
        let wants_client = target.is_some()
            && (roots.contains("client") || rule.queries.keys().any(|q| roots.contains(&**q)));
        let client = if wants_client {
            client(app, portal, &subject, freshness).await?
        } else {
            None
        };
        data = match &client {
            Some(client) => data.with_row(
                "client",
                reading(&app.config, &client.query, &client.answer),
            ),
            None => Data {
                scope: data.scope.clone().with("client", Value::Null),
                ..data
            },
        };
        let reader = Reader {
            config: &app.config,
            cache: &app.cache,
            portal: portal.id,
            window: Window::default(),
            freshness,
            fill: &|parameter| client.as_ref()?.get(parameter).cloned(),
        };
        let wanted = rule
            .queries
            .iter()
            .filter(|(name, _)| roots.contains(&***name));
        let wanted: Vec<(&String, &QueryName)> = wanted.collect();
        let answers = reader
            .all(wanted.iter().map(|(_, query)| *query).collect())
            .await;
        for (name, query) in wanted {
            match answers.get(query) {
                Some(Ok(answer)) => {
                    let answer: Result<_, Missing> = Ok(reading(&app.config, query, answer));
                    data = data.with_rows(name, answer);
                }
                // A query about nobody brings nothing.
                Some(Err(Failure::Param(_))) if client.is_none() => {
                    data.scope = data.scope.with(name.clone(), Value::Null);
                }
                Some(Err(failure)) => return Err(Trouble::of_query(query, failure)),
                None => return Err(Trouble::of_query(query, &Failure::NoQuery)),
            }
        }
        Ok(Self {
            target,
            subject,
            data,
        })
    }

    /// Whether the rule's condition holds; one without a condition always runs.
    ///
    /// # Errors
    /// [`Trouble::Never`]: it speaks of what is not there.
    pub fn holds(&self, rule: &Rule) -> Result<bool, Trouble> {
        let Some(when) = &rule.when else {
            return Ok(true);
        };
        match when.evaluate(&self.data.scope) {
            Ok(value) => Ok(value.is_true()),
            Err(error) => Err(Trouble::never(format!("`when`: {error}"))),
        }
    }

    /// Whether the books know whom the record is about.
    #[must_use]
    pub fn has_client(&self) -> bool {
        !matches!(self.data.scope.get("client"), None | Some(Value::Null))
    }

    /// The record an effect goes to; `None` when the one the rule is about names none of the kind.
    pub(super) fn target(&self, to: Option<EntityKind>) -> Option<Target> {
        let Some(kind) = to else {
            return self.target;
        };
        let id = number(record(&self.subject, kind)?.get("id"))?;
        let entity_type = kind.entity_type();
        Some(Target { entity_type, id })
    }

    /// The fields of the record it is about.
    pub(super) fn fields(&self) -> Option<&Map<String, Json>> {
        let kind = EntityKind::from_entity_type(self.target?.entity_type)?;
        record(&self.subject, kind).map(|record| &**record)
    }
}

fn record(subject: &Subject, kind: EntityKind) -> Option<&Record> {
    match kind {
        EntityKind::Deal => subject.deal.as_ref(),
        EntityKind::Contact => subject.contact.as_ref(),
        EntityKind::Company => subject.company.as_ref(),
    }
}

/// The one client; nobody where the books know none, or several.
async fn client(
    app: &App,
    portal: &Portal,
    subject: &Subject,
    freshness: Freshness,
) -> Result<Option<matching::Client>, Trouble> {
    let search = Search {
        config: &app.config,
        cache: &app.cache,
        portal: portal.id,
        freshness,
    };
    let found = search.find(subject, app.store.scope(portal)).await;
    match found.outcome? {
        Matched::Client(client) => Ok(Some(*client)),
        Matched::NoClient
        | Matched::NoKey
        | Matched::NotFound
        | Matched::Several(_)
        | Matched::Unconfirmed(_) => Ok(None),
    }
}
