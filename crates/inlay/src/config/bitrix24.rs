//! `[bitrix24]`: which portal or portals, and who we are to them.

use bitrix24::{Application, AuthorizationServer, Plan, PortalAddress};
use url::Url;

/// Our registration at Bitrix24.
#[derive(Debug)]
pub struct Bitrix24 {
    pub mode: Mode,
    pub application: Application,
    /// The default one first, then the others that portals may name; the client secret goes
    /// nowhere else.
    pub authorization_servers: Vec<AuthorizationServer>,
    pub plan: Plan,
    /// Accept `http://` portals and authorization servers (simulated ones on loopback).
    pub allow_http: bool,
    /// The frame's script library, Bitrix24's own `api/v1` unless a simulated portal serves one.
    pub frame_script: Url,
}

impl Bitrix24 {
    /// The one portal of a local server.
    #[must_use]
    pub fn pinned(&self) -> Option<&PortalAddress> {
        match &self.mode {
            Mode::Local { portal } => Some(portal),
            Mode::Market => None,
        }
    }
}

/// Whose portals this server serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One portal, pinned; others are refused.
    Local { portal: PortalAddress },
    /// Every portal of the Marketplace.
    Market,
}
