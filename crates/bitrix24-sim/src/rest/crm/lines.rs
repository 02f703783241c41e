//! Small lists that are built as JSON and then filtered: dictionaries, settings.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::rest::{
    method::{Call, Reply},
    params::scalar,
    refusal::Refusal,
};

/// Rows of a page.
const PAGE: usize = 50;

/// Rows on their way to a caller.
pub(crate) struct Lines(Vec<Value>);

/// `filter` or `order` of a call.
pub(crate) fn map(call: &Call<'_>, name: &str) -> Result<Map<String, Value>, Refusal> {
    let map = call.params.map(name);
    map.map_err(|_| Refusal::unnamed(format!("Parameter '{name}' must be array.")))
}

impl Lines {
    pub(crate) fn new(rows: impl Iterator<Item = Value>) -> Self {
        Self(rows.collect())
    }

    /// Those that say what the filter wants, `=` and `!` before a name allowed; names
    /// no row has are ignored.
    pub(crate) fn filtered(mut self, filter: &Map<String, Value>) -> Self {
        for (key, wanted) in filter {
            let is_not = key.starts_with('!');
            let name = key.trim_start_matches(['!', '=', '@']);
            let name = name.to_ascii_uppercase();
            let wanted: Vec<String> = match wanted {
                Value::Array(several) => several.iter().filter_map(scalar).collect(),
                Value::Object(several) => several.values().filter_map(scalar).collect(),
                one => vec![scalar(one).unwrap_or_default()],
            };
            self.0.retain(|row| {
                let Some(actual) = row.get(&name) else {
                    return true;
                };
                let actual = scalar(actual).unwrap_or_default();
                wanted.contains(&actual) != is_not
            });
        }
        self
    }

    /// In this order, or in the order of these names when the caller has none.
    pub(crate) fn sorted(mut self, order: &Map<String, Value>, otherwise: &[&str]) -> Self {
        let mut by: Vec<(String, bool)> = order
            .iter()
            .map(|(name, direction)| {
                let direction = scalar(direction).unwrap_or_default();
                (
                    name.to_ascii_uppercase(),
                    direction.eq_ignore_ascii_case("desc"),
                )
            })
            .collect();
        if by.is_empty() {
            by = otherwise
                .iter()
                .map(|name| ((*name).to_owned(), false))
                .collect();
        }
        self.0.sort_by(|a, b| {
            let orders = by.iter().map(|(name, down)| {
                let order = compare(&a[name.as_str()], &b[name.as_str()]);
                if *down { order.reverse() } else { order }
            });
            orders.fold(Ordering::Equal, Ordering::then)
        });
        self
    }

    /// All of them at once.
    pub(crate) fn whole(self) -> Reply {
        Reply {
            total: Some(self.0.len()),
            result: Value::Array(self.0),
            next: None,
        }
    }

    /// A page of fifty.
    pub(crate) fn page(self, start: i64) -> Reply {
        let total = self.0.len();
        let (start, counts) = match usize::try_from(start) {
            Ok(start) => (start, true),
            Err(_) => (0, false),
        };
        let rows = self.0.into_iter().skip(start).take(PAGE);
        Reply {
            result: rows.collect(),
            total: Some(if counts { total } else { 0 }),
            next: Some(start + PAGE).filter(|next| counts && *next < total),
        }
    }
}

/// Numbers by their size, also when written as text; everything else by its letters.
fn compare(a: &Value, b: &Value) -> Ordering {
    let texts = (scalar(a).unwrap_or_default(), scalar(b).unwrap_or_default());
    match (texts.0.parse::<i64>(), texts.1.parse::<i64>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => texts.0.to_lowercase().cmp(&texts.1.to_lowercase()),
    }
}
