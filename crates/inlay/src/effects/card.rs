//! How the portal's methods name a record of the CRM.

use super::{Failure, Target};

/// The four names of one kind of record.
///
/// Source: `api-reference/crm/data-types.md`, `api-reference/bizproc/bizproc-workflow-start.md`.
struct Kind {
    entity_type: u32,
    /// In timelines, and in the addresses of cards.
    word: &'static str,
    /// In the bindings of tasks.
    short: &'static str,
    /// Entity and prefix of a document.
    document: (&'static str, &'static str),
}

const KINDS: [Kind; 4] = [
    Kind {
        entity_type: 1,
        word: "lead",
        short: "L",
        document: ("CCrmDocumentLead", "LEAD"),
    },
    Kind {
        entity_type: 2,
        word: "deal",
        short: "D",
        document: ("CCrmDocumentDeal", "DEAL"),
    },
    Kind {
        entity_type: 3,
        word: "contact",
        short: "C",
        document: ("CCrmDocumentContact", "CONTACT"),
    },
    Kind {
        entity_type: 4,
        word: "company",
        short: "CO",
        document: ("CCrmDocumentCompany", "COMPANY"),
    },
];

impl Target {
    /// As in `deal`.
    pub(super) fn word(self) -> Result<&'static str, Failure> {
        Ok(self.kind()?.word)
    }

    /// As in `D_77`.
    pub(super) fn binding(self) -> Result<String, Failure> {
        Ok(format!("{}_{}", self.kind()?.short, self.id))
    }

    /// As in `crm`, `CCrmDocumentDeal`, `DEAL_77`.
    pub(super) fn document(self) -> Result<[String; 3], Failure> {
        let (entity, prefix) = self.kind()?.document;
        Ok([
            "crm".to_owned(),
            entity.to_owned(),
            format!("{prefix}_{}", self.id),
        ])
    }

    /// The record a document is about.
    #[must_use]
    pub fn of_document(document: &[String]) -> Option<Self> {
        let [module, entity, code] = document else {
            return None;
        };
        let kind = KINDS.iter().find(|kind| kind.document.0 == entity)?;
        let id = code.strip_prefix(kind.document.1)?.strip_prefix('_')?;
        (module == "crm").then_some(Self {
            entity_type: kind.entity_type,
            id: id.parse().ok()?,
        })
    }

    /// The path of its card in the portal.
    pub(super) fn link(self) -> Option<String> {
        let word = self.word().ok()?;
        Some(format!("/crm/{word}/details/{}/", self.id))
    }

    fn kind(self) -> Result<&'static Kind, Failure> {
        let mut kinds = KINDS.iter();
        kinds
            .find(|kind| kind.entity_type == self.entity_type)
            .ok_or_else(|| {
                let number = self.entity_type;
                Failure::refused(format!("records of the kind {number} are not written to"))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_a_name_for_every_method() {
        let deal = Target {
            entity_type: 2,
            id: 77,
        };
        assert_eq!(deal.word(), Ok("deal"));
        assert_eq!(deal.binding().as_deref(), Ok("D_77"));
        assert_eq!(deal.link().as_deref(), Some("/crm/deal/details/77/"));
        let document = deal.document().unwrap();
        assert_eq!(document, ["crm", "CCrmDocumentDeal", "DEAL_77"]);
        assert_eq!(Target::of_document(&document), Some(deal));
    }

    #[test]
    fn a_document_of_another_kind_is_nobodys() {
        let document = ["crm", "CCrmDocumentDeal", "LEAD_77"].map(str::to_owned);
        assert_eq!(Target::of_document(&document), None);
        assert_eq!(Target::of_document(&document[..2]), None);
    }
}
