//! The file `sim.toml`: what the portals started from the command line have.

mod application;
mod error;
mod member;
mod portal;
mod read;

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use serde::Deserialize;

pub use self::{
    application::ApplicationEntry,
    error::ConfigError,
    member::UserEntry,
    portal::{Limit, PortalEntry},
};
use crate::{Clock, Cloud, Settings, Sim, StartError, Tls};

/// Where the first portal listens unless told otherwise.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8081);

/// The whole file; everything in it may be left out.
///
/// What stands outside of any `[[portal]]` is every portal's, but for the two
/// addresses and `member_id`, which are the first one's.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address of the first portal; the others take the ports after the
    /// authorization server's.
    pub listen: Option<SocketAddr>,
    /// Address of the authorization server that all portals share.
    pub oauth_listen: Option<SocketAddr>,
    /// Makes every address speak `https`: the folder that keeps the certificate
    /// authority, see [`Tls::kept_in`].
    pub tls: Option<PathBuf>,
    /// The first portal's identity, 32 hexadecimal digits.
    pub member_id: Option<String>,
    /// The code of the administrator's webhook, the same at each start; without it
    /// one is made. It opens a simulated portal only.
    pub webhook: Option<String>,
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
    /// More people, in every portal.
    #[serde(rename = "user")]
    pub users: Vec<UserEntry>,
    /// Applications in every portal.
    #[serde(rename = "application")]
    pub applications: Vec<ApplicationEntry>,
    /// The portals, when there are several or one needs more than the defaults.
    #[serde(rename = "portal")]
    pub portals: Vec<PortalEntry>,
}

impl Config {
    /// Starts the portals with what the file gives them.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(&self) -> Result<Cloud, StartError> {
        let tls = self.tls.as_deref().map(Tls::kept_in).transpose()?;
        let clock = Clock::default();
        let settings = (0..self.portals.len().max(1)).map(|at| Settings {
            tls: tls.clone(),
            clock: clock.clone(),
            ..self.settings(at)
        });
        let cloud = Cloud::start(self.oauth_listen(), settings.collect()).await?;
        for (at, sim) in cloud.portals().iter().enumerate() {
            self.portal(at).apply(self, sim);
        }
        Ok(cloud)
    }

    /// Gives a portal that was started otherwise what the file has for the first one.
    pub fn apply(&self, sim: &Sim) {
        self.portal(0).apply(self, sim);
    }

    fn portal(&self, at: usize) -> PortalEntry {
        self.portals.get(at).cloned().unwrap_or_default()
    }

    /// At least this many portals: those the file does not describe have what all have.
    ///
    /// # Errors
    /// An application of the file can only be in one portal.
    pub fn with_portals(&mut self, count: usize) -> Result<(), ConfigError> {
        while self.portals.len() < count {
            self.portals.push(PortalEntry::default());
        }
        let mut shared = self.applications.iter();
        if self.portals.len() > 1 && shared.any(ApplicationEntry::is_local) {
            return Err(ConfigError {
                line: None,
                key: Some("application".to_owned()),
                message: application::ONE_PORTAL.to_owned(),
            });
        }
        Ok(())
    }

    /// Adds an application to try things with, unless the file has one.
    pub fn with_example(&mut self) {
        let bare = |portal: &PortalEntry| portal.applications.is_empty();
        if self.applications.is_empty() && self.portals.iter().all(bare) {
            let many = self.portals.len() > 1;
            self.applications.push(ApplicationEntry::example(many));
        }
    }

    fn settings(&self, at: usize) -> Settings {
        let entry = self.portals.get(at);
        let own = |first: Option<String>| {
            entry
                .and_then(|entry| entry.member_id.clone())
                .or(first.filter(|_| at == 0))
        };
        Settings {
            listen: entry
                .and_then(|entry| entry.listen)
                .unwrap_or_else(|| self.listen_of(at)),
            member_id: own(self.member_id.clone()).unwrap_or_else(|| numbered_member_id(at)),
            clock: Clock::default(),
            oauth_listen: self.oauth_listen(),
            tls: None,
        }
    }

    /// The authorization server sits on the port after the first portal's, unless
    /// told otherwise.
    fn oauth_listen(&self) -> SocketAddr {
        let portal = self.first();
        self.oauth_listen.unwrap_or_else(|| after(portal, 1))
    }

    fn listen_of(&self, at: usize) -> SocketAddr {
        match u16::try_from(at) {
            Ok(0) => self.first(),
            Ok(at) => after(self.first(), at.saturating_add(1)),
            Err(_) => after(self.first(), 0),
        }
    }

    fn first(&self) -> SocketAddr {
        let entry = self.portals.first();
        let own = entry.and_then(|entry| entry.listen);
        own.or(self.listen).unwrap_or(LISTEN)
    }
}

/// So many ports further; a free one stays a free one.
fn after(address: SocketAddr, ports: u16) -> SocketAddr {
    let port = match address.port() {
        0 => 0,
        port => port.checked_add(ports).unwrap_or(0),
    };
    SocketAddr::new(address.ip(), port)
}

/// The identity every simulated portal has unless told otherwise, and those that
/// follow it: the same at each start.
fn numbered_member_id(at: usize) -> String {
    let first = Settings::default().member_id;
    match u128::from_str_radix(&first, 16) {
        Ok(number) => format!("{:032x}", number.wrapping_add(at as u128)),
        Err(_) => first,
    }
}
