//! The trace of a tax number alone; no portal is needed.

use std::time::Instant;

use serde_json::{Map, Value, json};

use super::blocks::Blocks;
use super::{Manner, Report, report};
use crate::cache::Cache;
use crate::clock::Clock;
use crate::config::Config;
use crate::config::matching::{CrmField, KeyKind};
use crate::config::widget::Place;
use crate::matching::{Requisite, Search, Subject};
use crate::widget::card::{Card, Entity, OpenTasks, User};

/// The trace of a company whose every tax number is this one. Portal 0 is nobody's.
pub async fn of_number(config: &Config, cache: &Cache, clock: &Clock, number: &str) -> Report {
    let begun = Instant::now();
    let subject = report::Subject {
        kind: "number",
        id: number.to_owned(),
    };
    let mut report = Report::of(subject, clock.now(), Manner::Anew);
    let card = Card {
        entity: Entity {
            place: Place::CompanyTab,
            id: 0,
        },
        user: User {
            id: 0,
            administrator: true,
            departments: Vec::new(),
        },
        subject: numbered(config, number),
        payment_expired: false,
        tasks: OpenTasks::Unasked,
        read_at: clock.now(),
    };
    let search = Search {
        config,
        cache,
        portal: 0,
        freshness: Manner::Anew.freshness(None),
    };
    let found = search.run(&card.subject).await;
    report.take(config, &found, clock.now());
    let blocks = Blocks {
        config,
        cache,
        portal: 0,
        card: &card,
        manner: Manner::Anew,
    };
    // It stands in no kind of card, so every widget counts.
    let widgets: Vec<_> = config.widgets.iter().collect();
    report.widgets = blocks.read(&widgets, &found).await;
    report.ms = report::ms(begun.elapsed());
    report
}

/// Puts the number wherever a step looks for one.
fn numbered(config: &Config, number: &str) -> Subject {
    let mut subject = Subject::default();
    let (mut company, mut contact, mut deal) = (Map::new(), Map::new(), Map::new());
    let mut requisite = Map::new();
    let numbers = |kind| matches!(kind, KeyKind::Inn | KeyKind::TaxNumber);
    for step in config
        .matching
        .steps
        .iter()
        .filter(|step| numbers(step.key))
    {
        let record = match &step.field {
            CrmField::Requisite(_) => &mut requisite,
            CrmField::Company(_) => &mut company,
            CrmField::Contact(_) => &mut contact,
            CrmField::Deal(_) => &mut deal,
        };
        record.insert(step.field.name().to_owned(), json!(number));
        for (field, wanted) in &step.when {
            record.insert(field.clone(), Value::String(wanted.clone()));
        }
    }
    subject.requisites.push(Requisite {
        rank: 1,
        fields: requisite,
    });
    // Somebody the number belongs to.
    let record = |fields: Map<String, Value>| (!fields.is_empty()).then(|| fields.into());
    subject.company = Some(company.into());
    subject.contact = record(contact);
    subject.deal = record(deal);
    subject
}
