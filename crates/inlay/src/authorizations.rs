//! Calls with the application's own authorization, for what nobody is waiting for in a frame.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bitrix24::{Class, Client, Renewal};
use url::Url;

use crate::calls::Calls;
use crate::store::{Keeper, Portal, Store};
use crate::verify::{AuthorizationServers, Refusal};

/// One authorization a portal, shared by everything this process does for it: however many jobs
/// find its token expired, there is one renewal.
#[derive(Debug)]
pub struct Authorizations {
    calls: Calls,
    store: Store,
    servers: AuthorizationServers,
    /// By our number for the portal, with the server that renews it.
    renewals: Mutex<HashMap<i64, (Url, Renewal)>>,
}

impl Authorizations {
    /// Those kept in this store, renewed at these servers.
    #[must_use]
    pub fn new(calls: Calls, store: Store, servers: AuthorizationServers) -> Self {
        Self {
            calls,
            store,
            servers,
            renewals: Mutex::default(),
        }
    }

    /// A client that calls the portal as the administrator who installed us.
    ///
    /// # Errors
    /// [`Refusal::StrangeServer`] when the server that renews the portal's tokens is no longer
    /// configured.
    pub fn client(&self, portal: &Portal, class: Class) -> Result<Client, Refusal> {
        let renewal = self.renewal(portal)?;
        let endpoint = &portal.client_endpoint;
        Ok(self.calls.as_application(endpoint, renewal, class))
    }

    /// The portal's authorization itself.
    ///
    /// # Errors
    /// As [`client`](Self::client).
    pub fn renewal(&self, portal: &Portal) -> Result<Renewal, Refusal> {
        let endpoint = &portal.server_endpoint;
        let oauth = self.servers.named(Some(endpoint.as_str()))?;
        let mut renewals = self.lock();
        if let Some((known, renewal)) = renewals.get(&portal.id)
            && known == endpoint
        {
            return Ok(renewal.clone());
        }
        let keeper = Keeper::new(self.store.clone(), portal.clone());
        let renewal = Renewal::new(oauth, Arc::new(keeper));
        renewals.insert(portal.id, (endpoint.clone(), renewal.clone()));
        Ok(renewal)
    }

    /// The portal has authorized us anew, or not any more: what is kept is read again.
    pub fn forget(&self, portal: i64) {
        self.lock().remove(&portal);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<i64, (Url, Renewal)>> {
        self.renewals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
