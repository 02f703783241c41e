//! Incoming webhooks by their address.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::client::Client;
use crate::credential::Credential;

/// A text that is not the address of an incoming webhook. It does not say which: the address is
/// a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a webhook's address looks like https://acme.bitrix24.com/rest/1/CODE/")]
pub struct NotAWebhook;

impl Client {
    /// A client of an incoming webhook, by the address the portal shows for it:
    /// `https://acme.bitrix24.com/rest/1/CODE/` (`local-integrations/local-webhooks.md`).
    ///
    /// # Errors
    /// [`NotAWebhook`].
    pub fn of_webhook(http: reqwest::Client, address: &SecretString) -> Result<Self, NotAWebhook> {
        let address: Url = address
            .expose_secret()
            .trim()
            .parse()
            .map_err(|_| NotAWebhook)?;
        if !matches!(address.scheme(), "https" | "http") || address.host().is_none() {
            return Err(NotAWebhook);
        }
        let path: Vec<&str> = address.path().split('/').skip(1).collect();
        // What may follow the code is a method, shown as an example.
        let (user_id, code) = match path.as_slice() {
            ["rest", user_id, code, ..] if !code.is_empty() => (*user_id, *code),
            _ => return Err(NotAWebhook),
        };
        let credential = Credential::Webhook {
            user_id: user_id.parse().map_err(|_| NotAWebhook)?,
            code: SecretString::from(code.to_owned()),
        };
        let mut rest = address;
        rest.set_path("/rest/");
        rest.set_query(None);
        rest.set_fragment(None);
        Ok(Self::new(http, rest, credential))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(address: &str) -> Result<Client, NotAWebhook> {
        let http = crate::http_client().unwrap();
        Client::of_webhook(http, &SecretString::from(address.to_owned()))
    }

    #[test]
    fn a_webhook_is_its_address_with_or_without_a_method() {
        for address in [
            "https://acme.bitrix24.com/rest/1/s3cr3t/",
            "https://acme.bitrix24.com/rest/1/s3cr3t",
            "https://acme.bitrix24.com/rest/1/s3cr3t/profile.json?x=1",
        ] {
            let client = client(address).unwrap();
            assert_eq!(
                client.endpoint().as_str(),
                "https://acme.bitrix24.com/rest/"
            );
            assert!(!format!("{client:?}").contains("s3cr3t"));
        }
    }

    #[test]
    fn what_is_no_webhook_is_not_repeated() {
        for address in [
            "",
            "acme.bitrix24.com/rest/1/s3cr3t/",
            "https://acme.bitrix24.com/rest/1/",
            "https://acme.bitrix24.com/rest/me/s3cr3t/",
            "https://acme.bitrix24.com/api/1/s3cr3t/",
            "ftp://acme.bitrix24.com/rest/1/s3cr3t/",
        ] {
            let error = client(address).unwrap_err();
            assert!(!error.to_string().contains("s3cr3t"));
        }
    }
}
