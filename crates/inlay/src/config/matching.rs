//! `[match]`: how a CRM card finds its client in the accounting system.

use std::collections::BTreeMap;
use std::fmt;

use super::block::Column;
use super::source::QueryName;

/// The chain of steps; the first that answers wins.
#[derive(Debug, Default)]
pub struct Matching {
    pub steps: Vec<Step>,
    /// The custom field a confirmed client is written to; a step reads it back.
    pub remember: Option<String>,
    /// The column that tells one client from another, where it has not a usual name.
    pub id: Option<String>,
    /// What is shown of those a manager has to choose from; the usual columns unless it is said.
    pub candidates: Vec<Column>,
}

/// One way to find the client: a value of the card, given to a query.
#[derive(Clone, Debug)]
pub struct Step {
    pub field: CrmField,
    /// What of the field's value is looked up.
    pub key: KeyKind,
    /// Fields of the same record and what they must hold, else the value is not looked up.
    pub when: BTreeMap<String, String>,
    pub query: QueryName,
    /// The query's parameter that takes the value.
    pub parameter: String,
    /// Of several clients those stay whose column holds what this field of the same record does.
    pub narrow: BTreeMap<String, String>,
    /// The key is weak: whoever it finds is only a candidate until somebody confirms it.
    pub confirm: bool,
}

impl Step {
    /// The fields of the record this step reads.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let others = self.when.keys().chain(self.narrow.keys());
        std::iter::once(self.field.name()).chain(others.map(String::as_str))
    }
}

impl Matching {
    /// Whether a step reads the remembered field of companies, or of contacts.
    #[must_use]
    pub fn reads_back(&self, root: fn(String) -> CrmField) -> bool {
        self.remember.as_ref().is_some_and(|field| {
            let wanted = root(field.clone());
            self.steps.iter().any(|step| step.field == wanted)
        })
    }

    /// The column a remembered client is known by: what the step that reads it back asks for.
    #[must_use]
    pub fn remembered_column(&self) -> Option<&str> {
        let field = self.remember.as_deref()?;
        let back = self.steps.iter().find(|step| step.is_of(field))?;
        Some(&back.parameter)
    }
}

impl Step {
    /// Whether it looks for the value of this field of the company or the contact.
    #[must_use]
    pub fn is_of(&self, field: &str) -> bool {
        matches!(&self.field, CrmField::Company(name) | CrmField::Contact(name) if name == field)
    }
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

impl CrmField {
    /// Its name without whose it is.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Requisite(name)
            | Self::Company(name)
            | Self::Contact(name)
            | Self::Deal(name) => name,
        }
    }
}

/// As the configuration writes it.
impl fmt::Display for CrmField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = match self {
            Self::Requisite(_) => "requisite",
            Self::Company(_) => "company",
            Self::Contact(_) => "contact",
            Self::Deal(_) => "deal",
        };
        write!(f, "{root}.{}", self.name())
    }
}

/// What a value must be to be looked up, and in which spelling it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// A Russian taxpayer number: ten or twelve digits whose check digits are right.
    Inn,
    /// Any other number of a register: letters and digits, without what separates them.
    TaxNumber,
    Phone,
    Email,
    /// As it is.
    Text,
}

impl KeyKind {
    /// By their names in the configuration.
    pub const NAMED: [(&str, Self); 5] = [
        ("inn", Self::Inn),
        ("tax_number", Self::TaxNumber),
        ("phone", Self::Phone),
        ("email", Self::Email),
        ("text", Self::Text),
    ];

    /// The kind a field has by its name, unless the configuration says otherwise.
    #[must_use]
    pub fn of(field: &str) -> Self {
        match field.to_ascii_uppercase().as_str() {
            "RQ_INN" => Self::Inn,
            "RQ_KPP" | "RQ_OGRN" | "RQ_OGRNIP" | "RQ_OKPO" | "RQ_IIN" | "RQ_BIN" | "RQ_EDRPOU"
            | "RQ_VAT_ID" | "RQ_USRLE" | "RQ_SIRET" | "RQ_SIREN" | "RQ_REGON" | "RQ_KRS"
            | "RQ_CNPJ" | "RQ_CPF" => Self::TaxNumber,
            "PHONE" | "RQ_PHONE" | "PHONEWORK" | "PHONEMOBILE" => Self::Phone,
            "EMAIL" | "RQ_EMAIL" | "EMAILWORK" | "EMAILHOME" => Self::Email,
            _ => Self::Text,
        }
    }

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMED
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("text", |(name, _)| name)
    }
}
