//! By what right a call is made.

use secrecy::SecretString;

use crate::renewal::Renewal;
use crate::secret::AccessToken;

/// By what right a client calls (`settings/how-to-call-rest-api/authorization.md`).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credential {
    /// A user's token for an application. It travels in the body, never in the address, which
    /// servers between like to write down.
    Token(AccessToken),
    /// A user's token for an application that is renewed when it is too old.
    Renewed(Renewal),
    /// An incoming webhook (`local-integrations/local-webhooks.md`). Its code is part of every
    /// call's address; there is no other way.
    Webhook {
        /// Who made the webhook; the calls are his.
        user_id: u64,
        /// The secret part of the webhook's address.
        code: SecretString,
    },
}
