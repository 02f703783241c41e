//! Tokens kept in memory.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::keeper::{Keeping, Replaced, TokenKeeper};
use super::tokens::Tokens;
use crate::oauth::Grant;
use crate::secret::{AccessToken, RefreshToken};

/// Keeps tokens as long as the process lives: for tools, examples and tests. A server that loses
/// them has to be authorized anew.
#[derive(Debug)]
pub struct MemoryKeeper(Mutex<Kept>);

#[derive(Debug)]
struct Kept {
    tokens: Option<Tokens>,
    leased_until: Option<Instant>,
}

impl MemoryKeeper {
    /// A keeper of a pair an authorization server or a portal has just given.
    #[must_use]
    pub fn new(access: AccessToken, refresh: RefreshToken) -> Self {
        let tokens = Some(Tokens {
            access,
            refresh,
            generation: 1,
        });
        Self(Mutex::new(Kept {
            tokens,
            leased_until: None,
        }))
    }

    /// Does something with what is kept, if it is still of this generation.
    fn with<T>(&self, generation: i64, act: impl FnOnce(&mut Kept) -> T) -> Option<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let current = kept.tokens.as_ref().map(|tokens| tokens.generation);
        (current == Some(generation)).then(|| act(&mut kept))
    }

    fn current(&self) -> Option<Tokens> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.tokens.clone()
    }
}

impl TokenKeeper for MemoryKeeper {
    fn load(&self) -> Keeping<'_, Option<Tokens>> {
        Box::pin(async { Ok(self.current()) })
    }

    fn lease(&self, generation: i64, time: Duration) -> Keeping<'_, bool> {
        let granted = self.with(generation, |kept| {
            let now = Instant::now();
            let free = kept.leased_until.is_none_or(|until| until <= now);
            if free {
                kept.leased_until = Some(now + time);
            }
            free
        });
        Box::pin(async move { Ok(granted.unwrap_or(false)) })
    }

    fn release(&self, generation: i64) -> Keeping<'_, ()> {
        self.with(generation, |kept| kept.leased_until = None);
        Box::pin(async { Ok(()) })
    }

    fn replace<'a>(&'a self, generation: i64, grant: &'a Grant) -> Keeping<'a, Replaced> {
        Box::pin(async move {
            let replaced = self.with(generation, |kept| {
                let tokens = Tokens {
                    access: grant.access_token.clone(),
                    refresh: grant.refresh_token.clone(),
                    generation: generation + 1,
                };
                kept.tokens = Some(tokens.clone());
                kept.leased_until = None;
                tokens
            });
            Ok(match replaced {
                Some(tokens) => Replaced::Kept(tokens),
                None => Replaced::Late(self.current()),
            })
        })
    }

    fn lose(&self, generation: i64) -> Keeping<'_, ()> {
        self.with(generation, |kept| kept.tokens = None);
        Box::pin(async { Ok(()) })
    }
}
