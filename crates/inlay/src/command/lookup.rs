//! `inlay lookup`: what a widget would show and why, step by step.

use anyhow::bail;
use bitrix24::Class;
use clap::Args;

use super::portal::Seat;
use crate::cache::Cache;
use crate::clock::Clock;
use crate::config::Config;
use crate::config::widget::Place;
use crate::lookup::{self, Manner, Report};
use crate::web::sources;
use crate::widget::card::Entity;
use crate::words::Language;

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
            (None, Some(number)) => {
                let clock = Clock::default();
                let cache = Cache::new(sources(&config)?, clock.clone());
                lookup::of_number(&config, &cache, &clock, number).await
            }
            (None, None) => bail!("name a deal, a company, a contact or a tax number"),
        };
        if self.json {
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            print!("{}", report.told(Language::default()));
        }
        Ok(())
    }

    async fn of_card(&self, config: Config, entity: Entity) -> anyhow::Result<Report> {
        let seat = Seat::take(config, self.portal.as_deref()).await?;
        let client = seat.client(Class::Interactive)?;
        let report = lookup::of_card(&seat.app, &seat.portal, &client, entity, Manner::Anew).await;
        match report.unread() {
            Some(why) => {
                bail!("the card cannot be read with the application's own authorization: {why}")
            }
            None => Ok(report),
        }
    }
}
