//! Pages, drawn.
//!
//! A widget's page leaves in pieces: the head with a skeleton at once, then whatever is ready.
//! The style sheet alone puts a block that comes early into its place; the script then moves it
//! there, adds the buttons and keeps the frame as high as its content. No piece holds a script or
//! a style of its own, so the page's policy allows none.

mod application;
pub mod assets;
mod choice;
mod client;
mod head;
mod install;
mod notice;
mod piece;
mod reentry;
mod state;
mod whom;

pub use application::{
    Administration, Application, Authorization, Failed, QueueHealth, Session, SourceHealth,
    application, repaired, trace, untraced,
};
pub use choice::choice;
pub use client::client;
pub use head::{Head, head};
pub use install::install;
pub use notice::{plan_expired, refused, unavailable};
pub use piece::{block, payment_due, session, tail};
pub use reentry::reentry;
pub use state::{State, state};
pub use whom::Whom;

use askama::Template;

/// A template writes into a string, which takes everything; a page that cannot be written is
/// empty, and the log says why.
pub(in crate::widget) fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_else(|error| {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a page could not be written"
        );
        String::new()
    })
}

#[cfg(test)]
mod tests;
