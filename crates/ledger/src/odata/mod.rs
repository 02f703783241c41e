//! Services that speak OData: only ever with GET.

mod address;
mod answer;
mod literal;
mod protocol;
mod query;
mod service;
mod sessions;
mod settings;
pub(crate) mod text;

use std::sync::Arc;

use url::Url;

pub use protocol::Protocol;
pub use query::{ODataFunction, ODataQuery};
pub use settings::{ODataSettings, SessionUse};
pub use text::{ODataProblem, ODataQueryError};

use crate::web::Web;
use crate::{Limits, Params, ReadError, Reason, Rows, SourceError};
use literal::Literals;
use service::Service;
use sessions::Sessions;
use text::ODataText;

/// Where a publication of 1C keeps its service.
const STANDARD: &str = "/odata/standard.odata";

/// One service.
pub(crate) struct OData(Arc<Service>);

impl OData {
    pub(crate) fn new(name: &str, settings: ODataSettings) -> Result<Self, SourceError> {
        let ODataSettings {
            web,
            protocol,
            timezone,
            sessions,
        } = settings;
        let limits = web.limits;
        let web = Web::new(name, web)?;
        let service = Service {
            root: root(web.base(), protocol),
            web,
            dialect: Literals { protocol, timezone },
            limits,
            sessions: match (protocol, sessions) {
                (Protocol::OneC, SessionUse::Kept { idle }) => Some(Sessions::new(idle)),
                _ => None,
            },
        };
        Ok(Self(Arc::new(service)))
    }

    /// The values in portions that fit into an address each.
    pub(crate) fn portions(&self, text: &ODataText, params: &Params) -> Vec<Params> {
        text.portions(params, |portion| self.0.takes(text, portion))
    }

    pub(crate) async fn read(
        &self,
        text: &Arc<ODataText>,
        params: &Params,
        limits: Limits,
    ) -> Result<Rows, ReadError> {
        if text.protocol != self.0.dialect.protocol {
            return Err(ReadError::Rejected {
                source: Reason::text("the query is written in another dialect of OData"),
            });
        }
        let (service, text, params) = (Arc::clone(&self.0), Arc::clone(text), params.clone());
        self.0
            .web
            .read(&limits, |deadline| service.rows(text, params, deadline))
            .await
    }

    /// The names of the sets it publishes: the cheapest question there is.
    pub(crate) async fn published(&self, limits: Limits) -> Result<Vec<String>, ReadError> {
        let service = Arc::clone(&self.0);
        self.0
            .web
            .read(&limits, |deadline| service.published(deadline))
            .await
    }
}

/// The service's root: 1C's own tail may be left out of the setting.
fn root(base: &Url, protocol: Protocol) -> Url {
    let mut root = base.clone();
    let path = root.path().trim_end_matches('/').to_owned();
    if protocol == Protocol::OneC && !path.ends_with(STANDARD) {
        root.set_path(&format!("{path}{STANDARD}"));
    }
    root
}
