//! Lists of what is no card: filter, order, select and pages over rows of texts.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::{
    method::{Call, Reply},
    params::scalar,
};

/// Rows of a page: not configurable.
const PAGE: usize = 50;

/// Whether a comparison came out as wanted.
type Test = fn(Ordering) -> bool;

/// Operators, longer ones before their beginnings
/// (`api-reference/bizproc/bizproc-workflow-instances.md`).
const OPERATORS: [(&str, Test); 7] = [
    (">=", Ordering::is_ge),
    ("<=", Ordering::is_le),
    ("!=", Ordering::is_ne),
    (">", Ordering::is_gt),
    ("<", Ordering::is_lt),
    ("=", Ordering::is_eq),
    ("!", Ordering::is_ne),
];

/// Rows with fields in capitals.
#[derive(Debug)]
pub(super) struct Rows(Vec<Map<String, Value>>);

impl Rows {
    /// Takes only objects.
    pub(super) fn new(rows: impl Iterator<Item = Value>) -> Self {
        let maps = rows.filter_map(|row| match row {
            Value::Object(map) => Some(map),
            _ => None,
        });
        Self(maps.collect())
    }

    /// What passes the call's `filter`, in its `order` or else by `usual`.
    pub(super) fn asked(mut self, call: &Call<'_>, usual: (&str, &str)) -> Self {
        for (key, wanted) in call.params.map("filter").unwrap_or_default() {
            self.filter(&key, &scalar(&wanted).unwrap_or_default());
        }
        let mut order: Vec<(String, bool)> = Vec::new();
        for (field, direction) in call.params.map("order").unwrap_or_default() {
            let down = scalar(&direction).is_some_and(|text| text.eq_ignore_ascii_case("desc"));
            order.push((field.to_ascii_uppercase(), down));
        }
        if order.is_empty() {
            order.push((usual.0.to_owned(), usual.1 == "DESC"));
        }
        self.0.sort_by(|a, b| {
            let orders = order.iter().map(|(field, down)| {
                let order = compare(&text(a, field), &text(b, field));
                if *down { order.reverse() } else { order }
            });
            orders.fold(Ordering::Equal, Ordering::then)
        });
        self
    }

    fn filter(&mut self, key: &str, wanted: &str) {
        let operator = OPERATORS.iter().find(|(sign, _)| key.starts_with(sign));
        let (field, holds) = match operator {
            Some((sign, holds)) => (&key[sign.len()..], *holds),
            None => (key, Ordering::is_eq as Test),
        };
        let field = field.to_ascii_uppercase();
        // A field that no row has is ignored, as in other old lists.
        self.0
            .retain(|row| !row.contains_key(&field) || holds(compare(&text(row, &field), wanted)));
    }

    /// The fields the call's `select` names, or else the usual ones.
    pub(super) fn selected(mut self, call: &Call<'_>, usual: &[&str]) -> Self {
        let named = call.params.list("select");
        let named: Vec<String> = named.iter().map(|name| name.to_ascii_uppercase()).collect();
        if named.iter().any(|name| name == "*") {
            return self;
        }
        for row in &mut self.0 {
            row.retain(|field, _| match named.is_empty() {
                true => usual.contains(&field.as_str()),
                false => named.contains(field),
            });
        }
        self
    }

    /// The first rows.
    pub(super) fn first(mut self, limit: usize) -> Self {
        self.0.truncate(limit);
        self
    }

    /// Values of a whole-number field.
    pub(super) fn numbers(&self, field: &str) -> Vec<i64> {
        let texts = self.0.iter().map(|row| text(row, field));
        texts.filter_map(|text| text.parse().ok()).collect()
    }

    /// Everything, without pages.
    pub(super) fn into_value(self) -> Value {
        self.0.into_iter().map(Value::Object).collect()
    }

    /// The page the call asks for.
    pub(super) fn page(self, call: &Call<'_>) -> Reply {
        let total = self.0.len();
        let (start, total) = match usize::try_from(call.start) {
            Ok(start) => (start, total),
            Err(_) => (0, 0),
        };
        let rows = self.0.into_iter().skip(start).take(PAGE);
        Reply {
            result: rows.map(Value::Object).collect(),
            total: Some(total),
            next: Some(start + PAGE).filter(|next| *next < total),
        }
    }
}

fn text(row: &Map<String, Value>, field: &str) -> String {
    row.get(field).and_then(scalar).unwrap_or_default()
}

/// Numbers by size, anything else letter by letter: moments of one zone, too.
fn compare(a: &str, b: &str) -> Ordering {
    match (a.parse::<i64>(), b.parse::<i64>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => a.cmp(b),
    }
}
