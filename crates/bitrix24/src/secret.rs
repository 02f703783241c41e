//! Secrets: they can be used and compared, not printed.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use subtle::ConstantTimeEq;

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// An opaque text of no fixed length. `Debug` shows nothing of it; there is no `Display`
        /// and no `Serialize`, so it cannot slip into a log or an answer.
        #[derive(Clone, Debug)]
        pub struct $name(SecretString);

        impl $name {
            /// The text itself, for the one place that must send or seal it.
            #[must_use]
            pub fn expose(&self) -> &str {
                self.0.expose_secret()
            }

            /// Whether both are the same text, in a time that does not depend on where they
            /// differ. Empty texts match nothing: they are what is left of a missing secret.
            #[must_use]
            pub fn matches(&self, other: &Self) -> bool {
                let (ours, theirs) = (self.expose().as_bytes(), other.expose().as_bytes());
                !ours.is_empty() && bool::from(ours.ct_eq(theirs))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(SecretString::from(text))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

secret! {
    /// One user's access to one portal through one application, for an hour
    /// (`settings/oauth/index.md`).
    AccessToken
}
secret! {
    /// What an [`AccessToken`] is renewed with, for 180 days; each renewal brings a new one
    /// (`settings/oauth/index.md`, `settings/oauth/auto-renewal.md`).
    RefreshToken
}
secret! {
    /// Marks requests that come from one portal's installation of the application
    /// (`api-reference/events/safe-event-handlers.md`).
    ApplicationToken
}
secret! {
    /// What one run of a robot, or one question to an administrator, is answered with
    /// (`api-reference/bizproc/bizproc-robot/bizproc-event-send.md`).
    EventToken
}
secret! {
    /// The application's own secret; for an authorization server only, never for a portal.
    ClientSecret
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &str) -> ApplicationToken {
        ApplicationToken::from(text.to_owned())
    }

    #[test]
    fn equal_secrets_match_and_others_do_not() {
        assert!(
            token("51856fefc120afa4b628cc82d3935cce")
                .matches(&token("51856fefc120afa4b628cc82d3935cce"))
        );
        assert!(
            !token("51856fefc120afa4b628cc82d3935cce")
                .matches(&token("51856fefc120afa4b628cc82d3935ccf"))
        );
        assert!(!token("51856f").matches(&token("51856fef")));
    }

    #[test]
    fn a_missing_secret_matches_nothing() {
        assert!(!token("").matches(&token("")));
    }

    #[test]
    fn a_secret_is_not_in_its_debug_text() {
        let shown = format!("{:?}", AccessToken::from("s3cr3t".to_owned()));
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
}
