//! The form a portal's page posts into the application's frame.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value};

use super::error::ParseError;
use super::form::Form;
use crate::member_id::MemberId;
use crate::secret::{AccessToken, ApplicationToken, RefreshToken};
use crate::values;

/// What the application's page, its installation page or a widget is opened with
/// (`settings/oauth/simple-way.md`, `api-reference/widgets/index.md`).
///
/// It comes from a browser and can be forged entirely. In particular `domain` may be the address
/// of a stranger, who would like to be called there.
#[derive(Clone)]
#[non_exhaustive]
pub struct Frame {
    /// The portal's host, maybe with a port.
    pub domain: Option<String>,
    /// `1` for https, `0` for http.
    pub protocol: Option<u8>,
    /// The user's language, as in `en`.
    pub lang: Option<String>,
    /// Names this one rendering of the frame; no secret.
    pub app_sid: Option<String>,
    /// The token of the user who looks.
    pub access_token: AccessToken,
    pub refresh_token: Option<RefreshToken>,
    /// About how long the access token lives from now.
    pub expires_in: Option<Duration>,
    /// The authorization server's REST base. Older portals do not send it.
    pub server_endpoint: Option<String>,
    /// Older portals do not send it.
    pub application_token: Option<ApplicationToken>,
    /// Older portals do not send it.
    pub scope: Vec<String>,
    pub member_id: MemberId,
    /// A letter, see [`Grant::status`](crate::Grant::status).
    pub status: String,
    /// The code of the placement; `DEFAULT` for the application's own pages.
    pub placement: String,
    /// What the placement says of its place, `ID` among it.
    pub options: Map<String, Value>,
}

impl Frame {
    /// Parses the query and the form of a POST.
    ///
    /// # Errors
    /// [`ParseError`] when it is not a frame's POST.
    pub fn parse(query: &str, body: &[u8]) -> Result<Self, ParseError> {
        let mut query = Form::parse(query.as_bytes())?;
        let mut body = Form::parse(body)?;
        let member_id = body.required("member_id")?;
        let member_id = MemberId::try_from(member_id)
            .map_err(|_| ParseError::Malformed { field: "member_id" })?;
        Ok(Self {
            domain: query.text("DOMAIN"),
            protocol: query.number("PROTOCOL"),
            lang: query.text("LANG"),
            app_sid: query.text("APP_SID"),
            access_token: AccessToken::from(body.required("AUTH_ID")?),
            refresh_token: body.text("REFRESH_ID").map(RefreshToken::from),
            expires_in: body.number("AUTH_EXPIRES").map(Duration::from_secs),
            server_endpoint: body.text("SERVER_ENDPOINT"),
            application_token: body.text("APPLICATION_TOKEN").map(ApplicationToken::from),
            scope: values::split_scope(&body.text("APPLICATION_SCOPE").unwrap_or_default()),
            member_id,
            status: body.text("status").unwrap_or_default(),
            placement: body
                .text("PLACEMENT")
                .unwrap_or_else(|| "DEFAULT".to_owned()),
            options: options(body.text("PLACEMENT_OPTIONS"))?,
        })
    }

    /// The id of the card the widget stands in: `ID`, or `ENTITY_ID` in some placements. `None` for
    /// a card not saved yet.
    #[must_use]
    pub fn entity_id(&self) -> Option<u64> {
        let id = |name| values::id(self.options.get(name)?).ok().flatten();
        id("ID").or_else(|| id("ENTITY_ID"))
    }
}

/// JSON text; PHP writes an empty map as `[]`.
fn options(text: Option<String>) -> Result<Map<String, Value>, ParseError> {
    let malformed = ParseError::Malformed {
        field: "PLACEMENT_OPTIONS",
    };
    let Some(text) = text else {
        return Ok(Map::new());
    };
    match serde_json::from_str(&text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(Value::Array(list)) if list.is_empty() => Ok(Map::new()),
        Ok(Value::Null) => Ok(Map::new()),
        Ok(_) | Err(_) => Err(malformed),
    }
}

/// Without the values of the options, which may be a client's.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("domain", &self.domain)
            .field("member_id", &self.member_id)
            .field("placement", &self.placement)
            .field("options", &self.options.keys())
            .finish_non_exhaustive()
    }
}
