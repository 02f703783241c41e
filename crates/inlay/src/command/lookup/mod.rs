//! `inlay lookup`: what a widget would show and why, step by step.

mod blocks;
mod report;
mod written;

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use bitrix24::Class;
use clap::Args;
use serde_json::{Map, Value, json};

use super::portal::Seat;
use crate::cache::{Cache, Freshness, Renewal};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::matching::{CrmField, KeyKind};
use crate::config::widget::Place;
use crate::matching::{Found, Matched, Requisite, Search, Subject};
use crate::web::sources;
use crate::widget::card::{Card, Entity, OpenTasks, User};
use blocks::Blocks;
use report::Report;

#[derive(Debug, Args)]
pub(super) struct Lookup {
    #[command(flatten)]
    of: Of,
    /// One of several installed portals, by its address or member_id.
    #[arg(long)]
    portal: Option<String>,
    /// For programs.
    #[arg(long)]
    json: bool,
}

/// Whom to look up.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Of {
    /// A deal, by its number in the portal.
    #[arg(long)]
    deal: Option<u64>,
    /// A company.
    #[arg(long)]
    company: Option<u64>,
    /// A contact.
    #[arg(long)]
    contact: Option<u64>,
    /// A tax number, as if it stood in a company's requisites; no portal is needed.
    #[arg(long)]
    tax_id: Option<String>,
}

/// Copies of this run, whatever it asks twice, and nothing older.
pub(super) const NOW: Freshness = Freshness {
    fresh_for: Duration::from_secs(300),
    stale_for: Duration::ZERO,
    renewal: Renewal::Awaited,
};

impl Lookup {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        let entity = |place, id| Entity { place, id };
        let entity = match (self.of.deal, self.of.company, self.of.contact) {
            (Some(id), _, _) => Some(entity(Place::DealTab, id)),
            (_, Some(id), _) => Some(entity(Place::CompanyTab, id)),
            (_, _, Some(id)) => Some(entity(Place::ContactTab, id)),
            _ => None,
        };
        let report = match (entity, &self.of.tax_id) {
            (Some(entity), _) => self.of_card(config, entity).await?,
            (None, Some(number)) => of_number(&config, number).await?,
            (None, None) => bail!("name a deal, a company, a contact or a tax number"),
        };
        if self.json {
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            print!("{report}");
        }
        Ok(())
    }

    async fn of_card(&self, config: Config, entity: Entity) -> anyhow::Result<Report> {
        let begun = Instant::now();
        let seat = Seat::take(config, self.portal.as_deref()).await?;
        let (app, portal) = (&seat.app, &seat.portal);
        let client = seat.client(Class::Interactive)?;
        let read = Instant::now();
        let now = app.clock.now();
        let card = Card::read(&client, portal, entity, &app.config, now)
            .await
            .context("the card cannot be read with the application's own authorization")?;
        let card_time = read.elapsed();
        let search = Search {
            config: &app.config,
            cache: &app.cache,
            portal: portal.id,
            freshness: NOW,
        };
        let found = search.find(&card.subject, app.store.scope(portal)).await;
        let widgets = blocks(&app.config, &app.cache, portal.id, &card, &found).await;
        let mut report = Report::new(&app.config, named(entity), &found, widgets);
        report.portal = Some(portal.address.to_string());
        report.card_ms = Some(report::ms(card_time));
        report.ms = report::ms(begun.elapsed());
        Ok(report)
    }
}

/// A company whose every tax number is this one; portal 0 is nobody's.
async fn of_number(config: &Config, number: &str) -> anyhow::Result<Report> {
    let begun = Instant::now();
    let cache = Cache::new(sources(config)?, Clock::default());
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
        read_at: Clock::default().now(),
    };
    let search = Search {
        config,
        cache: &cache,
        portal: 0,
        freshness: NOW,
    };
    let found = search.run(&card.subject).await;
    let widgets = blocks(config, &cache, 0, &card, &found).await;
    let mut report = Report::new(config, format!("tax number {number}"), &found, widgets);
    report.ms = report::ms(begun.elapsed());
    Ok(report)
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
    subject.company = Some(company);
    subject.contact = Some(contact).filter(|fields| !fields.is_empty());
    subject.deal = Some(deal).filter(|fields| !fields.is_empty());
    subject
}

async fn blocks(
    config: &Config,
    cache: &Cache,
    portal: i64,
    card: &Card,
    found: &Found,
) -> Vec<report::Widget> {
    let Ok(Matched::Client(client)) = &found.outcome else {
        return Vec::new();
    };
    let blocks = Blocks {
        config,
        cache,
        portal,
        card,
        client,
        now: Clock::default().now(),
    };
    blocks.read().await
}

fn named(entity: Entity) -> String {
    let kind = match entity.place {
        Place::DealTab => "deal",
        Place::CompanyTab => "company",
        Place::ContactTab => "contact",
    };
    format!("{kind} {}", entity.id)
}
