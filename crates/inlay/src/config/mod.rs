//! The configuration: one TOML file, checked as a whole before anything starts.
//!
//! The types here hold what has been checked already: every name resolves, every query is
//! parsed, every secret is read. Only [`Config::load`] and [`Config::parse`] make them.

pub mod bitrix24;
pub mod block;
pub mod effect;
pub mod localized;
pub mod matching;
mod outline;
mod problem;
mod read;
pub mod rule;
pub mod scope;
pub mod server;
pub mod source;
pub mod store;
pub mod telemetry;
pub mod widget;

use std::collections::BTreeMap;
use std::path::Path;

pub use outline::Outline;
pub use problem::{ConfigErrors, Location, Problem};

/// Everything one Inlay server is told.
#[derive(Debug)]
pub struct Config {
    pub server: server::Server,
    pub bitrix24: bitrix24::Bitrix24,
    pub store: store::StoreConfig,
    /// Accounting systems by the name the file gives them.
    pub sources: BTreeMap<String, source::SourceConfig>,
    pub matching: matching::Matching,
    pub widgets: Vec<widget::Widget>,
    pub rules: Vec<rule::Rule>,
    pub telemetry: telemetry::Telemetry,
}

impl Config {
    /// Reads a file and checks it as a whole. `environment` holds the overrides
    /// (`INLAY__SERVER__LISTEN`) and the secrets the file refers to; secrets in files are found
    /// from the configuration's own folder.
    ///
    /// # Errors
    /// Every problem of the file at once; or that it cannot be read.
    pub fn load(path: &Path, environment: &BTreeMap<String, String>) -> Result<Self, ConfigErrors> {
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let folder = path.parent().unwrap_or(Path::new(""));
                Self::parse(&name, &text, environment, folder)
            }
            Err(error) => Err(ConfigErrors::unread(&name, &error)),
        }
    }

    /// The same for a text; `name` is what its problems call it.
    ///
    /// # Errors
    /// Every problem of the text at once.
    pub fn parse(
        name: &str,
        text: &str,
        environment: &BTreeMap<String, String>,
        folder: &Path,
    ) -> Result<Self, ConfigErrors> {
        read::config(name, text, environment, folder)
    }

    /// What it amounts to, one line for each part; without secrets.
    #[must_use]
    pub fn outline(&self) -> Outline<'_> {
        Outline::of(self)
    }

    /// The rule of this id, if there is one.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&rule::Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The query of this name, if there is one.
    #[must_use]
    pub fn query(&self, name: &source::QueryName) -> Option<&source::QueryConfig> {
        self.sources.get(&name.source)?.queries.get(&name.query)
    }
}

#[cfg(test)]
mod tests;
