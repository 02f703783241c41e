use std::time::Duration;

use chrono::DateTime;

use super::{changed, parse, problems, sound};
use crate::config::effect::{Deadline, EffectConfig};
use crate::config::rule::{EntityKind, Menu, Rule, Trigger};

/// The sound configuration with rules after everything else.
fn rules(text: &str) -> Vec<Rule> {
    let text = format!("{}{text}", changed(&[]));
    let config = parse(&text).unwrap_or_else(|errors| panic!("it is sound:\n{errors}"));
    config.rules
}

/// What is wrong with one, without the place every problem of these tests has in common.
fn wrong(text: &str) -> String {
    let text = format!("{}{text}", changed(&[]));
    let errors = parse(&text).expect_err("something is wrong").to_string();
    errors.replace("inlay.toml:", "")
}

#[test]
fn the_rules_of_the_sample_are_what_they_say() {
    let rules = rules(
        r#"
[[rule]]
id      = "call_about_debt"
on      = { button = { en = "Task: call", ru = "Задача" }, widget = "client", places = ["CRM_DEAL_DETAIL_TOOLBAR"] }
effects = [{ task = { title = "Call {{ client.name }}: {{ client.overdue | money }} overdue", responsible = "{{ deal.assignedById }}", deadline = "+2d" } }]
[[rule]]
id      = "credit_gate"
on      = { event = "onCrmDealUpdate" }
when    = "deal.stageId == 'FINAL_INVOICE' and deal.opportunity > client.credit_limit - client.debt"
effects = [
  { notify   = { to = "{{ deal.assignedById }}", text = "{{ client.name }} would exceed the credit limit" } },
  { comment  = { text = "Credit limit {{ client.credit_limit | money }}" } },
  { workflow = { template = 42 } },
]
[[rule]]
id      = "limit_to_company"
on      = { every = "1h" }
for     = "company"
when    = "company.UF_CRM_LIMIT != client.credit_limit"
effects = [{ set = { UF_CRM_LIMIT = "{{ client.credit_limit }}" } }]
"#,
    );
    let Trigger::Button(button) = &rules[0].on else {
        panic!("a button")
    };
    assert_eq!(button.label.text("ru"), "Задача");
    assert_eq!(button.widget.as_deref(), Some("client"));
    assert_eq!(rules[0].menus(), [Menu::DealToolbar]);
    let EffectConfig::Task { deadline, .. } = &rules[0].effects[0] else {
        panic!("a task")
    };
    let two_days = Duration::from_secs(2 * 86_400);
    assert!(matches!(deadline, Some(Deadline::After(after)) if *after == two_days));
    assert_eq!(
        rules[1].events(),
        ["ONCRMDEALUPDATE", "ONCRMDEALMOVETOCATEGORY"]
    );
    let names: Vec<_> = rules[1].effects.iter().map(EffectConfig::name).collect();
    assert_eq!(names, ["notify", "comment", "workflow"]);
    assert_eq!(rules[2].each, Some(EntityKind::Company));
    assert!(rules[2].is_scheduled());
    assert_eq!(Vec::from_iter(rules[2].roots()), ["client", "company"]);
}

#[test]
fn a_line_of_cron_is_read_by_the_clock_of_its_zone() {
    let rules = rules(
        "[[rule]]\nid = \"digest\"\non = { cron = \"0 9 * * 1-5\", timezone = \"Europe/Moscow\" }\neffects = [{ message = { to = \"chat7\", text = \"Good morning\" } }]\n",
    );
    let Trigger::Cron(moments) = &rules[0].on else {
        panic!("moments")
    };
    // A Friday, nine o'clock in Moscow: the next one is on Monday.
    let friday = "2026-11-27T06:00:00Z".parse::<DateTime<_>>().unwrap();
    let next = moments.after(friday).unwrap();
    assert_eq!(next.to_rfc3339(), "2026-11-30T06:00:00+00:00");
}

#[test]
fn a_robot_needs_no_effects_and_says_what_it_returns() {
    let rules = rules(
        "[[rule]]\nid = \"gate\"\non = { robot = \"Check the credit limit\", returns = { free = \"{{ client.credit_limit - client.debt }}\" }, otherwise = \"allow\" }\nwhen = \"deal.opportunity > client.credit_limit - client.debt\"\n",
    );
    let Trigger::Robot(robot) = &rules[0].on else {
        panic!("a robot")
    };
    assert_eq!(
        (robot.name.text("ru"), robot.otherwise.name()),
        ("Check the credit limit", "allow")
    );
    assert!(robot.returns.contains_key("free"));
}

#[test]
fn a_rule_without_its_parts_is_a_problem() {
    insta::assert_snapshot!(wrong("[[rule]]\n"), @r#"
    32:1: rule[0].id: is missing
    32:1: rule[0].on: is missing
    32:1: rule[0].effects: is missing
    "#);
    insta::assert_snapshot!(wrong("[[rule]]\nid = \"a\"\non = {}\neffects = []\n"), @r#"
    34:6: rule[0].on: names no trigger; write `button`, `event`, `every`, `cron` or `robot`
    35:11: rule[0].effects: is empty: the rule does nothing
    "#);
    insta::assert_snapshot!(wrong("[[rule]]\nid = \"a\"\non = { evnt = \"ONCRMDEALADD\" }\neffects = [{}]\n"), @r#"
    34:6: rule[0].on: names no trigger; write `button`, `event`, `every`, `cron` or `robot`
    34:8: rule[0].on.evnt: unknown key; known here: `button`, `event`, `every`, `cron`, `robot` (nearest: `event`)
    35:12: rule[0].effects[0]: names no effect
    "#);
    insta::assert_snapshot!(wrong("[[rule]]\nid = \"a\"\non = { event = \"ONCRMDEALADD\", every = \"1h\" }\neffects = [{ coment = { text = \"x\" } }]\n"), @r#"
    34:32: rule[0].on.every: is a second trigger; a rule has one
    35:12: rule[0].effects[0]: names no effect
    35:14: rule[0].effects[0].coment: unknown key; known here: `task`, `message`, `notify`, `comment`, `workflow`, `set`, `activity` (nearest: `comment`)
    "#);
}

#[test]
fn an_event_is_one_a_rule_can_run_on() {
    let on = |name: &str| {
        wrong(&format!(
            "[[rule]]\nid = \"a\"\non = {{ event = \"{name}\" }}\neffects = [{{ comment = {{ text = \"x\" }} }}]\n"
        ))
    };
    insta::assert_snapshot!(on("ONCRMDEALUPDAT"), @"34:16: rule[0].on.event: unknown event `ONCRMDEALUPDAT`; known: `ONCRMDEALADD`, `ONCRMDEALUPDATE`, `ONCRMDEALMOVETOCATEGORY`, `ONCRMCONTACTADD`, `ONCRMCONTACTUPDATE`, `ONCRMCOMPANYADD`, `ONCRMCOMPANYUPDATE` (nearest: `ONCRMDEALUPDATE`)");
    insta::assert_snapshot!(on("ONCRMDEALDELETE"), @"34:16: rule[0].on.event: cannot start a rule: what was deleted cannot be read any more");
    insta::assert_snapshot!(on("ONTASKUPDATE"), @"34:16: rule[0].on.event: is an event of Bitrix24, but not about a deal, a contact or a company: a rule would have nothing to be about");
}

#[test]
fn a_schedule_is_one_that_comes() {
    let on = |on: &str| {
        wrong(&format!(
            "[[rule]]\nid = \"a\"\non = {{ {on} }}\neffects = [{{ message = {{ to = \"chat7\", text = \"x\" }} }}]\n"
        ))
    };
    insta::assert_snapshot!(on("every = \"10s\""), @"34:16: rule[0].on.every: must be between `1m` and `366d`");
    insta::assert_snapshot!(on("every = \"hourly\""), @"34:16: rule[0].on.every: is no duration; write one like `500ms`, `3s`, `5m`, `24h`, `2d`");
    insta::assert_snapshot!(on("cron = \"0 9 * *\""), @"34:15: rule[0].on.cron: is no line of cron (Pattern must have 5 fields when seconds are disallowed.); write five fields, minute, hour, day, month, day of the week, like `0 9 * * 1-5`");
    insta::assert_snapshot!(on("cron = \"0 25 * * *\""), @"34:15: rule[0].on.cron: is no line of cron (Number out of bounds.); write five fields, minute, hour, day, month, day of the week, like `0 9 * * 1-5`");
    insta::assert_snapshot!(on("cron = \"0 0 30 2 *\""), @"34:15: rule[0].on.cron: names moments that never come");
    insta::assert_snapshot!(on("cron = \"0 9 * * *\", timezone = \"Moscow\""), @"34:39: rule[0].on.timezone: is no time zone; write one like `Europe/Moscow` or `UTC`");
}

#[test]
fn a_button_is_somewhere() {
    let on = |on: &str| {
        wrong(&format!(
            "[[rule]]\nid = \"a\"\non = {{ {on} }}\neffects = [{{ comment = {{ text = \"x\" }} }}]\n"
        ))
    };
    insta::assert_snapshot!(on("button = \"Call\""), @"34:6: rule[0].on: a button needs a `widget`, or `places` in the cards' menus, or both");
    insta::assert_snapshot!(on("button = \"Call\", widget = \"clint\""), @"34:34: rule[0].on.widget: unknown widget `clint`; known: `client` (nearest: `client`)");
    insta::assert_snapshot!(on("button = \"Call\", places = [\"CRM_DEAL_TOOLBAR\"]"), @"34:35: rule[0].on.places[0]: unknown place `CRM_DEAL_TOOLBAR`; known: `CRM_DEAL_DETAIL_TOOLBAR`, `CRM_CONTACT_DETAIL_TOOLBAR`, `CRM_COMPANY_DETAIL_TOOLBAR` (nearest: `CRM_DEAL_DETAIL_TOOLBAR`)");
}

#[test]
fn a_rule_speaks_of_what_it_is_about() {
    insta::assert_snapshot!(wrong("[[rule]]\nid = \"a\"\non = { event = \"ONCRMCOMPANYUPDATE\" }\nwhen = \"deal.opportunity > 0\"\neffects = [{ comment = { to = \"deal\", text = \"{{ contact.name }}\" } }]\n"), @r#"
    35:8: rule[0].when: unknown name `deal`; known: `client`, `company`
    36:31: rule[0].effects[0].comment.to: unknown kind of record `deal`; known: `company`
    36:46: rule[0].effects[0].comment.text: unknown name `contact`; known: `client`, `company`
    "#);
    insta::assert_snapshot!(wrong("[[rule]]\nid = \"a\"\non = { every = \"1h\" }\neffects = [{ comment = { text = \"{{ client.name }}\" } }]\n"), @r#"
    35:24: rule[0].effects[0].comment: goes to a record, and a rule on a schedule has none unless it says `for`
    35:33: rule[0].effects[0].comment.text: unknown name `client`; there is none
    "#);
    insta::assert_snapshot!(wrong("[[rule]]\nid = \"a\"\non = { event = \"ONCRMDEALUPDATE\" }\nfor = \"company\"\nqueries = { client = \"erp.client\", x = \"erp.nothing\" }\neffects = [{ comment = { text = \"{{ x | count }}\" } }]\n"), @r#"
    35:7: rule[0].for: is for rules that run on a schedule; this one runs on `event`, for the record that is about
    36:13: rule[0].queries.client: `client` means something else in expressions
    36:40: rule[0].queries.x: unknown query `erp.nothing`; known: `erp.client`, `erp.purchases`
    "#);
}

#[test]
fn an_effect_says_what_is_to_be_done() {
    let effect = |effect: &str| {
        wrong(&format!(
            "[[rule]]\nid = \"a\"\non = {{ event = \"ONCRMDEALUPDATE\" }}\neffects = [{{ {effect} }}]\n"
        ))
    };
    insta::assert_snapshot!(effect("task = { title = \"Call {{ client.name\", deadline = \"+2 days\" }"), @r#"
    35:21: rule[0].effects[0].task.responsible: is missing
    35:47: rule[0].effects[0].task.title: unexpected end of input, expected end of variable block
    35:65: rule[0].effects[0].task.deadline: is no time from now; write one like `+4h`, `+2d`
    "#);
    insta::assert_snapshot!(effect("task = { title = \"x\", responsible = \"1\", deadline = \"tomorrow\" }"), @"35:66: rule[0].effects[0].task.deadline: is no deadline; write one like `+2d`, or a date like `{{ client.due_date }}`");
    insta::assert_snapshot!(effect("set = { to = \"lead\", id = \"5\" }"), @r#"
    35:27: rule[0].effects[0].set.to: unknown kind of record `lead`; known: `deal`, `contact`, `company` (nearest: `deal`)
    35:35: rule[0].effects[0].set.id: is what a record is known by; it cannot be written
    "#);
    insta::assert_snapshot!(effect("set = {}"), @"35:20: rule[0].effects[0].set: names no field to be written");
    insta::assert_snapshot!(effect("notify = { to = [], txt = \"x\" }"), @r#"
    35:23: rule[0].effects[0].notify.text: is missing
    35:30: rule[0].effects[0].notify.to: names nobody
    35:34: rule[0].effects[0].notify.txt: unknown key; known here: `to`, `text` (nearest: `text`)
    "#);
    insta::assert_snapshot!(effect("comment = { text = \"x\" }, notify = { to = \"1\", text = \"y\" }"), @"35:14: rule[0].effects[0].comment: is a second effect in the same braces; give each braces of its own");
    insta::assert_snapshot!(effect("workflow = { template = 0 }"), @"35:38: rule[0].effects[0].workflow.template: must be between 1 and 9223372036854775807, is 0");
    insta::assert_snapshot!(effect("comment = { text = \"{{ client.debt | mony }}\" }"), @"35:51: rule[0].effects[0].comment.text: the filter `mony` is not supported; there are sum, count, min, max, first, last, default, round, abs");
}

#[test]
fn a_robot_is_what_bitrix24_takes() {
    insta::assert_snapshot!(wrong("[[rule]]\nid = \"a\"\non = { robot = \"Check\", returns = { \"1st\" = \"x\", result = \"y\", free = \"{{ clint.debt }}\" }, otherwise = \"wait\" }\n"), @r#"
    34:37: rule[0].on.returns.1st: is no name of a returned value: a letter, then letters, digits and `_` make one
    34:105: rule[0].on.otherwise: unknown answer `wait`; known: `allow`, `stop`
    "#);
}

#[test]
fn rules_have_ids_of_their_own() {
    let rule = "[[rule]]\nid = \"a\"\non = { event = \"ONCRMDEALUPDATE\" }\neffects = [{ comment = { text = \"x\" } }]\n";
    insta::assert_snapshot!(wrong(&format!("{rule}{rule}")), @"37:6: rule[1].id: another rule is called `a`, too");
}

#[test]
fn who_speaks_of_a_client_says_how_one_is_found() {
    let widgets = "[[widget]]\nid     = \"client\"\nplaces = [\"CRM_DEAL_DETAIL_TAB\"]\ntitle  = { en = \"Accounting\", ru = \"Учёт\" }\n[[widget.block]]\nkind  = \"figures\"\nitems = [{ label = \"Debt\", value = \"client.debt\", format = \"money\", alarm = \"client.debt > 0\" }]\n[[widget.block]]\nkind    = \"table\"\nquery   = \"erp.purchases\"\ncolumns = [\"number\", \"date:date\", \"total:money\"]\n";
    let rule = "[[rule]]\nid = \"a\"\non = { event = \"ONCRMDEALUPDATE\" }\neffects = [{ comment = { text = \"{{ client.name }}\" } }]\n";
    insta::assert_snapshot!(problems(&[("[match]\nsteps = [{ crm = \"requisite.RQ_INN\", query = \"erp.client\", as = \"tax_id\" }]\n", ""), (widgets, rule)]), @"inlay.toml:19:1: rule[0]: speaks of `client`, and there is no `[match]`: nothing says how a client is found");
}

#[test]
fn the_outline_names_the_rules() {
    let rule = "[[rule]]\nid = \"credit_gate\"\non = { event = \"ONCRMDEALUPDATE\" }\nwhen = \"deal.opportunity > 0\"\neffects = [{ comment = { text = \"x\" } }]\n[[rule]]\nid = \"limits\"\non = { every = \"1h\" }\nfor = \"company\"\neffects = [{ set = { UF_CRM_LIMIT = \"{{ client.credit_limit }}\" } }]\n[[widget]]\n";
    let outline = sound(&[("[[widget]]\n", rule)]).outline().to_string();
    let rules: Vec<&str> = outline
        .lines()
        .filter(|line| line.starts_with("rule"))
        .collect();
    insta::assert_snapshot!(rules.join("\n"), @r#"
    rule     credit_gate on ONCRMDEALUPDATE, if a condition holds: comment
    rule     limits every 1h, for every company: set
    "#);
}
