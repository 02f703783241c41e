//! The simulated portal over real HTTP.

#![expect(
    clippy::unwrap_used,
    reason = "what helps a test fails by panicking, too"
)]

mod batch;
mod browser;
mod command;
mod crm;
mod event;
mod frame;
mod journal;
mod limit;
mod oauth;
mod pages;
mod placement;
mod request;
mod rights;
mod support;
mod system;
mod user;
