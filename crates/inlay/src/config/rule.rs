//! `[[rule]]`: when something happens, and if a condition holds, effects are run.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::effect::EffectConfig;
use super::localized::Localized;
use super::source::QueryName;
use super::widget::Place;
use crate::expression::{Expression, Template};
use crate::words::Language;

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Part of its address where it is a button: `/rule/{id}`.
    pub id: String,
    pub on: Trigger,
    /// Its effects are run only while this holds.
    pub when: Option<Expression>,
    /// It runs for every record of this kind (`for`); only on a schedule.
    pub each: Option<EntityKind>,
    /// Further queries whose rows its expressions may use, by the name they use.
    pub queries: BTreeMap<String, QueryName>,
    /// The language its amounts and dates are written in. A button speaks that of whoever presses
    /// it, everything else English, unless this says otherwise.
    pub language: Option<Language>,
    /// Each is done by itself, in no promised order.
    pub effects: Vec<EffectConfig>,
}

/// What makes a rule run.
#[derive(Debug)]
pub enum Trigger {
    /// Somebody presses a button.
    Button(Button),
    /// The portal says that a record has changed; the event's name in upper case.
    Event(String),
    /// So much time has passed since the last run.
    Every(Duration),
    /// The clock shows one of these moments.
    Cron(Moments),
    /// A robot or a workflow of the portal asks, and waits for the answer.
    Robot(RobotTrigger),
}

/// A button in a widget, or an entry of a card's own menu; or both.
#[derive(Debug)]
pub struct Button {
    pub label: Localized,
    /// The widget that shows it.
    pub widget: Option<String>,
    pub places: Vec<Menu>,
    /// What is said beside it where the rule's condition does not hold. Without it a widget shows
    /// no button there.
    pub otherwise: Option<Localized>,
}

/// The menu of a card that may hold an entry of ours.
///
/// Source: `api-reference/widgets/crm/detail-toolbar.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Menu {
    DealToolbar,
    ContactToolbar,
    CompanyToolbar,
}

/// What a robot is called in the portal, and what it gives back beside its verdict.
#[derive(Debug)]
pub struct RobotTrigger {
    pub name: Localized,
    pub description: Option<Localized>,
    /// Values the workflow may use afterwards, by their names.
    pub returns: BTreeMap<String, Template>,
    /// What it answers when the books cannot be asked.
    pub otherwise: Verdict,
}

/// Whether a workflow is let go on. It is the workflow that acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allow,
    Stop,
}

/// Moments by a line of cron: minute, hour, day of the month, month, day of the week.
#[derive(Clone, Debug)]
pub struct Moments {
    pub(super) cron: Box<croner::Cron>,
    /// Whose clock it is.
    pub timezone: Tz,
}

/// Events whose record can be read, and what it is.
///
/// Source: `api-reference/crm/deals/events/index.md` and the pages beside it.
pub(super) const EVENTS: [(&str, EntityKind); 7] = [
    ("ONCRMDEALADD", EntityKind::Deal),
    ("ONCRMDEALUPDATE", EntityKind::Deal),
    ("ONCRMDEALMOVETOCATEGORY", EntityKind::Deal),
    ("ONCRMCONTACTADD", EntityKind::Contact),
    ("ONCRMCONTACTUPDATE", EntityKind::Contact),
    ("ONCRMCOMPANYADD", EntityKind::Company),
    ("ONCRMCOMPANYUPDATE", EntityKind::Company),
];

/// A kind of record a rule may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityKind {
    Deal,
    Contact,
    Company,
}

impl Rule {
    /// The events it is to be told of, by the names the portal knows.
    ///
    /// A deal that moves to another pipeline raises `ONCRMDEALMOVETOCATEGORY` and not
    /// `ONCRMDEALUPDATE` (`api-reference/crm/deals/index.md`): whoever wants to know of changes
    /// wants both.
    #[must_use]
    pub fn events(&self) -> Vec<&str> {
        match &self.on {
            Trigger::Event(name) if name == "ONCRMDEALUPDATE" => {
                vec![name, "ONCRMDEALMOVETOCATEGORY"]
            }
            Trigger::Event(name) => vec![name],
            _ => Vec::new(),
        }
    }

    /// The button that starts it, if one does.
    #[must_use]
    pub fn button(&self) -> Option<&Button> {
        match &self.on {
            Trigger::Button(button) => Some(button),
            _ => None,
        }
    }

    /// The menu entries it has.
    #[must_use]
    pub fn menus(&self) -> &[Menu] {
        match &self.on {
            Trigger::Button(button) => &button.places,
            _ => &[],
        }
    }

    /// Whether the clock starts it.
    #[must_use]
    pub fn is_scheduled(&self) -> bool {
        matches!(self.on, Trigger::Every(_) | Trigger::Cron(_))
    }

    /// The names its condition, its effects and its answer start from.
    #[must_use]
    pub fn roots(&self) -> BTreeSet<&str> {
        self.columns().into_iter().map(|(root, _)| root).collect()
    }

    /// The same names with what is taken of them, as in [`Expression::columns`].
    #[must_use]
    pub fn columns(&self) -> BTreeSet<(&str, Option<&str>)> {
        let effects = self.effects.iter().flat_map(EffectConfig::templates);
        let returns: Vec<&Template> = match &self.on {
            Trigger::Robot(robot) => robot.returns.values().collect(),
            _ => Vec::new(),
        };
        let holes = effects.chain(returns).flat_map(Template::holes);
        let holes = holes.map(|hole| &hole.expression);
        let expressions = self.when.iter().chain(holes);
        expressions.flat_map(Expression::columns).collect()
    }
}

impl Trigger {
    /// Its name in the configuration.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Button(_) => "button",
            Self::Event(_) => "event",
            Self::Every(_) => "every",
            Self::Cron(_) => "cron",
            Self::Robot(_) => "robot",
        }
    }
}

impl Menu {
    pub const ALL: [Self; 3] = [
        Self::DealToolbar,
        Self::ContactToolbar,
        Self::CompanyToolbar,
    ];

    /// The code the portal knows it by.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::DealToolbar => "CRM_DEAL_DETAIL_TOOLBAR",
            Self::ContactToolbar => "CRM_CONTACT_DETAIL_TOOLBAR",
            Self::CompanyToolbar => "CRM_COMPANY_DETAIL_TOOLBAR",
        }
    }

    /// The menu with this code, if we know it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|menu| menu.code() == code)
    }

    /// The kind of card whose menu it is.
    #[must_use]
    pub fn kind(self) -> EntityKind {
        match self {
            Self::DealToolbar => EntityKind::Deal,
            Self::ContactToolbar => EntityKind::Contact,
            Self::CompanyToolbar => EntityKind::Company,
        }
    }
}

impl Verdict {
    pub const ALL: [Self; 2] = [Self::Allow, Self::Stop];

    /// The word a workflow compares with.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Stop => "stop",
        }
    }
}

impl Moments {
    /// The first moment after this one; `None` when there is none.
    #[must_use]
    pub fn after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let here = moment.with_timezone(&self.timezone);
        let next = self.cron.find_next_occurrence(&here, false).ok()?;
        Some(next.with_timezone(&Utc))
    }

    /// The line it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        self.cron.as_str()
    }
}

impl EntityKind {
    pub const ALL: [Self; 3] = [Self::Deal, Self::Contact, Self::Company];

    /// Its name in the configuration, and in expressions.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Deal => "deal",
            Self::Contact => "contact",
            Self::Company => "company",
        }
    }

    /// Bitrix24's number of it (`api-reference/crm/data-types.md`).
    #[must_use]
    pub fn entity_type(self) -> u32 {
        match self {
            Self::Deal => 2,
            Self::Contact => 3,
            Self::Company => 4,
        }
    }

    /// The kind with this number.
    #[must_use]
    pub fn from_entity_type(number: u32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.entity_type() == number)
    }

    /// The place of a widget in its card.
    #[must_use]
    pub fn tab(self) -> Place {
        match self {
            Self::Deal => Place::DealTab,
            Self::Contact => Place::ContactTab,
            Self::Company => Place::CompanyTab,
        }
    }

    /// Records that may be read with one of this kind: itself, and what it names.
    #[must_use]
    pub fn reach(self) -> &'static [Self] {
        match self {
            Self::Deal => &[Self::Deal, Self::Company, Self::Contact],
            Self::Contact => &[Self::Company, Self::Contact],
            Self::Company => &[Self::Company],
        }
    }
}

impl From<EntityKind> for Place {
    fn from(kind: EntityKind) -> Self {
        match kind {
            EntityKind::Deal => Self::DealTab,
            EntityKind::Contact => Self::ContactTab,
            EntityKind::Company => Self::CompanyTab,
        }
    }
}

impl From<Place> for EntityKind {
    fn from(place: Place) -> Self {
        match place {
            Place::DealTab => Self::Deal,
            Place::ContactTab => Self::Contact,
            Place::CompanyTab => Self::Company,
        }
    }
}
