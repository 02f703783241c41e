//! `[[widget]]`: blocks placed somewhere in the portal.

use std::time::Duration;

use chrono::{Days, Months, NaiveDate};

use super::audience::Audience;
use super::block::{Block, BlockKind};
use super::localized::Localized;
use super::rule::EVENTS;
use super::source::QueryName;

/// One widget.
#[derive(Debug)]
pub struct Widget {
    /// Part of its address: `/widget/{id}`.
    pub id: String,
    pub places: Vec<Place>,
    pub title: Localized,
    /// Who is shown it; everybody when it does not say.
    pub visible_to: Option<Audience>,
    /// How long a copy of a query's answer is as good as new.
    pub fresh_for: Duration,
    /// How old a copy may be shown when the source is down.
    pub stale_for: Duration,
    /// Whether its queries are read as soon as a card it stands in has been changed.
    pub warm: bool,
    /// How far back its queries see that ask for `since`.
    pub window: Window,
    pub blocks: Vec<Block>,
}

impl Widget {
    /// The events it is to be told of: those of its cards, if it is to be warm before it is opened.
    pub fn events(&self) -> impl Iterator<Item = &str> {
        let events = EVENTS.iter().filter(|_| self.warm);
        let of_ours = events.filter(|(_, kind)| self.places.contains(&kind.tab()));
        of_ours.map(|(name, _)| *name)
    }

    /// Every query its blocks read beside the client's row.
    pub fn queries(&self) -> impl Iterator<Item = &QueryName> {
        self.blocks.iter().flat_map(Block::queries)
    }

    /// Whether a block of it shows the portal's own tasks.
    #[must_use]
    pub fn shows_tasks(&self) -> bool {
        let mut kinds = self.blocks.iter().map(|block| &block.kind);
        kinds.any(|kind| matches!(kind, BlockKind::Tasks(_)))
    }

    /// Whether it matters where its reader works.
    #[must_use]
    pub fn asks_departments(&self) -> bool {
        let blocks = self.blocks.iter().map(|block| &block.visible_to);
        std::iter::once(&self.visible_to)
            .chain(blocks)
            .flatten()
            .any(|audience| !audience.departments.is_empty())
    }
}

/// Days from `since` up to `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    Months(Months),
    Days(Days),
}

impl Default for Window {
    /// Three years.
    fn default() -> Self {
        Self::Months(Months::new(36))
    }
}

impl Window {
    /// Its first day: the same day so many months ago, and the month's last one where it is
    /// shorter (29 February becomes the 28th).
    #[must_use]
    pub fn since(self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Months(months) => today.checked_sub_months(months),
            Self::Days(days) => today.checked_sub_days(days),
        }
    }

    /// The day after its last one, which is today.
    #[must_use]
    pub fn until(today: NaiveDate) -> Option<NaiveDate> {
        today.checked_add_days(Days::new(1))
    }
}

/// A placement's code whose context we understand.
///
/// Source: `api-reference/widgets/crm/detail-tab.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    DealTab,
    ContactTab,
    CompanyTab,
}

impl Place {
    pub const ALL: [Self; 3] = [Self::DealTab, Self::ContactTab, Self::CompanyTab];

    /// The code the portal knows it by.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::DealTab => "CRM_DEAL_DETAIL_TAB",
            Self::ContactTab => "CRM_CONTACT_DETAIL_TAB",
            Self::CompanyTab => "CRM_COMPANY_DETAIL_TAB",
        }
    }

    /// The placement with this code, if we know it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.code() == code)
    }
}
