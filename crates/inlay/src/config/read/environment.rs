//! Overrides from the environment: `INLAY__SERVER__LISTEN` is the key `listen` of `[server]`.

use super::draft::{Draft, Read};
use super::node::{self, Entry, Node, Origin, Table, Value};

const PREFIX: &str = "INLAY__";

/// Sets every override into the tree. A name that is no key is found later, like any unknown key.
pub(super) fn apply(draft: &Draft<'_>, root: &mut Table) {
    for (name, text) in draft.environment {
        if let Some(path) = name.strip_prefix(PREFIX) {
            // What cannot be set is noted; the others still are.
            let _: Read<()> = set(draft, root, name, path, text);
        }
    }
}

fn set(draft: &Draft<'_>, root: &mut Table, variable: &str, path: &str, text: &str) -> Read<()> {
    let origin = Origin::Variable(variable.to_owned());
    let path: Vec<String> = path.split("__").map(str::to_lowercase).collect();
    let Some((last, sections)) = path
        .split_last()
        .filter(|_| path.iter().all(|part| !part.is_empty()))
    else {
        return Err(draft.note(
            &origin,
            "",
            "names no key: sections and key stand between `__`",
            None,
        ));
    };
    let mut table = root;
    for (depth, section) in sections.iter().enumerate() {
        let index = table
            .index(section)
            .unwrap_or_else(|| table.push(section, &origin, Value::Table(Table::default())));
        match &mut table.entries[index].node.value {
            Value::Table(inner) => table = inner,
            other => {
                let message = format!("`{section}` is {}, not a section", other.kind());
                return Err(draft.note(&origin, &path[..=depth].join("."), message, None));
            }
        }
    }
    let node = node::from_variable(variable, text);
    match table.index(last) {
        Some(index) => table.entries[index].node = node,
        None => {
            table.push(last, &origin, node.value);
        }
    }
    Ok(())
}

impl Table {
    /// Where a key stands; variables are written in capitals, so case does not count.
    fn index(&self, key: &str) -> Option<usize> {
        self.entries
            .iter()
            .position(|entry| entry.key.to_lowercase() == key)
    }

    fn push(&mut self, key: &str, origin: &Origin, value: Value) -> usize {
        let node = Node {
            origin: origin.clone(),
            value,
        };
        self.entries.push(Entry {
            key: key.to_owned(),
            origin: origin.clone(),
            node,
        });
        self.entries.len() - 1
    }
}
