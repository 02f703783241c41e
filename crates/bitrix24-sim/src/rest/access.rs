//! Who calls.

use super::{refusal::Refusal, request::Credentials};
use crate::{
    AppState, Secret,
    world::{Answer, Application, TokenFault, TokenPair, User},
};

/// A caller who was let in.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) user: User,
    /// The application behind a token; a webhook has none.
    pub(crate) application: Option<Application>,
    pub(crate) scopes: Vec<String>,
    /// The token that was shown; a webhook has none.
    pub(crate) token: Option<Secret>,
    /// How many events led to this call: none, unless the token came with an event.
    pub(crate) depth: u8,
    /// The source the caller names (`auth_connector`).
    pub(crate) connector: Option<String>,
    /// The number of the HTTP request.
    pub(crate) request: Option<u64>,
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
                    token: None,
                    depth: 0,
                    connector: None,
                    request: None,
                })
            }
            Credentials::Token(token) => {
                let pair = live_pair(state, token.expose())?;
                let application = application_of(state, &pair)?;
                let user = active_user(state, pair.user_id)?;
                if !application.is_open_to(user.id) {
                    return Err(Refusal::forbidden(
                        "user_access_error",
                        "The user does not have access to the application.",
                    ));
                }
                Ok(Self {
                    user,
                    application: Some(application),
                    scopes: pair.scope.split(',').map(str::to_owned).collect(),
                    token: Some(pair.access_token),
                    depth: pair.depth,
                    connector: None,
                    request: None,
                })
            }
        }
    }

    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }

    /// Whether an administrator has to allow this method, and has
    /// (`api-reference/scopes/confirmation.md`).
    pub(crate) fn confirm(&self, state: &AppState, method: &str) -> Result<(), Refusal> {
        let world = state.world();
        let (Some(application), Some(token)) = (&self.application, &self.token) else {
            return Ok(());
        };
        if !world.read(|state| state.confirmations.concern(method)) {
            return Ok(());
        }
        let answer = world.write(|state| {
            state
                .confirmations
                .ask(&application.client_id, token, method)
        });
        match answer {
            Answer::Allowed => Ok(()),
            Answer::Waiting => Err(Refusal::unauthorized(
                "METHOD_CONFIRM_WAITING",
                "Waiting for confirmation",
            )),
            Answer::Denied => Err(Refusal::forbidden(
                "METHOD_CONFIRM_DENIED",
                "Method call denied",
            )),
        }
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

/// The application a pair was given to, while it is there and paid for.
pub(crate) fn application_of(state: &AppState, pair: &TokenPair) -> Result<Application, Refusal> {
    let world = state.world();
    let Some(application) = world.application_by_client_id(&pair.client_id) else {
        return Err(match world.uninstalled_application(&pair.client_id) {
            Some(_) => Refusal::unauthorized("ERROR_OAUTH", "Application not installed"),
            None => Refusal::unauthorized("invalid_token", "Unable to get application by token"),
        });
    };
    if application.is_blocked(state.clock().now()) {
        return Err(Refusal::unauthorized(
            "PAYMENT_REQUIRED",
            "Payment required",
        ));
    }
    Ok(application)
}

fn active_user(state: &AppState, id: i64) -> Result<User, Refusal> {
    let user = state.world().user(id).filter(|user| user.active);
    user.ok_or_else(|| Refusal::unauthorized("authorization_error", "Unable to authorize user"))
}
