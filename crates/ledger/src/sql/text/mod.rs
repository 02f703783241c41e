//! The text of an SQL query, with its holes.

mod calls;
mod check;
mod error;
mod lexer;

use std::collections::BTreeMap;
use std::fmt::Write as _;

pub use error::QueryError;

use super::Dialect;
use crate::params::Argument;
use crate::{ParamType, Params, Scalar, Value};
use lexer::Token;

/// A text that is one query, cut at its holes.
#[derive(Debug)]
pub(crate) struct SqlText {
    text: String,
    holes: Vec<Hole>,
    /// Whether it calls nothing but functions known to do nothing.
    harmless: bool,
    /// The first word that would act in T-SQL, and where it stands.
    acts_in_tsql: Option<(String, usize)>,
}

/// Where a parameter stands, colon included.
#[derive(Debug)]
struct Hole {
    start: usize,
    end: usize,
    kind: ParamType,
}

/// How a database wants its holes marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Marks {
    /// `$1`: PostgreSQL.
    Dollar,
    /// `?1`: SQLite.
    Numbered,
    /// `?`, where a value that comes again is given again: MySQL.
    Bare,
    /// `@P1`: SQL Server.
    At,
}

/// A text as one database takes it, and the values for its marks in their order.
#[derive(Debug)]
pub(in crate::sql) struct Bound {
    pub(in crate::sql) sql: String,
    pub(in crate::sql) values: Vec<(Scalar, Value)>,
}

impl SqlText {
    /// Checks a text and finds its holes; they come back in the order of the text.
    pub(crate) fn parse(
        sql: &str,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<(Self, Vec<(String, ParamType)>), QueryError> {
        let tokens = lexer::tokens(sql)?;
        check::is_one_query(sql, &tokens)?;
        let (mut holes, mut used) = (Vec::new(), Vec::<(String, ParamType)>::new());
        for token in &tokens {
            let Token::Hole { start, end } = *token else {
                continue;
            };
            let name = &sql[start + 1..end];
            let Some(kind) = params.get(name).copied() else {
                return Err(QueryError::UndeclaredHole {
                    name: name.to_owned(),
                    offset: start,
                });
            };
            if !used.iter().any(|(known, _)| known == name) {
                used.push((name.to_owned(), kind));
            }
            holes.push(Hole { start, end, kind });
        }
        let unused = params
            .keys()
            .find(|name| !used.iter().any(|(used, _)| used == *name));
        if let Some(unused) = unused {
            return Err(QueryError::UnusedParam {
                name: unused.clone(),
            });
        }
        let text = Self {
            text: sql.to_owned(),
            holes,
            harmless: calls::are_harmless(sql, &tokens),
            acts_in_tsql: check::acts_in_tsql(sql, &tokens),
        };
        Ok((text, used))
    }

    /// The text as it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is one query that reads in this dialect, too.
    pub(crate) fn fits(&self, dialect: Dialect) -> Result<(), QueryError> {
        match &self.acts_in_tsql {
            Some((word, offset)) if dialect == Dialect::SqlServer => Err(QueryError::ActsInTsql {
                word: word.clone(),
                offset: *offset,
            }),
            _ => Ok(()),
        }
    }

    /// Whether every function it calls is known to do nothing but compute. The text alone is
    /// judged: what the views it names call is not seen.
    pub(in crate::sql) fn is_harmless(&self) -> bool {
        self.harmless
    }

    /// The text with a mark for every hole, and for every value of a list one of its own. Values
    /// never become text.
    pub(in crate::sql) fn bind(&self, marks: Marks, params: &Params) -> Bound {
        let mut sql = String::with_capacity(self.text.len() + 16);
        let mut values = Vec::new();
        // Where the marks of a name begin: a name that comes again has the same marks again.
        let mut begun: BTreeMap<&str, usize> = BTreeMap::new();
        let mut written = 0;
        for hole in &self.holes {
            let name = &self.text[hole.start + 1..hole.end];
            let argument = params.get(name);
            let of_hole: &[Value] = match argument {
                Some(Argument::One(value)) => std::slice::from_ref(value),
                Some(Argument::Many(values)) => values,
                None => &[Value::Null],
            };
            if marks == Marks::Bare {
                begun.remove(name);
            }
            let first = *begun.entry(name).or_insert_with(|| {
                let first = values.len();
                let scalar = hole.kind.scalar();
                values.extend(of_hole.iter().map(|value| (scalar, value.clone())));
                first
            });
            sql.push_str(&self.text[written..hole.start]);
            for number in first..first + of_hole.len() {
                if number > first {
                    sql.push_str(", ");
                }
                // Writing to a string does not fail.
                let _ = match marks {
                    Marks::Dollar => write!(sql, "${}", number + 1),
                    Marks::Numbered => write!(sql, "?{}", number + 1),
                    Marks::Bare => write!(sql, "?"),
                    Marks::At => write!(sql, "@P{}", number + 1),
                };
            }
            written = hole.end;
        }
        sql.push_str(&self.text[written..]);
        Bound { sql, values }
    }
}

#[cfg(test)]
mod tests;
