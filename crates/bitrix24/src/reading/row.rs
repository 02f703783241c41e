//! One row of a list.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::misfit::{self, Misfit};
use crate::values;

/// A row as it came: text, so that decimals stay exact, and nothing is built that nobody reads.
#[derive(Clone)]
pub struct Row {
    id: Option<u64>,
    json: Box<RawValue>,
}

impl Row {
    /// The row's id; `None` only where a list has none.
    #[must_use]
    pub fn id(&self) -> Option<u64> {
        self.id
    }

    /// The row as JSON, on one line.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.get()
    }

    /// The row as a type.
    ///
    /// # Errors
    /// [`Misfit`], with the field's path.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Misfit> {
        misfit::read(self.json())
    }
}

/// The id alone; the row is a client's.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The rows of a page: the result itself, or what it has under a key.
pub(super) fn rows(result: &RawValue, under: Option<&str>, id: &str) -> Result<Vec<Row>, Misfit> {
    let rows = match under {
        None => misfit::read::<Vec<Box<RawValue>>>(result.get())?,
        Some(key) => {
            let mut map = misfit::read::<HashMap<String, Box<RawValue>>>(result.get())?;
            let rows = map.remove(key).ok_or_else(|| Misfit {
                path: ".".to_owned(),
                reason: format!("missing field `{key}`"),
            })?;
            misfit::read::<Vec<Box<RawValue>>>(rows.get())?
        }
    };
    let rows = rows.into_iter().enumerate().map(|(at, json)| {
        let mut text = serde_json::Deserializer::from_str(json.get());
        let id = IdOf(id).deserialize(&mut text).map_err(|_| Misfit {
            path: format!("[{at}].{id}"),
            reason: "expected an id".to_owned(),
        })?;
        Ok(Row { id, json })
    });
    rows.collect()
}

/// Finds a row's id and builds nothing else.
struct IdOf<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for IdOf<'_> {
    type Value = Option<u64>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for IdOf<'_> {
    type Value = Option<u64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut row: A) -> Result<Self::Value, A::Error> {
        let mut id = None;
        while let Some(key) = row.next_key::<Cow<'_, str>>()? {
            if key == self.0 {
                id = row.next_value::<Id>()?.0;
            } else {
                row.next_value::<IgnoredAny>()?;
            }
        }
        Ok(id)
    }
}

struct Id(Option<u64>);

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        values::id(deserializer).map(Self)
    }
}
