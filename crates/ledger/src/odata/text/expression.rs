//! A condition with holes, checked.

use std::collections::BTreeMap;

use super::error::{ODataProblem, ODataQueryError};
use super::lexer::{Kind, Token, lex};
use crate::odata::Protocol;
use crate::odata::literal::Literals;
use crate::{Argument, ParamType, Params, Scalar};

/// What means something outside of strings.
const SIGNS: &str = "(),:-+";

const OPERATORS: [&str; 16] = [
    "and", "or", "not", "eq", "ne", "gt", "ge", "lt", "le", "in", "has", "add", "sub", "mul",
    "div", "mod",
];

/// A condition: `$filter`, or an argument of a virtual table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Value {
        name: String,
        kind: ParamType,
    },
    /// `field in {name}`.
    In {
        field: String,
        name: String,
        kind: ParamType,
    },
}

impl Expression {
    /// Checks what can be checked without the service.
    pub(super) fn parse(
        key: &str,
        text: &str,
        protocol: Protocol,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<Self, ODataQueryError> {
        let tokens = lex(key, text, protocol, SIGNS, params)?;
        if tokens.iter().all(Token::is_space) {
            return Err(ODataQueryError::of(key, ODataProblem::Empty));
        }
        known_functions(key, protocol, &tokens)?;
        let list = list(key, protocol, &tokens)?;
        let mut parts = Vec::new();
        let mut text = String::new();
        for (at, token) in tokens.iter().enumerate() {
            match &list {
                Some(list) if (list.first..list.last).contains(&at) => continue,
                _ => {}
            }
            match &token.kind {
                Kind::Space(piece) | Kind::Word(piece) | Kind::Quoted(piece) => text += piece,
                Kind::Sign(sign) => text.push(*sign),
                Kind::Hole { name, param } => {
                    if !text.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut text)));
                    }
                    let (name, kind) = (name.clone(), *param);
                    parts.push(match &list {
                        Some(list) if list.last == at => Part::In {
                            field: list.field.clone(),
                            name,
                            kind,
                        },
                        _ => Part::Value { name, kind },
                    });
                }
            }
        }
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        Ok(Self(parts))
    }

    /// The holes' names and types, in their order.
    pub(super) fn holes(&self) -> impl Iterator<Item = (&str, ParamType)> {
        self.0.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Value { name, kind } | Part::In { name, kind, .. } => {
                Some((name.as_str(), *kind))
            }
        })
    }

    /// Whether it is nothing but one hole of one of these types.
    pub(super) fn is_a_hole_of(&self, kinds: &[Scalar]) -> bool {
        matches!(&self.0[..], [Part::Value { kind, .. }] if kinds.contains(&kind.scalar()))
    }

    /// The condition with its values, as the service reads it once it is decoded. A hole whose
    /// parameter has no value is told as `None`.
    pub(crate) fn write(&self, params: &Params, literals: &Literals) -> Option<String> {
        let mut written = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => written += text,
                Part::Value { name, kind } => match params.get(name)? {
                    Argument::One(value) => written += &literals.write(value, kind.scalar())?,
                    Argument::Many(_) => return None,
                },
                Part::In { field, name, kind } => {
                    let Argument::Many(values) = params.get(name)? else {
                        return None;
                    };
                    let choices: Option<Vec<String>> = values
                        .iter()
                        .map(|value| {
                            let value = literals.write(value, kind.scalar())?;
                            Some(format!("{field} eq {value}"))
                        })
                        .collect();
                    written += &format!("({})", choices?.join(" or "));
                }
            }
        }
        Some(written)
    }
}

/// `field in {list}`: its first and last token.
struct List {
    first: usize,
    last: usize,
    field: String,
}

/// The only list, which may be asked for in portions, each a question of its own.
fn list(key: &str, protocol: Protocol, tokens: &[Token]) -> Result<Option<List>, ODataQueryError> {
    let mut found: Option<List> = None;
    for (at, token) in tokens.iter().enumerate() {
        if let Kind::Hole { param, .. } = token.kind
            && param.is_list()
        {
            let fail = |problem| Err(ODataQueryError::at(key, token.offset, problem));
            let Some(list) = list_at(tokens, at) else {
                return fail(ODataProblem::ListOutsideIn);
            };
            let negated =
                before(tokens, list.first).is_some_and(|at| tokens[at].word() == Some("not"));
            if found.is_some() || token.depth > 0 || negated {
                return fail(ODataProblem::ListNotAlone);
            }
            found = Some(list);
        }
    }
    for (at, token) in tokens.iter().enumerate() {
        let Some(word) = token.word() else { continue };
        let fail = |problem| Err(ODataQueryError::at(key, token.offset, problem));
        if word == "or" && token.depth == 0 && found.is_some() {
            return fail(ODataProblem::ListNotAlone);
        }
        if word == "in" && before(tokens, at).is_some() {
            let ours = found
                .as_ref()
                .is_some_and(|list| (list.first..list.last).contains(&at));
            let native = protocol == Protocol::V4
                && tokens[at + 1..]
                    .iter()
                    .find(|token| !token.is_space())
                    .is_some_and(|token| token.is_sign('('));
            if !(ours || native) {
                return fail(ODataProblem::ListOutsideIn);
            }
        }
    }
    Ok(found)
}

/// The list whose hole is this token, when `field in` stands before it.
fn list_at(tokens: &[Token], last: usize) -> Option<List> {
    let word = before(tokens, last)?;
    let first = before(tokens, word)?;
    let field = tokens[first].word()?;
    let fits = tokens[word].word() == Some("in") && !OPERATORS.contains(&field);
    fits.then(|| List {
        first,
        last,
        field: field.to_owned(),
    })
}

/// The last token before this one that is no space.
fn before(tokens: &[Token], at: usize) -> Option<usize> {
    tokens[..at].iter().rposition(|token| !token.is_space())
}

fn known_functions(key: &str, protocol: Protocol, tokens: &[Token]) -> Result<(), ODataQueryError> {
    for (at, token) in tokens.iter().enumerate() {
        if !token.is_sign('(') {
            continue;
        }
        let Some(word) = before(tokens, at).map(|at| &tokens[at]) else {
            continue;
        };
        let Some(path) = word.word().filter(|word| !OPERATORS.contains(word)) else {
            continue;
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        if !functions(protocol).contains(&name) {
            let name = name.to_owned();
            let problem = ODataProblem::UnknownFunction { name, protocol };
            return Err(ODataQueryError::at(key, word.offset, problem));
        }
    }
    Ok(())
}

/// What may be called in a condition: of 1C by its developer's guide, else by the specifications.
fn functions(protocol: Protocol) -> &'static [&'static str] {
    match protocol {
        Protocol::OneC => &[
            "startswith",
            "endswith",
            "substringof",
            "substring",
            "concat",
            "like",
            "year",
            "month",
            "day",
            "hour",
            "minute",
            "second",
            "quarter",
            "dayofweek",
            "dayofyear",
            "dateadd",
            "datedifference",
            "round",
            "cast",
            "isof",
            "any",
            "all",
        ],
        Protocol::V2 => &[
            "startswith",
            "endswith",
            "substringof",
            "substring",
            "concat",
            "length",
            "indexof",
            "replace",
            "tolower",
            "toupper",
            "trim",
            "year",
            "month",
            "day",
            "hour",
            "minute",
            "second",
            "round",
            "floor",
            "ceiling",
            "cast",
            "isof",
        ],
        Protocol::V4 => &[
            "startswith",
            "endswith",
            "contains",
            "substring",
            "concat",
            "length",
            "indexof",
            "tolower",
            "toupper",
            "trim",
            "matchesPattern",
            "year",
            "month",
            "day",
            "hour",
            "minute",
            "second",
            "fractionalseconds",
            "date",
            "time",
            "totaloffsetminutes",
            "now",
            "maxdatetime",
            "mindatetime",
            "round",
            "floor",
            "ceiling",
            "cast",
            "isof",
            "any",
            "all",
        ],
    }
}
