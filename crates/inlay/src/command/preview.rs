//! `inlay widget preview`: a widget in any of its states, as one file.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use crate::clock::Clock;
use crate::config::Config;
use crate::config::widget::Widget as Configured;
use crate::widget::preview::{Preview as Drawing, Shown, gallery, standalone};
use crate::words::Language;

#[derive(Debug, Subcommand)]
pub(super) enum Widget {
    /// Draws a widget in any of its states, with sample data, into one HTML file.
    Preview(Preview),
}

#[derive(Debug, Args)]
pub(super) struct Preview {
    /// The widget's id in the configuration; the first one unless it is said.
    #[arg(long)]
    widget: Option<String>,
    /// What it shows.
    #[arg(long, default_value = "all", value_parser = states())]
    state: String,
    /// The reader's language.
    #[arg(long, default_value = "en", value_parser = languages())]
    language: String,
    /// Where the page is written; standard output unless it is said.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Every state, and all of them side by side.
fn states() -> PossibleValuesParser {
    PossibleValuesParser::new(Shown::ALL.map(Shown::name).into_iter().chain(["all"]))
}

fn languages() -> PossibleValuesParser {
    PossibleValuesParser::new(Language::all().map(Language::code))
}

impl Widget {
    pub(super) fn run(self, config: &Config) -> anyhow::Result<()> {
        match self {
            Self::Preview(preview) => preview.run(config),
        }
    }
}

impl Preview {
    fn run(self, config: &Config) -> anyhow::Result<()> {
        let drawing = Drawing {
            config,
            widget: self.widget(config)?,
            language: Language::from_code(&self.language),
            now: Clock::default().now(),
        };
        let page = match Shown::named(&self.state) {
            Some(shown) => standalone(&drawing, shown),
            None => gallery(&drawing),
        };
        match &self.out {
            None => print!("{page}"),
            Some(file) => {
                std::fs::write(file, page)
                    .with_context(|| format!("{} cannot be written", file.display()))?;
                println!("{}", file.display());
            }
        }
        Ok(())
    }

    fn widget<'a>(&self, config: &'a Config) -> anyhow::Result<&'a Configured> {
        let ids = || {
            let ids = config.widgets.iter().map(|widget| widget.id.as_str());
            ids.collect::<Vec<_>>().join(", ")
        };
        match &self.widget {
            None => config
                .widgets
                .first()
                .context("the configuration has no widget"),
            Some(id) => match config.widgets.iter().find(|widget| widget.id == *id) {
                Some(widget) => Ok(widget),
                None => bail!("there is no widget `{id}`; there are: {}", ids()),
            },
        }
    }
}
