//! How PHP writes and reads structured data: the portal is a PHP program, and its
//! wire format shows it.

use serde_json::{Map, Value};

/// Builds a tree out of `fields[PHONE][0][VALUE]=…` pairs. Later keys override
/// earlier ones; `[]` counts on; values are text. Brackets are already decoded.
pub(crate) fn tree(pairs: impl IntoIterator<Item = (String, String)>) -> Map<String, Value> {
    let mut root = Map::new();
    for (key, value) in pairs {
        let path = path_of(&key);
        if let Some((first, rest)) = path.split_first()
            && !first.is_empty()
        {
            insert(&mut root, first, rest, value);
        }
    }
    root.into_iter()
        .map(|(key, value)| (key, listed(value)))
        .collect()
}

/// Splits `a[b][]` into `a`, `b`, and an empty step. A bracket that is never closed
/// is no bracket but an underscore.
fn path_of(key: &str) -> Vec<String> {
    let Some((name, rest)) = key.split_once('[') else {
        return vec![key.to_owned()];
    };
    if !rest.contains(']') {
        return vec![format!("{name}_{rest}")];
    }
    let mut path = vec![name.to_owned()];
    let mut rest = rest;
    while let Some((step, after)) = rest.split_once(']') {
        path.push(step.to_owned());
        match after.strip_prefix('[') {
            Some(next) => rest = next,
            // Whatever follows the last bracket is ignored, as PHP does.
            None => break,
        }
    }
    path
}

fn insert(map: &mut Map<String, Value>, step: &str, rest: &[String], value: String) {
    let key = if step.is_empty() {
        next_index(map)
    } else {
        step.to_owned()
    };
    match rest.split_first() {
        None => {
            map.insert(key, Value::from(value));
        }
        Some((next, rest)) => {
            let inner = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                insert(inner, next, rest, value);
            }
        }
    }
}

fn next_index(map: &Map<String, Value>) -> String {
    let taken = map.keys().filter_map(|key| key.parse::<u64>().ok()).max();
    taken.map_or(0, |last| last.saturating_add(1)).to_string()
}

/// Turns maps keyed `0..n` into lists, all the way down.
fn listed(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let inner: Vec<_> = map
                .into_iter()
                .map(|(key, value)| (key, listed(value)))
                .collect();
            if inner.is_empty() {
                Value::Object(Map::new())
            } else {
                array(inner)
            }
        }
        other => other,
    }
}

/// A PHP array as `json_encode` writes it: `[]` when empty, a list when the keys
/// are exactly `0..n` in order, an object otherwise.
pub(crate) fn array(entries: Vec<(String, Value)>) -> Value {
    let is_list = entries
        .iter()
        .enumerate()
        .all(|(at, (key, _))| *key == at.to_string());
    if is_list {
        entries.into_iter().map(|(_, value)| value).collect()
    } else {
        Value::Object(entries.into_iter().collect())
    }
}

/// JSON as PHP writes it into attributes: `/` escaped, everything beyond ASCII as `\uXXXX`.
pub(crate) fn json_text(value: &Value) -> String {
    use std::fmt::Write as _;

    let mut text = String::new();
    for character in value.to_string().chars() {
        match character {
            '/' => text.push_str("\\/"),
            ascii if ascii.is_ascii() => text.push(ascii),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    let _ = write!(text, "\\u{unit:04x}");
                }
            }
        }
    }
    text
}

/// Pairs of a query string or form body, percent-decoded, `+` for a space.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{array, json_text, pairs, tree};

    fn read(text: &str) -> Value {
        Value::Object(tree(pairs(text)))
    }

    #[test]
    fn brackets_nest_raw_and_percent_encoded() {
        let expected = json!({"fields": {"TITLE": "A b", "PHONE": [{"VALUE": "+1"}]}, "select": ["ID", "TITLE"]});
        for text in [
            "fields[TITLE]=A+b&fields[PHONE][0][VALUE]=%2B1&select[]=ID&select[]=TITLE",
            "fields%5BTITLE%5D=A%20b&fields%5BPHONE%5D%5B0%5D%5BVALUE%5D=%2B1&select%5B0%5D=ID&select%5B1%5D=TITLE",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn an_equals_sign_in_a_key_must_be_encoded() {
        assert_eq!(read("filter[%3DID]=1"), json!({"filter": {"=ID": "1"}}));
        assert_eq!(read("filter[=ID]=1"), json!({"filter_": "ID]=1"}));
    }

    #[test]
    fn operators_stay_part_of_the_key_and_the_last_value_wins() {
        assert_eq!(
            read("filter[%3EID]=10&a=1&a=2"),
            json!({"filter": {">ID": "10"}, "a": "2"})
        );
    }

    #[test]
    fn odd_brackets_are_read_as_php_reads_them() {
        assert_eq!(
            read("a[b]c=1&=2&d[x=3"),
            json!({"a": {"b": "1"}, "d_x": "3"})
        );
        assert_eq!(read("a=1&a[b]=2"), json!({"a": {"b": "2"}}));
    }

    #[test]
    fn an_array_is_a_list_only_with_gapless_keys() {
        assert_eq!(array(vec![]), json!([]));
        assert_eq!(array(vec![("0".into(), json!(1))]), json!([1]));
        assert_eq!(array(vec![("1".into(), json!(1))]), json!({"1": 1}));
    }

    #[test]
    fn json_in_attributes_is_ascii_with_escaped_slashes() {
        assert_eq!(
            json_text(&json!({"URI": "/crm/é😀"})),
            r#"{"URI":"\/crm\/\u00e9\ud83d\ude00"}"#
        );
    }
}
