//! `[match]`.

use std::collections::BTreeMap;

use super::declared::Declared;
use super::draft::Read;
use super::field::Field;
use super::section::Section;
use super::table;
use crate::config::block::Column;
use crate::config::matching::{CrmField, KeyKind, Matching, Step};
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
        steps.into_iter().collect::<Read<Vec<Step>>>()
    });
    let remember = section.optional("remember");
    let id = section
        .optional("id")
        .map(|field| field.text().map(str::to_owned))
        .transpose();
    let candidates = section
        .optional("candidates")
        .map_or(Ok(Vec::new()), |field| candidates(&field));
    section.end();
    let steps = steps?;
    let remember = remember.map(|field| remembered(&field, &steps)).transpose();
    Ok(Matching {
        steps,
        remember: remember?,
        id: id?,
        candidates: candidates?,
    })
}

fn step(field: &Field<'_>, declared: &Declared) -> Read<Step> {
    let mut section = field.section()?;
    let crm = section.required("crm").and_then(|field| crm_field(&field));
    let key = section
        .optional("key")
        .map(|field| field.choice("key", &KeyKind::NAMED))
        .transpose();
    let when = section
        .optional("when")
        .map_or(Ok(BTreeMap::new()), |field| fields(&field));
    let query = section
        .required("query")
        .and_then(|field| Ok((declared.named(&field)?, field)));
    let named = section.optional("as");
    let narrow = section
        .optional("narrow")
        .map_or(Ok(BTreeMap::new()), |field| fields(&field));
    let confirm = section
        .optional("confirm")
        .map_or(Ok(false), |field| field.flag());
    section.end();
    let (query, at) = query?;
    let parameter = parameter(&at, named.as_ref(), &query, declared)?;
    let crm = crm?;
    Ok(Step {
        key: key?.unwrap_or_else(|| KeyKind::of(crm.name())),
        field: crm,
        when: when?,
        query,
        parameter,
        narrow: narrow?,
        confirm: confirm?,
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
    if !is_field(name) {
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

/// `{ ORIGINATOR_ID = "erp" }`, `{ RQ_KPP = "tax_reg" }`: fields of the record, each with a text.
fn fields(field: &Field<'_>) -> Read<BTreeMap<String, String>> {
    let fields: Vec<Read<(String, String)>> = field
        .section()?
        .named()
        .map(|(name, field)| {
            if !is_field(name) {
                return Err(field.wrong_key("is no field of the CRM"));
            }
            Ok((name.to_owned(), field.text()?.to_owned()))
        })
        .collect();
    fields.into_iter().collect()
}

/// A custom field that a step reads back: else the choice would be written and never seen again.
fn remembered(field: &Field<'_>, steps: &[Step]) -> Read<String> {
    let name = field.text()?;
    if !name.starts_with("UF_CRM_") || !is_field(name) {
        return Err(field.wrong(
            "must be a custom field, `UF_CRM_…`: others belong to the portal or to another system",
        ));
    }
    if !steps.iter().any(|step| step.is_of(name)) {
        return Err(field.wrong(format!(
            "no step reads it back; begin `steps` with one of `crm = \"company.{name}\"`"
        )));
    }
    Ok(name.to_owned())
}

fn candidates(field: &Field<'_>) -> Read<Vec<Column>> {
    let columns: Vec<Read<Column>> = field.list()?.iter().map(table::column).collect();
    columns.into_iter().collect()
}

fn is_field(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
