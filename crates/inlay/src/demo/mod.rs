//! `inlay demo`: a simulated portal, a sample ledger and the server, on loopback only.

pub mod house;
pub mod sample;
