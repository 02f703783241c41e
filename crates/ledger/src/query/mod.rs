//! A named text with typed holes, checked once.

mod calls;
mod check;
mod error;
mod lexer;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use error::QueryError;

use crate::ParamType;
use lexer::Token;

/// One read of a source, as the configuration words it; cheap to clone.
#[derive(Clone, Debug)]
pub struct Query(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    name: String,
    text: String,
    /// In the order in which the text first names them; that is also the order of the numbers.
    params: Vec<(String, ParamType)>,
    /// Whether it calls nothing but functions known to do nothing.
    harmless: bool,
    /// The text with `$1` for holes, as PostgreSQL wants them.
    dollars: Arc<str>,
    /// The text with `?1` for holes, as SQLite wants them.
    questions: Arc<str>,
}

impl Query {
    /// Checks a text and finds its holes.
    ///
    /// A hole is `:name`; inside strings, quoted names and comments, and after another colon (a
    /// cast), it is plain text. `name` is what logs call the query.
    ///
    /// # Errors
    /// When the text is not exactly one query, or its holes are not exactly the declared ones; the
    /// error knows where in the text.
    pub fn parse(
        name: &str,
        sql: &str,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<Self, QueryError> {
        let tokens = lexer::tokens(sql)?;
        check::is_one_query(sql, &tokens)?;
        let mut parts = Parts {
            name: name.to_owned(),
            text: sql.to_owned(),
            params: Vec::new(),
            harmless: calls::are_harmless(sql, &tokens),
            dollars: Arc::default(),
            questions: Arc::default(),
        };
        let (mut dollars, mut questions, mut written) = (String::new(), String::new(), 0);
        for token in &tokens {
            let Token::Hole { start, end } = *token else {
                continue;
            };
            let hole = &sql[start + 1..end];
            let number = number_of(hole, start, params, &mut parts.params)?;
            for (text, sign) in [(&mut dollars, '$'), (&mut questions, '?')] {
                text.push_str(&sql[written..start]);
                text.push(sign);
                text.push_str(&number.to_string());
            }
            written = end;
        }
        let unused = params
            .keys()
            .find(|name| !parts.params.iter().any(|(used, _)| used == *name));
        if let Some(unused) = unused {
            return Err(QueryError::UnusedParam {
                name: unused.clone(),
            });
        }
        dollars.push_str(&sql[written..]);
        questions.push_str(&sql[written..]);
        (parts.dollars, parts.questions) = (dollars.into(), questions.into());
        Ok(Self(Arc::new(parts)))
    }

    /// What logs call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The text as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The holes' names and types, in the order in which the text first names them.
    pub fn params(&self) -> impl ExactSizeIterator<Item = (&str, ParamType)> {
        self.0
            .params
            .iter()
            .map(|(name, kind)| (name.as_str(), *kind))
    }

    /// Whether every function it calls is known to do nothing but compute. The text alone is judged:
    /// what the views it names call is not seen.
    pub(crate) fn is_harmless(&self) -> bool {
        self.0.harmless
    }

    pub(crate) fn dollars(&self) -> Arc<str> {
        Arc::clone(&self.0.dollars)
    }

    pub(crate) fn questions(&self) -> Arc<str> {
        Arc::clone(&self.0.questions)
    }
}

/// The number of a hole, counted from one; the same name has the same number.
fn number_of(
    hole: &str,
    offset: usize,
    declared: &BTreeMap<String, ParamType>,
    used: &mut Vec<(String, ParamType)>,
) -> Result<usize, QueryError> {
    if let Some(position) = used.iter().position(|(name, _)| name == hole) {
        return Ok(position + 1);
    }
    let Some(kind) = declared.get(hole) else {
        return Err(QueryError::UndeclaredHole {
            name: hole.to_owned(),
            offset,
        });
    };
    used.push((hole.to_owned(), *kind));
    Ok(used.len())
}

#[cfg(test)]
mod tests;
