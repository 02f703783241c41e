//! CRM cards as workflows name them (`api-reference/bizproc/bizproc-workflow-start.md`).

use super::Crm;

/// A card that a robot or workflow works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// What kind of card.
    pub kind: DocumentKind,
    /// Its number.
    pub id: i64,
}

/// Kinds of cards that workflows know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// A lead.
    Lead,
    /// A deal.
    Deal,
    /// A contact.
    Contact,
    /// A company.
    Company,
}

/// The module every one of them belongs to.
pub(crate) const MODULE: &str = "crm";

impl DocumentKind {
    const ALL: [Self; 4] = [Self::Lead, Self::Deal, Self::Contact, Self::Company];

    /// The second part of a document's name.
    pub(crate) fn entity(self) -> &'static str {
        match self {
            Self::Lead => "CCrmDocumentLead",
            Self::Deal => "CCrmDocumentDeal",
            Self::Contact => "CCrmDocumentContact",
            Self::Company => "CCrmDocumentCompany",
        }
    }

    /// The third part of a type's name.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Lead => "LEAD",
            Self::Deal => "DEAL",
            Self::Contact => "CONTACT",
            Self::Company => "COMPANY",
        }
    }

    /// The kind with this module and entity.
    pub(crate) fn named(module: &str, entity: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| module == MODULE && entity == kind.entity())
    }

    /// The type's three parts.
    pub(crate) fn parts(self) -> [String; 3] {
        [MODULE, self.entity(), self.code()].map(str::to_owned)
    }
}

impl Document {
    /// A deal as a document.
    pub fn deal(id: i64) -> Self {
        let kind = DocumentKind::Deal;
        Self { kind, id }
    }

    /// `DEAL_77`
    pub(crate) fn code(self) -> String {
        format!("{}_{}", self.kind.code(), self.id)
    }

    /// The document's three parts.
    pub(crate) fn parts(self) -> [String; 3] {
        let [module, entity, _] = self.kind.parts();
        [module, entity, self.code()]
    }

    pub(crate) fn exists(self, crm: &Crm) -> bool {
        match self.kind {
            DocumentKind::Lead => crm.leads.contains_key(&self.id),
            DocumentKind::Deal => crm.deals.contains_key(&self.id),
            DocumentKind::Contact => crm.contacts.contains_key(&self.id),
            DocumentKind::Company => crm.companies.contains_key(&self.id),
        }
    }
}
