//! The methods by name.

use serde_json::Value;

use super::{
    access::Caller, batch, crm, event, params::Params, placement, refusal::Refusal, system, user,
};
use crate::{
    AppState,
    world::{Company, Contact, Deal},
};

/// One call of a method.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) state: &'a AppState,
    pub(crate) caller: &'a Caller,
    pub(crate) params: &'a Params,
    /// Where a list begins; `-1` asks for no counting.
    pub(crate) start: i64,
}

/// What a method answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) result: Value,
    /// Lists only.
    pub(crate) total: Option<usize>,
    /// Lists with more pages only.
    pub(crate) next: Option<usize>,
}

impl From<Value> for Reply {
    fn from(result: Value) -> Self {
        Self {
            result,
            total: None,
            next: None,
        }
    }
}

/// A method, the scopes of which one is needed (none: anybody), and its doing.
pub(crate) struct Method {
    pub(crate) name: &'static str,
    pub(crate) scopes: &'static [&'static str],
    run: fn(&Call<'_>) -> Result<Reply, Refusal>,
}

impl Method {
    /// The method with this lower-case name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        METHODS.iter().find(|method| method.name == name)
    }

    pub(crate) fn is_open_to(&self, caller: &Caller) -> bool {
        self.scopes.is_empty() || self.scopes.iter().any(|scope| caller.has_scope(scope))
    }
}

/// Finds the method, checks its scope, runs it.
pub(crate) fn execute(name: &str, call: &Call<'_>) -> Result<Reply, Refusal> {
    let method = Method::named(name).ok_or_else(Refusal::method_not_found)?;
    if !method.is_open_to(call.caller) {
        return Err(Refusal::insufficient_scope());
    }
    (method.run)(call)
}

const BASIC: &[&str] = &[];
const CRM: &[&str] = &["crm"];
const PLACEMENT: &[&str] = &["placement"];
const USER: &[&str] = &["user", "user_basic", "user_brief"];

const fn method(
    name: &'static str,
    scopes: &'static [&'static str],
    run: fn(&Call<'_>) -> Result<Reply, Refusal>,
) -> Method {
    Method { name, scopes, run }
}

const METHODS: &[Method] = &[
    method(batch::NAME, BASIC, batch::refuse_nested),
    method("server.time", BASIC, system::server_time),
    method("scope", BASIC, system::scope),
    method("method.get", BASIC, system::method_get),
    method("app.info", BASIC, system::app_info),
    method("app.option.get", BASIC, system::option_get),
    method("app.option.set", BASIC, system::option_set),
    method("events", BASIC, event::names),
    method("event.bind", BASIC, event::bind),
    method("event.unbind", BASIC, event::unbind),
    method("event.get", BASIC, event::get),
    method("placement.bind", PLACEMENT, placement::bind),
    method("placement.unbind", PLACEMENT, placement::unbind),
    method("placement.get", PLACEMENT, placement::get),
    method("placement.list", PLACEMENT, placement::list),
    method("profile", BASIC, user::profile),
    method("user.current", USER, user::current),
    method("user.get", USER, user::get),
    method("crm.deal.get", CRM, crm::card::get::<Deal>),
    method("crm.deal.list", CRM, crm::card::list::<Deal>),
    method("crm.deal.fields", CRM, crm::card::fields::<Deal>),
    method("crm.deal.add", CRM, crm::change::add_deal),
    method("crm.deal.update", CRM, crm::change::update_deal),
    method(
        "crm.deal.contact.items.get",
        CRM,
        crm::link::contacts_of_deal,
    ),
    method("crm.contact.get", CRM, crm::card::get::<Contact>),
    method("crm.contact.list", CRM, crm::card::list::<Contact>),
    method("crm.company.get", CRM, crm::card::get::<Company>),
    method("crm.company.list", CRM, crm::card::list::<Company>),
    method("crm.item.get", CRM, crm::item::get),
    method("crm.item.list", CRM, crm::item::list),
    method("crm.requisite.get", CRM, crm::requisite::get),
    method("crm.requisite.list", CRM, crm::requisite::list),
    method("crm.requisite.link.get", CRM, crm::link::requisite_of_deal),
    method("crm.status.list", CRM, crm::status::list),
];
