//! A text the administrator wrote in several languages.

use std::collections::BTreeMap;

/// One text in several languages, by lower-case language code. A plain string in the file is the
/// same in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Localized(BTreeMap<String, String>);

impl Localized {
    /// The same text in every language.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self(BTreeMap::from([("en".to_owned(), text.into())]))
    }

    /// A text by language; `None` when there is no language at all.
    #[must_use]
    pub fn of(texts: BTreeMap<String, String>) -> Option<Self> {
        (!texts.is_empty()).then_some(Self(texts))
    }

    /// The text in `language` (`ru`, or `ru-RU`), else in English, else in any.
    #[must_use]
    pub fn text(&self, language: &str) -> &str {
        let primary = language.split(['-', '_']).next().unwrap_or(language);
        self.0
            .get(language)
            .or_else(|| self.0.get(&primary.to_ascii_lowercase()))
            .or_else(|| self.0.get("en"))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// Every language with its text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(language, text)| (language.as_str(), text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_english() {
        let text = Localized::of(BTreeMap::from([
            ("en".into(), "Debt".into()),
            ("ru".into(), "Долг".into()),
        ]))
        .unwrap();
        assert_eq!(text.text("ru-RU"), "Долг");
        assert_eq!(text.text("fr"), "Debt");
    }
}
