//! What the portal posts into an application's frame
//! (`settings/oauth/simple-way.md`, `api-reference/widgets/index.md`).

use serde_json::{Value, json};
use url::Url;

use crate::{
    AppState, php,
    secret::random_hex,
    world::{Application, User},
};

/// The placement code of an application's own page.
pub const DEFAULT_PLACEMENT: &str = "DEFAULT";

/// Fields that older self-hosted portals do not post.
const NEWER: [&str; 3] = ["SERVER_ENDPOINT", "APPLICATION_TOKEN", "APPLICATION_SCOPE"];

/// A form that the user's browser submits into a frame.
#[derive(Clone, PartialEq, Eq)]
pub struct FramePost {
    /// Where the form goes: the handler with `DOMAIN`, `PROTOCOL`, `LANG`, `APP_SID` appended.
    pub url: String,
    /// The form's fields in order; `AUTH_ID` and `REFRESH_ID` are secrets.
    pub fields: Vec<(String, String)>,
    /// The frame's `window.name`: `HOST|PROTOCOL|APP_SID`.
    pub window_name: String,
    /// Number of this rendering, new each time.
    pub sid: String,
    /// Origin of the handler: the only one the portal talks to.
    pub origin: String,
}

/// Why there is nothing to post.
#[derive(Debug, thiserror::Error)]
pub enum FrameRefusal {
    /// The installer has not been run to its end; only administrators get to it.
    #[error("the application is not fully installed")]
    NotInstalled,
    /// The application has bound no handler to this placement.
    #[error("the application has no handler at `{placement}`")]
    NotBound {
        /// The placement asked for.
        placement: String,
    },
    /// The handler's address cannot be read.
    #[error("the handler's address is no URL")]
    Address(#[from] url::ParseError),
    /// The user or application is not known to the portal.
    #[error("no token can be given out")]
    NoToken,
}

impl std::fmt::Debug for FramePost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FramePost")
            .field("url", &self.url)
            .field("window_name", &self.window_name)
            .finish_non_exhaustive()
    }
}

impl AppState {
    /// What opens when `user` goes to a placement of an application: for
    /// [`DEFAULT_PLACEMENT`] its installer while it is not installed, then its main
    /// page; otherwise the first handler it has bound there. `options` become
    /// `PLACEMENT_OPTIONS`; their values should be text.
    ///
    /// # Errors
    /// [`FrameRefusal`] says why nothing opens.
    pub fn frame_post(
        &self,
        user: &User,
        application: &Application,
        placement: &str,
        options: &Value,
    ) -> Result<FramePost, FrameRefusal> {
        // The caller's copy may be older than the end of the installation.
        let application = &self
            .world()
            .application_by_client_id(&application.client_id)
            .ok_or(FrameRefusal::NoToken)?;
        let handler = if placement == DEFAULT_PLACEMENT {
            match &application.install_url {
                Some(_) if !application.installed && !user.admin => {
                    return Err(FrameRefusal::NotInstalled);
                }
                Some(installer) if !application.installed => installer.clone(),
                _ => application.handler_url.clone(),
            }
        } else {
            let bindings = self.world().placements_of(&application.client_id);
            let first = bindings.into_iter().find(|one| one.placement == placement);
            first
                .map(|one| one.handler)
                .ok_or_else(|| FrameRefusal::NotBound {
                    placement: placement.to_owned(),
                })?
        };
        self.frame_post_to(&handler, user, application, placement, options)
    }

    /// The same for a chosen handler, bound or not.
    ///
    /// # Errors
    /// The handler is no address, or no token can be given out.
    pub fn frame_post_to(
        &self,
        handler: &str,
        user: &User,
        application: &Application,
        placement: &str,
        options: &Value,
    ) -> Result<FramePost, FrameRefusal> {
        let handler = Url::parse(handler)?;
        let token = self
            .world()
            .token_for(user.id, &application.client_id)
            .ok_or(FrameRefusal::NoToken)?;
        let sid = random_hex(32);
        let domain = self.domain();

        let mut url = handler.clone();
        url.query_pairs_mut()
            .append_pair("DOMAIN", &domain)
            .append_pair("PROTOCOL", self.protocol())
            .append_pair("LANG", user.language.code())
            .append_pair("APP_SID", &sid);

        let seconds_left = token.seconds_left(self.world().clock().now());
        let fields = [
            ("AUTH_ID", token.access_token.expose().to_owned()),
            ("AUTH_EXPIRES", seconds_left.to_string()),
            ("REFRESH_ID", token.refresh_token.expose().to_owned()),
            ("SERVER_ENDPOINT", self.server_endpoint()),
            (
                "APPLICATION_TOKEN",
                application.application_token.expose().to_owned(),
            ),
            ("APPLICATION_SCOPE", application.scope_list()),
            ("member_id", self.world().member_id().to_owned()),
            ("status", application.status.letter().to_owned()),
            ("PLACEMENT", placement.to_owned()),
            (
                "PLACEMENT_OPTIONS",
                php::json_text(&with_uri(placement, options)),
            ),
        ];
        let old = self.knobs().old_frames();
        let fields = fields.into_iter();
        let fields = fields.filter(|(name, _)| !(old && NEWER.contains(name)));
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        Ok(FramePost {
            url: url.into(),
            fields: fields.collect(),
            window_name: format!("{domain}|{}|{sid}", self.protocol()),
            sid,
            origin: handler.origin().ascii_serialization(),
        })
    }
}

/// Adds the address of the card a widget opens in, unless the page gave one: the
/// portal adds `URI` everywhere. No options at all are an empty PHP array: `[]`.
fn with_uri(placement: &str, options: &Value) -> Value {
    let mut options = options.clone();
    if options.get("URI").is_some() {
        return options;
    }
    let card = ["DEAL", "CONTACT", "COMPANY"]
        .into_iter()
        .find(|card| placement.starts_with(&format!("CRM_{card}_DETAIL_")));
    let id = options.get("ID").and_then(Value::as_str).map(str::to_owned);
    if let (Some(card), Some(id), Value::Object(map)) = (card, id, &mut options) {
        let card = card.to_ascii_lowercase();
        map.insert(
            "URI".to_owned(),
            json!(format!("/crm/{card}/details/{id}/")),
        );
    }
    match options {
        Value::Object(map) => php::array(map.into_iter().collect()),
        other => other,
    }
}
