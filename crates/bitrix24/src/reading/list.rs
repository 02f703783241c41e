//! Which list is read, and what of it.

use std::borrow::Cow;
use std::fmt;

use serde_json::value::RawValue;

use super::error::ReadError;
use super::row::{self, Row};
use crate::batch::{Reference, Step};
use crate::call::{Argument, Call};
use crate::misfit::Misfit;

/// A list method with its filter and selection.
///
/// Select what is needed and no more: a wide row costs the portal and the line several times a
/// narrow one's.
#[derive(Clone)]
pub struct List {
    method: Cow<'static, str>,
    /// The id's name in `filter` and `order`.
    asked: Cow<'static, str>,
    /// The id's name in a row.
    shown: Cow<'static, str>,
    /// Under which key of the result the rows are; `None` when they are the result.
    under: Option<Cow<'static, str>>,
    params: Vec<(String, Argument)>,
    select: Vec<String>,
    filter: Vec<(String, Argument)>,
}

impl List {
    /// Cards of a kind through `crm.item.list`: deals are 2, contacts 3, companies 4
    /// (`api-reference/crm/universal/crm-item-list.md`, `api-reference/crm/data-types.md`).
    #[must_use]
    pub fn items(entity_type_id: u32) -> Self {
        Self::of("crm.item.list")
            .id("id", "id")
            .rows_under("items")
            .param("entityTypeId", entity_type_id)
    }

    /// Any list method whose rows are its result and have an `ID`, as `crm.deal.list`. For others
    /// say so with [`id`](Self::id) and [`rows_under`](Self::rows_under).
    #[must_use]
    pub fn of(method: impl Into<Cow<'static, str>>) -> Self {
        Self {
            method: method.into(),
            asked: "ID".into(),
            shown: "ID".into(),
            under: None,
            params: Vec::new(),
            select: Vec::new(),
            filter: Vec::new(),
        }
    }

    /// What the id is called in filters and orders, and in rows. `tasks.task.list` has `ID` in the
    /// one and `id` in the other.
    #[must_use]
    pub fn id(
        mut self,
        asked: impl Into<Cow<'static, str>>,
        shown: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.asked = asked.into();
        self.shown = shown.into();
        self
    }

    /// Under which key of the result the rows are.
    #[must_use]
    pub fn rows_under(mut self, key: impl Into<Cow<'static, str>>) -> Self {
        self.under = Some(key.into());
        self
    }

    /// The fields wanted; the id is always among them. Without this, what the method gives.
    #[must_use]
    pub fn select<S: Into<String>>(mut self, fields: impl IntoIterator<Item = S>) -> Self {
        self.select = fields.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a condition, its operator before the field's name: `=stageId`, `>=ID`.
    ///
    /// The walks by id use `>` and `<=` of the id themselves; say `>=` and `<` in their stead.
    #[must_use]
    pub fn filter(mut self, condition: impl Into<String>, value: impl Into<Argument>) -> Self {
        self.filter.push((condition.into(), value.into()));
        self
    }

    /// Adds a parameter of the method; `filter`, `select` and `start` are said otherwise, and
    /// `order` for [`pages`](super::Reading::pages) only.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl Into<Argument>) -> Self {
        self.params.push((name.into(), value.into()));
        self
    }

    /// The page that begins at an offset.
    pub(super) fn page(&self, start: u64) -> Call {
        let call = self.call(self.filter.clone());
        let call = if self.has("order") {
            call
        } else {
            call.param("order", self.by_id("ASC"))
        };
        call.param("start", start).harmless()
    }

    /// The page after an id, up to another.
    pub(super) fn after(&self, after: impl Into<Argument>, until: Option<u64>) -> Call {
        let mut filter = self.filter.clone();
        filter.push((format!(">{}", self.asked), after.into()));
        if let Some(until) = until {
            filter.push((format!("<={}", self.asked), until.into()));
        }
        // Without counting: that is what makes the walk fast.
        self.call(filter)
            .param("order", self.by_id("ASC"))
            .param("start", -1)
    }

    /// The page with the highest ids, the highest first.
    pub(super) fn last(&self) -> Call {
        self.call(self.filter.clone())
            .param("order", self.by_id("DESC"))
            .param("start", -1)
    }

    /// The id of the last row of a full page, once that page was read.
    pub(super) fn last_id(&self, page: &Step) -> Reference {
        let rows = match &self.under {
            Some(key) => page.at(key.clone()),
            None => page.result(),
        };
        rows.index(super::PAGE - 1).at(self.shown.clone())
    }

    /// Reads a page's rows.
    pub(super) fn rows(&self, result: &RawValue) -> Result<Vec<Row>, Misfit> {
        row::rows(result, self.under.as_deref(), &self.shown)
    }

    /// Refuses what would get in the way of a walk by pages.
    pub(super) fn check(&self) -> Result<(), ReadError> {
        self.refuse(["filter", "select", "start"])
    }

    /// Refuses what would get in the way of a walk by ids.
    pub(super) fn check_by_id(&self) -> Result<(), ReadError> {
        self.check()?;
        self.refuse(["order"])?;
        let ours = |condition: &str| {
            let bare = condition
                .strip_prefix("<=")
                .or_else(|| condition.strip_prefix('>'));
            bare.is_some_and(|field| field.eq_ignore_ascii_case(&self.asked))
        };
        match self.filter.iter().find(|(condition, _)| ours(condition)) {
            Some((condition, _)) => Err(ReadError::Reserved {
                name: condition.clone(),
            }),
            None => Ok(()),
        }
    }

    fn refuse<const N: usize>(&self, names: [&str; N]) -> Result<(), ReadError> {
        match names.into_iter().find(|name| self.has(name)) {
            Some(name) => Err(ReadError::Reserved {
                name: name.to_owned(),
            }),
            None => Ok(()),
        }
    }

    fn has(&self, param: &str) -> bool {
        let root = |name: &str| name.split('[').next().unwrap_or_default() == param;
        self.params.iter().any(|(name, _)| root(name))
    }

    fn by_id(&self, direction: &str) -> Argument {
        Argument::Map(vec![(self.asked.clone().into_owned(), direction.into())])
    }

    fn call(&self, filter: Vec<(String, Argument)>) -> Call {
        let mut call = Call::new(self.method.clone());
        for (name, value) in &self.params {
            call = call.param(name, value);
        }
        if !self.select.is_empty() {
            let mut select = self.select.clone();
            if !select.iter().any(|field| *field == self.asked) {
                select.push(self.asked.clone().into_owned());
            }
            call = call.param("select", select);
        }
        if filter.is_empty() {
            call
        } else {
            call.param("filter", Argument::Map(filter))
        }
    }
}

/// Without the values of conditions, which may be a client's.
impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("method", &self.method)
            .field("select", &self.select)
            .finish_non_exhaustive()
    }
}
