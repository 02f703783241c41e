//! The identity of a portal.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A portal's permanent name, the key of a tenant. Its address may change; this never does
/// (`settings/oauth/simple-way.md`).
///
/// 32 hexadecimal digits in practice; taken here as 1 to 64 of `0-9 A-Z a-z . _ -`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MemberId(String);

/// A text that cannot be a [`MemberId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a member id is 1 to 64 letters, digits, dots, underscores and hyphens")]
pub struct NotAMemberId;

impl TryFrom<String> for MemberId {
    type Error = NotAMemberId;

    fn try_from(text: String) -> Result<Self, NotAMemberId> {
        let fits = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        if fits {
            Ok(Self(text))
        } else {
            Err(NotAMemberId)
        }
    }
}

impl std::str::FromStr for MemberId {
    type Err = NotAMemberId;

    fn from_str(text: &str) -> Result<Self, NotAMemberId> {
        Self::try_from(text.to_owned())
    }
}

impl From<MemberId> for String {
    fn from(id: MemberId) -> Self {
        id.0
    }
}

impl AsRef<str> for MemberId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_id_has_bounds() {
        assert!("a".parse::<MemberId>().is_ok());
        assert!("a".repeat(64).parse::<MemberId>().is_ok());
        assert_eq!("a".repeat(65).parse::<MemberId>(), Err(NotAMemberId));
        assert_eq!("".parse::<MemberId>(), Err(NotAMemberId));
        assert_eq!("a/b".parse::<MemberId>(), Err(NotAMemberId));
        assert_eq!("идентификатор".parse::<MemberId>(), Err(NotAMemberId));
    }

    #[test]
    fn deserialization_cannot_slip_past_the_check() {
        assert!(serde_json::from_str::<MemberId>("\"da45a03b265edd8787f8a258d793cc5d\"").is_ok());
        assert!(serde_json::from_str::<MemberId>("\"../etc\"").is_err());
    }
}
