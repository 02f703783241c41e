//! A text with holes that the administrator wrote in several languages.

use std::collections::{BTreeMap, BTreeSet};

use crate::expression::{Hole, Template};

/// One template in several languages, by lower-case language code.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalizedTemplate {
    /// In English, else in any language: for those who read none of the others.
    usual: Template,
    others: BTreeMap<String, Template>,
}

impl LocalizedTemplate {
    /// The same text in every language.
    #[must_use]
    pub fn plain(text: Template) -> Self {
        Self {
            usual: text,
            others: BTreeMap::new(),
        }
    }

    /// A text by language; `None` when there is no language at all.
    #[must_use]
    pub fn of(mut texts: BTreeMap<String, Template>) -> Option<Self> {
        let usual = match texts.remove("en") {
            Some(english) => english,
            None => texts.values().next()?.clone(),
        };
        Some(Self {
            usual,
            others: texts,
        })
    }

    /// The text in `language` (`ru`, or `ru-RU`), else in English, else in any.
    #[must_use]
    pub fn text(&self, language: &str) -> &Template {
        let primary = language.split(['-', '_']).next().unwrap_or(language);
        self.others
            .get(language)
            .or_else(|| self.others.get(&primary.to_ascii_lowercase()))
            .unwrap_or(&self.usual)
    }

    /// The holes of the text in every language.
    pub fn holes(&self) -> impl Iterator<Item = &Hole> {
        std::iter::once(&self.usual)
            .chain(self.others.values())
            .flat_map(Template::holes)
    }

    /// The names its holes start from.
    #[must_use]
    pub fn roots(&self) -> BTreeSet<&str> {
        self.holes()
            .flat_map(|hole| hole.expression.roots())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_english() {
        let text = |text| Template::parse(text).unwrap();
        let both = LocalizedTemplate::of(BTreeMap::from([
            ("ru".into(), text("Долг {{ client.debt }}")),
            ("en".into(), text("Owes {{ client.debt }}")),
        ]))
        .unwrap();
        assert_eq!(both.text("ru-RU").text(), "Долг {{ client.debt }}");
        assert_eq!(both.text("fr").text(), "Owes {{ client.debt }}");
        assert_eq!(both.roots(), BTreeSet::from(["client"]));
        let one = LocalizedTemplate::of(BTreeMap::from([("ru".into(), text("Долг"))])).unwrap();
        assert_eq!(one.text("de").text(), "Долг");
        assert_eq!(LocalizedTemplate::of(BTreeMap::new()), None);
    }
}
