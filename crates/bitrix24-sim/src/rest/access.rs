//! Who calls.

use super::{refusal::Refusal, request::Credentials};
use crate::{
    AppState,
    world::{Application, TokenFault, TokenPair, User},
};

/// A caller who was let in.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) user: User,
    /// The application behind a token; a webhook has none.
    pub(crate) application: Option<Application>,
    pub(crate) scopes: Vec<String>,
    /// How many events led to this call: none, unless the token came with an event.
    pub(crate) depth: u8,
    /// The source the caller names (`auth_connector`).
    pub(crate) connector: Option<String>,
}

impl Caller {
    /// # Errors
    /// The documented 401 for what was shown.
    pub(crate) fn identify(state: &AppState, credentials: &Credentials) -> Result<Self, Refusal> {
        match credentials {
            Credentials::Nothing => Err(Refusal::no_auth()),
            Credentials::Webhook { user_id, code } => {
                let scopes = state.world().read(|state| {
                    let mut webhooks = state.webhooks.iter();
                    let known = webhooks.find(|one| one.code == *code && one.user_id == *user_id);
                    known.map(|webhook| webhook.scopes.clone())
                });
                Ok(Self {
                    user: active_user(state, *user_id)?,
                    application: None,
                    scopes: scopes.ok_or_else(Refusal::no_auth)?,
                    depth: 0,
                    connector: None,
                })
            }
            Credentials::Token(token) => {
                let pair = live_pair(state, token.expose())?;
                let application = application_of(state, &pair)?;
                Ok(Self {
                    user: active_user(state, pair.user_id)?,
                    application: Some(application),
                    scopes: pair.scope.split(',').map(str::to_owned).collect(),
                    depth: pair.depth,
                    connector: None,
                })
            }
        }
    }

    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }

    /// Under which name the caller's working time is added up.
    pub(crate) fn account(&self) -> String {
        match &self.application {
            Some(application) => application.client_id.clone(),
            None => format!("webhook of {}", self.user.id),
        }
    }

    /// The application, for methods that need one.
    pub(crate) fn application(&self) -> Result<&Application, Refusal> {
        self.application
            .as_ref()
            .ok_or_else(Refusal::wrong_auth_type)
    }

    /// The application, for methods that only an administrator may call.
    pub(crate) fn administered_application(&self) -> Result<&Application, Refusal> {
        let application = self.application()?;
        if self.user.admin {
            Ok(application)
        } else {
            Err(Refusal::access_denied())
        }
    }
}

/// The pair a token belongs to, while it lives.
pub(crate) fn live_pair(state: &AppState, token: &str) -> Result<TokenPair, Refusal> {
    state
        .world()
        .pair_of_access_token(token)
        .map_err(|fault| match fault {
            TokenFault::Expired => {
                Refusal::unauthorized("expired_token", "The access token provided has expired.")
            }
            TokenFault::Unknown | TokenFault::NotValid => Refusal::no_auth(),
        })
}

/// The application a pair was given to, while it is registered.
pub(crate) fn application_of(state: &AppState, pair: &TokenPair) -> Result<Application, Refusal> {
    state
        .world()
        .application_by_client_id(&pair.client_id)
        .ok_or_else(|| Refusal::unauthorized("invalid_token", "Unable to get application by token"))
}

fn active_user(state: &AppState, id: i64) -> Result<User, Refusal> {
    let user = state.world().user(id).filter(|user| user.active);
    user.ok_or_else(|| Refusal::unauthorized("authorization_error", "Unable to authorize user"))
}
