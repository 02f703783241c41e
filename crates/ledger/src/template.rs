//! A text with holes `{name}`, for sources that are asked by an address or a document.

use std::collections::BTreeMap;

use crate::ParamType;

/// A text cut at its holes. What a hole's value looks like in the end is the dialect's business:
/// a value never becomes text by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template(Vec<Piece>);

/// A stretch of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    Hole {
        name: String,
        kind: ParamType,
        /// Where it stands in the text, in bytes.
        offset: usize,
    },
}

/// What is wrong with a text with holes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The text has a hole that no parameter is declared for.
    #[error("`{{{name}}}` is not declared in `params`")]
    UndeclaredHole { name: String, offset: usize },
    /// `{` without `}`, or something that is no name between them.
    #[error("a hole is a name in braces, like `{{client_id}}`; a brace itself is written twice")]
    BadHole { offset: usize },
}

impl TemplateError {
    /// Where in the text, in bytes from its beginning.
    #[must_use]
    pub fn offset(&self) -> usize {
        match self {
            Self::UndeclaredHole { offset, .. } | Self::BadHole { offset } => *offset,
        }
    }
}

impl Template {
    /// Finds the holes; `{{` and `}}` are braces.
    pub(crate) fn parse(
        text: &str,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<Self, TemplateError> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let offset = text.len() - rest.len() + at;
            plain.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                plain.push_str(brace);
                rest = after;
                continue;
            }
            let (name, after) = match rest.split_once('}') {
                Some((name, after)) if brace == "{" && is_name(name) => (name, after),
                _ => return Err(TemplateError::BadHole { offset }),
            };
            let Some(kind) = params.get(name).copied() else {
                return Err(TemplateError::UndeclaredHole {
                    name: name.to_owned(),
                    offset,
                });
            };
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Hole {
                name: name.to_owned(),
                kind,
                offset,
            });
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self(pieces))
    }

    /// Its stretches in their order.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// The holes' names and types, in their order; a name that comes again comes again here.
    pub(crate) fn holes(&self) -> impl Iterator<Item = (&str, ParamType)> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Hole { name, kind, .. } => Some((name.as_str(), *kind)),
        })
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Template, TemplateError> {
        Template::parse(text, &[("ref".to_owned(), ParamType::GUID)].into())
    }

    #[test]
    fn a_text_is_cut_at_its_holes_and_a_doubled_brace_is_a_brace() {
        let template = parse("Контрагент_Key eq {ref} and x eq '{{}}'").unwrap();
        assert_eq!(
            template.pieces(),
            [
                Piece::Text("Контрагент_Key eq ".to_owned()),
                Piece::Hole {
                    name: "ref".to_owned(),
                    kind: ParamType::GUID,
                    offset: "Контрагент_Key eq ".len(),
                },
                Piece::Text(" and x eq '{}'".to_owned()),
            ]
        );
        assert_eq!(
            template.holes().collect::<Vec<_>>(),
            [("ref", ParamType::GUID)]
        );
    }

    #[test]
    fn a_hole_that_is_none_is_told_with_its_place() {
        assert_eq!(parse("ä {ref").unwrap_err().offset(), 3);
        assert_eq!(parse("ä } {ref}").unwrap_err().offset(), 3);
        assert_eq!(
            parse("{}").unwrap_err(),
            TemplateError::BadHole { offset: 0 }
        );
        assert_eq!(
            parse("a {reff}").unwrap_err(),
            TemplateError::UndeclaredHole {
                name: "reff".to_owned(),
                offset: 2
            }
        );
    }
}
