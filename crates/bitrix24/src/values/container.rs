//! Maps and lists as PHP writes them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A map or structure for which `[]`, `null`, `false` and `""` stand when it is empty.
///
/// # Errors
/// When it is anything else, or does not fit `M`.
pub fn map<'de, D, M>(deserializer: D) -> Result<M, D::Error>
where
    D: Deserializer<'de>,
    M: Deserialize<'de> + Default,
{
    deserializer.deserialize_any(MapVisitor(PhantomData))
}

/// A list, which PHP writes as an object when its keys have gaps; `null`, `false` and `""` are
/// empty ones.
///
/// # Errors
/// When it is anything else, or an item does not fit `T`.
pub fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(ListVisitor(PhantomData))
}

struct MapVisitor<M>(PhantomData<M>);

impl<'de, M: Deserialize<'de> + Default> Visitor<'de> for MapVisitor<M> {
    type Value = M;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<M, A::Error> {
        M::deserialize(MapAccessDeserializer::new(entries))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<M, A::Error> {
        match items.next_element::<IgnoredAny>()? {
            None => Ok(M::default()),
            Some(_) => Err(super::unfit("a map")),
        }
    }

    fn visit_unit<E>(self) -> Result<M, E> {
        Ok(M::default())
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<M, E> {
        if flag {
            Err(super::unfit("a map"))
        } else {
            Ok(M::default())
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<M, E> {
        if text.is_empty() {
            Ok(M::default())
        } else {
            Err(super::unfit("a map"))
        }
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some((IgnoredAny, item)) = entries.next_entry()? {
            list.push(item);
        }
        Ok(list)
    }

    fn visit_unit<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Vec<T>, E> {
        if flag {
            Err(super::unfit("a list"))
        } else {
            Ok(Vec::new())
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
        if text.is_empty() {
            Ok(Vec::new())
        } else {
            Err(super::unfit("a list"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_empty_map_may_be_a_list() {
        let read = |value: Value| map::<_, BTreeMap<String, u64>>(value);
        assert_eq!(
            read(json!({"a": 1})).unwrap(),
            BTreeMap::from([("a".to_owned(), 1)])
        );
        for empty in [json!([]), json!({}), json!(null), json!(""), json!(false)] {
            assert!(read(empty.clone()).unwrap().is_empty(), "{empty}");
        }
        for wrong in [json!([1]), json!("x"), json!(true), json!(1)] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_list_with_gaps_may_be_a_map() {
        let read = |value: Value| list::<_, u64>(value);
        assert_eq!(read(json!([1, 2])).unwrap(), vec![1, 2]);
        assert_eq!(read(json!({"0": 1, "2": 2})).unwrap(), vec![1, 2]);
        for empty in [json!([]), json!({}), json!(null), json!(""), json!(false)] {
            assert!(read(empty.clone()).unwrap().is_empty(), "{empty}");
        }
        assert!(read(json!("x")).is_err());
    }
}
