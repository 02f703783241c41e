//! `use = "1c-ut11"`: a source whose queries, and what shows them, are brought by a preset.
//!
//! What the file says itself holds: of the preset comes only what is not there. Its `[match]` and
//! its widgets come where the file has none.

use rust_embed::Embed;

use super::draft::{Draft, Read};
use super::nearest;
use super::node::{self, Entry, Node, Table, Value};

#[derive(Embed)]
#[folder = "presets"]
struct Presets;

/// What every preset's example address has in it: that one is for the file to say.
const EXAMPLE: &str = ".acme.example";

/// Brings what the file's sources use into its tree.
pub(super) fn apply(draft: &Draft<'_>, root: &mut Table) {
    let mut brought = Vec::new();
    if let Some(Value::Table(sources)) = root.value_mut("sources") {
        for source in &mut sources.entries {
            let Value::Table(table) = &mut source.node.value else {
                continue;
            };
            let Some(position) = table.entries.iter().position(|entry| entry.key == "use") else {
                continue;
            };
            let used = table.entries.remove(position);
            // What cannot be used is noted; the others still are.
            if let Ok(mut preset) = named(draft, &source.key, &used.node) {
                merge(table, preset.source);
                for (_, part) in &mut preset.rest {
                    rename(part, &preset.name, &source.key);
                }
                brought.extend(preset.rest);
            }
        }
    }
    let own: Vec<String> = root.entries.iter().map(|entry| entry.key.clone()).collect();
    for (key, node) in brought {
        if own.contains(&key) {
            continue;
        }
        match (root.value_mut(&key), node.value) {
            (None, value) => root.entries.push(Entry {
                key,
                origin: node.origin.clone(),
                node: Node {
                    origin: node.origin,
                    value,
                },
            }),
            // Widgets of several presets stand side by side; the first one's matching holds.
            (Some(Value::List(items)), Value::List(more)) => items.extend(more),
            (Some(_), _) => {}
        }
    }
}

/// A preset, taken apart.
struct Preset {
    /// What it calls its source.
    name: String,
    source: Table,
    /// Matching and widgets.
    rest: Vec<(String, Node)>,
}

fn named(draft: &Draft<'_>, source: &str, used: &Node) -> Read<Preset> {
    let key = format!("sources.{source}.use");
    let Value::Text(name) = &used.value else {
        let message = format!("is {}, not the name of a preset", used.value.kind());
        return Err(draft.note(&used.origin, &key, message, None));
    };
    let parts = Presets::get(&format!("{name}.toml")).and_then(|file| {
        let text = String::from_utf8(file.data.into_owned()).ok()?;
        node::of_preset(name, &text)
    });
    parts.and_then(apart).ok_or_else(|| {
        let files: Vec<String> = Presets::iter()
            .map(|file| file.replace(".toml", ""))
            .collect();
        let known: Vec<&str> = files.iter().map(String::as_str).collect();
        let message = format!("there is no preset `{name}`; {}", nearest::listed(&known));
        let near = nearest::of(name, known.iter().copied());
        draft.note(&used.origin, &key, message, near)
    })
}

fn apart(mut preset: Table) -> Option<Preset> {
    let at = preset
        .entries
        .iter()
        .position(|entry| entry.key == "sources")?;
    let Value::Table(sources) = preset.entries.remove(at).node.value else {
        return None;
    };
    let source = sources.entries.into_iter().next()?;
    let Value::Table(mut table) = source.node.value else {
        return None;
    };
    table
        .entries
        .retain(|entry| !matches!(&entry.node.value, Value::Text(text) if text.contains(EXAMPLE)));
    let rest = preset.entries.into_iter();
    Some(Preset {
        name: source.key,
        source: table,
        rest: rest.map(|entry| (entry.key, entry.node)).collect(),
    })
}

/// Adds what is not there yet; tables grow together.
fn merge(own: &mut Table, preset: Table) {
    for entry in preset.entries {
        match (own.value_mut(&entry.key), entry.node.value) {
            (Some(Value::Table(own)), Value::Table(preset)) if entry.key == "queries" => {
                merge(own, preset);
            }
            (Some(_), _) => {}
            (None, value) => own.entries.push(Entry {
                node: Node {
                    origin: entry.node.origin,
                    value,
                },
                ..entry
            }),
        }
    }
}

/// `onec.sales` is `erp.sales` where the file calls the source `erp`.
fn rename(node: &mut Node, from: &str, to: &str) {
    match &mut node.value {
        Value::Text(text) => *text = renamed(text, from, to),
        Value::List(items) => items.iter_mut().for_each(|item| rename(item, from, to)),
        Value::Table(table) => {
            for entry in &mut table.entries {
                rename(&mut entry.node, from, to);
            }
        }
        Value::Integer(_) | Value::Bool(_) | Value::Loose(_) | Value::Foreign(_) => {}
    }
}

fn renamed(text: &str, from: &str, to: &str) -> String {
    let begun = format!("{from}.");
    let mut renamed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(&begun) {
        let (before, after) = (&rest[..at], &rest[at + begun.len()..]);
        let within = before
            .chars()
            .next_back()
            .or_else(|| renamed.chars().next_back())
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'));
        renamed.push_str(before);
        renamed.push_str(if within { from } else { to });
        renamed.push('.');
        rest = after;
    }
    renamed.push_str(rest);
    renamed
}

impl Table {
    fn value_mut(&mut self, key: &str) -> Option<&mut Value> {
        let mut entries = self.entries.iter_mut();
        let entry = entries.find(|entry| entry.key == key)?;
        Some(&mut entry.node.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_replaced_where_it_is_a_name() {
        assert_eq!(renamed("onec.sales", "onec", "erp"), "erp.sales");
        assert_eq!(
            renamed("client.onec.x + onec.debts | sum", "onec", "erp"),
            "client.onec.x + erp.debts | sum"
        );
        assert_eq!(
            renamed("myonec.sales onec", "onec", "erp"),
            "myonec.sales onec"
        );
    }
}
