//! `inlay match`: which companies of the portal have a client in the books, which have not and why.

mod companies;
mod line;
mod sheet;

use std::path::PathBuf;
use std::pin::pin;
use std::time::Duration;

use anyhow::{Context, bail};
use bitrix24::Class;
use clap::Args;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::portal::Seat;
use crate::cache::{Freshness, Renewal};
use crate::config::Config;
use crate::matching::Search;
use companies::{Companies, Company};
use line::{Line, Tally};

#[derive(Debug, Args)]
pub(super) struct Coverage {
    /// Writes every company with what it came to into this file.
    #[arg(long)]
    csv: Option<PathBuf>,
    /// For programs.
    #[arg(long)]
    json: bool,
    /// One of several installed portals, by its address or member_id.
    #[arg(long)]
    portal: Option<String>,
}

/// Companies looked up at once; how many reach a source is the source's own limit.
const AT_ONCE: usize = 16;
/// After so many unanswered in a row the rest would only wait for the same.
const PATIENCE: usize = 20;
/// Companies without a client that are named on the screen.
const NAMED: usize = 50;
/// What a copy of this run is good for; older ones would not tell the truth.
const NOW: Freshness = Freshness {
    fresh_for: Duration::from_secs(3600),
    stale_for: Duration::ZERO,
    renewal: Renewal::Awaited,
};

impl Coverage {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        let seat = Seat::take(config, self.portal.as_deref()).await?;
        // An address that cannot be written is told before an hour of reading.
        let sheet = self.csv.as_deref().map(sheet::open).transpose()?;
        let mut lines = Vec::new();
        let ended = self.look_up(&seat, &mut lines).await;
        lines.sort_by_key(|line| line.company_id);
        let complete = matches!(ended, Ok(Ended::All));
        if let Some(sheet) = sheet {
            sheet::write(sheet, &lines)?;
        }
        let tally = Tally::of(&lines);
        if self.json {
            let report = json!({"complete": complete, "summary": tally, "companies": lines});
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            print!("{tally}");
            print_missing(&lines);
        }
        match ended? {
            Ended::All => Ok(()),
            Ended::Interrupted => bail!("interrupted: this is what was looked up until then"),
            Ended::Down => bail!("the books do not answer; the rest was not looked up"),
        }
    }

    async fn look_up(&self, seat: &Seat, lines: &mut Vec<Line>) -> anyhow::Result<Ended> {
        let (app, portal) = (&seat.app, &seat.portal);
        let client = seat.client(Class::Background)?;
        let bar = bar();
        let mut interrupted = pin!(tokio::signal::ctrl_c());
        let mut companies = tokio::select! {
            companies = Companies::begin(&client, &app.config.matching, &bar) => {
                companies.context("the portal's requisites cannot be read")?
            }
            _ = &mut interrupted => return Ok(Ended::Interrupted),
        };
        let search = Search {
            config: &app.config,
            cache: &app.cache,
            portal: portal.id,
            freshness: NOW,
        };
        let look_up = |company: Company| async move {
            let scope = app.store.scope(portal);
            let found = search.find(&company.subject, scope).await;
            Line::new(&app.config, &company, &found)
        };
        let mut running = FuturesUnordered::new();
        let (mut more, mut unanswered) = (true, 0);
        while more || !running.is_empty() {
            tokio::select! {
                _ = &mut interrupted => return Ok(Ended::Interrupted),
                company = companies.next(), if more && running.len() < AT_ONCE => {
                    match company.context("the portal's companies cannot be read")? {
                        Some(company) => running.push(look_up(company)),
                        None => more = false,
                    }
                }
                Some(line) = running.next(), if !running.is_empty() => {
                    unanswered = if line.is_unanswered() { unanswered + 1 } else { 0 };
                    lines.push(line);
                    bar.inc(1);
                    if unanswered >= PATIENCE {
                        return Ok(Ended::Down);
                    }
                }
            }
        }
        bar.finish_and_clear();
        Ok(Ended::All)
    }
}

/// How the walk through the companies ended.
enum Ended {
    All,
    Interrupted,
    Down,
}

/// On the standard error, and only where somebody looks at it.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = "{msg} {wide_bar} {pos}/{len} {elapsed}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar
}

fn print_missing(lines: &[Line]) {
    let missing: Vec<&Line> = lines.iter().filter(|line| !line.has_client()).collect();
    if missing.is_empty() {
        return;
    }
    println!("\nwithout a client");
    for line in missing.iter().take(NAMED) {
        println!("{line}");
    }
    if let Some(rest) = missing.len().checked_sub(NAMED + 1) {
        println!("  and {} more: --csv FILE names them all", rest + 1);
    }
}
