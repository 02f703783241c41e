//! `{ robot = "Check the credit limit", returns = { … } }`.

use std::collections::BTreeMap;

use super::super::draft::Read;
use super::super::field::Field;
use super::super::localized;
use super::super::names::Names;
use super::super::section::Section;
use crate::config::rule::{RobotTrigger, Verdict};
use crate::expression::Template;

/// What it always gives back.
const VERDICT: &str = "result";

pub(super) fn read(
    name: &Field<'_>,
    section: &mut Section<'_>,
    names: &Names<'_>,
) -> Read<RobotTrigger> {
    let name = localized::read(name);
    let description = section
        .optional("description")
        .map(|field| localized::read(&field))
        .transpose();
    let returns = section
        .optional("returns")
        .map_or(Ok(BTreeMap::new()), |field| returns(&field, names));
    let otherwise = section
        .optional("otherwise")
        .map_or(Ok(Verdict::Stop), |field| {
            let verdicts = Verdict::ALL.map(|verdict| (verdict.name(), verdict));
            field.choice("answer", &verdicts)
        });
    Ok(RobotTrigger {
        name: name?,
        description: description?,
        returns: returns?,
        otherwise: otherwise?,
    })
}

/// Source: `api-reference/bizproc/bizproc-robot/bizproc-robot-add.md`: a key begins with a letter.
fn returns(field: &Field<'_>, names: &Names<'_>) -> Read<BTreeMap<String, Template>> {
    for (name, value) in field.section()?.named() {
        let mut letters = name.chars();
        let sound = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && letters.all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !sound {
            return Err(value.wrong_key(
                "is no name of a returned value: a letter, then letters, digits and `_` make one",
            ));
        }
        if name.eq_ignore_ascii_case(VERDICT) {
            return Err(value.wrong_key("is what every robot returns: `allow` or `stop`"));
        }
    }
    names.templates(field)
}
