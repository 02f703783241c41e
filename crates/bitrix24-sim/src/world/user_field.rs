//! Fields a portal adds to its cards (`api-reference/crm/deals/user-defined-fields/`).

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Table, World};

/// A field somebody added to a kind of card.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UserField {
    pub(crate) id: i64,
    /// The cards it is on.
    pub(crate) entity_type_id: i64,
    /// `UF_CRM_…`.
    pub(crate) name: String,
    /// Its name in `crm.item.*`: `ufCrm_…`.
    pub(crate) camel: String,
    /// `USER_TYPE_ID`: `string`, `enumeration`, `money`, …
    pub(crate) kind: String,
    pub(crate) multiple: bool,
    /// Everything else that was said of it, by names in capitals.
    pub(crate) rest: Map<String, Value>,
    /// The choices of an `enumeration`.
    pub(crate) choices: Vec<Choice>,
}

/// A choice of an `enumeration`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choice {
    pub(crate) id: i64,
    pub(crate) value: String,
    pub(crate) sort: i64,
    pub(crate) default: bool,
    pub(crate) xml_id: String,
}

/// All added fields.
#[derive(Debug, Default)]
pub(crate) struct UserFields {
    pub(crate) rows: Table<Arc<UserField>>,
    pub(crate) last_choice: i64,
}

impl UserFields {
    /// The fields added to one kind of card.
    pub(crate) fn of(&self, entity_type_id: i64) -> impl Iterator<Item = &Arc<UserField>> {
        let all = self.rows.values();
        all.filter(move |field| field.entity_type_id == entity_type_id)
    }
}

impl UserField {
    /// `ENTITY_ID` of the fields of a kind of card.
    pub(crate) fn entity_id(entity_type_id: i64) -> String {
        match entity_type_id {
            1 => "CRM_LEAD".to_owned(),
            2 => "CRM_DEAL".to_owned(),
            3 => "CRM_CONTACT".to_owned(),
            4 => "CRM_COMPANY".to_owned(),
            31 => "CRM_SMART_INVOICE".to_owned(),
            other => format!("CRM_{other}"),
        }
    }

    /// `UF_CRM_1720019876534` → `ufCrm_1720019876534`, `UF_CRM_ERP_ID` →
    /// `ufCrmErpId`: a part that begins with a digit keeps its underscore
    /// (`api-reference/crm/universal/object-fields.md` shows the former).
    pub(crate) fn camel(name: &str) -> String {
        let mut camel = String::new();
        for (at, part) in name.split('_').enumerate() {
            let part = part.to_lowercase();
            if at == 0 {
                camel.push_str(&part);
            } else if part.starts_with(|letter: char| letter.is_ascii_digit()) {
                camel.push('_');
                camel.push_str(&part);
            } else {
                let mut letters = part.chars();
                camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
                camel.push_str(letters.as_str());
            }
        }
        camel
    }
}

impl World {
    /// Adds a field to the cards of a type, as an administrator does in the settings:
    /// `name` with or without `UF_CRM_`, `kind` a `USER_TYPE_ID`. Nothing happens when
    /// there is one of this name.
    pub fn add_user_field(&self, entity_type_id: i64, name: &str, kind: &str) {
        let name = name.to_ascii_uppercase();
        let name = match name.strip_prefix("UF_CRM_") {
            Some(_) => name,
            None => format!("UF_CRM_{name}"),
        };
        self.write(|state| {
            let fields = &mut state.crm.user_fields;
            if fields.of(entity_type_id).any(|field| field.name == name) {
                return;
            }
            let id = fields.rows.next_id();
            let field = UserField {
                id,
                entity_type_id,
                camel: UserField::camel(&name),
                name,
                kind: kind.to_owned(),
                multiple: false,
                rest: Map::new(),
                choices: Vec::new(),
            };
            fields.rows.insert(id, Arc::new(field));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::UserField;

    #[test]
    fn a_name_has_a_second_spelling() {
        for (name, camel) in [
            ("UF_CRM_1720019876534", "ufCrm_1720019876534"),
            ("UF_CRM_ERP_ID", "ufCrmErpId"),
            ("UF_CRM_LIMIT", "ufCrmLimit"),
        ] {
            assert_eq!(UserField::camel(name), camel);
        }
    }
}
