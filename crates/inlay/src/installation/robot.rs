//! Robots: what the portal's own automation may ask us.

use std::collections::BTreeMap;

use bitrix24::Call;
use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::config::localized::Localized;
use crate::config::rule::{Rule, Trigger};
use crate::words::Language;

/// Robots stand on the stages of deals.
const DOCUMENT: [&str; 3] = ["crm", "CCrmDocumentDeal", "DEAL"];

/// A robot of ours. The portal lists codes only, so whether one is as wanted cannot be told: one
/// that is there is described anew.
///
/// Source: `api-reference/bizproc/bizproc-robot/bizproc-robot-list.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotBinding {
    /// The rule's id.
    pub code: String,
    pub handler: String,
    /// By language code.
    pub names: BTreeMap<String, String>,
    pub descriptions: BTreeMap<String, String>,
    /// What it gives back beside verdict and reason.
    pub returns: Vec<String>,
}

/// What every robot gives back, and the word for it.
const ALWAYS: [(&str, &str); 2] = [("result", "robot-result"), ("reason", "robot-reason")];

impl RobotBinding {
    /// The robots of a configuration, called at this address.
    pub(super) fn all(config: &Config, handler: &str) -> Vec<Self> {
        let rules = config.rules.iter();
        rules.filter_map(|rule| Self::of(rule, handler)).collect()
    }

    /// One of which only the code is known.
    pub(super) fn known(code: String) -> Self {
        Self {
            code,
            handler: String::new(),
            names: BTreeMap::new(),
            descriptions: BTreeMap::new(),
            returns: Vec::new(),
        }
    }

    fn of(rule: &Rule, handler: &str) -> Option<Self> {
        let Trigger::Robot(robot) = &rule.on else {
            return None;
        };
        Some(Self {
            code: rule.id.clone(),
            handler: handler.to_owned(),
            names: texts(&robot.name),
            descriptions: robot.description.as_ref().map(texts).unwrap_or_default(),
            returns: robot.returns.keys().cloned().collect(),
        })
    }

    /// What the administrator knows it by.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        let names = &self.names;
        let name = names.get(language.code()).or_else(|| names.get("en"));
        name.or_else(|| names.values().next())
            .map_or(&self.code, String::as_str)
    }

    pub(super) fn add(&self) -> Call {
        Call::new("bizproc.robot.add")
            .params(self.description())
            .param("CODE", &self.code)
    }

    pub(super) fn update(&self) -> Call {
        Call::new("bizproc.robot.update")
            .param("CODE", &self.code)
            .param("FIELDS", Value::Object(self.description()))
    }

    /// `USE_SUBSCRIPTION`: the workflow waits for our answer.
    fn description(&self) -> Map<String, Value> {
        let mut returned: Map<String, Value> = ALWAYS
            .iter()
            .map(|(name, key)| ((*name).to_owned(), property(&said(key))))
            .collect();
        for name in &self.returns {
            returned.insert(name.clone(), property(&json!(name)));
        }
        let mut fields = Map::from_iter([
            ("HANDLER".to_owned(), json!(self.handler)),
            ("USE_SUBSCRIPTION".to_owned(), json!("Y")),
            ("NAME".to_owned(), json!(self.names)),
            ("RETURN_PROPERTIES".to_owned(), Value::Object(returned)),
            ("DOCUMENT_TYPE".to_owned(), json!(DOCUMENT)),
            ("FILTER".to_owned(), json!({ "INCLUDE": [&DOCUMENT[..2]] })),
        ]);
        if !self.descriptions.is_empty() {
            fields.insert("DESCRIPTION".to_owned(), json!(self.descriptions));
        }
        fields
    }
}

fn property(name: &Value) -> Value {
    json!({ "Name": name, "Type": "string" })
}

/// A text in every language there is.
fn said(key: &str) -> Value {
    let languages = Language::all();
    let texts = languages.map(|language| (language.code().to_owned(), json!(language.say(key))));
    Value::Object(texts.collect())
}

fn texts(localized: &Localized) -> BTreeMap<String, String> {
    let texts = localized.iter();
    texts
        .map(|(language, text)| (language.to_owned(), text.to_owned()))
        .collect()
}
