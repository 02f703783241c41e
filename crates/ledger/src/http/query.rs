//! A read in the words of the configuration.

use secrecy::SecretString;

use crate::Scalar;

/// What is asked of a system that speaks JSON, and where in its answer the rows are.
///
/// Holes are `{name}`; a brace itself is written twice. They stand for a segment of the path, the
/// value of a query parameter or a leaf of JSON, never for a name, a header or a host. Where a text
/// would stand among others, only the author knows what separates them: see [`Escape`].
///
/// An unknown or empty value equals nothing: a system that takes `customer=` for "everybody" is not
/// asked.
#[derive(Clone, Debug, Default)]
pub struct HttpQuery {
    pub method: HttpMethod,
    /// That a POST changes nothing, by the word of whoever writes the configuration; without it
    /// none is sent.
    pub read_only: bool,
    /// Below the source's address; may end in `?name=value&…`, written as in an address. For a
    /// POST it is constant.
    pub path: String,
    /// More parameters, in this order.
    pub query: Vec<(String, QueryValue)>,
    /// For a POST; its texts may be holes, and a hole alone keeps its value's type.
    pub body: Option<serde_json::Value>,
    /// Values the body may name as holes, for systems that want a key in every request.
    pub secrets: Vec<(String, SecretString)>,
    /// Methods of remote procedure calls that read, besides those known to.
    pub rpc_methods: Vec<String>,
    /// How a `datetime` is written (strftime); `%Y-%m-%dT%H:%M:%S` unless given.
    pub datetime_format: Option<String>,
    /// JSONPath (RFC 9535) to the rows.
    pub rows: String,
    pub columns: Vec<(String, HttpColumn)>,
    pub paging: Paging,
    /// JSONPath to what is there, and neither null, false nor empty, when the answer is an error
    /// whatever its status says.
    pub error_at: Option<String>,
    /// JSONPath to an error's code, for the administrator.
    pub error_code: Option<String>,
    /// Codes that mean the login is not accepted.
    pub login_errors: Vec<String>,
    /// A 404 means that there is no such row.
    pub not_found_is_empty: bool,
}

impl HttpQuery {
    /// A GET whose answer is an array, without columns yet.
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            rows: "$[*]".to_owned(),
            ..Self::default()
        }
    }

    /// A POST that is declared to change nothing.
    #[must_use]
    pub fn read_only_post(path: impl Into<String>, body: serde_json::Value) -> Self {
        Self {
            method: HttpMethod::Post,
            read_only: true,
            body: Some(body),
            ..Self::get(path)
        }
    }
}

/// The methods there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpMethod {
    #[default]
    Get,
    Post,
}

/// The value of a query parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryValue {
    /// Plain text with holes; a text among other characters needs `escape`.
    Text {
        template: String,
        escape: Option<Escape>,
    },
    /// JSON with holes as leaves, written as text.
    Json(serde_json::Value),
    /// The same in base64url without padding.
    Base64Json(serde_json::Value),
}

impl QueryValue {
    /// Without a language of its own inside.
    #[must_use]
    pub fn text(template: impl Into<String>) -> Self {
        Self::Text {
            template: template.into(),
            escape: None,
        }
    }
}

/// How a text is kept apart from what stands around it in the same value: `;` as `\;`, say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escape {
    /// What means something there. If `with` is not among them it cannot be written at all, and a
    /// value that holds it is refused.
    pub chars: String,
    /// Set before each of them.
    pub with: char,
}

/// Where a column is in a row, and how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpColumn {
    /// JSONPath within the row; the first thing it finds.
    pub path: String,
    /// What it is. Without one numbers are numbers, and a text that is a date in ISO 8601 or
    /// `/Date(…)/` is one.
    pub kind: Option<Scalar>,
    /// Places the decimal point is moved by: -2 where money comes in cents.
    pub scale: i8,
    /// How a date is spelled (strftime), or `unix` or `unix_ms`, where it is not ISO 8601.
    pub format: Option<String>,
}

impl HttpColumn {
    /// Read as it comes.
    #[must_use]
    pub fn at(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            kind: None,
            scale: 0,
            format: None,
        }
    }

    #[must_use]
    pub fn of_type(self, kind: Scalar) -> Self {
        Self {
            kind: Some(kind),
            ..self
        }
    }

    #[must_use]
    pub fn scaled(self, scale: i8) -> Self {
        Self { scale, ..self }
    }
}

/// How a long answer is asked for, page by page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    pub kind: PagingKind,
    /// Pages after which the answer is cut.
    pub max_pages: usize,
    /// JSONPath within a row to what no two rows share: a row that comes on two pages, because the
    /// list moved meanwhile, is taken once.
    pub key: Option<String>,
}

impl Default for Paging {
    fn default() -> Self {
        PagingKind::None.into()
    }
}

impl From<PagingKind> for Paging {
    fn from(kind: PagingKind) -> Self {
        Self {
            kind,
            max_pages: 50,
            key: None,
        }
    }
}

/// The ways of paging. A parameter is one of the query; for a POST it is a field of the body, or a
/// JSON pointer (`/params/args/6/offset`) into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PagingKind {
    /// One request.
    #[default]
    None,
    /// So many rows to leave out, so many to bring; a short page is the last one.
    Offset {
        offset: String,
        limit: String,
        size: usize,
        /// JSONPath to how many rows there are, where that is told.
        total: Option<String>,
    },
    /// Pages by number.
    Page {
        page: String,
        first: u64,
        limit: Option<String>,
        /// Rows of a full page: a shorter one is the last one. Unknown: an empty one is.
        size: Option<usize>,
    },
    /// The answer holds the address of the next page, on the same origin.
    Next { at: String },
    /// The answer holds a mark to ask the next page with.
    Cursor { parameter: String, at: String },
    /// The header `Range: 0-99`, with `Range-Unit: items`; or `Range: items=0-99` where the unit
    /// belongs into it.
    Range { unit_inside: bool, size: usize },
}
