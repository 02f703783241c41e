//! The TOML text as a tree whose every part knows where it was written.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::draft::{Draft, Noted, Read};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) origin: Origin,
    pub(super) value: Value,
}

/// Where something was written.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// Bytes of the file.
    File(Range<usize>),
    /// A variable of the environment that overrides a key.
    Variable(String),
    /// The preset of this name.
    Preset(String),
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Bool(bool),
    List(Vec<Node>),
    Table(Table),
    /// A scalar from the environment: whether `17` is a number or a name, its reader decides.
    Loose(String),
    /// Something no key takes; what it is, with its article.
    Foreign(&'static str),
}

/// Keys and values in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) origin: Origin,
    pub(super) node: Node,
}

impl Value {
    /// What it is, with its article, as a problem says it.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Loose(_) => "a single value",
            Self::Foreign(kind) => kind,
        }
    }
}

/// The file's tree; a text that is no TOML is all of its mistakes at once.
pub(super) fn parse(draft: &Draft<'_>) -> Read<Table> {
    let (tree, errors) = DeTable::parse_recoverable(draft.text());
    let mut noted: Option<Noted> = None;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        noted = Some(draft.note(&Origin::File(span), "", error.message(), None));
    }
    match noted {
        Some(noted) => Err(noted),
        None => Ok(table(tree.into_inner(), &|span| Origin::File(span))),
    }
}

/// A preset's tree; `None` when it is no TOML.
pub(super) fn of_preset(name: &str, text: &str) -> Option<Table> {
    let tree = DeTable::parse(text).ok()?;
    Some(table(tree.into_inner(), &|_| {
        Origin::Preset(name.to_owned())
    }))
}

/// What a variable's text amounts to: lists, tables and quoted texts as TOML writes them,
/// anything else as it stands.
pub(super) fn from_variable(name: &str, text: &str) -> Node {
    let origin = Origin::Variable(name.to_owned());
    let loose = || Node {
        origin: origin.clone(),
        value: Value::Loose(text.to_owned()),
    };
    match DeValue::parse(text.trim()) {
        Ok(value) => match value.get_ref() {
            DeValue::String(_) | DeValue::Array(_) | DeValue::Table(_) => {
                node(value, &|_| origin.clone())
            }
            _ => loose(),
        },
        Err(_) => loose(),
    }
}

fn table(table: DeTable<'_>, origin: &dyn Fn(Range<usize>) -> Origin) -> Table {
    let entries = table.into_iter().map(|(key, value)| Entry {
        origin: origin(key.span()),
        key: key.into_inner().into_owned(),
        node: node(value, origin),
    });
    Table {
        entries: entries.collect(),
    }
}

fn node(value: Spanned<DeValue<'_>>, origin: &dyn Fn(Range<usize>) -> Origin) -> Node {
    let here = origin(value.span());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or(Value::Foreign("a number too large"), Value::Integer),
        DeValue::Float(_) => Value::Foreign("a fraction"),
        DeValue::Boolean(flag) => Value::Bool(flag),
        DeValue::Datetime(_) => Value::Foreign("a date"),
        DeValue::Array(items) => {
            Value::List(items.into_iter().map(|item| node(item, origin)).collect())
        }
        DeValue::Table(inner) => Value::Table(table(inner, origin)),
    };
    Node {
        origin: here,
        value,
    }
}
