//! Lists: filter, order, select, pages of fifty
//! (`settings/how-to-call-rest-api/list-methods-pecularities.md`).

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::{
    entity::{Entity, Naming},
    filter::{Filter, UnknownField},
    schema::{Column, Schema},
};
use crate::{
    rest::{method::Call, params::scalar},
    world::{Cell, Crm, User},
};

/// Rows of a page: not configurable.
const PAGE: usize = 50;

/// A question to a list.
pub(crate) struct Query<T: 'static> {
    filter: Filter<T>,
    order: Vec<(Column<T>, Direction)>,
    /// `-1`: no counting, no next page.
    start: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

/// One page of answers.
pub(crate) struct Page<'a, T> {
    pub(crate) rows: Vec<&'a T>,
    pub(crate) total: usize,
    pub(crate) next: Option<usize>,
}

/// Why a question makes no sense.
#[derive(Debug)]
pub(crate) enum Nonsense {
    /// `filter` or `order` is a scalar.
    NotAnArray(&'static str),
    /// A filter by a field that these cards do not have; new lists only.
    UnknownFilter(String),
    /// An order by such a field; new lists only.
    UnknownOrder(String),
    /// A direction that is none, for this field; new lists only.
    Direction(String, String),
}

impl<T: Entity> Query<T> {
    pub(crate) fn read(call: &Call<'_>, schema: &Schema<T>) -> Result<Self, Nonsense> {
        let map = |name| {
            call.params
                .map(name)
                .map_err(|_| Nonsense::NotAnArray(name))
        };
        let order = map("order")?;
        Self::of(&map("filter")?, &order, call.start, schema)
    }

    pub(crate) fn of(
        filter: &Map<String, Value>,
        order: &Map<String, Value>,
        start: i64,
        schema: &Schema<T>,
    ) -> Result<Self, Nonsense> {
        let order = self::order(order, schema)?;
        let filter = Filter::read(filter, schema);
        let filter = filter.map_err(|UnknownField(name)| Nonsense::UnknownFilter(name))?;
        Ok(Self {
            filter,
            order,
            start,
        })
    }

    /// The same question, asked only of rows that pass any of these filters as well.
    pub(crate) fn of_any(
        mut self,
        schema: &Schema<T>,
        filters: &[&Value],
    ) -> Result<Self, Nonsense> {
        let mut any = Vec::new();
        for filter in filters.iter().filter_map(|filter| filter.as_object()) {
            let filter = Filter::read(filter, schema);
            any.push(filter.map_err(|UnknownField(name)| Nonsense::UnknownFilter(name))?);
        }
        self.filter = Filter::All(vec![Filter::Any(any), self.filter]);
        Ok(self)
    }

    /// The cards this user may read that pass the filter, in order, one page.
    pub(crate) fn run<'a>(&self, crm: &'a Crm, user: &User) -> Page<'a, T> {
        let range = self.filter.ids();
        if range.is_empty() {
            return self.page(std::iter::empty());
        }
        let passes = |card: &&T| card.is_seen_by(user, crm) && self.filter.lets(card, crm);
        let table = T::table(crm);
        if let Some(ids) = self.filter.named_ids() {
            let cards = ids.into_iter().filter_map(|id| table.get(&id));
            return self.sorted_page(cards.filter(passes), crm);
        }
        let by_number = match self.order.as_slice() {
            [] => Some(Direction::Up),
            [(column, direction), ..] if column.is_id() => Some(*direction),
            _ => None,
        };
        // Where the caller sees everything and asks for everything, nothing is looked at
        // to be counted.
        if self.filter.is_open() && T::all_is_seen_by(user) {
            match by_number {
                Some(Direction::Up) => return self.open_page(table.values(), table.len()),
                Some(Direction::Down) => return self.open_page(table.values().rev(), table.len()),
                None => {}
            }
        }
        let cards = table.range(range).map(|(_, card)| card);
        match by_number {
            // The table is in order of the numbers: a walk by number need look no
            // further than its page.
            Some(Direction::Up) => self.page(cards.filter(passes)),
            Some(Direction::Down) => self.page(cards.rev().filter(passes)),
            None => self.sorted_page(cards.filter(passes), crm),
        }
    }

    fn sorted_page<'a>(&self, passing: impl Iterator<Item = &'a T>, crm: &Crm) -> Page<'a, T> {
        self.page(self.sorted(passing, crm).into_iter())
    }

    /// A page of a table of which every row is shown.
    fn open_page<'a>(&self, rows: impl Iterator<Item = &'a T>, count: usize) -> Page<'a, T> {
        let start = usize::try_from(self.start);
        let total = if start.is_ok() { count } else { 0 };
        let start = start.unwrap_or(0);
        Page {
            rows: rows.skip(start).take(PAGE).collect(),
            total,
            next: Some(start + PAGE).filter(|next| *next < total),
        }
    }

    fn page<'a>(&self, mut passing: impl Iterator<Item = &'a T>) -> Page<'a, T> {
        let Ok(start) = usize::try_from(self.start) else {
            return Page {
                rows: passing.take(PAGE).collect(),
                total: 0,
                next: None,
            };
        };
        let before = passing.by_ref().take(start).count();
        let rows: Vec<&T> = passing.by_ref().take(PAGE).collect();
        let total = before + rows.len() + passing.count();
        let next = Some(start + PAGE).filter(|next| *next < total);
        Page { rows, total, next }
    }

    fn sorted<'a>(&self, passing: impl Iterator<Item = &'a T>, crm: &Crm) -> Vec<&'a T> {
        let keyed = passing.map(|card| {
            let cells = self.order.iter().map(|(column, _)| column.cell(card, crm));
            (cells.collect::<Vec<_>>(), card)
        });
        let mut rows: Vec<_> = keyed.collect();
        rows.sort_by(|(a, _), (b, _)| self.compare(a, b));
        rows.into_iter().map(|(_, card)| card).collect()
    }

    fn compare(&self, a: &[Cell], b: &[Cell]) -> Ordering {
        let cells = a.iter().zip(b).zip(&self.order);
        let orders = cells.map(|((a, b), (_, direction))| match direction {
            Direction::Up => a.order(b),
            Direction::Down => a.order(b).reverse(),
        });
        orders.fold(Ordering::Equal, Ordering::then)
    }
}

/// One card with these fields.
pub(crate) fn row<T: Entity>(
    card: &T,
    columns: &[&Column<T>],
    naming: Naming,
    crm: &Crm,
) -> Map<String, Value> {
    let cells = columns.iter().filter_map(|column| {
        let cell = column.cell(card, crm);
        let value = if naming.is_old() {
            cell.old()?
        } else {
            cell.typed()
        };
        Some((column.name(naming).to_owned(), value))
    });
    cells.collect()
}

fn order<T: Entity>(
    map: &Map<String, Value>,
    schema: &Schema<T>,
) -> Result<Vec<(Column<T>, Direction)>, Nonsense> {
    let mut order = Vec::new();
    for (name, direction) in map {
        let text = scalar(direction).unwrap_or_default();
        let down = text.eq_ignore_ascii_case("desc");
        if !down && !text.eq_ignore_ascii_case("asc") && !schema.naming.is_old() {
            return Err(Nonsense::Direction(name.clone(), text));
        }
        match schema.column(name) {
            Some(column) => {
                let direction = if down { Direction::Down } else { Direction::Up };
                order.push((column.clone(), direction));
            }
            None if schema.naming.is_old() => {}
            None => return Err(Nonsense::UnknownOrder(name.clone())),
        }
    }
    Ok(order)
}
