//! One service: how its questions are asked, page by page.

use std::collections::HashSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::Protocol;
use super::answer::{self, Page, Table};
use super::literal::Literals;
use super::sessions::{IBSESSION, Lease, Sessions};
use super::text::{End, ODataText, Slice};
use crate::web::{Question, Reply, Web};
use crate::{Limits, Params, ReadError, Reason, Rows};

/// Rows in one page where we cut the pages.
const PAGE: usize = 1_000;

/// However many pages a service has.
const MOST_PAGES: usize = 1_000;

/// The longest address web servers take without being told to.
const LONGEST_ADDRESS: usize = 8_000;

/// How long the end of a session may take.
const GOODBYE: Duration = Duration::from_secs(5);

/// A service, as long as a read of it goes on.
pub(super) struct Service {
    pub(super) web: Web,
    pub(super) dialect: Literals,
    pub(super) limits: Limits,
    /// The service's root, without a slash at its end.
    pub(super) root: Url,
    pub(super) sessions: Option<Sessions>,
}

impl Service {
    /// All rows of a query, up to its limits.
    pub(super) async fn rows(
        self: Arc<Self>,
        text: Arc<ODataText>,
        params: Params,
        deadline: Instant,
    ) -> Result<Rows, ReadError> {
        let mut lease = self.lease();
        let rows = self.pages(&text, &params, &mut lease, deadline).await;
        self.give_back(lease);
        rows
    }

    async fn pages(
        &self,
        text: &ODataText,
        params: &Params,
        lease: &mut Lease,
        deadline: Instant,
    ) -> Result<Rows, ReadError> {
        let limits = Limits {
            max_rows: text.top.map_or(self.limits.max_rows, |top| {
                top.clamp(1, self.limits.max_rows)
            }),
            ..self.limits
        };
        // A virtual table is computed anew for every page, and without an order pages overlap.
        let cut = self.dialect.protocol == Protocol::OneC
            && text.end() == End::Set
            && text.is_ordered()
            && !text.is_computed();
        let mut table = Table::new(text, self.dialect, limits);
        let mut skip = 0;
        let mut asked = HashSet::new();
        let mut next = None;
        for _ in 0..MOST_PAGES {
            // One row more than wanted tells whether there are more.
            let rest = limits.max_rows + 1 - table.len();
            let top = if cut { rest.min(PAGE) } else { rest };
            let url = match next.take() {
                Some(url) => url,
                None => match self.address(text, params, Slice { skip, top }) {
                    Some(url) => url?,
                    // An unknown value equals nothing.
                    None => return Ok(table.finish(false)),
                },
            };
            if !asked.insert(url.clone()) {
                return Err(never_ending());
            }
            let reply = self.ask(&url, lease, &self.headers(rest), deadline).await?;
            let one = text.end() == End::One;
            let page = answer::parse(&reply, self.dialect.protocol, one, params)?;
            let (came, before) = (page.rows.len(), table.len());
            next = self.next(&url, &page)?;
            for row in page.rows {
                if table.take(row)?.is_break() {
                    return Ok(table.finish(true));
                }
            }
            skip += came;
            if next.is_none() && !(cut && came >= top) {
                return Ok(table.finish(false));
            }
            if next.is_none() && table.len() == before {
                return Err(never_ending());
            }
        }
        Ok(table.finish(true))
    }

    /// The whole address of a request; `None` when a value is unknown.
    fn address(
        &self,
        text: &ODataText,
        params: &Params,
        slice: Slice,
    ) -> Option<Result<Url, ReadError>> {
        let path = text.address(params, &self.dialect, slice)?;
        let url = format!("{}/{path}", self.root.as_str().trim_end_matches('/'));
        if url.len() > LONGEST_ADDRESS {
            return Some(Err(rejected(
                "its address would be longer than 8 000 characters",
            )));
        }
        Some(Url::parse(&url).map_err(|_| rejected("its address is none")))
    }

    /// Whether a request with these values has an address the service takes.
    pub(super) fn takes(&self, text: &ODataText, params: &Params) -> bool {
        let slice = Slice {
            skip: self.limits.max_rows,
            top: self.limits.max_rows,
        };
        matches!(self.address(text, params, slice), None | Some(Ok(_)))
    }

    /// Where the list goes on, on the service's own host.
    fn next(&self, url: &Url, page: &Page) -> Result<Option<Url>, ReadError> {
        let Some(next) = &page.next else {
            return Ok(None);
        };
        let begins_at = page
            .context
            .as_ref()
            .and_then(|context| url.join(context).ok())
            .unwrap_or_else(|| url.clone());
        match begins_at.join(next) {
            Ok(next) if self.web.is_home(&next) => Ok(Some(next)),
            Ok(_) => Err(rejected("its next page is on another host")),
            Err(_) => Err(rejected("the address of its next page is none")),
        }
    }

    /// What says which version is spoken, and how long a page may be.
    fn headers(&self, rest: usize) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut say = |name, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        match self.dialect.protocol {
            Protocol::OneC => say("maxdataserviceversion", "3.0"),
            Protocol::V2 => say("maxdataserviceversion", "2.0"),
            Protocol::V4 => {
                say("odata-maxversion", "4.0");
                // Business One sends twenty rows a page unless told.
                say("prefer", &format!("odata.maxpagesize={}", rest.min(PAGE)));
            }
        }
        headers
    }

    /// The names of the sets the service publishes.
    pub(super) async fn published(
        self: Arc<Self>,
        deadline: Instant,
    ) -> Result<Vec<String>, ReadError> {
        let mut lease = self.lease();
        let names = self.service_document(&mut lease, deadline).await;
        self.give_back(lease);
        names
    }

    async fn service_document(
        &self,
        lease: &mut Lease,
        deadline: Instant,
    ) -> Result<Vec<String>, ReadError> {
        let mut url = self.root.clone();
        url.set_path(&format!("{}/", url.path().trim_end_matches('/')));
        if self.dialect.protocol != Protocol::V4 {
            url.set_query(Some("$format=json"));
        }
        let reply = self.ask(&url, lease, &self.headers(1), deadline).await?;
        answer::published(&reply, self.dialect.protocol)
    }

    /// One request, in a session where sessions are kept. A session the service has forgotten is
    /// given up, and the question asked once more.
    async fn ask(
        &self,
        url: &Url,
        lease: &mut Lease,
        headers: &HeaderMap,
        deadline: Instant,
    ) -> Result<Reply, ReadError> {
        let mut question = Question::get(url.clone());
        let Some(sessions) = &self.sessions else {
            question.headers = headers.clone();
            return self.web.ask(&question, deadline).await;
        };
        let held = lease.is_held();
        let mut reply = self
            .ask_in(sessions, lease, &mut question, headers, deadline)
            .await?;
        if held && matches!(reply.status.as_u16(), 400 | 404 | 500) {
            lease.forget();
            reply = self
                .ask_in(sessions, lease, &mut question, headers, deadline)
                .await?;
        }
        Ok(reply)
    }

    async fn ask_in(
        &self,
        sessions: &Sessions,
        lease: &mut Lease,
        question: &mut Question,
        headers: &HeaderMap,
        deadline: Instant,
    ) -> Result<Reply, ReadError> {
        question.headers = headers.clone();
        question.headers.extend(sessions.headers(lease));
        let reply = self.web.ask(question, deadline).await?;
        sessions.heard(lease, reply.status.is_success(), &reply.headers);
        Ok(reply)
    }

    fn lease(&self) -> Lease {
        self.sessions
            .as_ref()
            .map(Sessions::take)
            .unwrap_or_default()
    }

    /// Keeps the session for the next read, and sees to its end.
    fn give_back(self: &Arc<Self>, lease: Lease) {
        if let Some(sessions) = &self.sessions
            && sessions.give_back(lease)
        {
            tokio::spawn(watch(Arc::downgrade(self)));
        }
    }

    /// Ends a session: its licence is free again.
    async fn end(&self, lease: &Lease) {
        let Some(sessions) = &self.sessions else {
            return;
        };
        let mut url = self.root.clone();
        url.set_path(&format!("{}/", url.path().trim_end_matches('/')));
        url.set_query(Some("$format=json"));
        let mut question = Question::get(url);
        question.headers = sessions.headers(lease);
        question
            .headers
            .insert(IBSESSION, HeaderValue::from_static("finish"));
        // Whatever it answers: a session that is not ended ends by itself, later.
        let _ = self.web.ask(&question, Instant::now() + GOODBYE).await;
    }
}

/// Ends the sessions that are not used any more, until none is left or the source is gone.
async fn watch(service: Weak<Service>) {
    loop {
        let Some(service) = service.upgrade() else {
            return;
        };
        let Some(sessions) = &service.sessions else {
            return;
        };
        let (expired, next) = sessions.expired();
        for lease in expired {
            service.end(&lease).await;
        }
        let Some(next) = next else { return };
        drop(service);
        sleep_until(next).await;
    }
}

fn rejected(problem: &str) -> ReadError {
    ReadError::Rejected {
        source: Reason::text(problem),
    }
}

fn never_ending() -> ReadError {
    ReadError::Garbled {
        source: Reason::text("its pages repeat themselves"),
    }
}
