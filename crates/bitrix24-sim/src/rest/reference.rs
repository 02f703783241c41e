//! `$result[deal][COMPANY_ID]`: a later command of a batch uses an earlier one's
//! answer (`settings/how-to-call-rest-api/batch.md`).

use serde_json::Value;

use super::params::scalar;

/// What the commands answered so far, by command key, in order.
#[derive(Debug, Default)]
pub(crate) struct Results {
    pub(crate) result: Vec<(String, Value)>,
    pub(crate) error: Vec<(String, Value)>,
    pub(crate) total: Vec<(String, Value)>,
    pub(crate) next: Vec<(String, Value)>,
    pub(crate) time: Vec<(String, Value)>,
}

/// A reference found in a text.
struct Reference<'a> {
    root: &'a str,
    steps: Vec<&'a str>,
}

impl Results {
    /// Replaces the references in a parameter, however deep. A text that is
    /// exactly one reference takes over the value with its type; inside longer
    /// text the value is written out.
    pub(crate) fn resolve(&self, value: &mut Value) {
        match value {
            Value::String(text) if text.contains('$') => *value = self.resolved(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.resolve(item)),
            Value::Object(map) => map.values_mut().for_each(|item| self.resolve(item)),
            _ => {}
        }
    }

    fn resolved(&self, text: &str) -> Value {
        let mut written = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            written.push_str(&rest[..at]);
            let Some((reference, length)) = Reference::parse(&rest[at..]) else {
                written.push('$');
                rest = &rest[at + 1..];
                continue;
            };
            let value = self.look_up(&reference);
            if written.is_empty() && rest.len() == text.len() && at + length == text.len() {
                return value;
            }
            written.push_str(&scalar(&value).unwrap_or_default());
            rest = &rest[at + length..];
        }
        written.push_str(rest);
        Value::from(written)
    }

    /// Follows the steps as far as they go; what cannot be followed further is
    /// what it is. A command without an answer is empty.
    fn look_up(&self, reference: &Reference<'_>) -> Value {
        let Some((key, steps)) = reference.steps.split_first() else {
            return Value::from("");
        };
        let Some((_, value)) = self.root(reference.root).iter().find(|(one, _)| one == key) else {
            return Value::from("");
        };
        let mut value = value;
        for step in steps {
            let inner = match value {
                Value::Object(map) => map.get(*step),
                Value::Array(items) => step.parse::<usize>().ok().and_then(|at| items.get(at)),
                _ => None,
            };
            match inner {
                Some(inner) => value = inner,
                None => break,
            }
        }
        value.clone()
    }

    fn root(&self, name: &str) -> &[(String, Value)] {
        match name.to_ascii_lowercase().as_str() {
            "result" => &self.result,
            "error" => &self.error,
            "total" => &self.total,
            "next" => &self.next,
            "time" => &self.time,
            _ => &[],
        }
    }
}

impl<'a> Reference<'a> {
    /// Reads a reference at the start of `text` and tells how long it is.
    fn parse(text: &'a str) -> Option<(Self, usize)> {
        let bracket = text.find('[')?;
        let root = text.get(1..bracket)?;
        if !is_root(root) {
            return None;
        }
        let mut steps = Vec::new();
        let mut at = bracket;
        while let Some(inner) = text[at..].strip_prefix('[') {
            let Some(end) = inner.find(']') else { break };
            steps.push(&inner[..end]);
            at += end + 2;
        }
        (!steps.is_empty()).then_some((Self { root, steps }, at))
    }
}

fn is_root(name: &str) -> bool {
    let roots = ["result", "error", "total", "next", "time"];
    roots.iter().any(|root| root.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Results;

    fn resolve(text: &str) -> Value {
        let results = Results {
            result: vec![
                (
                    "deal".into(),
                    json!({"ID": "77", "COMPANY_ID": "5", "n": 3}),
                ),
                ("list".into(), json!([{"ID": "1"}, {"ID": "2"}])),
            ],
            total: vec![("list".into(), json!(2))],
            ..Results::default()
        };
        let mut value = json!(text);
        results.resolve(&mut value);
        value
    }

    #[test]
    fn a_lone_reference_keeps_the_type() {
        assert_eq!(resolve("$result[deal][COMPANY_ID]"), json!("5"));
        assert_eq!(resolve("$result[deal][n]"), json!(3));
        assert_eq!(resolve("$RESULT[list][1][ID]"), json!("2"));
        assert_eq!(resolve("$total[list]"), json!(2));
        assert_eq!(resolve("$result[list]"), json!([{"ID": "1"}, {"ID": "2"}]));
    }

    #[test]
    fn references_in_longer_text_are_written_out() {
        assert_eq!(
            resolve("D_$result[deal][ID]-$result[deal][n]"),
            json!("D_77-3")
        );
    }

    #[test]
    fn a_step_that_leads_nowhere_yields_the_deepest_value_found() {
        assert_eq!(resolve("$result[list][0][NONE]"), json!({"ID": "1"}));
        assert_eq!(resolve("$result[gone][ID]"), json!(""));
    }

    #[test]
    fn other_dollars_are_left_alone() {
        for text in ["5 $", "$price[1]", "$result", "$result[open", "€ and $[x]"] {
            assert_eq!(resolve(text), json!(text));
        }
    }
}
