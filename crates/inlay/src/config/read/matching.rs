//! `[match]`.

use super::declared::Declared;
use super::draft::Read;
use super::field::Field;
use super::section::Section;
use crate::config::matching::{CrmField, Matching, Step};
use crate::config::source::QueryName;

/// A kind of card or record, from a field's name.
type Root = fn(String) -> CrmField;

const ROOTS: [(&str, Root); 4] = [
    ("requisite", CrmField::Requisite),
    ("company", CrmField::Company),
    ("contact", CrmField::Contact),
    ("deal", CrmField::Deal),
];

pub(super) fn read(mut section: Section<'_>, declared: &Declared) -> Read<Matching> {
    let steps = section.required("steps").and_then(|field| {
        let items = field.list()?;
        if items.is_empty() {
            return Err(field.wrong("has no step: nothing says how a card finds its client"));
        }
        let steps: Vec<Read<Step>> = items.iter().map(|item| step(item, declared)).collect();
        steps.into_iter().collect()
    });
    section.end();
    Ok(Matching { steps: steps? })
}

fn step(field: &Field<'_>, declared: &Declared) -> Read<Step> {
    let mut section = field.section()?;
    let crm = section.required("crm").and_then(|field| crm_field(&field));
    let query = section
        .required("query")
        .and_then(|field| Ok((declared.named(&field)?, field)));
    let named = section.optional("as");
    section.end();
    let (query, at) = query?;
    let parameter = parameter(&at, named.as_ref(), &query, declared)?;
    Ok(Step {
        field: crm?,
        query,
        parameter,
    })
}

/// The parameter a step fills: the one it names, or the only one. It fills no other, so there
/// must be none.
fn parameter(
    query: &Field<'_>,
    named: Option<&Field<'_>>,
    name: &QueryName,
    declared: &Declared,
) -> Read<String> {
    let params = declared.params(name)?;
    let chosen = match named {
        Some(field) => {
            let chosen = field.text()?;
            if !params.contains_key(chosen) {
                return Err(field.unknown("parameter", chosen, params.keys().map(String::as_str)));
            }
            chosen
        }
        None => match params.keys().collect::<Vec<_>>()[..] {
            [only] => only,
            [] => {
                return Err(query.wrong(format!(
                    "`{name}` takes no parameter, so it cannot look for this field's value"
                )));
            }
            _ => {
                return Err(query.wrong(format!(
                    "`{name}` takes several parameters; `as` must name the one to fill"
                )));
            }
        },
    };
    match params.keys().find(|param| *param != chosen) {
        None => Ok(chosen.to_owned()),
        Some(unfilled) => Err(query.wrong(format!(
            "nobody fills the parameter `{unfilled}` of `{name}`: a match step fills one"
        ))),
    }
}

/// `requisite.RQ_INN`, `company.UF_CRM_…`.
fn crm_field(field: &Field<'_>) -> Read<CrmField> {
    let text = field.text()?;
    let (root, name) = text.split_once('.').unwrap_or((text, ""));
    let Some((_, kind)) = ROOTS.iter().find(|(known, _)| *known == root) else {
        return Err(field.unknown(
            "kind of CRM field",
            root,
            ROOTS.iter().map(|(known, _)| *known),
        ));
    };
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(field.wrong(format!(
            "names no field; write one like `{root}.{}`",
            if root == "requisite" {
                "RQ_INN"
            } else {
                "UF_CRM_ERP_ID"
            }
        )));
    }
    Ok(kind(name.to_owned()))
}
