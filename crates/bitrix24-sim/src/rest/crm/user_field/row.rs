//! An added field as its methods show it.

use serde_json::{Value, json};

use crate::{rest::params::scalar, world::UserField};

pub(super) fn row(field: &UserField) -> Value {
    let said = |name: &str, otherwise: &str| {
        let text = field.rest.get(name).and_then(scalar);
        text.filter(|text| !text.is_empty())
            .unwrap_or_else(|| otherwise.to_owned())
    };
    let letter = |yes: bool| if yes { "Y" } else { "N" };
    let mut row = json!({
        "ID": field.id.to_string(),
        "ENTITY_ID": UserField::entity_id(field.entity_type_id),
        "FIELD_NAME": field.name,
        "USER_TYPE_ID": field.kind,
        "XML_ID": field.rest.get("XML_ID"),
        "SORT": said("SORT", "100"),
        "MULTIPLE": letter(field.multiple),
        "MANDATORY": said("MANDATORY", "N"),
        "SHOW_FILTER": said("SHOW_FILTER", "N"),
        "SHOW_IN_LIST": said("SHOW_IN_LIST", "N"),
        "EDIT_IN_LIST": said("EDIT_IN_LIST", "Y"),
        "IS_SEARCHABLE": said("IS_SEARCHABLE", "N"),
        "SETTINGS": settings(field),
    });
    if field.kind == "enumeration" {
        let choices = field.choices.iter().map(|choice| {
            json!({
                "ID": choice.id.to_string(),
                "SORT": choice.sort.to_string(),
                "VALUE": choice.value,
                "DEF": letter(choice.default),
                "XML_ID": choice.xml_id,
            })
        });
        row["LIST"] = choices.collect();
    }
    row
}

/// Each type has settings of its own; those nobody chose are there as well.
fn settings(field: &UserField) -> Value {
    let mut settings = match field.kind.as_str() {
        "string" => json!({
            "SIZE": 20, "ROWS": 1, "REGEXP": "",
            "MIN_LENGTH": 0, "MAX_LENGTH": 0, "DEFAULT_VALUE": "",
        }),
        "integer" => json!({"SIZE": 20, "MIN_VALUE": 0, "MAX_VALUE": 0, "DEFAULT_VALUE": null}),
        "double" => json!({
            "PRECISION": 2, "SIZE": 20, "MIN_VALUE": 0, "MAX_VALUE": 0, "DEFAULT_VALUE": null,
        }),
        "enumeration" => json!({
            "DISPLAY": "LIST", "LIST_HEIGHT": 1, "CAPTION_NO_VALUE": "", "SHOW_NO_VALUE": "Y",
        }),
        "crm_status" => json!({"ENTITY_TYPE": ""}),
        "address" => json!({"SHOW_MAP": "Y"}),
        _ => json!({}),
    };
    if let Some(Value::Object(chosen)) = field.rest.get("SETTINGS") {
        for (name, value) in chosen {
            settings[name.as_str()] = value.clone();
        }
    }
    // A PHP map without entries.
    if settings == json!({}) {
        json!([])
    } else {
        settings
    }
}
