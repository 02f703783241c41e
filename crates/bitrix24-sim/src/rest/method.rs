//! The methods by name.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{
    access::Caller, batch, bizproc, crm, department, event, feature, message, notice, offline,
    operating::Balance, option, params::Params, permission, placement, refusal::Refusal, system,
    task, user,
};
use crate::{AppState, Billing};

/// One call of a method.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) state: &'a AppState,
    pub(crate) caller: &'a Caller,
    pub(crate) params: &'a Params,
    /// Where a list begins; `-1` asks for no counting.
    pub(crate) start: i64,
    /// A command of a batch.
    pub(crate) nested: bool,
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
        Self::all().find(|method| method.name == name)
    }

    /// Every method of REST 2.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        TABLES.iter().flat_map(|table| table.iter())
    }

    pub(crate) fn is_open_to(&self, caller: &Caller) -> bool {
        self.scopes.is_empty() || self.scopes.iter().any(|scope| caller.has_scope(scope))
    }
}

/// A method that was run, or refused before.
#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) outcome: Result<Reply, Refusal>,
    /// How long it is to look busy; whoever called waits.
    pub(crate) takes: Duration,
    /// Its account after it, where working time is limited.
    pub(crate) balance: Option<Balance>,
}

impl From<Refusal> for Execution {
    fn from(refusal: Refusal) -> Self {
        Self {
            outcome: Err(refusal),
            takes: Duration::ZERO,
            balance: None,
        }
    }
}

impl From<Reply> for Execution {
    /// An answer that is given again.
    fn from(reply: Reply) -> Self {
        Self {
            outcome: Ok(reply),
            takes: Duration::ZERO,
            balance: None,
        }
    }
}

/// Finds the method, checks its scope and its working time, runs it.
pub(crate) fn execute(name: &str, call: &Call<'_>) -> Execution {
    let Some(method) = Method::named(name) else {
        return Refusal::method_not_found().into();
    };
    if !method.is_open_to(call.caller) {
        return Refusal::insufficient_scope().into();
    }
    perform(method, call)
}

/// Runs a method the caller may call, unless its working time is used up.
pub(crate) fn perform(method: &'static Method, call: &Call<'_>) -> Execution {
    let account = account(method, call);
    if let Err(refusal) = call.caller.confirm(call.state, method.name) {
        return refusal.into();
    }
    if is_out_of_time(call, account) {
        return Refusal::out_of_operating_time().into();
    }
    call.state.requests().execution(method.name);
    let started = Instant::now();
    let outcome = (method.run)(call);

    let knobs = call.state.knobs();
    let is_page = outcome.as_ref().is_ok_and(|reply| reply.total.is_some());
    let takes = if is_page {
        knobs.page_time()
    } else {
        Duration::ZERO
    };
    let cost = knobs.operating_cost();
    let cost = cost.unwrap_or_else(|| takes.max(started.elapsed()));
    let balance = knobs.operating_limit().map(|_| {
        let now = call.state.clock().now();
        let operating = call.state.operating();
        operating.charge(call.caller, account, cost, now)
    });
    Execution {
        outcome,
        takes,
        balance,
    }
}

/// Whether an account was used up before this call: the call that crosses the
/// limit is still served.
pub(crate) fn is_out_of_time(call: &Call<'_>, account: &str) -> bool {
    call.state.knobs().operating_limit().is_some_and(|limit| {
        let now = call.state.clock().now();
        let balance = call.state.operating().balance(call.caller, account, now);
        balance.operating >= limit.as_secs_f64()
    })
}

fn account(method: &'static Method, call: &Call<'_>) -> &'static str {
    if call.nested && call.state.knobs().billing() == Billing::Batch {
        batch::NAME
    } else {
        method.name
    }
}

const BASIC: &[&str] = &[];
const DEPARTMENT: &[&str] = &["department"];
const IM: &[&str] = &["im"];
const PLACEMENT: &[&str] = &["placement"];
const USER: &[&str] = &["user", "user_basic", "user_brief"];

pub(crate) const fn method(
    name: &'static str,
    scopes: &'static [&'static str],
    run: fn(&Call<'_>) -> Result<Reply, Refusal>,
) -> Method {
    Method { name, scopes, run }
}

const TABLES: &[&[Method]] = &[METHODS, bizproc::METHODS, crm::METHODS, task::METHODS];

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
    method("event.test", BASIC, event::test),
    method("event.offline.get", BASIC, offline::get),
    method("event.offline.list", BASIC, offline::list),
    method("event.offline.clear", BASIC, offline::clear),
    method("event.offline.error", BASIC, offline::fail),
    method("placement.bind", PLACEMENT, placement::bind),
    method("placement.unbind", PLACEMENT, placement::unbind),
    method("placement.get", PLACEMENT, placement::get),
    method("placement.list", PLACEMENT, placement::list),
    method("profile", BASIC, user::profile),
    method("user.current", USER, user::current),
    method("user.get", USER, user::get),
    method("user.search", USER, user::search),
    method("user.admin", BASIC, permission::is_admin),
    method("user.access", BASIC, permission::has_access),
    method("access.name", BASIC, permission::names),
    method("user.option.get", BASIC, option::get),
    method("user.option.set", BASIC, option::set),
    method("department.get", DEPARTMENT, department::get),
    method("feature.get", BASIC, feature::get),
    method("methods", BASIC, feature::methods),
    method("im.message.add", IM, message::add),
    method("im.dialog.messages.get", IM, message::recent),
    method("im.notify", IM, notice::from_caller),
    method("im.notify.delete", IM, notice::delete),
    method("im.notify.system.add", IM, notice::from_system),
    method("im.notify.personal.add", IM, notice::from_caller),
];
