//! Who we are to an authorization server.

use crate::secret::ClientSecret;

/// The registration of an application: the pair shown in its form at the portal, or on its card
/// in the Marketplace (`local-integrations/local-apps.md`).
#[derive(Clone, Debug)]
pub struct Application {
    /// As in `local.5c8bb1b0891cf2.87252039`, or `app.…` in the Marketplace; no secret.
    pub client_id: String,
    pub client_secret: ClientSecret,
}
