//! JSON with holes as leaves.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value as Json};

use super::{HttpQueryError, Names, Spelling, apart, name, plain, template};
use crate::template::Piece;
use crate::{Argument, Params};

/// A piece of JSON. Objects and arrays stay what they are, whatever the values.
pub(super) enum Leaf {
    Constant(Json),
    /// A value with its own type; a list is an array.
    Hole(String),
    /// Text with typed values in it.
    Text(Vec<Piece>),
    Secret(SecretString),
    Array(Vec<Leaf>),
    Object(Vec<(String, Leaf)>),
}

impl Leaf {
    pub(super) fn parse(json: &Json, at: &str, names: &Names<'_>) -> Result<Self, HttpQueryError> {
        Ok(match json {
            Json::String(text) => Self::text(text, at, names)?,
            Json::Array(items) => {
                let items = items.iter().enumerate();
                let items = items.map(|(n, item)| Self::parse(item, &format!("{at}/{n}"), names));
                Self::Array(items.collect::<Result<_, _>>()?)
            }
            Json::Object(fields) => {
                let fields = fields.iter().map(|(key, value)| {
                    let at = format!("{at}/{key}");
                    Ok((name(key, &at, names)?, Self::parse(value, &at, names)?))
                });
                Self::Object(fields.collect::<Result<_, _>>()?)
            }
            constant => Self::Constant(constant.clone()),
        })
    }

    fn text(text: &str, at: &str, names: &Names<'_>) -> Result<Self, HttpQueryError> {
        let secret = names.secrets.iter().find(|(name, _)| {
            text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) == Some(name)
        });
        if let Some((_, secret)) = secret {
            return Ok(Self::Secret(secret.clone()));
        }
        let parsed = template(text, at, 0, names)?;
        Ok(match parsed.pieces() {
            [Piece::Hole { name, .. }] => Self::Hole(name.clone()),
            pieces if parsed.holes().next().is_none() => {
                Self::Constant(Json::String(pieces.iter().map(plain).collect()))
            }
            pieces => {
                apart(&parsed, at)?;
                Self::Text(pieces.to_vec())
            }
        })
    }

    pub(super) fn params<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Constant(_) | Self::Secret(_) => {}
            Self::Hole(name) => names.push(name),
            Self::Text(pieces) => names.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Text(_) => None,
                Piece::Hole { name, .. } => Some(name.as_str()),
            })),
            Self::Array(items) => items.iter().for_each(|item| item.params(names)),
            Self::Object(fields) => fields.iter().for_each(|(_, value)| value.params(names)),
        }
    }

    pub(super) fn write(&self, params: &Params, spelling: &Spelling) -> Json {
        match self {
            Self::Constant(json) => json.clone(),
            Self::Secret(secret) => Json::String(secret.expose_secret().to_owned()),
            Self::Hole(name) => match params.get(name) {
                Some(Argument::One(value)) => spelling.json(value),
                Some(Argument::Many(values)) => {
                    Json::Array(values.iter().map(|value| spelling.json(value)).collect())
                }
                None => Json::Null,
            },
            Self::Text(pieces) => {
                let pieces = pieces.iter().map(|piece| match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Hole { name, .. } => match params.get(name) {
                        Some(Argument::One(value)) => spelling.text(value),
                        _ => String::new(),
                    },
                });
                Json::String(pieces.collect())
            }
            Self::Array(items) => {
                let items = items.iter().map(|item| item.write(params, spelling));
                Json::Array(items.collect())
            }
            Self::Object(fields) => {
                let fields = fields
                    .iter()
                    .map(|(key, value)| (key.clone(), value.write(params, spelling)));
                Json::Object(fields.collect::<Map<_, _>>())
            }
        }
    }
}

impl fmt::Debug for Leaf {
    /// Without the constants: they may be an administrator's secret after all.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Leaf")
    }
}
