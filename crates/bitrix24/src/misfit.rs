//! JSON that does not fit the type it is read into.

use serde::de::DeserializeOwned;

/// A value that did not fit the wanted type: where it is and what was wanted there, never what it
/// was, which may be a client's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}`: {reason}")]
pub struct Misfit {
    /// The path of the value, as in `items[3].opportunity`; `.` is the whole.
    pub path: String,
    /// What was wanted, as in `expected u64` or ``missing field `ID` ``.
    pub reason: String,
}

/// Reads JSON text.
///
/// PHP writes an empty map as `[]`. So where `[]` does not fit, `{}` is tried in its stead
/// (`settings/how-to-call-rest-api/batch.md`).
pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Result<T, Misfit> {
    read_as_is(json).or_else(|misfit| match json.trim() {
        "[]" => read_as_is("{}").map_err(|_| misfit),
        _ => Err(misfit),
    })
}

fn read_as_is<T: DeserializeOwned>(json: &str) -> Result<T, Misfit> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| Misfit {
        path: error.path().to_string(),
        reason: reason(&error.into_inner().to_string()),
    })?;
    match deserializer.end() {
        Ok(()) => Ok(value),
        Err(_) => Err(Misfit {
            path: ".".to_owned(),
            reason: "more than one value".to_owned(),
        }),
    }
}

/// Keeps of serde's message what our types say, and drops what the data say.
fn reason(message: &str) -> String {
    let message = message
        .rsplit_once(" at line ")
        .map_or(message, |(message, _)| message);
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None if message.starts_with("missing field") || message.starts_with("duplicate field") => {
            message.to_owned()
        }
        None => "the value does not fit".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Row {
        #[serde(rename = "ID")]
        _id: u64,
    }

    #[test]
    fn a_misfit_names_the_field_and_not_its_value() {
        let misfit = read::<Vec<Row>>(r#"[{"ID":1},{"ID":"Ann, expected to pay 7"}]"#).unwrap_err();
        assert_eq!(misfit.to_string(), "`[1].ID`: expected u64");
        let misfit = read::<Vec<Row>>("[{}]").unwrap_err();
        assert_eq!(misfit.to_string(), "`[0]`: missing field `ID`");
        let misfit = read::<crate::MemberId>("\"s e c r e t\"").unwrap_err();
        assert_eq!(misfit.to_string(), "`.`: the value does not fit");
    }

    #[test]
    fn an_empty_list_is_an_empty_map_where_a_map_is_wanted() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Profile {
            #[serde(rename = "ID")]
            id: Option<u64>,
        }
        assert_eq!(read::<Profile>("[]").unwrap(), Profile { id: None });
        assert_eq!(read::<Vec<u64>>("[]").unwrap(), Vec::<u64>::new());
        assert!(read::<u64>("[]").is_err());
    }
}
