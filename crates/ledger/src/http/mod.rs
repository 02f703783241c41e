//! Systems that answer with JSON, whatever their interface is called.

mod answer;
mod error;
mod pages;
mod query;
mod request;
mod rpc;
mod settings;
mod text;

use std::sync::Arc;

use chrono_tz::Tz;
use http::StatusCode;
use tokio::time::Instant;

pub use error::HttpQueryError;
pub use query::{Escape, HttpColumn, HttpMethod, HttpQuery, Paging, PagingKind, QueryValue};
pub use settings::HttpSettings;
pub(crate) use text::HttpText;

use crate::web::{Question, Web};
use crate::{Limits, Params, ReadError, Rows, SourceError};
use pages::Then;
use request::Asked;

/// One system.
pub(crate) struct Http {
    web: Arc<Web>,
    zone: Tz,
    check: url::Url,
}

impl Http {
    pub(crate) fn new(name: &str, settings: HttpSettings) -> Result<Self, SourceError> {
        let web = Web::new(name, settings.web)?;
        let check = match &settings.check {
            Some(path) => web.below(path).ok_or_else(|| SourceError::BadAddress {
                source_name: name.to_owned(),
                problem: "`check` is no path below it",
            })?,
            None => web.base().clone(),
        };
        Ok(Self {
            web: Arc::new(web),
            zone: settings.timezone.unwrap_or(Tz::UTC),
            check,
        })
    }

    pub(crate) async fn read(
        &self,
        text: &Arc<HttpText>,
        params: &Params,
        limits: Limits,
    ) -> Result<Rows, ReadError> {
        let asked = text.request.write(params)?;
        let (web, text, zone) = (Arc::clone(&self.web), Arc::clone(text), self.zone);
        let job = |deadline| async move { walk(&web, &text, asked, zone, limits, deadline).await };
        self.web.read(&limits, job).await
    }

    /// Whether there is somebody who lets us in.
    pub(crate) async fn check(&self, limits: Limits) -> Result<(), ReadError> {
        let (web, url) = (Arc::clone(&self.web), self.check.clone());
        let job = |deadline| async move { web.ask(&Question::get(url), deadline).await };
        let reply = self.web.read(&limits, job).await?;
        let status = reply.status;
        // There may be nothing to see at that address: somebody answered all the same.
        let there = status.is_success()
            || (status.is_client_error()
                && status != StatusCode::UNAUTHORIZED
                && status != StatusCode::FORBIDDEN);
        if there { Ok(()) } else { Err(reply.refusal()) }
    }
}

/// All pages, up to the limits.
async fn walk(
    web: &Web,
    text: &HttpText,
    asked: Asked,
    zone: Tz,
    limits: Limits,
    deadline: Instant,
) -> Result<Rows, ReadError> {
    let mut whole = Rows {
        columns: text.answer.columns().into(),
        ..Rows::none()
    };
    let mut walk = text.pages.walk(asked)?;
    loop {
        let question = walk.question(web)?;
        let reply = web.ask(&question, deadline).await?;
        if walk.is_past_the_end(&reply)
            || (reply.status == StatusCode::NOT_FOUND && text.answer.not_found_is_empty)
        {
            return Ok(whole);
        }
        if !reply.status.is_success() {
            return Err(text.answer.refusal(&reply));
        }
        let document = text.answer.document(&reply)?;
        let fresh = walk.take(&text.answer.rows(&document))?;
        let rows = fresh.iter().map(|row| text.answer.row(row, zone));
        let page = Rows {
            columns: Arc::clone(&whole.columns),
            rows: rows.collect::<Result<_, _>>()?,
            truncated: false,
        };
        whole.append(page, &limits);
        if whole.truncated {
            return Ok(whole);
        }
        match walk.advance(&question, &reply, &document, web)? {
            Then::More if whole.len() < limits.max_rows => {}
            Then::More | Then::Cut => {
                whole.truncated = true;
                return Ok(whole);
            }
            Then::End => return Ok(whole),
        }
    }
}
