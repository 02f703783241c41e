//! Filters (`settings/how-to-call-rest-api/list-methods-pecularities.md`,
//! `api-reference/crm/universal/crm-item-list.md`).

use std::{cmp::Ordering, ops::RangeInclusive};

use serde_json::{Map, Value};

use super::{
    cell::Cell,
    entity::{Entity, Field, Naming, field, is_id},
};
use crate::{rest::params::scalar, world::Crm};

/// A condition on cards.
pub(crate) enum Filter<T: 'static> {
    All(Vec<Self>),
    Any(Vec<Self>),
    Field {
        field: &'static Field<T>,
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
}

/// Operators, longer ones before their beginnings.
const OPERATORS: &[(&str, Test)] = &[
    ("!=%", Test::LikeNot),
    ("!%=", Test::LikeNot),
    ("=%", Test::Like),
    ("%=", Test::Like),
    ("!@", Test::NotEqual),
    ("!%", Test::ContainsNot),
    ("!=", Test::NotEqual),
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
    /// Reads a filter. Old lists ignore unknown fields; `crm.item.list` knows
    /// nested groups and refuses unknown fields.
    pub(crate) fn read(map: &Map<String, Value>, naming: Naming) -> Result<Self, UnknownField> {
        let any = map
            .get("logic")
            .and_then(Value::as_str)
            .is_some_and(|logic| logic.eq_ignore_ascii_case("or"));
        let mut parts = Vec::new();
        for (key, value) in map {
            match value {
                _ if key.eq_ignore_ascii_case("logic") => {}
                Value::Object(group) if naming == Naming::Item && is_number(key) => {
                    parts.push(Self::read(group, naming)?);
                }
                value => match Self::condition(key, value, naming) {
                    Ok(condition) => parts.push(condition),
                    Err(unknown) if naming == Naming::Item => return Err(unknown),
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

    fn condition(key: &str, value: &Value, naming: Naming) -> Result<Self, UnknownField> {
        let operator = OPERATORS.iter().find(|(sign, _)| key.starts_with(sign));
        let (name, test) = match operator {
            Some((sign, test)) => (&key[sign.len()..], *test),
            None => (key, Test::Equal),
        };
        let field = field(name, naming).ok_or_else(|| UnknownField(name.to_owned()))?;
        let wanted = match value {
            Value::Array(items) => items.iter().filter_map(scalar).collect(),
            Value::Object(items) => items.values().filter_map(scalar).collect(),
            one => vec![scalar(one).unwrap_or_default()],
        };
        Ok(Self::Field {
            field,
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
                field,
                test,
                wanted,
            } if is_id(field) => {
                let [Ok(wanted)] = wanted
                    .iter()
                    .map(|one| one.trim().parse::<i64>())
                    .collect::<Vec<_>>()[..]
                else {
                    return everything;
                };
                match test {
                    Test::Equal => wanted..=wanted,
                    Test::More => wanted.saturating_add(1)..=i64::MAX,
                    Test::AtLeast => wanted..=i64::MAX,
                    Test::Less => i64::MIN..=wanted.saturating_sub(1),
                    Test::AtMost => i64::MIN..=wanted,
                    _ => everything,
                }
            }
            Self::Any(_) | Self::Field { .. } => everything,
        }
    }

    pub(crate) fn lets(&self, card: &T, crm: &Crm) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.lets(card, crm)),
            Self::Any(parts) => parts.iter().any(|part| part.lets(card, crm)),
            Self::Field {
                field,
                test,
                wanted,
            } => test.holds(&(field.read)(card, crm), wanted),
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
            Self::Equal => any(&|one| cell.equals(one)),
            Self::NotEqual => !any(&|one| cell.equals(one)),
            Self::More => ordered(Ordering::is_gt),
            Self::AtLeast => ordered(Ordering::is_ge),
            Self::Less => ordered(Ordering::is_lt),
            Self::AtMost => ordered(Ordering::is_le),
            Self::Contains => any(&|one| contains(cell, one)),
            Self::ContainsNot => !any(&|one| contains(cell, one)),
            Self::Like => any(&|one| like(&lower(cell), &one.to_lowercase())),
            Self::LikeNot => !any(&|one| like(&lower(cell), &one.to_lowercase())),
        }
    }
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
