//! The client against a real HTTP server, and the parsers against recorded shapes.

#![expect(clippy::unwrap_used, reason = "a test's own helpers may fail it")]

mod batches;
mod calls;
mod incoming;
mod limit;
mod lost;
mod many;
mod measured;
mod moved;
mod oauth;
mod reading;
mod refusals;
mod renewing;
mod repeating;
mod rest3;
mod secrets;
mod server;
mod simulated;
mod traps;
mod verified;
