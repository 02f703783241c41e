//! `[match]`: how a CRM card finds its client in the accounting system.

use std::fmt;

use super::source::QueryName;

/// The chain of steps; the first that answers wins.
#[derive(Clone, Debug, Default)]
pub struct Matching {
    pub steps: Vec<Step>,
}

/// One way to find the client: a value of the card, given to a query.
#[derive(Clone, Debug)]
pub struct Step {
    pub field: CrmField,
    pub query: QueryName,
    /// The query's parameter that takes the value.
    pub parameter: String,
}

/// A field of the card's company, contact, their requisites, or of the card itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CrmField {
    /// `requisite.RQ_INN`: of the company, else of the contact.
    Requisite(String),
    /// `company.UF_CRM_…` or another field of the company.
    Company(String),
    /// `contact.…`.
    Contact(String),
    /// `deal.…`, only in deal cards.
    Deal(String),
}

/// As the configuration writes it.
impl fmt::Display for CrmField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requisite(name) => write!(f, "requisite.{name}"),
            Self::Company(name) => write!(f, "company.{name}"),
            Self::Contact(name) => write!(f, "contact.{name}"),
            Self::Deal(name) => write!(f, "deal.{name}"),
        }
    }
}
