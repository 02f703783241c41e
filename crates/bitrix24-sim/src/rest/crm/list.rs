//! Lists: filter, order, select, pages of fifty
//! (`settings/how-to-call-rest-api/list-methods-pecularities.md`).

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::{
    cell::Cell,
    entity::{Entity, Field, Naming, Reads, field, is_id},
    filter::{Filter, UnknownField},
};
use crate::{
    rest::{method::Call, params::scalar},
    world::{Crm, User},
};

/// Rows of a page: not configurable.
const PAGE: usize = 50;

/// A question to a list.
pub(crate) struct Query<T: 'static> {
    filter: Filter<T>,
    order: Vec<(&'static Field<T>, Direction)>,
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
    /// A field that these cards do not have.
    UnknownField(String),
}

impl<T: Entity> Query<T> {
    pub(crate) fn read(call: &Call<'_>, naming: Naming) -> Result<Self, Nonsense> {
        let map = |name| {
            call.params
                .map(name)
                .map_err(|_| Nonsense::NotAnArray(name))
        };
        let order = order(&map("order")?, naming)?;
        let filter = Filter::read(&map("filter")?, naming);
        let filter = filter.map_err(|UnknownField(name)| Nonsense::UnknownField(name))?;
        Ok(Self {
            filter,
            order,
            start: call.start,
        })
    }

    /// The cards this user may read that pass the filter, in order, one page.
    pub(crate) fn run<'a>(&self, crm: &'a Crm, user: &User) -> Page<'a, T> {
        let range = self.filter.ids();
        if range.is_empty() {
            return self.page(std::iter::empty());
        }
        let passes = |card: &&T| card.is_seen_by(user, crm) && self.filter.lets(card, crm);
        let cards = T::table(crm).range(range).map(|(_, card)| card);
        match self.order.as_slice() {
            // The table is in order of the numbers: a walk by number need look no
            // further than its page.
            [] => self.page(cards.filter(passes)),
            [(field, Direction::Up), ..] if is_id(field) => self.page(cards.filter(passes)),
            [(field, Direction::Down), ..] if is_id(field) => self.page(cards.rev().filter(passes)),
            _ => self.page(self.sorted(cards.filter(passes), crm).into_iter()),
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
            let cells = self.order.iter().map(|(field, _)| (field.read)(card, crm));
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

/// The fields a list shows: those named in `select`, `ID` among them, or else all
/// that are not shown by name only.
pub(crate) fn selected<T: Entity>(call: &Call<'_>, naming: Naming) -> Vec<&'static Field<T>> {
    let names = call.params.list("select");
    let everything = names.is_empty() || names.iter().any(|name| name == "*");
    let named: Vec<&Field<T>> = names
        .iter()
        .filter_map(|name| field(name, naming))
        .collect();
    let fields = T::FIELDS
        .iter()
        .filter(|field| field.is_in(naming))
        .enumerate();
    fields
        .filter(|(at, field)| {
            let is_named = named
                .iter()
                .any(|one| one.name(naming) == field.name(naming));
            let by_name_only = field.reads == Reads::OldNamed;
            *at == 0 || is_named || (everything && !by_name_only)
        })
        .map(|(_, field)| field)
        .collect()
}

/// One card with these fields.
pub(crate) fn row<T: Entity>(
    card: &T,
    fields: &[&'static Field<T>],
    naming: Naming,
    crm: &Crm,
) -> Map<String, Value> {
    let cells = fields.iter().filter_map(|field| {
        let cell: Cell = (field.read)(card, crm);
        let value = match naming {
            Naming::Old => cell.old()?,
            Naming::Item => cell.typed(),
        };
        Some((field.name(naming).to_owned(), value))
    });
    cells.collect()
}

fn order<T: Entity>(
    map: &Map<String, Value>,
    naming: Naming,
) -> Result<Vec<(&'static Field<T>, Direction)>, Nonsense> {
    let mut order = Vec::new();
    for (name, direction) in map {
        let down = scalar(direction).is_some_and(|text| text.eq_ignore_ascii_case("desc"));
        match field(name, naming) {
            Some(field) => {
                order.push((field, if down { Direction::Down } else { Direction::Up }));
            }
            None if naming == Naming::Item => return Err(Nonsense::UnknownField(name.clone())),
            None => {}
        }
    }
    Ok(order)
}
