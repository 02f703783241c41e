//! The simulated portal over real HTTP.

#![expect(
    clippy::unwrap_used,
    reason = "what helps a test fails by panicking, too"
)]

mod authorize;
mod batch;
mod bizproc;
mod browser;
mod bulk;
mod card;
mod cloud;
mod command;
mod control;
mod crm;
mod effects;
mod event;
mod fault;
mod frame;
mod handler;
mod journal;
mod lifecycle;
mod limit;
mod message;
mod notice;
mod oauth;
mod offline;
mod operating;
mod pace;
mod pages;
mod placement;
mod request;
mod rest3;
mod rest3_batch;
mod rights;
mod sdk;
mod shape;
mod support;
mod system;
mod task;
mod timeline;
mod tls;
mod user;
mod user_field;
