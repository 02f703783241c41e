//! Forms whose names nest in PHP's brackets: `data[FIELDS][ID]=77`, `a[b][]=1`
//! (`settings/how-to-call-rest-api/data-encoding.md`).

use std::borrow::Cow;
use std::collections::HashMap;

use percent_encoding::percent_decode;
use serde_json::{Map, Value};

use super::error::ParseError;

/// The bounds of a form, so that no stranger's form makes more of itself than some megabytes. What
/// portals send has some dozens of fields, three levels deep.
const MOST_BYTES: usize = 2 * 1024 * 1024;
const MOST_FIELDS: usize = 4_000;
const MOST_LEVELS: usize = 16;

/// Parses a form or a query into JSON, in which every leaf is a text.
///
/// Names may have their brackets raw or percent-encoded. As in PHP, a name with keys 0, 1, 2 … is a
/// list, a later value replaces an earlier one, and what follows the last bracket is dropped. Bytes
/// that are not UTF-8 become replacement characters.
///
/// # Errors
/// Only when the form is larger, has more fields or nests deeper than anything a portal sends.
pub fn parse(form: &[u8]) -> Result<Map<String, Value>, ParseError> {
    if form.len() > MOST_BYTES {
        return Err(ParseError::TooLarge { most: MOST_BYTES });
    }
    let mut root = Branch::default();
    let pairs = form
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty());
    for (count, pair) in pairs.enumerate() {
        if count == MOST_FIELDS {
            return Err(ParseError::TooMany { most: MOST_FIELDS });
        }
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default());
        let value = decode(halves.next().unwrap_or_default());
        root.insert(&path(&name)?, value.into_owned());
    }
    Ok(root.into_map())
}

fn decode(text: &[u8]) -> Cow<'_, str> {
    if text.contains(&b'+') {
        let spaced: Vec<u8> = text
            .iter()
            .map(|b| if *b == b'+' { b' ' } else { *b })
            .collect();
        Cow::Owned(percent_decode(&spaced).decode_utf8_lossy().into_owned())
    } else {
        percent_decode(text).decode_utf8_lossy()
    }
}

/// `a[b][]` is `a`, `b`, ``. A bracket that does not close belongs to the name before it.
fn path(name: &str) -> Result<Vec<&str>, ParseError> {
    let Some(open) = name.find('[').filter(|open| *open > 0) else {
        return Ok(vec![name]);
    };
    let mut path = vec![&name[..open]];
    let mut rest = &name[open..];
    while let Some(inner) = rest.strip_prefix('[') {
        let Some((key, after)) = inner.split_once(']') else {
            break;
        };
        if path.len() == MOST_LEVELS {
            return Err(ParseError::TooDeep { most: MOST_LEVELS });
        }
        path.push(key);
        rest = after;
    }
    Ok(if path.len() == 1 { vec![name] } else { path })
}

enum Node {
    Leaf(String),
    Branch(Branch),
}

/// A PHP array: keys in the order they came, and the number `[]` would take next.
#[derive(Default)]
struct Branch {
    entries: Vec<(String, Node)>,
    places: HashMap<String, usize>,
    next: u64,
}

impl Branch {
    fn insert(&mut self, path: &[&str], value: String) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        let key = if first.is_empty() {
            self.next.to_string()
        } else {
            (*first).to_owned()
        };
        if let Some(number) = whole(&key) {
            self.next = self.next.max(number.saturating_add(1));
        }
        let place = *self.places.entry(key).or_insert_with_key(|key| {
            self.entries.push((key.clone(), Node::Leaf(String::new())));
            self.entries.len() - 1
        });
        let node = &mut self.entries[place].1;
        if rest.is_empty() {
            *node = Node::Leaf(value);
            return;
        }
        if !matches!(node, Node::Branch(_)) {
            *node = Node::Branch(Branch::default());
        }
        if let Node::Branch(branch) = node {
            branch.insert(rest, value);
        }
    }

    fn into_map(self) -> Map<String, Value> {
        self.entries
            .into_iter()
            .map(|(key, node)| (key, node.into_value()))
            .collect()
    }

    fn is_list(&self) -> bool {
        let mut entries = self.entries.iter().enumerate();
        entries.all(|(place, (key, _))| whole(key) == u64::try_from(place).ok())
    }
}

impl Node {
    fn into_value(self) -> Value {
        match self {
            Self::Leaf(text) => Value::String(text),
            Self::Branch(branch) if branch.is_list() => branch
                .entries
                .into_iter()
                .map(|(_, node)| node.into_value())
                .collect(),
            Self::Branch(branch) => Value::Object(branch.into_map()),
        }
    }
}

/// A key PHP takes for a number: digits without leading zeros.
fn whole(key: &str) -> Option<u64> {
    let canonical = key == "0" || !key.starts_with(['0', '+', '-']);
    if canonical { key.parse().ok() } else { None }
}
