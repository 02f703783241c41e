//! The server from outside: HTTP in, HTTP out, on real stores and ledgers, with a simulated portal.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod application;
mod assets;
mod blocks;
mod browser;
mod browser_script;
mod buttons;
mod buttons_browser;
mod cache;
mod card;
mod choosing;
mod commands;
mod coverage;
mod crash;
mod credit_gate;
mod documents;
mod effects;
mod events;
mod feeding;
mod forgery;
mod gallery;
mod hostile;
mod installation;
mod large_ledger;
mod lifecycle;
mod line;
mod lookup;
mod matching;
mod policy;
mod preset_card;
mod renewal;
mod rules;
mod secrets;
mod session;
mod stale;
mod store;
mod sweep;
mod visitor;
mod warm;
