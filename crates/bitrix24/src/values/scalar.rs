//! A simple JSON value with all of "nothing" made one.

use std::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

pub(super) enum Scalar {
    /// `null`, `""`, `[]`, `{}`, `"undefined"`.
    Nothing,
    Flag(bool),
    Number(u64),
    Text(String),
}

impl Scalar {
    /// Reads a value; `wanted` says in an error what should have been there.
    pub(super) fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        wanted: &'static str,
    ) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor { wanted })
    }
}

struct ScalarVisitor {
    wanted: &'static str,
}

impl ScalarVisitor {
    fn unfit<E: Error>(self) -> E {
        E::invalid_value(Unexpected::Other("value"), &self)
    }
}

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wanted)
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_none<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Scalar, E> {
        Ok(Scalar::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Scalar, E> {
        u64::try_from(number)
            .map(Scalar::Number)
            .map_err(|_| self.unfit())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Scalar, E> {
        Err(self.unfit())
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(match text {
            "" | "undefined" => Scalar::Nothing,
            text => Scalar::Text(text.to_owned()),
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Scalar, A::Error> {
        match items.next_element::<IgnoredAny>()? {
            None => Ok(Scalar::Nothing),
            Some(_) => Err(self.unfit()),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Scalar, A::Error> {
        match entries.next_key::<IgnoredAny>()? {
            None => Ok(Scalar::Nothing),
            Some(_) => Err(self.unfit()),
        }
    }
}
