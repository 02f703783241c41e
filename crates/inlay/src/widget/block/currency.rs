//! Whose money an amount is. Amounts of several currencies are never added.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ledger::Rows;

use super::data::{Data, Reading};
use crate::expression::{Expression, List, Row, Scope, Value};

/// The column that names a row's currency.
const COLUMN: &str = "currency";

/// How a query's rows name their currency.
#[derive(Clone, Debug, Default)]
pub struct Purse {
    /// For rows that name none: the query's, else the source's.
    pub default: Option<String>,
    /// What the system calls a currency → its ISO 4217 code.
    pub codes: BTreeMap<String, String>,
}

impl Purse {
    /// The currency of one row.
    pub(super) fn of(&self, row: &Row) -> Option<String> {
        let named = match row.get(COLUMN) {
            Some(Value::Text(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.normalize().to_string(),
            _ => String::new(),
        };
        if named.is_empty() {
            return self.default.clone();
        }
        Some(
            self.codes
                .get(&named)
                .cloned()
                .unwrap_or_else(|| named.to_uppercase()),
        )
    }
}

impl Reading {
    /// Its rows with their currencies.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Row, Option<String>)> {
        (0..self.rows.rows.len()).map(|index| {
            let row = Row::ledger(Arc::clone(&self.rows), index);
            let currency = self.purse.of(&row);
            (row, currency)
        })
    }

    fn currencies(&self) -> BTreeSet<Option<String>> {
        let found: BTreeSet<_> = self.rows().map(|(_, currency)| currency).collect();
        if found.is_empty() {
            BTreeSet::from([self.purse.default.clone()])
        } else {
            found
        }
    }

    /// Only the rows of this currency.
    fn only(&self, currency: Option<&str>) -> Rows {
        let mut rows = (*self.rows).clone();
        let mut kept = self.rows().map(|(_, of)| of.as_deref() == currency);
        rows.rows.retain(|_| kept.next().unwrap_or_default());
        rows
    }
}

/// One expression may have a value in each currency of the rows it is computed from.
#[derive(Debug)]
pub(super) enum Currencies {
    One(Option<String>),
    /// Each with the names to compute its value from.
    Several(Vec<(Option<String>, Scope)>),
    /// Money of different rows that cannot be taken apart.
    Mixed,
}

impl Currencies {
    /// The currencies in which these expressions together have values.
    pub(super) fn of(expressions: &[&Expression], data: &Data) -> Self {
        let roots: BTreeSet<&str> = expressions.iter().flat_map(|e| e.roots()).collect();
        let names_amounts = expressions.iter().any(|e| names_amounts(e));
        let by_root: BTreeMap<&str, BTreeSet<Option<String>>> = roots
            .into_iter()
            .filter(|root| names_amounts || data.named.contains_key(*root))
            .filter_map(|root| Some((root, currencies(root, data)?)))
            .collect();
        let all: BTreeSet<&Option<String>> = by_root.values().flatten().collect();
        match (all.len(), by_root.keys().next()) {
            (0, _) => Self::One(None),
            (1, _) => Self::One(all.into_iter().next().cloned().flatten()),
            (_, Some(root)) if by_root.len() == 1 => Self::apart(root, data),
            _ => Self::Mixed,
        }
    }

    fn apart(root: &str, data: &Data) -> Self {
        let Some(Ok(reading)) = data.named.get(root) else {
            return Self::Mixed;
        };
        let each = reading.currencies().into_iter().map(|currency| {
            let rows = List::Rows(Arc::new(reading.only(currency.as_deref())));
            (currency, data.scope.clone().with(root, Value::List(rows)))
        });
        Self::Several(each.collect())
    }
}

/// Whether one of the amounts a record of the CRM has itself is named
/// (`api-reference/crm/universal/crm-item-get.md`): a deal's stage has no currency.
fn names_amounts(expression: &Expression) -> bool {
    let amounts = ["opportunity", "taxValue", "revenue"];
    amounts.iter().any(|name| expression.text().contains(name))
}

/// The currencies of what a name holds; `None` when it holds no money.
fn currencies(root: &str, data: &Data) -> Option<BTreeSet<Option<String>>> {
    if let Some(reading) = data.named.get(root) {
        return reading.as_ref().ok().map(Reading::currencies);
    }
    match data.scope.get(root)? {
        Value::Row(row) => match row.get("currencyId")? {
            Value::Text(code) if !code.is_empty() => {
                Some(BTreeSet::from([Some((*code).to_owned())]))
            }
            _ => None,
        },
        _ => None,
    }
}
