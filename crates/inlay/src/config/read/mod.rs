//! Reading a configuration: from TOML text to checked types, or to all of its problems.
//!
//! The text becomes a tree of [`node`]s that know where they stand; the environment's overrides
//! are set into it; then every section's reader takes the keys it knows, and what nobody took is
//! an unknown key. A reader that gives up holds [`draft::Noted`], the proof that it said why.

mod address;
mod audience;
mod bitrix24;
mod block;
mod declared;
mod draft;
mod duration;
mod environment;
mod field;
mod literal;
mod localized;
mod mask;
mod matching;
mod names;
mod nearest;
mod node;
mod preset;
mod rule;
mod secret;
mod section;
mod server;
mod source;
mod store;
mod table;
mod telemetry;
mod widget;
mod window;

use std::collections::BTreeMap;
use std::path::Path;

use self::declared::Declared;
use self::draft::{Draft, Read};
pub(super) use self::duration::written;
use self::node::Table;
use self::section::Section;
use super::Config;
use super::matching::Matching;
use super::problem::ConfigErrors;
use super::telemetry::Telemetry;

/// Reads and checks a whole configuration.
pub(super) fn config(
    name: &str,
    text: &str,
    environment: &BTreeMap<String, String>,
    folder: &Path,
) -> Result<Config, ConfigErrors> {
    let draft = Draft::new(name, text, environment, folder);
    let mut root = match node::parse(&draft) {
        Ok(root) => root,
        Err(_) => return Err(draft.errors_of_syntax()),
    };
    draft.hide_suspects(&root);
    preset::apply(&draft, &mut root);
    environment::apply(&draft, &mut root);
    let config = whole(&draft, &root);
    draft.finish(config)
}

/// Every section is read before the first failure ends anything: all problems at once.
fn whole(draft: &Draft<'_>, root: &Table) -> Read<Config> {
    let mut root = Section::root(draft, root);
    let server = root.required("server");
    let mut bitrix24 = root.required("bitrix24").and_then(|field| field.section());
    let allow_http = bitrix24.as_mut().is_ok_and(bitrix24::allow_http);

    let server = server.and_then(|field| server::read(field.section()?, allow_http));
    let bitrix24 = bitrix24.and_then(|section| bitrix24::read(section, allow_http));
    let store = root
        .required("store")
        .and_then(|field| store::read(field.section()?));
    let mut declared = Declared::default();
    let sources = match root.optional("sources") {
        Some(field) => source::read_all(&field, &mut declared),
        None => Ok(BTreeMap::new()),
    };
    let steps = root.optional("match");
    let no_steps = steps.is_none();
    let matching = match steps {
        Some(field) => matching::read(field.section()?, &declared),
        None => Ok(Matching::default()),
    };
    let widgets = match root.optional("widget") {
        Some(field) => widget::read_all(&field, &declared, no_steps),
        None => Ok(Vec::new()),
    };
    let known = rule::Known {
        declared: &declared,
        widgets: widgets.as_deref().ok(),
        no_steps,
    };
    let rules = match root.optional("rule") {
        Some(field) => rule::read_all(&field, &known),
        None => Ok(Vec::new()),
    };
    let telemetry = match root.optional("telemetry") {
        Some(field) => telemetry::read(field.section()?),
        None => Ok(Telemetry::default()),
    };
    root.end();
    Ok(Config {
        server: server?,
        bitrix24: bitrix24?,
        store: store?,
        sources: sources?,
        matching: matching?,
        widgets: widgets?,
        rules: rules?,
        telemetry: telemetry?,
    })
}
