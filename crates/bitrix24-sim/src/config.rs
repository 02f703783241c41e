//! The file `sim.toml`: what a portal started from the command line has.

use std::{net::SocketAddr, time::Duration};

use serde::Deserialize;

use crate::{
    Bucket, Ids, Settings, Sim,
    secret::Secret,
    world::{ApplicationKind, NewApplication},
};

/// Made-up deals are the same at each start.
const SEED: u64 = 24;

/// The whole file; everything in it may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address of the portal.
    pub listen: Option<SocketAddr>,
    /// Address of the authorization server.
    pub oauth_listen: Option<SocketAddr>,
    /// The portal's identity, 32 hexadecimal digits.
    pub member_id: Option<String>,
    /// How long every REST answer is held back, in milliseconds.
    pub latency_ms: u64,
    /// How long each page of a list takes, in milliseconds.
    pub page_time_ms: u64,
    /// How long each REST request takes besides, in milliseconds.
    pub overhead_ms: u64,
    /// Deals to make up, with gaps between their numbers, for those who measure.
    pub deals: usize,
    /// The rate limit; the standard plan's unless set.
    pub limit: Limit,
    /// Applications to add.
    #[serde(rename = "application")]
    pub applications: Vec<ApplicationEntry>,
}

/// Which rate limit is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Limit {
    /// A burst of 50, then 2 calls a second.
    #[default]
    Standard,
    /// A burst of 250, then 5 calls a second.
    Enterprise,
    /// None, as on self-hosted portals.
    Off,
}

/// One `[[application]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationEntry {
    /// `local` or `market`.
    #[serde(default = "local")]
    pub kind: ApplicationKind,
    /// Caption in the menu.
    #[serde(default = "untitled")]
    pub title: String,
    /// The main address.
    pub handler: String,
    /// The installer's address.
    pub installer: Option<String>,
    /// A fixed `client_id`; without it one is made at each start.
    pub client_id: Option<String>,
    /// A fixed secret; without it one is made at each start. It opens a simulated
    /// portal only, so it may stand in the file.
    pub client_secret: Option<String>,
    /// Granted scopes.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
}

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is no TOML, or has keys that mean nothing.
    #[error("the configuration cannot be read")]
    Shape(#[from] toml::de::Error),
    /// The identity is not what portals have.
    #[error("`member_id` is not 32 hexadecimal digits")]
    MemberId,
}

impl Config {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text)?;
        let is_hex = |id: &String| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit());
        if config.member_id.as_ref().is_some_and(|id| !is_hex(id)) {
            return Err(ConfigError::MemberId);
        }
        Ok(config)
    }

    /// Where a portal with this configuration listens and who it is; `fallback`
    /// has what the file leaves out.
    pub fn settings(&self, fallback: Settings) -> Settings {
        Settings {
            listen: self.listen.unwrap_or(fallback.listen),
            oauth_listen: self.oauth_listen.unwrap_or(fallback.oauth_listen),
            member_id: self.member_id.clone().unwrap_or(fallback.member_id),
            clock: fallback.clock,
        }
    }

    /// Turns the knobs of a started portal and adds the applications.
    pub fn apply(&self, sim: &Sim) {
        sim.knobs()
            .set_latency(Duration::from_millis(self.latency_ms));
        sim.knobs()
            .set_page_time(Duration::from_millis(self.page_time_ms));
        sim.knobs()
            .set_overhead(Duration::from_millis(self.overhead_ms));
        sim.world().add_deals(self.deals, SEED, Ids::Sparse);
        sim.knobs().set_bucket(match self.limit {
            Limit::Standard => Some(Bucket::STANDARD),
            Limit::Enterprise => Some(Bucket::ENTERPRISE),
            Limit::Off => None,
        });
        for entry in &self.applications {
            sim.register_application(NewApplication {
                kind: entry.kind,
                client_id: entry.client_id.clone(),
                client_secret: entry.client_secret.clone().map(Secret::new),
                title: entry.title.clone(),
                handler_url: entry.handler.clone(),
                install_url: entry.installer.clone(),
                scopes: entry.scopes.clone(),
            });
        }
    }
}

impl ApplicationEntry {
    /// What is added when the file names no application: one on the address that
    /// a first program usually has.
    pub fn example() -> Self {
        Self {
            kind: local(),
            title: untitled(),
            handler: "http://127.0.0.1:3000/".to_owned(),
            installer: None,
            client_id: None,
            client_secret: None,
            scopes: scopes(),
        }
    }
}

fn local() -> ApplicationKind {
    ApplicationKind::Local
}

fn untitled() -> String {
    "Application".to_owned()
}

fn scopes() -> Vec<String> {
    ["crm", "placement", "user_brief"]
        .map(str::to_owned)
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::{Config, Limit};

    #[test]
    fn everything_may_be_left_out() {
        let config = Config::parse("[[application]]\nhandler = \"http://127.0.0.1:1/\"").unwrap();
        assert_eq!(config.limit, Limit::Standard);
        assert_eq!(
            config.applications[0].scopes,
            ["crm", "placement", "user_brief"]
        );
    }

    #[test]
    fn a_misspelt_key_is_an_error() {
        assert!(Config::parse("latency = 5").is_err());
        assert!(Config::parse("member_id = \"short\"").is_err());
    }
}
