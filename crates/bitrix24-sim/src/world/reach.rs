//! Telephone numbers, addresses, and other ways to reach somebody
//! (`api-reference/crm/data-types.md`, `crm_multifield`).

/// One entry of a field that holds several: a telephone number, an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multifield {
    /// Number of the entry, unique in the portal.
    pub id: i64,
    /// `WORK`, `MOBILE`, `HOME`, …
    pub value_type: String,
    /// The number or address.
    pub value: String,
}

/// All the ways to reach somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Telephone numbers.
    pub phones: Vec<Multifield>,
    /// E-mail addresses.
    pub emails: Vec<Multifield>,
    /// Web sites.
    pub webs: Vec<Multifield>,
    /// Accounts with messengers.
    pub messengers: Vec<Multifield>,
    /// Customers' accounts the portal keeps for itself.
    pub links: Vec<Multifield>,
}

impl Reach {
    /// Names of the fields.
    pub(crate) const KINDS: [&'static str; 5] = ["PHONE", "EMAIL", "WEB", "IM", "LINK"];

    /// The entries of one field.
    pub(crate) fn of(&self, kind: &str) -> &[Multifield] {
        match kind {
            "PHONE" => &self.phones,
            "EMAIL" => &self.emails,
            "WEB" => &self.webs,
            "IM" => &self.messengers,
            "LINK" => &self.links,
            _ => &[],
        }
    }

    /// The same, to be changed.
    pub(crate) fn of_mut(&mut self, kind: &str) -> Option<&mut Vec<Multifield>> {
        match kind {
            "PHONE" => Some(&mut self.phones),
            "EMAIL" => Some(&mut self.emails),
            "WEB" => Some(&mut self.webs),
            "IM" => Some(&mut self.messengers),
            "LINK" => Some(&mut self.links),
            _ => None,
        }
    }

    /// The first entry of this kind and type, any type when none is asked for.
    pub(crate) fn first(&self, kind: &str, value_type: Option<&str>) -> Option<&str> {
        let mut entries = self.of(kind).iter();
        let found = entries.find(|one| value_type.is_none_or(|wanted| one.value_type == wanted));
        found.map(|one| one.value.as_str())
    }
}
