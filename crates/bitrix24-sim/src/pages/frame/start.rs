//! What a frame gets to know about itself: the answer to `getInitData`.
//!
//! The documents do not tell its keys; they are those that the vendor's own
//! browser library reads.

use serde_json::{Value, json};

use crate::{AppState, Application, DEFAULT_PLACEMENT, FramePost, User, php};

/// Under this name the portal keeps, for each user and version of an
/// application, that it has been started before.
const STARTED: &str = "install";

/// The answer to `getInitData` for the rendering that `post` belongs to.
pub(super) fn data(
    state: &AppState,
    user: &User,
    application: &Application,
    post: &FramePost,
) -> Value {
    let field = |name: &str| {
        let mut fields = post.fields.iter();
        fields
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let world = state.world();
    let placement = field("PLACEMENT");
    let options = serde_json::from_str(field("PLACEMENT_OPTIONS")).unwrap_or_else(|_| json!([]));
    let of_user = world.user_options(&application.client_id, user.id);
    let of_application = world.application_options(&application.client_id);
    json!({
        "DOMAIN": state.domain(),
        "PROTOCOL": state.protocol(),
        "PATH": "/rest",
        "LANG": user.language.code(),
        "AUTH_ID": field("AUTH_ID"),
        "AUTH_EXPIRES": field("AUTH_EXPIRES"),
        "REFRESH_ID": field("REFRESH_ID"),
        "MEMBER_ID": world.member_id(),
        "IS_ADMIN": user.admin,
        "FIRST_RUN": !was_started(state, user, application),
        "INSTALL": placement == DEFAULT_PLACEMENT && !application.installed,
        "USER_OPTIONS": php::array(of_user.into_iter().collect()),
        "APP_OPTIONS": php::array(of_application.into_iter().collect()),
        "PLACEMENT": placement,
        "PLACEMENT_OPTIONS": options,
    })
}

/// Remembers what `setInstall` says: this user has started the application.
pub(super) fn mark_started(state: &AppState, user: &User, application: &Application) {
    let owner = owner(application);
    state
        .world()
        .set_user_option(&owner, user.id, STARTED, json!(true));
}

fn was_started(state: &AppState, user: &User, application: &Application) -> bool {
    let options = state.world().user_options(&owner(application), user.id);
    options.contains_key(STARTED)
}

/// The portal's own options about an application, apart from the application's.
fn owner(application: &Application) -> String {
    format!("params_{}_{}", application.client_id, application.version)
}
