//! How a simulated portal starts.

use std::net::{Ipv4Addr, SocketAddr};

use crate::{Clock, Tls};

/// Where the portal listens and who it is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address of the portal; port `0` picks a free one.
    pub listen: SocketAddr,
    /// Address of the authorization server; port `0` picks a free one. Portals of
    /// a [`Cloud`](crate::Cloud) share the cloud's instead.
    pub oauth_listen: SocketAddr,
    /// The portal's identity, 32 hexadecimal digits.
    pub member_id: String,
    /// The portal's clock.
    pub clock: Clock,
    /// Both addresses speak `https` with this, else plain `http`.
    pub tls: Option<Tls>,
}

impl Default for Settings {
    /// Free ports on loopback, and the identity every simulated portal has
    /// unless told otherwise.
    fn default() -> Self {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            listen: anywhere,
            oauth_listen: anywhere,
            member_id: "5b0b9c1f4d2e4a7f8a6c3d1e0f92b7a4".to_owned(),
            clock: Clock::default(),
            tls: None,
        }
    }
}
