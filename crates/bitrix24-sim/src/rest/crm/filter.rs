//! Filters (`settings/how-to-call-rest-api/list-methods-pecularities.md`,
//! `api-reference/crm/universal/crm-item-list.md`).

use std::{cmp::Ordering, collections::BTreeSet, ops::RangeInclusive};

use serde_json::{Map, Value};

use super::{
    entity::Entity,
    schema::{Column, Schema},
};
use crate::{
    rest::params::scalar,
    world::{Cell, Crm},
};

/// A condition on cards.
pub(crate) enum Filter<T: 'static> {
    All(Vec<Self>),
    Any(Vec<Self>),
    Field {
        column: Column<T>,
        test: Test,
        wanted: Vec<String>,
    },
}

/// What is asked of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    Equal,
    NotEqual,
    More,
    AtLeast,
    Less,
    AtMost,
    Contains,
    ContainsNot,
    Like,
    LikeNot,
    /// From the least to the greatest of the wanted values, both counted.
    Between,
    NotBetween,
}

/// Operators, longer ones before their beginnings.
const OPERATORS: &[(&str, Test)] = &[
    ("!><", Test::NotBetween),
    ("!=%", Test::LikeNot),
    ("!%=", Test::LikeNot),
    ("=%", Test::Like),
    ("%=", Test::Like),
    ("!@", Test::NotEqual),
    ("!%", Test::ContainsNot),
    ("!=", Test::NotEqual),
    ("><", Test::Between),
    (">=", Test::AtLeast),
    ("<=", Test::AtMost),
    ("@", Test::Equal),
    ("%", Test::Contains),
    (">", Test::More),
    ("<", Test::Less),
    ("=", Test::Equal),
    ("!", Test::NotEqual),
];

/// A filter names a field that the kind of card does not have.
#[derive(Debug)]
pub(crate) struct UnknownField(pub(crate) String);

impl<T: Entity> Filter<T> {
    /// Reads a filter. Old lists ignore unknown fields; `crm.item.list` refuses them.
    /// Groups (`"0": {"logic": "OR", …}`) are documented for the new list and taken by
    /// the old ones as well, which are built on the same tables.
    pub(crate) fn read(map: &Map<String, Value>, schema: &Schema<T>) -> Result<Self, UnknownField> {
        let any = map
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case("logic"))
            .and_then(|(_, logic)| logic.as_str())
            .is_some_and(|logic| logic.eq_ignore_ascii_case("or"));
        let mut parts = Vec::new();
        for (key, value) in map {
            match value {
                _ if key.eq_ignore_ascii_case("logic") => {}
                Value::Object(group) if is_number(key) => parts.push(Self::read(group, schema)?),
                value => match Self::condition(key, value, schema) {
                    Ok(condition) => parts.push(condition),
                    Err(unknown) if !schema.naming.is_old() => return Err(unknown),
                    Err(_) => {}
                },
            }
        }
        Ok(if any {
            Self::Any(parts)
        } else {
            Self::All(parts)
        })
    }

    fn condition(key: &str, value: &Value, schema: &Schema<T>) -> Result<Self, UnknownField> {
        let operator = OPERATORS.iter().find(|(sign, _)| key.starts_with(sign));
        let (name, test) = match operator {
            Some((sign, test)) => (&key[sign.len()..], *test),
            None => (key, Test::Equal),
        };
        let column = schema.column(name).cloned();
        let column = column.ok_or_else(|| UnknownField(name.to_owned()))?;
        let wanted = match value {
            Value::Array(items) => items.iter().filter_map(scalar).collect(),
            Value::Object(items) => items.values().filter_map(scalar).collect(),
            one => vec![scalar(one).unwrap_or_default()],
        };
        Ok(Self::Field {
            column,
            test,
            wanted,
        })
    }

    /// The numbers among which all matching cards are: what a walk along `>ID` need
    /// look at, out of a hundred thousand.
    pub(crate) fn ids(&self) -> RangeInclusive<i64> {
        let everything = i64::MIN..=i64::MAX;
        match self {
            Self::All(parts) => parts.iter().map(Self::ids).fold(everything, |a, b| {
                *a.start().max(b.start())..=*a.end().min(b.end())
            }),
            Self::Field {
                column,
                test,
                wanted,
            } if column.is_id() => {
                let wanted: Result<Vec<i64>, _> =
                    wanted.iter().map(|one| one.trim().parse::<i64>()).collect();
                let Ok(wanted) = wanted else {
                    return everything;
                };
                let (Some(least), Some(most)) = (wanted.iter().min(), wanted.iter().max()) else {
                    return everything;
                };
                // Several values mean any of them.
                match test {
                    Test::Equal => *least..=*most,
                    Test::More => least.saturating_add(1)..=i64::MAX,
                    Test::AtLeast => *least..=i64::MAX,
                    Test::Less => i64::MIN..=most.saturating_sub(1),
                    Test::AtMost => i64::MIN..=*most,
                    Test::Between => *least..=*most,
                    _ => everything,
                }
            }
            Self::Any(_) | Self::Field { .. } => everything,
        }
    }

    /// The numbers of the only rows that can match, when the filter names them: then
    /// nothing needs to be walked along.
    pub(crate) fn named_ids(&self) -> Option<BTreeSet<i64>> {
        match self {
            Self::All(parts) => parts.iter().find_map(Self::named_ids),
            Self::Field {
                column,
                test: Test::Equal,
                wanted,
            } if column.is_id() => {
                let ids = wanted.iter().map(|one| one.trim().parse().ok());
                ids.collect()
            }
            Self::Any(_) | Self::Field { .. } => None,
        }
    }

    /// Whether everything passes.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self, Self::All(parts) if parts.iter().all(Self::is_open))
    }

    pub(crate) fn lets(&self, card: &T, crm: &Crm) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.lets(card, crm)),
            Self::Any(parts) => parts.iter().any(|part| part.lets(card, crm)),
            Self::Field {
                column,
                test,
                wanted,
            } => test.holds(&column.cell(card, crm), wanted),
        }
    }
}

impl Test {
    /// Several wanted values mean any of them; for a negation, none of them.
    fn holds(self, cell: &Cell, wanted: &[String]) -> bool {
        let any = |matches: &dyn Fn(&str) -> bool| wanted.iter().any(|one| matches(one));
        let ordered =
            |holds: fn(Ordering) -> bool| any(&|one| cell.compare(one).is_some_and(holds));
        match self {
            // An empty list lets nothing through; what a portal does is not documented.
            Self::Equal => any(&|one| cell.equals(one)),
            Self::NotEqual => !any(&|one| cell.equals(one)),
            Self::More => ordered(Ordering::is_gt),
            Self::AtLeast => ordered(Ordering::is_ge),
            Self::Less => ordered(Ordering::is_lt),
            Self::AtMost => ordered(Ordering::is_le),
            Self::Contains => any(&|one| contains(cell, one)),
            Self::ContainsNot => !any(&|one| contains(cell, one)),
            Self::Between => between(cell, wanted),
            Self::NotBetween => !between(cell, wanted),
            Self::Like => any(&|one| like(&lower(cell), &one.to_lowercase())),
            Self::LikeNot => !any(&|one| like(&lower(cell), &one.to_lowercase())),
        }
    }
}

fn between(cell: &Cell, wanted: &[String]) -> bool {
    let orders: Vec<Ordering> = wanted.iter().filter_map(|one| cell.compare(one)).collect();
    orders.iter().any(|order| order.is_ge()) && orders.iter().any(|order| order.is_le())
}

fn lower(cell: &Cell) -> String {
    cell.text().to_lowercase()
}

fn contains(cell: &Cell, part: &str) -> bool {
    lower(cell).contains(&part.to_lowercase())
}

/// SQL's `LIKE` with `%` alone: the pieces between the signs follow each other.
fn like(text: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('%');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut last = None;
    for piece in pieces {
        if let Some(between) = last.replace(piece) {
            let between: &str = between;
            let Some(at) = rest.find(between) else {
                return false;
            };
            rest = &rest[at + between.len()..];
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

fn is_number(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn a_pattern_matches_from_end_to_end() {
        for (text, pattern, matches) in [
            ("alpha", "alpha", true),
            ("alpha", "alp", false),
            ("alpha", "alp%", true),
            ("alpha", "%ha", true),
            ("alpha", "a%h%", true),
            ("alpha", "%", true),
            ("aa", "a%a%a", false),
        ] {
            assert_eq!(like(text, pattern), matches, "{text} like {pattern}");
        }
    }
}
