//! What is wrong with a query in the configuration's words.

use crate::template::TemplateError;

/// Why a query would not be sent. `at` is the key it is about, such as `path`, `query.filter`,
/// `body/domain/0/2` or `columns.total`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HttpQueryError {
    /// A hole that is none, or that no parameter is declared for.
    #[error("{source}")]
    Template {
        at: String,
        /// Where in the text the parsed part begins, in bytes.
        offset: usize,
        source: TemplateError,
    },
    /// A parameter is declared that nothing uses.
    #[error("`{name}` is declared in `params` but the query does not use it")]
    UnusedParam { name: String },
    /// A hole where no value may stand.
    #[error("`{{{name}}}` stands in a name; only values may be holes")]
    HoleInName { at: String, name: String },
    /// A text hole that is only a part of a value, and nothing says what separates the parts.
    #[error(
        "`{{{name}}}` is a text among other characters, where it could be taken for more than one \
         value; let it stand alone, give it another type, or say with `escape` how it is kept apart"
    )]
    TextInside { at: String, name: String },
    /// A list among other characters.
    #[error("`{{{name}}}` is a list and must stand alone")]
    ListInside { at: String, name: String },
    /// A list where one value stands.
    #[error("`{{{name}}}` is a list; a path takes one value")]
    ListInPath { at: String, name: String },
    /// A path that is none, or leads out of the source's address.
    #[error("the path {problem}")]
    BadPath { at: String, problem: &'static str },
    /// A POST that nobody declared to be a read.
    #[error("a POST is sent only with `read_only = true`: does it change nothing?")]
    NotReadOnly { at: String },
    /// A POST to an address that depends on a value.
    #[error("the path of a POST must be constant")]
    VariablePath { at: String },
    /// A body for a GET.
    #[error("a GET has no body; say `method = \"POST\"` and `read_only = true` if it is a read")]
    BodyOfGet { at: String },
    /// A remote procedure call to something that is not known to read.
    #[error(
        "`{method}` is not known to read; the methods are search_read, read, read_group, \
         search_count, fields_get, and what `rpc_methods` lists"
    )]
    RpcMethod { at: String, method: String },
    /// A remote procedure call whose method depends on a value, or several in one body.
    #[error("a call names one method, in plain text")]
    RpcUnclear { at: String },
    /// Not a JSONPath.
    #[error("`{path}` is no JSONPath: {problem}")]
    BadJsonPath {
        at: String,
        path: String,
        problem: String,
    },
    /// No columns.
    #[error("a query needs `columns`")]
    NoColumns { at: String },
    /// A number or format that cannot work.
    #[error("{problem}")]
    BadSetting { at: String, problem: &'static str },
}

impl HttpQueryError {
    /// The key it is about.
    #[must_use]
    pub fn at(&self) -> &str {
        match self {
            Self::Template { at, .. }
            | Self::HoleInName { at, .. }
            | Self::TextInside { at, .. }
            | Self::ListInside { at, .. }
            | Self::ListInPath { at, .. }
            | Self::BadPath { at, .. }
            | Self::NotReadOnly { at }
            | Self::VariablePath { at }
            | Self::BodyOfGet { at }
            | Self::RpcMethod { at, .. }
            | Self::RpcUnclear { at }
            | Self::BadJsonPath { at, .. }
            | Self::NoColumns { at }
            | Self::BadSetting { at, .. } => at,
            Self::UnusedParam { .. } => "params",
        }
    }

    /// Where in that key's text, in bytes; `None` when it is about all of it.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        match self {
            Self::Template { offset, source, .. } => Some(offset + source.offset()),
            _ => None,
        }
    }
}
