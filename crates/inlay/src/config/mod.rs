//! The configuration: one TOML file, checked as a whole before anything starts.
//!
//! The types here hold what has been checked already: every name resolves, every query is
//! parsed, every secret is read. Only [`Config::load`] and [`Config::parse`] make them.

pub mod bitrix24;
pub mod block;
pub mod localized;
pub mod matching;
pub mod server;
pub mod source;
pub mod store;
pub mod telemetry;
pub mod widget;

use std::collections::BTreeMap;

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
    pub telemetry: telemetry::Telemetry,
}
