//! Access and refresh tokens, authorization codes.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};

use super::{State, World};
use crate::Secret;

/// Lifetimes (`settings/oauth/index.md`).
const ACCESS_LIFE: Duration = Duration::hours(1);
const REFRESH_LIFE: Duration = Duration::days(180);
const CODE_LIFE: Duration = Duration::seconds(30);

/// Digits of a token: as on real portals, not the documents' 32.
const TOKEN_LENGTH: usize = 70;

/// One user's authorization of one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPair {
    /// Lets REST calls in for an hour.
    pub access_token: Secret,
    /// Buys the next pair, once, within 180 days.
    pub refresh_token: Secret,
    /// When the access token ends.
    pub expires: DateTime<Utc>,
    /// Whose authorization it is.
    pub user_id: i64,
    /// Which application it was given to.
    pub client_id: String,
    /// Scopes at the time of issue, comma separated.
    pub scope: String,
    /// How many events led to it: none, unless it came with an event.
    pub(crate) depth: u8,
    refresh_expires: DateTime<Utc>,
    issue: Issue,
    /// Its refresh token has been used.
    spent: bool,
}

/// On which occasion a pair was given out: pages and events get the live one again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Issue {
    Page,
    Event,
    /// Bought at the authorization server.
    Exchange,
}

/// A code that buys the first pair (`settings/oauth/index.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// The code.
    pub code: Secret,
    user_id: i64,
    client_id: String,
    expires: DateTime<Utc>,
}

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Nobody ever got this token.
    #[error("the token is unknown")]
    Unknown,
    /// Its hour is over.
    #[error("the token has expired")]
    Expired,
    /// It was used before, belongs to another application, or its time is over.
    #[error("the grant is not valid")]
    NotValid,
}

/// Every pair ever issued, found by either token.
#[derive(Default)]
pub(crate) struct Tokens {
    pairs: Vec<TokenPair>,
    by_access: HashMap<String, usize>,
    by_refresh: HashMap<String, usize>,
    codes: Vec<AuthorizationCode>,
}

impl TokenPair {
    /// Seconds until the access token ends, begun ones counted, at least zero.
    pub fn seconds_left(&self, now: DateTime<Utc>) -> i64 {
        let milliseconds = (self.expires - now).num_milliseconds().max(0);
        (milliseconds + 999) / 1000
    }
}

impl Tokens {
    fn issue(&mut self, grant: Grant<'_>, now: DateTime<Utc>) -> TokenPair {
        let pair = TokenPair {
            access_token: Secret::random(TOKEN_LENGTH),
            refresh_token: Secret::random(TOKEN_LENGTH),
            expires: now + ACCESS_LIFE,
            user_id: grant.user_id,
            client_id: grant.client_id.to_owned(),
            scope: grant.scope,
            depth: grant.occasion.depth,
            refresh_expires: now + REFRESH_LIFE,
            issue: grant.occasion.issue,
            spent: false,
        };
        let at = self.pairs.len();
        self.by_access
            .insert(pair.access_token.expose().to_owned(), at);
        self.by_refresh
            .insert(pair.refresh_token.expose().to_owned(), at);
        self.pairs.push(pair.clone());
        pair
    }

    /// The live pair the portal gave out last for this user, application and occasion.
    fn live(
        &self,
        user_id: i64,
        client_id: &str,
        occasion: Occasion,
        now: DateTime<Utc>,
    ) -> Option<&TokenPair> {
        self.pairs.iter().rev().find(|pair| {
            pair.issue == occasion.issue
                && pair.depth == occasion.depth
                && !pair.spent
                && pair.user_id == user_id
                && pair.client_id == client_id
                && pair.expires > now
        })
    }

    pub(crate) fn forget_application(&mut self, client_id: &str) {
        let kept = std::mem::take(&mut self.pairs);
        self.by_access.clear();
        self.by_refresh.clear();
        for pair in kept.into_iter().filter(|pair| pair.client_id != client_id) {
            let at = self.pairs.len();
            self.by_access
                .insert(pair.access_token.expose().to_owned(), at);
            self.by_refresh
                .insert(pair.refresh_token.expose().to_owned(), at);
            self.pairs.push(pair);
        }
        self.codes.retain(|code| code.client_id != client_id);
    }
}

/// Who gets a pair, for what.
struct Grant<'a> {
    user_id: i64,
    client_id: &'a str,
    scope: String,
    occasion: Occasion,
}

#[derive(Clone, Copy)]
struct Occasion {
    issue: Issue,
    depth: u8,
}

impl Occasion {
    const PAGE: Self = Self {
        issue: Issue::Page,
        depth: 0,
    };

    /// A purchase: what was bought for an event's token still counts as the event's.
    fn exchange(depth: u8) -> Self {
        let issue = Issue::Exchange;
        Self { issue, depth }
    }
}

impl World {
    /// The pair the portal puts into a page it renders for this user: the live one
    /// again while it is valid and unspent, otherwise a new one. `None` for an
    /// unknown user or application.
    pub fn token_for(&self, user_id: i64, client_id: &str) -> Option<TokenPair> {
        self.live_or_new(user_id, client_id, Occasion::PAGE)
    }

    /// The pair that goes out with an event. `depth` tells how many events led to it,
    /// itself included.
    pub(crate) fn token_for_event(
        &self,
        user_id: i64,
        client_id: &str,
        depth: u8,
    ) -> Option<TokenPair> {
        let issue = Issue::Event;
        self.live_or_new(user_id, client_id, Occasion { issue, depth })
    }

    fn live_or_new(&self, user_id: i64, client_id: &str, occasion: Occasion) -> Option<TokenPair> {
        let now = self.clock().now();
        self.write(|state| {
            if let Some(pair) = state.tokens.live(user_id, client_id, occasion, now) {
                return Some(pair.clone());
            }
            state.issue(user_id, client_id, occasion, now)
        })
    }

    /// Whether this portal gave out the token or code, live or not.
    pub(crate) fn gave_out(&self, secret: &str) -> bool {
        self.read(|state| {
            let tokens = &state.tokens;
            tokens.by_access.contains_key(secret)
                || tokens.by_refresh.contains_key(secret)
                || tokens.codes.iter().any(|one| one.code.expose() == secret)
        })
    }

    /// A new pair for a page that asks for one (`refreshAuth`). Pairs given out
    /// before stay what they were.
    pub fn fresh_token_for(&self, user_id: i64, client_id: &str) -> Option<TokenPair> {
        let now = self.clock().now();
        self.write(|state| state.issue(user_id, client_id, Occasion::PAGE, now))
    }

    /// The pair an access token belongs to.
    ///
    /// # Errors
    /// [`TokenFault::Unknown`] or [`TokenFault::Expired`].
    pub fn pair_of_access_token(&self, access_token: &str) -> Result<TokenPair, TokenFault> {
        let now = self.clock().now();
        self.read(|state| {
            let tokens = &state.tokens;
            let at = tokens
                .by_access
                .get(access_token)
                .ok_or(TokenFault::Unknown)?;
            let pair = tokens.pairs.get(*at).ok_or(TokenFault::Unknown)?;
            if pair.expires <= now {
                return Err(TokenFault::Expired);
            }
            Ok(pair.clone())
        })
    }

    /// Buys a new pair with a refresh token of this application. The old refresh
    /// token is spent, unless `lenient`; the old access token lives out its hour.
    ///
    /// # Errors
    /// [`TokenFault::NotValid`] for a token that is unknown, spent, too old, or
    /// another application's, and for a user who is no longer active.
    pub(crate) fn exchange_refresh_token(
        &self,
        client_id: &str,
        refresh_token: &str,
        lenient: bool,
    ) -> Result<TokenPair, TokenFault> {
        let now = self.clock().now();
        self.write(|state| {
            let at = *state
                .tokens
                .by_refresh
                .get(refresh_token)
                .ok_or(TokenFault::NotValid)?;
            let pair = state.tokens.pairs.get_mut(at).ok_or(TokenFault::NotValid)?;
            let worthless = pair.client_id != client_id || pair.refresh_expires <= now;
            if worthless || (pair.spent && !lenient) {
                return Err(TokenFault::NotValid);
            }
            let user_id = pair.user_id;
            if !state.users.get(&user_id).is_some_and(|user| user.active) {
                return Err(TokenFault::NotValid);
            }
            pair.spent = true;
            let occasion = Occasion::exchange(pair.depth);
            state
                .issue(user_id, client_id, occasion, now)
                .ok_or(TokenFault::NotValid)
        })
    }

    /// A code that buys this user's first pair within 30 seconds.
    pub fn authorization_code(&self, user_id: i64, client_id: &str) -> AuthorizationCode {
        let code = AuthorizationCode {
            code: Secret::random(TOKEN_LENGTH),
            user_id,
            client_id: client_id.to_owned(),
            expires: self.clock().now() + CODE_LIFE,
        };
        self.write(|state| state.tokens.codes.push(code.clone()));
        code
    }

    /// Buys the first pair with a code, which is gone then.
    ///
    /// # Errors
    /// [`TokenFault::NotValid`] for a code that is unknown, used, older than 30
    /// seconds, or another application's.
    pub(crate) fn exchange_code(
        &self,
        client_id: &str,
        code: &str,
    ) -> Result<TokenPair, TokenFault> {
        let now = self.clock().now();
        self.write(|state| {
            let codes = &mut state.tokens.codes;
            let at = codes.iter().position(|one| {
                one.code.expose() == code && one.client_id == client_id && one.expires > now
            });
            let code = codes.swap_remove(at.ok_or(TokenFault::NotValid)?);
            let user = state.users.get(&code.user_id);
            if !user.is_some_and(|user| user.active) {
                return Err(TokenFault::NotValid);
            }
            state
                .issue(code.user_id, client_id, Occasion::exchange(0), now)
                .ok_or(TokenFault::NotValid)
        })
    }

    /// Takes a scope from an application and from its tokens; `false` when it had
    /// none such.
    pub(crate) fn take_scope_away(&self, client_id: &str, scope: &str) -> bool {
        self.write(|state| {
            let mut applications = state.applications.iter_mut();
            let application = applications.find(|app| app.client_id == client_id);
            let Some(application) = application.filter(|app| app.has_scope(scope)) else {
                return false;
            };
            application.scopes.retain(|granted| granted != scope);
            let pairs = state.tokens.pairs.iter_mut();
            for pair in pairs.filter(|pair| pair.client_id == client_id) {
                let kept = pair.scope.split(',').filter(|granted| *granted != scope);
                pair.scope = kept.collect::<Vec<_>>().join(",");
            }
            true
        })
    }

    /// Ends the hour of every access token given out so far. Refresh tokens stay.
    pub fn expire_tokens(&self) {
        let now = self.clock().now();
        self.write(|state| {
            for pair in &mut state.tokens.pairs {
                pair.expires = pair.expires.min(now);
            }
        });
    }
}

impl State {
    fn issue(
        &mut self,
        user_id: i64,
        client_id: &str,
        occasion: Occasion,
        now: DateTime<Utc>,
    ) -> Option<TokenPair> {
        self.users.get(&user_id)?;
        let application = self
            .applications
            .iter()
            .find(|app| app.client_id == client_id)?;
        let grant = Grant {
            user_id,
            client_id,
            scope: application.scope_list(),
            occasion,
        };
        Some(self.tokens.issue(grant, now))
    }
}
