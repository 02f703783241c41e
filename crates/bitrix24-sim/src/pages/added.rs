//! Fields that were added to a kind of card, `UF_CRM_…`: they show what an
//! application writes there.

use serde_json::Value;

use super::{
    card::{CardKind, Group, Row},
    session::Visitor,
    words::Words,
};
use crate::{
    AppState,
    world::{Cell, Kept, UserField},
};

/// The added fields of a card with their values; nothing when there are none.
pub(super) fn group(
    state: &AppState,
    visitor: &Visitor,
    kind: CardKind,
    kept: &Kept,
) -> Option<Group> {
    let language = visitor.user.language;
    let fields: Vec<_> = state.world().read(|state| {
        let fields = state.crm.user_fields.of(kind.type_id());
        fields.cloned().collect()
    });
    let rows: Vec<_> = fields
        .iter()
        .map(|field| {
            let text = kept
                .get(&field.name)
                .map_or_else(String::new, |cell| field.shown(cell));
            Row::text(field.label(language.code()), text)
        })
        .collect();
    (!rows.is_empty()).then(|| Group {
        title: Words::of(language).added_fields,
        rows,
    })
}

impl UserField {
    /// What the card calls it: one text, or one for each language.
    fn label(&self, language: &str) -> String {
        let mut labels =
            ["EDIT_FORM_LABEL", "LABEL"]
                .iter()
                .filter_map(|key| match self.rest.get(*key)? {
                    Value::String(text) => Some(text.clone()),
                    Value::Object(texts) => texts.get(language)?.as_str().map(str::to_owned),
                    _ => None,
                });
        let label = labels.find(|text| !text.is_empty());
        label.unwrap_or_else(|| self.name.clone())
    }

    fn shown(&self, cell: &Cell) -> String {
        let texts: Vec<_> = match cell {
            Cell::Several(cells) => cells.iter().map(|cell| self.shown(cell)).collect(),
            Cell::Texts(texts) => texts.clone(),
            one => vec![one.text()],
        };
        let names = texts.iter().map(|text| {
            let mut choices = self.choices.iter();
            let choice = choices.find(|choice| choice.id.to_string() == *text);
            // Money is kept as `1500.00|EUR`.
            choice.map_or_else(|| text.replace('|', " "), |choice| choice.value.clone())
        });
        names.collect::<Vec<_>>().join(", ")
    }
}
