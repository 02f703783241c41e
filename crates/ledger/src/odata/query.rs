//! A query as the configuration words it.

use std::collections::BTreeMap;

use super::Protocol;

/// What is asked of an OData service, not checked yet.
#[derive(Clone, Debug)]
pub struct ODataQuery {
    /// The dialect it is written in: its source's.
    pub protocol: Protocol,
    /// A set, one entry of it, or what hangs on an entry: `Catalog_Валюты`, `Customers('A1')`,
    /// `Document_Счет({ref})/Товары`. Holes stand in the parentheses of a key.
    pub entity: String,
    /// `$filter`. A hole stands where a value stands; a list stands after `in`.
    pub filter: Option<String>,
    /// The columns, in this order; none means all. A step over a link is written with `/` and
    /// named with `_`: `Контрагент/ИНН` becomes the column `Контрагент_ИНН`, unless a name follows:
    /// `Контрагент/ИНН as tax_id`. A type after a colon (`СрокОплаты:integer as term`) says what a
    /// value is where the service sends text for it: whole numbers of 1C, every number of version
    /// 2. `:text` leaves a text as it is.
    pub select: Vec<String>,
    /// `$orderby`. Lists of 1C are read in pages only when this is given, and it must then leave no
    /// two rows equal: end it with the key.
    pub order: Option<String>,
    /// Rows after which the answer is cut.
    pub top: Option<u32>,
    /// A virtual table of a 1C register.
    pub function: Option<ODataFunction>,
}

/// A virtual table and its arguments.
#[derive(Clone, Debug)]
pub struct ODataFunction {
    /// Such as `Balance`.
    pub name: String,
    /// Such as `Condition`.
    pub arguments: BTreeMap<String, String>,
}

impl ODataQuery {
    /// All of a set.
    #[must_use]
    pub fn all(protocol: Protocol, entity: impl Into<String>) -> Self {
        Self {
            protocol,
            entity: entity.into(),
            filter: None,
            select: Vec::new(),
            order: None,
            top: None,
            function: None,
        }
    }
}
