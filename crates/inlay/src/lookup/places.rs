//! Whether a widget's tab is in the portal at all.

use bitrix24::{Batch, Client};

use crate::config::Config;
use crate::config::widget::Place;
use crate::installation::{PresentBatch, Wanted};
use crate::store::Portal;

/// What is bound in a portal, beside what the configuration wants of it.
pub(super) struct Bound {
    wanted: Wanted,
    present: Wanted,
}

impl Bound {
    /// Reads it; `None` where the portal does not tell it to this caller.
    pub(super) async fn read(client: &Client, config: &Config, portal: &Portal) -> Option<Self> {
        let mut batch = Batch::new();
        let bound = PresentBatch::add(&mut batch).ok()?;
        let outcome = client.run(&batch).await.ok()?;
        Some(Self {
            wanted: Wanted::of(config, portal),
            present: bound.take(&outcome).ok()?,
        })
    }

    /// Whether a widget's handler is bound at a place.
    pub(super) fn has(&self, widget: &str, place: Place) -> bool {
        let ending = format!("/widget/{widget}");
        let wanted = self.wanted.placements.iter().find(|binding| {
            binding.placement == place.code() && binding.handler.ends_with(&ending)
        });
        wanted.is_some_and(|wanted| {
            let mut present = self.present.placements.iter();
            present.any(|binding| {
                binding.placement == wanted.placement && binding.handler == wanted.handler
            })
        })
    }
}
