//! Names of the portal's events.
//!
//! Source: `api-reference/crm/deals/events/index.md` and the pages beside it.

use super::super::draft::Read;
use super::super::field::Field;
use crate::config::rule::{EVENTS, EntityKind};

/// The record of a deletion is gone before anybody can read it.
const DELETIONS: [&str; 3] = [
    "ONCRMDEALDELETE",
    "ONCRMCONTACTDELETE",
    "ONCRMCOMPANYDELETE",
];

/// How events of the portal begin whose records are none a rule can be about.
const OTHERS: [&str; 14] = [
    "ONCRMLEAD",
    "ONCRMQUOTE",
    "ONCRMDYNAMICITEM",
    "ONCRMTYPE",
    "ONCRMACTIVITY",
    "ONCRMTIMELINE",
    "ONCRMREQUISITE",
    "ONCRMBANKDETAIL",
    "ONCRMADDRESS",
    "ONCRMCURRENCY",
    "ONCRMDOCUMENTGENERATOR",
    "ONTASK",
    "ONVOXIMPLANT",
    "ONEXTERNALCALL",
];

/// The event a value names, in upper case; the portal writes some in mixed case.
pub(super) fn read(field: &Field<'_>) -> Read<String> {
    let name = field.text()?.to_ascii_uppercase();
    if EVENTS.iter().any(|(known, _)| *known == name) {
        return Ok(name);
    }
    if DELETIONS.contains(&name.as_str()) {
        return Err(field.wrong("cannot start a rule: what was deleted cannot be read any more"));
    }
    if OTHERS.iter().any(|beginning| name.starts_with(beginning)) {
        let message = "is an event of Bitrix24, but not about a deal, a contact or a company: \
                       a rule would have nothing to be about";
        return Err(field.wrong(message));
    }
    Err(field.unknown("event", &name, EVENTS.iter().map(|(known, _)| *known)))
}

/// What the event's record is, if the value names one we know.
pub(super) fn kind(field: &Field<'_>) -> Option<EntityKind> {
    let name = field.text().ok()?.to_ascii_uppercase();
    let (_, kind) = EVENTS.iter().find(|(known, _)| *known == name)?;
    Some(*kind)
}
