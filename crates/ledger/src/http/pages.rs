//! Walks a long answer, page by page, and never in a circle.

use std::collections::HashSet;

use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::Value as Json;
use serde_json_path::JsonPath;
use url::Url;

use super::HttpQueryError;
use super::answer::jsonpath;
use super::query::{HttpMethod, HttpQuery, PagingKind};
use super::request::Asked;
use crate::web::{Question, Reply, Web};
use crate::{ReadError, Reason};

const RANGE_UNIT: HeaderName = HeaderName::from_static("range-unit");

/// How a query's pages follow each other.
#[derive(Debug)]
pub(super) struct Pages {
    kind: PagingKind,
    max_pages: usize,
    /// To the total, the next address or the mark, whichever this way of paging reads.
    at: Option<JsonPath>,
    key: Option<JsonPath>,
}

/// One walk.
pub(super) struct Walk<'a> {
    pages: &'a Pages,
    asked: Asked,
    next: Option<Url>,
    /// Pages so far.
    count: usize,
    /// Rows so far, as the system counts them.
    rows: usize,
    /// Addresses and marks so far.
    seen: HashSet<String>,
    keys: HashSet<String>,
    /// The last page.
    last: Vec<Json>,
}

/// What comes after a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Then {
    More,
    End,
    /// There is more, and it is not asked for.
    Cut,
}

impl Pages {
    pub(super) fn parse(query: &HttpQuery) -> Result<Self, HttpQueryError> {
        let wrong = |problem| HttpQueryError::BadSetting {
            at: "paging".to_owned(),
            problem,
        };
        let paging = &query.paging;
        let (at, size) = match &paging.kind {
            PagingKind::None => (None, None),
            PagingKind::Offset { size, total, .. } => (total.as_ref(), Some(*size)),
            PagingKind::Page { size, .. } => (None, *size),
            PagingKind::Next { at } | PagingKind::Cursor { at, .. } => (Some(at), None),
            PagingKind::Range { size, .. } => (None, Some(*size)),
        };
        if size == Some(0) || paging.max_pages == 0 {
            return Err(wrong("a page has rows, and there is at least one page"));
        }
        let by_address = matches!(
            paging.kind,
            PagingKind::Next { .. } | PagingKind::Range { .. }
        );
        if by_address && query.method == HttpMethod::Post {
            return Err(wrong("this way of paging is for GET only"));
        }
        let path = |text: Option<&String>, at| text.map(|text| jsonpath(text, at)).transpose();
        Ok(Self {
            kind: paging.kind.clone(),
            max_pages: paging.max_pages,
            at: path(at, "paging")?,
            key: path(paging.key.as_ref(), "paging.key")?,
        })
    }

    pub(super) fn walk(&self, mut asked: Asked) -> Result<Walk<'_>, ReadError> {
        match &self.kind {
            PagingKind::Offset { limit, size, .. } => asked.set(limit, Json::from(*size))?,
            PagingKind::Page { limit, size, .. } => {
                if let (Some(limit), Some(size)) = (limit, size) {
                    asked.set(limit, Json::from(*size))?;
                }
            }
            _ => {}
        }
        let mut walk = Walk {
            pages: self,
            asked,
            next: None,
            count: 0,
            rows: 0,
            seen: HashSet::new(),
            keys: HashSet::new(),
            last: Vec::new(),
        };
        walk.turn()?;
        Ok(walk)
    }
}

impl Walk<'_> {
    /// What to ask for now.
    pub(super) fn question(&self, web: &Web) -> Result<Question, ReadError> {
        let mut question = self.asked.question(web)?;
        if let Some(next) = &self.next {
            question.url = next.clone();
        }
        Ok(question)
    }

    /// Whether an answer that is no success only says that there are no more rows.
    pub(super) fn is_past_the_end(&self, reply: &Reply) -> bool {
        matches!(self.pages.kind, PagingKind::Range { .. })
            && reply.status == StatusCode::RANGE_NOT_SATISFIABLE
    }

    /// Takes a page's rows: without those that came before.
    ///
    /// # Errors
    /// When it is the page before it once more: a system that does not know these parameters says
    /// the same again and again.
    pub(super) fn take(&mut self, page: &[&Json]) -> Result<Vec<Json>, ReadError> {
        if self.count > 0 && !page.is_empty() && self.last.iter().eq(page.iter().copied()) {
            return Err(garbled("its pages repeat"));
        }
        self.last = page.iter().map(|row| (*row).clone()).collect();
        self.count += 1;
        self.rows += page.len();
        let key = self.pages.key.as_ref();
        let mut fresh = Vec::new();
        for row in &self.last {
            let known = key
                .and_then(|key| key.query(row).first())
                .is_some_and(|key| !self.keys.insert(key.to_string()));
            if !known {
                fresh.push(row.clone());
            }
        }
        Ok(fresh)
    }

    /// Turns to the next page, if there is one.
    pub(super) fn advance(
        &mut self,
        question: &Question,
        reply: &Reply,
        document: &Json,
        web: &Web,
    ) -> Result<Then, ReadError> {
        let length = self.last.len();
        let found = self.pages.at.as_ref();
        let found = found.and_then(|at| at.query(document).first());
        let more = match &self.pages.kind {
            PagingKind::None => false,
            PagingKind::Offset { size, .. } => match found.and_then(number) {
                // Some systems bring smaller pages than they are asked for: the total knows.
                Some(total) => length > 0 && self.rows < total,
                None => length >= *size,
            },
            PagingKind::Page { size, .. } => length >= size.unwrap_or(1),
            PagingKind::Range { size, .. } => match total_of(reply) {
                Some(total) => length > 0 && self.rows < total,
                None => length >= *size,
            },
            PagingKind::Next { .. } => match found {
                Some(Json::String(address)) if !address.is_empty() => {
                    self.next = Some(self.home(question, address, web)?);
                    true
                }
                None | Some(Json::Null | Json::Bool(false) | Json::String(_)) => false,
                Some(_) => return Err(garbled("its next address is none")),
            },
            PagingKind::Cursor { parameter, .. } => match found {
                Some(mark @ (Json::String(_) | Json::Number(_))) if mark.as_str() != Some("") => {
                    self.once(mark.to_string())?;
                    self.asked.set(parameter, mark.clone())?;
                    true
                }
                None | Some(Json::Null | Json::Bool(false) | Json::String(_)) => false,
                Some(_) => return Err(garbled("its mark for the next page is none")),
            },
        };
        if !more {
            return Ok(Then::End);
        }
        if self.count >= self.pages.max_pages {
            return Ok(Then::Cut);
        }
        self.turn()?;
        Ok(Then::More)
    }

    /// Puts the number of the page to come where it belongs.
    fn turn(&mut self) -> Result<(), ReadError> {
        match &self.pages.kind {
            PagingKind::Offset { offset, .. } => self.asked.set(offset, Json::from(self.rows)),
            PagingKind::Page { page, first, .. } => {
                let number = first.saturating_add(self.count as u64);
                self.asked.set(page, Json::from(number))
            }
            PagingKind::Range { unit_inside, size } => {
                let range = format!("{}-{}", self.rows, self.rows + size - 1);
                let range = if *unit_inside {
                    format!("items={range}")
                } else {
                    let items = HeaderValue::from_static("items");
                    self.asked.headers.insert(RANGE_UNIT, items);
                    range
                };
                let value = HeaderValue::from_str(&range).map_err(|_| garbled("no range"))?;
                self.asked.headers.insert(header::RANGE, value);
                Ok(())
            }
            PagingKind::None | PagingKind::Next { .. } | PagingKind::Cursor { .. } => Ok(()),
        }
    }

    /// The next page's address, on the system's own origin only.
    fn home(&mut self, question: &Question, address: &str, web: &Web) -> Result<Url, ReadError> {
        let next = question.url.join(address);
        let next = next.map_err(|_| garbled("its next address is none"))?;
        if !web.is_home(&next) {
            return Err(garbled(
                "its next page is on another host, which is not asked",
            ));
        }
        self.once(next.to_string())?;
        Ok(next)
    }

    fn once(&mut self, mark: String) -> Result<(), ReadError> {
        if self.seen.insert(mark) {
            return Ok(());
        }
        Err(garbled("its pages go in a circle"))
    }
}

/// A whole number, also one that is a text.
fn number(json: &Json) -> Option<usize> {
    match json {
        Json::Number(number) => number.as_u64()?.try_into().ok(),
        Json::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The total of `Content-Range: items 0-99/1001`; the unit may be missing, the total be `*`.
fn total_of(reply: &Reply) -> Option<usize> {
    let range = reply.headers.get(header::CONTENT_RANGE)?.to_str().ok()?;
    range.rsplit_once('/')?.1.trim().parse().ok()
}

fn garbled(problem: &str) -> ReadError {
    ReadError::Garbled {
        source: Reason::text(problem),
    }
}
