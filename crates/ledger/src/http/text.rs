//! A query, read once from the configuration's words.

use std::collections::BTreeMap;

use super::answer::Answer;
use super::pages::Pages;
use super::request::Request;
use super::{HttpQuery, HttpQueryError};
use crate::{ParamType, Rows};

/// A query ready to be asked.
#[derive(Debug)]
pub(crate) struct HttpText {
    /// Everything it was read from, for comparing.
    text: String,
    pub(super) request: Request,
    pub(super) answer: Answer,
    pub(super) pages: Pages,
}

/// Names and types of parameters, in the order of their first use.
type Params = Vec<(String, ParamType)>;

impl HttpText {
    /// The query, and its parameters.
    pub(crate) fn parse(
        query: &HttpQuery,
        declared: &BTreeMap<String, ParamType>,
    ) -> Result<(Self, Params), HttpQueryError> {
        let request = Request::parse(query, declared)?;
        let mut params: Params = Vec::new();
        for name in request.params() {
            if let Some(kind) = declared.get(name)
                && params.iter().all(|(known, _)| known != name)
            {
                params.push((name.to_owned(), *kind));
            }
        }
        if let Some(name) = declared
            .keys()
            .find(|name| params.iter().all(|(used, _)| used != *name))
        {
            return Err(HttpQueryError::UnusedParam { name: name.clone() });
        }
        let text = Self {
            // Secrets do not show themselves in it.
            text: format!("{query:?}"),
            answer: Answer::parse(query)?,
            pages: Pages::parse(query)?,
            request,
        };
        Ok((text, params))
    }

    /// The answer to values that equal nothing, without asking; `None` when it must be asked.
    pub(crate) fn nothing(&self, params: &crate::Params) -> Option<Rows> {
        self.request.asks_for_nothing(params).then(|| Rows {
            columns: self.answer.columns().into(),
            ..Rows::none()
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}
