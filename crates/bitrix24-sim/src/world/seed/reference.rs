//! Dictionaries, pipelines, currencies, presets: what cards point at.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::world::{Category, Cell, Crm, Currency, DictionaryItem, Preset, Record};

const FILE: &str = include_str!("../../data/reference.toml");

/// Numbers of dictionary rows begin here; the main pipeline's are in the other file.
const FIRST_STATUS: i64 = 201;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    category: Vec<Category>,
    dictionary: Vec<Dictionary>,
    currency: Vec<CurrencyRow>,
    preset: Vec<PresetRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dictionary {
    entity: String,
    /// Code, name, meaning, colour.
    rows: Vec<[String; 4]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyRow {
    code: String,
    name: String,
    format: String,
    rate: String,
    #[serde(default)]
    base: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetRow {
    id: i64,
    country: i64,
    name: String,
}

/// Fills in what cards point at, as an administrator set it up `at` this moment.
pub(super) fn fill(
    crm: &mut Crm,
    administrator: i64,
    at: DateTime<Utc>,
) -> Result<(), toml::de::Error> {
    let data: Data = toml::from_str(FILE)?;
    crm.categories = data.category;
    let mut id = FIRST_STATUS;
    for dictionary in data.dictionary {
        for (sort, row) in (1..).zip(&dictionary.rows) {
            crm.statuses.push(dictionary.status(id, sort * 10, row));
            id += 2;
        }
    }
    for (id, row) in (1..).zip(data.currency) {
        crm.currencies.insert(id, row.currency(id, at));
    }
    for row in data.preset {
        crm.presets.insert(row.id, row.preset(administrator, at));
    }
    Ok(())
}

impl Dictionary {
    fn status(&self, id: i64, sort: i64, row: &[String; 4]) -> DictionaryItem {
        let [status_id, name, semantics, color] = row.clone();
        DictionaryItem {
            id,
            entity_id: self.entity.clone(),
            status_id,
            name,
            sort,
            color,
            semantics: Some(semantics).filter(|letter| !letter.is_empty()),
            system: true,
        }
    }
}

impl CurrencyRow {
    fn currency(self, id: i64, at: DateTime<Utc>) -> Currency {
        let mut row = Record {
            id,
            ..Record::default()
        };
        let values = [
            ("CURRENCY", Cell::Text(self.code)),
            ("AMOUNT", Cell::Text(self.rate)),
            ("BASE", Cell::Flag(self.base)),
            ("SORT", Cell::Integer(id * 100)),
            ("FULL_NAME", Cell::Text(self.name)),
            ("FORMAT_STRING", Cell::Text(self.format)),
            ("DATE_UPDATE", Cell::Time(at)),
        ];
        for (name, cell) in values {
            row.kept.set(name, cell);
        }
        row
    }
}

impl PresetRow {
    fn preset(self, administrator: i64, at: DateTime<Utc>) -> Preset {
        let mut row = Record {
            id: self.id,
            ..Record::default()
        };
        let values = [
            ("ENTITY_TYPE_ID", Cell::Integer(8)),
            ("COUNTRY_ID", Cell::Integer(self.country)),
            ("NAME", Cell::Text(self.name)),
            ("DATE_CREATE", Cell::Time(at)),
            ("CREATED_BY_ID", Cell::Integer(administrator)),
        ];
        for (name, cell) in values {
            row.kept.set(name, cell);
        }
        row
    }
}
