//! Which client of the accounting system the card is about.

use ledger::{ParamError, Params, ReadError, Value};

use super::card::Card;
use crate::cache::{Answer, Cache, Freshness};
use crate::config::matching::{CrmField, Step};
use crate::config::source::QueryName;
use crate::config::{Config, source::QueryConfig};

/// The client, as a row of the accounting system.
#[derive(Clone, Debug)]
pub struct Client {
    /// The answer whose first and only row is the client's.
    pub answer: Answer,
    /// The query that found it.
    pub query: QueryName,
    /// The CRM field it was found by.
    pub matched_by: CrmField,
}

impl Client {
    /// A column of the client's row.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.answer.rows().first()?.get(column)
    }
}

/// What the search came to; each is a state of its own on the page.
#[derive(Debug)]
pub enum Matched {
    Client(Box<Client>),
    /// The card names neither company nor contact.
    NoClient,
    /// It names one, but none of the fields to search by is filled.
    NoKey,
    /// The accounting system knows nobody by these keys.
    NotFound,
    /// It knows several; nothing may be shown as if it were one.
    Several(usize),
}

/// Why the search could not be made.
#[derive(Debug, thiserror::Error)]
pub enum MatchError {
    #[error("`{query}` could not be read")]
    Read {
        query: QueryName,
        #[source]
        source: ReadError,
    },
}

/// Walks the steps; the first that answers wins.
///
/// # Errors
/// When a source does not answer and no earlier step found the client.
pub async fn find(
    config: &Config,
    cache: &Cache,
    portal: i64,
    card: &Card,
    freshness: Freshness,
) -> Result<Matched, MatchError> {
    if !card.has_client() {
        return Ok(Matched::NoClient);
    }
    let mut any_key = false;
    for step in &config.matching.steps {
        for key in card.values(&step.field) {
            let Some(key) = normalised(&step.field, &key) else {
                continue;
            };
            any_key = true;
            let Some(query) = config.query(&step.query) else {
                continue;
            };
            let Ok(params) = bind(query, step, &key) else {
                continue;
            };
            let answer = cache
                .read(portal, &step.query, &query.query, &params, freshness)
                .await
                .map_err(|source| MatchError::Read {
                    query: step.query.clone(),
                    source,
                })?;
            match answer.rows().rows.len() {
                0 => {}
                1 => {
                    return Ok(Matched::Client(Box::new(Client {
                        answer,
                        query: step.query.clone(),
                        matched_by: step.field.clone(),
                    })));
                }
                several => return Ok(Matched::Several(several)),
            }
        }
    }
    Ok(if any_key {
        Matched::NotFound
    } else {
        Matched::NoKey
    })
}

fn bind(query: &QueryConfig, step: &Step, key: &str) -> Result<Params, ParamError> {
    Params::bind(&query.query, |name| {
        (name == step.parameter).then(|| Value::Text(key.to_owned()))
    })
}

/// A key as it is looked up. Tax numbers lose blanks and separators; one with no digit in it is
/// not a key.
fn normalised(field: &CrmField, value: &str) -> Option<String> {
    let tax_number = matches!(field, CrmField::Requisite(name)
        if ["RQ_INN", "RQ_KPP", "RQ_OGRN", "RQ_OGRNIP", "RQ_BIN", "RQ_IIN", "RQ_VAT_ID"]
            .contains(&name.as_str()));
    if !tax_number {
        return Some(value.trim().to_owned()).filter(|value| !value.is_empty());
    }
    let plain: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '/' | '\u{a0}'))
        .collect();
    plain.chars().any(|c| c.is_ascii_digit()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tax_number_typed_with_blanks_is_the_same_number() {
        let inn = CrmField::Requisite("RQ_INN".into());
        assert_eq!(
            normalised(&inn, " 7701 234-507\u{a0}").as_deref(),
            Some("7701234507")
        );
        assert_eq!(normalised(&inn, "n/a"), None);
    }
}
