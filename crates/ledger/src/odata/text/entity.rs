//! The resource that is read.

use std::collections::BTreeMap;

use super::error::{ODataProblem, ODataQueryError};
use super::lexer::{Kind, lex};
use crate::odata::Protocol;
use crate::odata::literal::Literals;
use crate::{Argument, ParamType, Params};

const KEY: &str = "entity";

/// What may follow an object of 1C and is no data: methods that do something, and virtual tables,
/// which have a key of their own.
const METHODS: [&str; 10] = [
    "Post",
    "Unpost",
    "Start",
    "ExecuteTask",
    "SelectChanges",
    "Balance",
    "Turnovers",
    "BalanceAndTurnovers",
    "SliceLast",
    "SliceFirst",
];

/// A path of names, some with a key in parentheses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entity {
    parts: Vec<Part>,
    /// What is at the path's end.
    pub(crate) end: End,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Any number of rows.
    Set,
    /// One row.
    One,
    /// What hangs on one row: a set or one row, the path does not tell.
    Link,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// A step: between slashes.
    Name(String),
    /// Of a key: parentheses, names, strings.
    Key(String),
    Value {
        name: String,
        kind: ParamType,
    },
}

impl Entity {
    pub(super) fn parse(
        text: &str,
        protocol: Protocol,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<Self, ODataQueryError> {
        let tokens = lex(KEY, text, protocol, "(),=-", params)?;
        let mut parts = Vec::new();
        let mut keyed = false;
        let mut steps = 0;
        for token in &tokens {
            let bad = |hint| {
                let problem = ODataProblem::NotASet { hint };
                ODataQueryError::at(KEY, token.offset, problem)
            };
            match &token.kind {
                Kind::Word(path) if token.depth == 0 => {
                    for name in steps_of(path, keyed).ok_or_else(|| bad(""))? {
                        if protocol == Protocol::OneC && METHODS.contains(&name) {
                            return Err(bad(
                                ": a virtual table is asked with `function`, and a method never",
                            ));
                        }
                        parts.push(Part::Name(name.to_owned()));
                        steps += 1;
                        keyed = false;
                    }
                }
                Kind::Sign('(') if token.depth == 0 && !keyed && !parts.is_empty() => {
                    parts.push(Part::Key("(".to_owned()));
                    keyed = true;
                }
                Kind::Sign(')')
                    if keyed
                        && token.depth == 0
                        && parts.last() != Some(&Part::Key("(".into())) =>
                {
                    parts.push(Part::Key(")".to_owned()));
                }
                Kind::Word(word) if token.depth == 1 && !word.contains(['/', '$']) => {
                    parts.push(Part::Key(word.clone()));
                }
                Kind::Quoted(quoted) if token.depth == 1 => parts.push(Part::Key(quoted.clone())),
                Kind::Sign(sign @ (',' | '=' | '-')) if token.depth == 1 => {
                    parts.push(Part::Key(sign.to_string()));
                }
                Kind::Hole { param, .. } if param.is_list() => {
                    return Err(ODataQueryError::at(
                        KEY,
                        token.offset,
                        ODataProblem::ListOutsideIn,
                    ));
                }
                Kind::Hole { name, param } if token.depth == 1 => parts.push(Part::Value {
                    name: name.clone(),
                    kind: *param,
                }),
                Kind::Hole { .. } => return Err(bad(": a hole stands in the key's parentheses")),
                _ => return Err(bad("")),
            }
        }
        if parts.is_empty() {
            return Err(ODataQueryError::of(KEY, ODataProblem::Empty));
        }
        let end = match (keyed, steps) {
            (true, _) => End::One,
            (false, 1) => End::Set,
            (false, _) => End::Link,
        };
        Ok(Self { parts, end })
    }

    pub(super) fn holes(&self) -> impl Iterator<Item = (&str, ParamType)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Value { name, kind } => Some((name.as_str(), *kind)),
            _ => None,
        })
    }

    /// The first step: what the service lists, and what logs may name.
    pub(crate) fn set(&self) -> &str {
        match self.parts.first() {
            Some(Part::Name(name)) => name,
            _ => "",
        }
    }

    /// The path with its values, every step percent-encoded; `None` when a value is missing.
    pub(crate) fn write(&self, params: &Params, literals: &Literals) -> Option<String> {
        let mut path = String::new();
        for part in &self.parts {
            match part {
                Part::Name(name) => {
                    if !path.is_empty() {
                        path.push('/');
                    }
                    path += &crate::odata::address::encoded(name);
                }
                Part::Key(text) => path += &crate::odata::address::encoded(text),
                Part::Value { name, kind } => {
                    let Argument::One(value) = params.get(name)? else {
                        return None;
                    };
                    let literal = literals.write(value, kind.scalar())?;
                    path += &crate::odata::address::encoded(&literal);
                }
            }
        }
        Some(path)
    }
}

/// The names of a stretch of a path; after a key it begins with a slash.
fn steps_of(path: &str, keyed: bool) -> Option<Vec<&str>> {
    let path = if keyed { path.strip_prefix('/')? } else { path };
    let steps: Vec<&str> = path.split('/').collect();
    let fits = |c: char| c.is_alphanumeric() || c == '_';
    steps
        .iter()
        .all(|step| !step.is_empty() && step.chars().all(fits))
        .then_some(steps)
}
