//! Whom a card names, and what they are looked for by: what a manager can mend.

use bitrix24::PortalAddress;

use super::client::field;
use crate::config::matching::{CrmField, Matching};
use crate::matching::{COMPANY, StepReport, Subject, Verdict};
use crate::store::Holder;
use crate::words::{Argument, Language};

/// Letters of a key that are shown; none is longer that is one.
const KEY: usize = 60;

/// The company or the contact of a card, and the fields that would have found them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whom {
    /// Where the portal's people open it; with the portal in front and without.
    record: Option<(Holder, String)>,
    keys: Vec<Key>,
}

/// One field, and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    field: CrmField,
    /// Whose details, where the field is one of them.
    of_company: bool,
    standing: Standing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    Empty,
    /// Something, but no key.
    Wrong,
    /// A key nobody has in the accounting system.
    Unknown(String),
}

/// A link to a card of the portal.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) address: String,
    /// The same without the portal, for its own window over the card.
    pub(super) path: String,
    pub(super) words: String,
}

impl Whom {
    /// From the steps of a search that found nobody. Everything in it is of records the card's reader may see.
    #[must_use]
    pub fn of(
        steps: &[StepReport],
        subject: &Subject,
        matching: &Matching,
        portal: &PortalAddress,
    ) -> Self {
        let mut keys: Vec<Key> = Vec::new();
        for step in steps {
            // What was written there is our own note of a choice, nothing a manager fills in.
            let memory = matching.remember.as_deref() == Some(step.field.name());
            if memory || !fillable(&step.field, subject) {
                continue;
            }
            if let Some(standing) = standing(step) {
                let key = Key {
                    field: step.field.clone(),
                    of_company: subject.company.is_some(),
                    standing,
                };
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        Self {
            record: subject.holder().map(|holder| (holder, portal.origin())),
            keys,
        }
    }

    /// Each key in words: what it is, where it stands, what is wrong with it.
    pub(super) fn keys(&self, language: Language) -> Vec<String> {
        self.keys.iter().map(|key| key.words(language)).collect()
    }

    pub(super) fn link(&self, language: Language) -> Option<Link> {
        let (holder, portal) = self.record.as_ref()?;
        let (kind, words) = if holder.entity_type == COMPANY {
            ("company", "open-company")
        } else {
            ("contact", "open-contact")
        };
        let path = format!("/crm/{kind}/details/{}/", holder.id);
        Some(Link {
            address: format!("{portal}{path}"),
            path,
            words: language.say(words),
        })
    }
}

impl Key {
    fn words(&self, language: Language) -> String {
        let place = match (&self.field, self.of_company) {
            (CrmField::Requisite(_), true) => "in-company-details",
            (CrmField::Requisite(_), false) => "in-contact-details",
            (CrmField::Company(_), _) => "in-company",
            (CrmField::Contact(_), _) => "in-contact",
            (CrmField::Deal(_), _) => "in-deal",
        };
        let name = field(&self.field, language);
        let placed = language.say_with(place, &[("field", Argument::Text(&name))]);
        let placed = capitalised(&placed);
        let field = ("field", Argument::Text(&placed));
        match &self.standing {
            Standing::Empty => language.say_with("key-empty", &[field]),
            Standing::Wrong => language.say_with("key-wrong", &[field]),
            Standing::Unknown(key) => {
                language.say_with("key-unknown", &[field, ("key", Argument::Text(key))])
            }
        }
    }
}

/// Whether the card has a record with this field.
fn fillable(field: &CrmField, subject: &Subject) -> bool {
    match field {
        CrmField::Requisite(_) => subject.has_client(),
        CrmField::Company(_) => subject.company.is_some(),
        CrmField::Contact(_) => subject.contact.is_some(),
        CrmField::Deal(_) => subject.deal.is_some(),
    }
}

fn standing(step: &StepReport) -> Option<Standing> {
    match step.verdict {
        Verdict::Empty => Some(Standing::Empty),
        Verdict::NoKey => Some(Standing::Wrong),
        // Spellings of one number are one key.
        Verdict::Nobody => {
            let key = &step.asked.first()?.key;
            Some(Standing::Unknown(key.chars().take(KEY).collect()))
        }
        _ => None,
    }
}

/// A sentence of its own begins with a capital.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
