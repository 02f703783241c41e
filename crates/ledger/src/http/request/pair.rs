//! Parameters of the query: a constant name, and a value with holes.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;

use super::{HttpQueryError, Leaf, Names, Spelling, apart, name, template};
use crate::http::query::{Escape, QueryValue};
use crate::template::{Piece, Template};
use crate::{Argument, ParamType, Params, ReadError, Reason};

/// One parameter.
#[derive(Debug)]
pub(super) struct Pair {
    name: String,
    value: PairValue,
}

#[derive(Debug)]
enum PairValue {
    Text(Vec<Piece>, Option<Escape>),
    Json(Leaf),
    Base64Json(Leaf),
}

impl Pair {
    /// The parameters of an address (`a=1&b={c}`), in an address's spelling.
    pub(super) fn in_address(
        text: &str,
        offset: usize,
        names: &Names<'_>,
    ) -> Result<Vec<Self>, HttpQueryError> {
        let mut pairs = Vec::new();
        let mut at = offset;
        for pair in text.split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let begins = at + key.len() + 1;
            at += pair.len() + 1;
            if pair.is_empty() {
                continue;
            }
            let parsed = template(value, "path", begins, names)?;
            apart(&parsed, "path")?;
            pairs.push(Self {
                name: decoded(&name(key, "path", names)?),
                value: PairValue::Text(pieces(&parsed, decoded), None),
            });
        }
        Ok(pairs)
    }

    pub(super) fn parse(
        key: &str,
        value: &QueryValue,
        names: &Names<'_>,
    ) -> Result<Self, HttpQueryError> {
        let at = format!("query.{key}");
        let value = match value {
            QueryValue::Text {
                template: text,
                escape,
            } => {
                let parsed = template(text, &at, 0, names)?;
                match escape {
                    // The author has said how texts are kept apart; lists cannot be.
                    Some(_) if parsed.pieces().len() > 1 => {
                        if let Some((name, _)) = parsed.holes().find(|(_, kind)| kind.is_list()) {
                            let name = name.to_owned();
                            return Err(HttpQueryError::ListInside { at, name });
                        }
                    }
                    _ => apart(&parsed, &at)?,
                }
                PairValue::Text(pieces(&parsed, str::to_owned), escape.clone())
            }
            QueryValue::Json(json) => PairValue::Json(Leaf::parse(json, &at, names)?),
            QueryValue::Base64Json(json) => PairValue::Base64Json(Leaf::parse(json, &at, names)?),
        };
        Ok(Self {
            name: name(key, &format!("query.{key}"), names)?,
            value,
        })
    }

    pub(super) fn params<'a>(&'a self, names: &mut Vec<&'a str>) {
        match &self.value {
            PairValue::Text(pieces, _) => {
                names.extend(pieces.iter().filter_map(|piece| match piece {
                    Piece::Text(_) => None,
                    Piece::Hole { name, .. } => Some(name.as_str()),
                }));
            }
            PairValue::Json(leaf) | PairValue::Base64Json(leaf) => leaf.params(names),
        }
    }

    /// The parameter with its value; a list is the parameter several times.
    pub(super) fn write(
        &self,
        params: &Params,
        spelling: &Spelling,
        pairs: &mut Vec<(String, String)>,
    ) -> Result<(), ReadError> {
        let value = match &self.value {
            PairValue::Json(leaf) => leaf.write(params, spelling).to_string(),
            PairValue::Base64Json(leaf) => {
                BASE64_URL_SAFE_NO_PAD.encode(leaf.write(params, spelling).to_string())
            }
            PairValue::Text(pieces, escape) => {
                if let [Piece::Hole { name, .. }] = pieces.as_slice()
                    && let Some(Argument::Many(values)) = params.get(name)
                {
                    for value in values {
                        let text = kept_apart(spelling.text(value), escape.as_ref())?;
                        pairs.push((self.name.clone(), text));
                    }
                    return Ok(());
                }
                let mut whole = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Text(text) => whole.push_str(text),
                        Piece::Hole { name, kind, .. } => {
                            let Some(Argument::One(value)) = params.get(name) else {
                                continue;
                            };
                            let text = spelling.text(value);
                            whole.push_str(&match kind {
                                &ParamType::TEXT => kept_apart(text, escape.as_ref())?,
                                _ => text,
                            });
                        }
                    }
                }
                whole
            }
        };
        pairs.push((self.name.clone(), value));
        Ok(())
    }
}

fn kept_apart(text: String, escape: Option<&Escape>) -> Result<String, ReadError> {
    let Some(Escape { chars, with }) = escape else {
        return Ok(text);
    };
    if text.contains(*with) && !chars.contains(*with) {
        return Err(ReadError::Rejected {
            source: Reason::text("a value holds the sign that keeps values apart"),
        });
    }
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        if chars.contains(c) {
            written.push(*with);
        }
        written.push(c);
    }
    Ok(written)
}

fn pieces(template: &Template, text: impl Fn(&str) -> String) -> Vec<Piece> {
    let pieces = template.pieces().iter().map(|piece| match piece {
        Piece::Text(plain) => Piece::Text(text(plain)),
        hole @ Piece::Hole { .. } => hole.clone(),
    });
    pieces.collect()
}

/// What a text of an address stands for.
fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}
