//! The official SDKs, as their registries give them out, run against the simulated
//! portal. Nothing of them is changed but the address they call.
//!
//! The programs are in `tests/sdk`; each prints what it saw as JSON, and what it should
//! have seen stands here.

mod frame;
mod install;
mod javascript;
mod program;
mod python;
mod scene;
