//! The text of the file becomes a configuration, checked as a whole.

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};
use url::Url;

use super::{ApplicationEntry, Config, ConfigError, application::ONE_PORTAL};

impl Config {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// The first thing wrong with it, with line and key.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let config: Self =
            toml::from_str(text).map_err(|error| ConfigError::shape(text, &error))?;
        match config.fault() {
            Some((place, message)) => Err(ConfigError::at(text, span(text, &place), &message)),
            None => Ok(config),
        }
    }

    /// What is well-formed and cannot be meant.
    fn fault(&self) -> Option<(Place, String)> {
        let mut identities = BTreeSet::new();
        let mut addresses = BTreeSet::new();
        if let Some(id) = &self.member_id {
            if !is_member_id(id) {
                return Some((place(&[], "member_id"), NO_MEMBER_ID.to_owned()));
            }
            // The first portal has it, unless it says otherwise itself.
            if self
                .portals
                .first()
                .is_none_or(|one| one.member_id.is_none())
            {
                identities.insert(id.as_str());
            }
        }
        if self.webhook.as_ref().is_some_and(|code| !is_code(code)) {
            return Some((place(&[], "webhook"), NO_CODE.to_owned()));
        }
        for (at, entry) in self.applications.iter().enumerate() {
            let here = [("application", at)];
            if let Some((key, message)) = entry.fault() {
                return Some((place(&here, key), message));
            }
            if entry.is_local() && self.portals.len() > 1 {
                return Some((place(&here, "handler"), ONE_PORTAL.to_owned()));
            }
        }
        for (at, portal) in self.portals.iter().enumerate() {
            let here = [("portal", at)];
            if let Some(id) = &portal.member_id {
                if !is_member_id(id) {
                    return Some((place(&here, "member_id"), NO_MEMBER_ID.to_owned()));
                }
                if !identities.insert(id.as_str()) {
                    let message = "another portal has the same identity";
                    return Some((place(&here, "member_id"), message.to_owned()));
                }
            }
            if portal.webhook.as_ref().is_some_and(|code| !is_code(code)) {
                return Some((place(&here, "webhook"), NO_CODE.to_owned()));
            }
            if let Some(listen) = portal.listen.filter(|address| address.port() > 0)
                && !addresses.insert(listen)
            {
                let message = "another portal listens there";
                return Some((place(&here, "listen"), message.to_owned()));
            }
            for (number, entry) in portal.applications.iter().enumerate() {
                if let Some((key, message)) = entry.fault() {
                    let path = [("portal", at), ("application", number)];
                    return Some((place(&path, key), message));
                }
            }
        }
        None
    }
}

const NO_MEMBER_ID: &str = "it is not 32 hexadecimal digits";

const NO_CODE: &str = "it is not made of letters, digits and dashes";

fn is_code(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn is_member_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())
}

impl ApplicationEntry {
    /// The key that cannot be meant, and why.
    pub(crate) fn fault(&self) -> Option<(&'static str, String)> {
        let addresses = [
            ("handler", Some(&self.handler)),
            ("installer", self.installer.as_ref()),
        ];
        addresses.into_iter().find_map(|(key, address)| {
            let url = Url::parse(address?);
            let fit = url.is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            (!fit).then(|| (key, "it is no http:// or https:// address".to_owned()))
        })
    }
}

/// Where a key stands: arrays of tables with a number in each, then its name.
struct Place {
    tables: Vec<(&'static str, usize)>,
    key: &'static str,
}

fn place(tables: &[(&'static str, usize)], key: &'static str) -> Place {
    Place {
        tables: tables.to_vec(),
        key,
    }
}

/// Where in the text a key stands.
fn span(text: &str, place: &Place) -> Option<std::ops::Range<usize>> {
    let root = DeTable::parse(text).ok()?;
    let mut table = root.get_ref();
    for (name, at) in &place.tables {
        table = match table.get(*name)?.get_ref() {
            DeValue::Array(rows) => rows.get(*at)?.get_ref().as_table()?,
            _ => return None,
        };
    }
    Some(table.get(place.key)?.span())
}

#[cfg(test)]
mod tests {
    use super::{super::Limit, Config};

    fn complaint(text: &str) -> String {
        Config::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn everything_may_be_left_out() {
        let config = Config::parse("[[application]]\nhandler = \"http://127.0.0.1:1/\"").unwrap();
        assert_eq!(config.limit, Limit::Standard);
        assert_eq!(
            config.applications[0].scopes,
            ["crm", "placement", "user_brief"]
        );
    }

    #[test]
    fn an_error_names_line_and_key() {
        let misspelt = complaint("listen = \"127.0.0.1:1\"\n\nlatency = 5\n");
        assert!(
            misspelt.starts_with("line 3: `latency`: unknown field `latency`, expected one of"),
            "{misspelt}"
        );
        let typed = complaint("[[application]]\nhandler = 5\n");
        assert!(
            typed.starts_with("line 2: `handler`: invalid type"),
            "{typed}"
        );
        assert_eq!(
            complaint("deals = 1\nmember_id = \"short\""),
            "line 2: `member_id`: it is not 32 hexadecimal digits"
        );
        assert_eq!(
            complaint(
                "[[portal]]\n[[portal.application]]\ntitle = \"A\"\nhandler = \"app.example\""
            ),
            "line 4: `handler`: it is no http:// or https:// address"
        );
    }

    #[test]
    fn a_webhook_is_a_piece_of_an_address() {
        assert_eq!(
            complaint("[[portal]]\nwebhook = \"a/b\""),
            "line 2: `webhook`: it is not made of letters, digits and dashes"
        );
    }

    #[test]
    fn portals_are_told_apart() {
        let twice = "[[portal]]\nlisten = \"127.0.0.1:1\"\n[[portal]]\nlisten = \"127.0.0.1:1\"";
        assert_eq!(
            complaint(twice),
            "line 4: `listen`: another portal listens there"
        );
        let local = "[[application]]\nhandler = \"http://a.example/\"\n[[portal]]\n[[portal]]";
        assert!(complaint(local).starts_with("line 2: `handler`: a local application"));
    }
}
