//! Scopes of an authorization.

use serde::de::{Deserialize, Deserializer};

/// A list of scopes as text, separated by commas or spaces: the documentation shows spaces, portals
/// send commas (`api-reference/common/events/on-app-install.md`).
///
/// # Errors
/// When it is no text.
pub fn scope<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(split(
        &Option::<String>::deserialize(deserializer)?.unwrap_or_default(),
    ))
}

pub(crate) fn split(text: &str) -> Vec<String> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn scopes_are_separated_by_commas_or_spaces() {
        assert_eq!(
            split("crm,placement, user_brief"),
            ["crm", "placement", "user_brief"]
        );
        assert_eq!(split("crm placement"), ["crm", "placement"]);
        assert!(split("").is_empty());
    }
}
