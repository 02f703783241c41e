//! Calls to one portal.

use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use tracing::Instrument as _;
use url::Url;

use crate::answer::Answer;
use crate::batch::{Batch, Outcome};
use crate::call::{Argument, Body, Call};
use crate::call_error::CallError;
use crate::credential::Credential;
use crate::envelope::{self, Verdict};
use crate::misfit;
use crate::portal_address::PortalAddress;
use crate::transport::{self, Lost, Reply};

/// Calls one portal's REST API with one credential. Cheap to clone; clones share connections.
///
/// Each call is one POST with a JSON body. Nothing is repeated, renewed or followed here: an
/// error says what happened, and the caller decides.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    rest: Url,
    credential: Credential,
}

impl Client {
    /// A client of the portal whose REST base, its `client_endpoint`, is `rest`:
    /// `https://acme.bitrix24.com/rest/`. `http` is best made by [`http_client`](crate::http_client).
    #[must_use]
    pub fn new(http: reqwest::Client, rest: Url, credential: Credential) -> Self {
        Self {
            http,
            rest,
            credential,
        }
    }

    /// Makes one call.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn send<T: DeserializeOwned>(&self, call: &Call) -> Result<Answer<T>, CallError> {
        let method = call.method();
        let params = call.alone().map_err(|source| CallError::Unsayable {
            method: method.to_owned(),
            source,
        })?;
        self.call(method, params, misfit::read).await
    }

    /// Runs a batch: one request. An empty one is not sent.
    ///
    /// # Errors
    /// [`CallError`] when the batch as a whole has no answer. What became of each command is in the
    /// [`Outcome`].
    pub async fn run(&self, batch: &Batch) -> Result<Outcome, CallError> {
        if batch.is_empty() {
            return Ok(Outcome::default());
        }
        Ok(self
            .call("batch", &batch.params(), Outcome::read)
            .await?
            .result)
    }

    async fn call<T>(
        &self,
        method: &str,
        params: &[(String, Argument)],
        read: fn(&str) -> Result<T, misfit::Misfit>,
    ) -> Result<Answer<T>, CallError> {
        let span = tracing::debug_span!(
            "call.rest",
            call.method = method,
            call.portal = self.rest.host_str(),
            call.status = tracing::field::Empty,
        );
        async {
            let reply = self
                .post(method, params)
                .await
                .map_err(|reason| CallError::unanswered(method, reason))?;
            tracing::Span::current().record("call.status", reply.status.as_u16());
            self.judge(method, &reply, read)
        }
        .instrument(span)
        .await
    }

    async fn post(
        &self,
        method: &str,
        params: &[(String, Argument)],
    ) -> Result<Reply, transport::Unanswered> {
        let auth = match &self.credential {
            Credential::Token(token) => Some(token.expose()),
            Credential::Webhook { .. } => None,
        };
        let request = self
            .http
            .post(self.address(method))
            .header(reqwest::header::ACCEPT, "application/json")
            .json(&Body { params, auth });
        transport::exchange(request).await
    }

    fn judge<T>(
        &self,
        method: &str,
        reply: &Reply,
        read: fn(&str) -> Result<T, misfit::Misfit>,
    ) -> Result<Answer<T>, CallError> {
        let method = || method.to_owned();
        if reply.status.is_redirection() {
            return Err(match self.new_address(reply) {
                Some(to) => CallError::Moved {
                    method: method(),
                    to,
                },
                None => {
                    let status = reply.status.as_u16();
                    CallError::Unknown {
                        method: method(),
                        source: Lost::NotJson { status },
                    }
                }
            });
        }
        match envelope::open(reply) {
            Err(source) => Err(CallError::Unknown {
                method: method(),
                source,
            }),
            Ok(Verdict::Refused(refusal)) => Err(CallError::Refused {
                method: method(),
                refusal,
            }),
            Ok(Verdict::Result(envelope)) => Ok(Answer {
                result: read(envelope.result.map_or("null", |result| result.get())).map_err(
                    |source| CallError::Misfit {
                        method: method(),
                        source,
                    },
                )?,
                next: envelope.next,
                total: envelope.total,
                time: envelope.time(),
            }),
        }
    }

    /// `{rest}METHOD`, or `{rest}USER/CODE/METHOD` for a webhook
    /// (`settings/how-to-call-rest-api/general-principles.md`).
    fn address(&self, method: &str) -> Url {
        let mut address = self.rest.clone();
        // A base that cannot have a path has no host either, and the request fails unsent.
        if let Ok(mut path) = address.path_segments_mut() {
            path.pop_if_empty();
            if let Credential::Webhook { user_id, code } = &self.credential {
                path.push(&user_id.to_string()).push(code.expose_secret());
            }
            path.push(method);
        }
        address
    }

    /// Where a redirect points, if it is another portal address; no step down to http.
    fn new_address(&self, reply: &Reply) -> Option<PortalAddress> {
        let target = self.rest.join(reply.location.as_deref()?).ok()?;
        if self.rest.scheme() == "https" && target.scheme() != "https" {
            return None;
        }
        let to = PortalAddress::of(&target).ok()?;
        (Some(&to) != PortalAddress::of(&self.rest).ok().as_ref()).then_some(to)
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::*;
    use crate::secret::AccessToken;

    fn moved(to: &str) -> Option<String> {
        let rest = Url::parse("https://acme.bitrix24.com/rest/").unwrap();
        let token = Credential::Token(AccessToken::from("t0k3n".to_owned()));
        let client = Client::new(crate::http_client().unwrap(), rest, token);
        let location = Some(to.to_owned());
        let reply = Reply {
            status: StatusCode::FOUND,
            location,
            body: Vec::new(),
        };
        client.new_address(&reply).map(|address| address.origin())
    }

    #[test]
    fn a_portal_moves_to_another_host_and_never_down_to_http() {
        let new = Some("https://acme-group.bitrix24.com".to_owned());
        assert_eq!(
            moved("https://acme-group.bitrix24.com/rest/crm.deal.get"),
            new
        );
        assert_eq!(moved("//acme-group.bitrix24.com/rest/crm.deal.get"), new);
        assert_eq!(
            moved("http://acme-group.bitrix24.com/rest/crm.deal.get"),
            None
        );
        assert_eq!(moved("https://acme.bitrix24.com/auth/"), None);
        assert_eq!(moved("/auth/"), None);
    }
}
