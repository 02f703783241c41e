//! Calls to portals: one limiter for everything this server sends.

use std::sync::Arc;

use bitrix24::limit::Limiter;
use bitrix24::{AccessToken, Class, Client, Credential, Plan, Renewal};
use url::Url;

use crate::store::Store;

/// Makes clients that share one account of each portal's limits.
#[derive(Clone, Debug)]
pub struct Calls {
    http: reqwest::Client,
    limiter: Limiter,
}

impl Calls {
    /// Counts in this process, or in the store where several processes share one.
    #[must_use]
    pub fn new(http: reqwest::Client, plan: Plan, store: &Store) -> Self {
        let limiter = if store.is_shared() {
            Limiter::shared(plan, Arc::new(store.limits()))
        } else {
            Limiter::in_memory(plan)
        };
        Self { http, limiter }
    }

    /// A client for what somebody is waiting for, with his own token.
    ///
    /// `endpoint` is the stored REST address of a portal, never one that came with a request.
    #[must_use]
    pub fn as_user(&self, endpoint: &Url, token: &AccessToken) -> Client {
        Client::new(
            self.http.clone(),
            endpoint.clone(),
            Credential::Token(token.clone()),
        )
        .with_limiter(self.limiter.clone())
        .with_class(Class::Interactive)
    }

    /// A client with the application's own authorization, renewed when it is too old.
    #[must_use]
    pub fn as_application(&self, endpoint: &Url, renewal: Renewal, class: Class) -> Client {
        Client::new(
            self.http.clone(),
            endpoint.clone(),
            Credential::Renewed(renewal),
        )
        .with_limiter(self.limiter.clone())
        .with_class(class)
    }
}
