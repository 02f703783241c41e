//! One request as it is sent, and what its answer says.

use reqwest::RequestBuilder;
use reqwest::header::ACCEPT;
use secrecy::ExposeSecret;
use url::Url;

use crate::answer::Answer;
use crate::batch::Batch;
use crate::call::{Argument, Body, Call, Version};
use crate::call_error::CallError;
use crate::credential::Credential;
use crate::envelope::{self, Verdict};
use crate::misfit::Misfit;
use crate::portal_address::PortalAddress;
use crate::secret::AccessToken;
use crate::transport::{Lost, Reply};

/// How a result becomes what the caller wants.
pub(super) type Read<T> = fn(&str) -> Result<T, Misfit>;

/// What is sent, however often.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) params: &'a [(String, Argument)],
    version: Version,
    idempotency_key: Option<&'a str>,
    pub(super) harmless: bool,
    /// The methods that are run: its own, or those of a batch's commands. In lower case, as the
    /// limiter knows them: to a portal they are the same in any case.
    pub(super) methods: Vec<String>,
}

/// By what right and where to a request is sent this time.
#[derive(Debug)]
pub(super) struct Means {
    pub(super) rest: Url,
    pub(super) token: Option<AccessToken>,
    /// Of the pair the token belongs to, where it can be renewed.
    pub(super) generation: Option<i64>,
}

impl<'a> Request<'a> {
    pub(super) fn call(call: &'a Call) -> Result<Self, CallError> {
        let method = call.method();
        let params = call.alone().map_err(|source| CallError::Unsayable {
            method: method.to_owned(),
            source,
        })?;
        Ok(Self {
            method,
            params,
            version: call.version(),
            idempotency_key: call.key(),
            harmless: call.is_harmless(),
            methods: vec![method.to_ascii_lowercase()],
        })
    }

    pub(super) fn batch(batch: &Batch, params: &'a [(String, Argument)]) -> Self {
        let mut methods: Vec<_> = batch
            .methods()
            .map(|(_, method)| method.to_ascii_lowercase())
            .collect();
        methods.sort_unstable();
        methods.dedup();
        Self {
            method: "batch",
            params,
            version: Version::Two,
            idempotency_key: None,
            harmless: batch.is_harmless(),
            methods,
        }
    }

    pub(super) fn build(
        &self,
        http: &reqwest::Client,
        means: &Means,
        credential: &Credential,
    ) -> RequestBuilder {
        let body = Body {
            params: self.params,
            auth: means.token.as_ref().map(AccessToken::expose),
        };
        let request = http
            .post(self.address(&means.rest, credential))
            .header(ACCEPT, "application/json")
            .json(&body);
        match self.idempotency_key {
            Some(key) => request.header("Idempotency-Key", key),
            None => request,
        }
    }

    /// `{rest}METHOD`, `{rest}USER/CODE/METHOD` for a webhook, and the same below `{rest}api/` in
    /// REST 3 (`settings/how-to-call-rest-api/general-principles.md`, `api-reference/rest-v3.md`).
    fn address(&self, rest: &Url, credential: &Credential) -> Url {
        let mut address = rest.clone();
        // A base that cannot have a path has no host either, and the request fails unsent.
        if let Ok(mut path) = address.path_segments_mut() {
            path.pop_if_empty();
            if self.version == Version::Three {
                path.push("api");
            }
            if let Credential::Webhook { user_id, code } = credential {
                path.push(&user_id.to_string()).push(code.expose_secret());
            }
            path.push(self.method);
        }
        address
    }

    /// What the reply to a request to `rest` says.
    pub(super) fn judge<T>(
        &self,
        rest: &Url,
        reply: &Reply,
        read: Read<T>,
    ) -> Result<Answer<T>, CallError> {
        let method = || self.method.to_owned();
        let status = reply.status.as_u16();
        if reply.status.is_redirection() {
            return Err(match new_address(rest, reply) {
                Some(to) => CallError::Moved {
                    method: method(),
                    to,
                },
                None => CallError::Unknown {
                    method: method(),
                    source: Lost::NotJson { status },
                },
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
}

/// Where a redirect points, if it is another portal address; no step down to http.
fn new_address(rest: &Url, reply: &Reply) -> Option<PortalAddress> {
    let target = rest.join(reply.location.as_deref()?).ok()?;
    if rest.scheme() == "https" && target.scheme() != "https" {
        return None;
    }
    let to = PortalAddress::of(&target).ok()?;
    (Some(&to) != PortalAddress::of(rest).ok().as_ref()).then_some(to)
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::*;

    fn moved(to: &str) -> Option<String> {
        let rest = Url::parse("https://acme.bitrix24.com/rest/").unwrap();
        let reply = Reply {
            status: StatusCode::FOUND,
            location: Some(to.to_owned()),
            body: Vec::new(),
        };
        new_address(&rest, &reply).map(|address| address.origin())
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
