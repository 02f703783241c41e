//! The choices of an `enumeration`.

use super::core;
use crate::{
    rest::{
        params::{Params, is_true, scalar},
        refusal::Refusal,
    },
    world::Choice,
};

/// `LIST`: new choices, changed ones (with `ID`), deleted ones (with `DEL`).
pub(super) fn choices(
    fields: &Params,
    before: &[Choice],
    last: &mut i64,
) -> Result<Vec<Choice>, Refusal> {
    let mut choices = before.to_vec();
    let rows = fields.map("LIST").unwrap_or_default();
    for row in rows.into_iter().map(|(_, row)| row) {
        let part = |name: &str| row.get(name).and_then(scalar);
        let id = part("ID").and_then(|id| id.parse::<i64>().ok());
        if part("DEL").is_some_and(|word| is_true(&word)) {
            choices.retain(|choice| Some(choice.id) != id);
            continue;
        }
        let known = choices.iter_mut().find(|choice| Some(choice.id) == id);
        if let Some(choice) = known {
            choice.value = part("VALUE").unwrap_or(choice.value.clone());
            choice.sort = part("SORT")
                .and_then(|sort| sort.parse().ok())
                .unwrap_or(choice.sort);
            continue;
        }
        let Some(value) = part("VALUE").filter(|value| !value.is_empty()) else {
            continue;
        };
        let xml_id = part("XML_ID").unwrap_or_default();
        if !xml_id.is_empty() && choices.iter().any(|choice| choice.xml_id == xml_id) {
            return Err(core(&format!(
                "List item with value XML_ID={xml_id} already exists."
            )));
        }
        *last += 1;
        choices.push(Choice {
            id: *last,
            value,
            sort: part("SORT").and_then(|sort| sort.parse().ok()).unwrap_or(0),
            default: part("DEF").is_some_and(|word| is_true(&word)),
            xml_id,
        });
    }
    choices.sort_by_key(|choice| choice.sort);
    Ok(choices)
}
