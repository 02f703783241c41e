//! Buttons: rules somebody runs by pressing, in a widget or on a page of their own that an entry of
//! a card's menu opens.
//!
//! A button does what it does at once, with the rights of whoever presses it: his token lives
//! shortly and is kept nowhere, so nothing of it can wait in the queue. One click is one run of the
//! rule, however often it arrives: the page makes up a key for it, and what came of a key is kept.

mod page;
mod plan;
mod press;
mod row;
mod said;

pub use page::{Body, Page, page};
pub use plan::{Plan, plan};
pub use press::{Click, Deed, Stop, press};
pub use row::{drawn, row};
pub use said::{Verdict, done, stopped};

use crate::config::Config;
use crate::config::effect::EffectConfig;
use crate::config::rule::{EntityKind, Rule};
use crate::config::widget::{Place, Widget};
use crate::rules::Case;

/// What the session of a rule's own page says instead of a widget; no widget is called so.
const OWN_PAGE: &str = "rule/";

/// What a session of this rule's own page belongs to.
#[must_use]
pub fn own_page(rule: &str) -> String {
    format!("{OWN_PAGE}{rule}")
}

/// The rule whose own page a session belongs to.
#[must_use]
pub fn rule_of(page: &str) -> Option<&str> {
    page.strip_prefix(OWN_PAGE)
}

/// The buttons a widget shows in this kind of card: those that speak of nothing it lacks.
pub fn of<'a>(
    rules: &'a [Rule],
    widget: &'a Widget,
    place: Place,
) -> impl Iterator<Item = &'a Rule> {
    rules.iter().filter(move |rule| {
        let of_widget = rule.button().and_then(|button| button.widget.as_deref());
        of_widget == Some(widget.id.as_str()) && fits(rule, place)
    })
}

/// Whether a card of this kind has what the rule speaks of, and where its effects go.
fn fits(rule: &Rule, place: Place) -> bool {
    let reach = EntityKind::from(place).reach();
    let roots = rule.roots();
    let spoken = |kind: &EntityKind| roots.contains(kind.name());
    let speaks_of_none = !EntityKind::ALL.iter().any(spoken);
    let has_one = reach.iter().any(spoken);
    let mut targets = rule.effects.iter().filter_map(EffectConfig::to);
    (speaks_of_none || has_one) && targets.all(|kind| reach.contains(&kind))
}

/// Whether the rule may be run over this case: somebody is waiting, so what is missing is said and
/// not made up.
fn ready(config: &Config, rule: &Rule, case: &Case) -> Result<(), Stop> {
    let is_known = case.has_client();
    let mut effects = rule.effects.iter().flat_map(EffectConfig::roots);
    if !is_known && effects.any(|root| is_of_client(config, rule, root)) {
        return Err(Stop::NoClient);
    }
    let roots = rule.roots();
    let asks = roots.iter().any(|root| is_of_client(config, rule, root));
    match case.holds(rule) {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) if !is_known && asks => Err(Stop::NoClient),
        Ok(false) => Err(Stop::NotNow),
        Err(trouble) => Err(trouble.into()),
    }
}

/// Whether a name means nothing without a client: it is the client, or a query asked about one.
fn is_of_client(config: &Config, rule: &Rule, root: &str) -> bool {
    let asked = rule.queries.get(root).and_then(|name| config.query(name));
    let about = asked.is_some_and(|query| {
        let mut params = query.query.params();
        params.any(|(name, _)| name != "since" && name != "until")
    });
    root == "client" || about
}
