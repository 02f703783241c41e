//! A form on its way to a handler.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{
    Occurrence,
    payload::{self, Vouch},
};
use crate::{
    AppState, Secret,
    world::{Application, EventBinding, OutgoingWebhook, Robot, Workflow},
};

/// What a handler gets, but for the moment of sending.
#[derive(Clone)]
pub(crate) struct Letter {
    /// Where it goes. The last step of the address may be a secret.
    pub(crate) handler: String,
    /// The name it has in the log.
    pub(crate) name: String,
    /// The application it is for; an outgoing webhook has none.
    pub(crate) client_id: Option<String>,
    /// Whose token is in it.
    pub(crate) user_id: Option<i64>,
    /// What the log keeps.
    pub(crate) data: Value,
    pub(super) head: Vec<(String, String)>,
    pub(super) auth: Vec<(String, String)>,
}

impl Letter {
    /// An event for an application's handler.
    pub(crate) fn to_binding(
        state: &AppState,
        occurrence: &Occurrence,
        binding: &EventBinding,
        application: &Application,
    ) -> Self {
        let id = binding.id.to_string();
        let whose = binding.fixed_user.or(occurrence.user_id);
        Self::to_application(
            state,
            occurrence,
            (&binding.handler, Some(&id)),
            whose,
            application,
        )
    }

    /// An event for the installer of an application that has no page
    /// (`settings/app-installation/local-apps/installation-callback.md`).
    pub(crate) fn to_installer(
        state: &AppState,
        occurrence: &Occurrence,
        application: &Application,
    ) -> Option<Self> {
        let handler = application.install_url.as_ref()?;
        let whose = occurrence.user_id;
        Some(Self::to_application(
            state,
            occurrence,
            (handler, None),
            whose,
            application,
        ))
    }

    /// An event for an address without an application.
    pub(crate) fn to_hook(
        state: &AppState,
        occurrence: &Occurrence,
        hook: &OutgoingWebhook,
    ) -> Self {
        Self {
            handler: hook.handler.clone(),
            name: occurrence.event.to_owned(),
            client_id: None,
            user_id: None,
            data: occurrence.data.clone(),
            head: payload::head(occurrence, Some(&hook.id.to_string())),
            auth: payload::auth_of_hook(state, &hook.application_token),
        }
    }

    /// A robot's task for its application. Only a robot with a user of its own brings
    /// a token.
    pub(crate) fn to_robot(
        state: &AppState,
        robot: &Robot,
        workflow: &Workflow,
        event_token: &Secret,
        application: &Application,
    ) -> Self {
        let vouch = Vouch::User;
        let token = robot.auth_user.and_then(|user_id| {
            let world = state.world();
            world.token_for_event(user_id, &application.client_id, 1)
        });
        Self {
            handler: robot.handler.clone(),
            name: format!("robot {}", robot.code),
            client_id: Some(application.client_id.clone()),
            user_id: token.as_ref().map(|token| token.user_id),
            data: json!({"document": workflow.document.parts(), "properties": workflow.parameters}),
            head: payload::robot_head(robot, workflow, event_token),
            auth: payload::auth(state, application, token.as_ref(), vouch),
        }
    }

    fn to_application(
        state: &AppState,
        occurrence: &Occurrence,
        (handler, binding): (&str, Option<&str>),
        whose: Option<i64>,
        application: &Application,
    ) -> Self {
        let vouch = Vouch::of_event(occurrence.event);
        let token = whose.filter(|_| vouch.has_token()).and_then(|user_id| {
            let depth = occurrence.depth + 1;
            let world = state.world();
            world.token_for_event(user_id, &application.client_id, depth)
        });
        Self {
            handler: handler.to_owned(),
            name: occurrence.event.to_owned(),
            client_id: Some(application.client_id.clone()),
            user_id: token.as_ref().map(|token| token.user_id),
            data: occurrence.data.clone(),
            head: payload::head(occurrence, binding),
            auth: payload::auth(state, application, token.as_ref(), vouch),
        }
    }

    /// The form, sent now: `ts` is the moment of sending, not of happening.
    pub(super) fn form(&self, now: DateTime<Utc>) -> Vec<(String, String)> {
        let mut form = self.head.clone();
        form.push(("ts".to_owned(), now.timestamp().to_string()));
        form.extend(self.auth.iter().cloned());
        form
    }

    /// What the log shows of it: of the address only the host.
    pub(super) fn logged(&self) -> Value {
        let host = url::Url::parse(&self.handler).map(|url| url.authority().to_owned());
        json!({"handler": host.unwrap_or_default(), "data": self.data})
    }
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter")
            .field("name", &self.name)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}
