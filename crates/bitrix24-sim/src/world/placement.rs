//! Placements: where applications may show a frame, and who does.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Application, State, World};

/// A handler bound to a placement with `placement.bind`.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacementBinding {
    /// Number of the binding.
    pub id: i64,
    /// The application it belongs to.
    pub client_id: String,
    /// `CRM_DEAL_DETAIL_TAB`, …
    pub placement: String,
    /// The address the frame is posted to.
    pub handler: String,
    /// The caption when no language says otherwise.
    pub text: PlacementText,
    /// Captions by language code.
    pub languages: BTreeMap<String, PlacementText>,
    /// The options the placement knows; all others were dropped.
    pub options: Map<String, Value>,
}

/// What people read of a binding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlacementText {
    /// Tab caption, menu item, button.
    pub title: String,
    /// Kept, never shown.
    pub description: String,
    /// Groups items of one application in a menu.
    pub group_name: String,
}

/// A kind of place in the portal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlacementKind {
    pub(crate) code: &'static str,
    /// The tool's scope that an application needs besides `placement`.
    pub(crate) scope: Option<&'static str>,
    /// Keys of `OPTIONS` that are kept; others vanish silently.
    pub(crate) options: &'static [&'static str],
}

/// Bindings in the order they were made.
#[derive(Default)]
pub(crate) struct Placements {
    bindings: Vec<PlacementBinding>,
    last_id: i64,
}

impl PlacementBinding {
    /// The caption for a language: its own, else the general one, else the
    /// application's title.
    pub fn title(&self, language: &str, application: &Application) -> String {
        let localized = self.languages.get(language).map(|text| text.title.as_str());
        let titles = [localized, Some(self.text.title.as_str())];
        let title = titles.into_iter().flatten().find(|title| !title.is_empty());
        title.unwrap_or(&application.title).to_owned()
    }
}

impl Placements {
    pub(crate) fn of_application(
        &self,
        client_id: &str,
    ) -> impl Iterator<Item = &PlacementBinding> {
        self.bindings
            .iter()
            .filter(move |one| one.client_id == client_id)
    }

    /// Adds a binding; `false` when this application has the same handler there.
    pub(crate) fn bind(&mut self, mut binding: PlacementBinding) -> bool {
        let doubled = self
            .of_application(&binding.client_id)
            .any(|one| one.placement == binding.placement && one.handler == binding.handler);
        if doubled {
            return false;
        }
        self.last_id += 1;
        binding.id = self.last_id;
        self.bindings.push(binding);
        true
    }

    /// Removes an application's handlers of a placement (one, or all) and tells
    /// how many there were.
    pub(crate) fn unbind(
        &mut self,
        client_id: &str,
        placement: &str,
        handler: Option<&str>,
    ) -> usize {
        let before = self.bindings.len();
        self.bindings.retain(|one| {
            one.client_id != client_id
                || one.placement != placement
                || handler.is_some_and(|handler| one.handler != handler)
        });
        before - self.bindings.len()
    }

    pub(crate) fn forget_application(&mut self, client_id: &str) {
        self.bindings.retain(|one| one.client_id != client_id);
    }
}

impl World {
    /// What is shown at a placement: the bindings of all applications whose
    /// installation is finished, in the order they were made.
    pub fn placements(&self, code: &str) -> Vec<(Application, PlacementBinding)> {
        self.read(|state| {
            let bindings = state
                .placements
                .bindings
                .iter()
                .filter(|one| one.placement == code);
            bindings
                .filter_map(|one| Some((state.installed(&one.client_id)?.clone(), one.clone())))
                .collect()
        })
    }

    /// A binding by its number, visible or not.
    pub fn placement_binding(&self, id: i64) -> Option<PlacementBinding> {
        self.read(|state| {
            state
                .placements
                .bindings
                .iter()
                .find(|one| one.id == id)
                .cloned()
        })
    }

    /// An application's bindings, visible or not.
    pub fn placements_of(&self, client_id: &str) -> Vec<PlacementBinding> {
        self.read(|state| {
            state
                .placements
                .of_application(client_id)
                .cloned()
                .collect()
        })
    }
}

impl State {
    /// The application, if its installation is finished.
    pub(crate) fn installed(&self, client_id: &str) -> Option<&Application> {
        self.applications
            .iter()
            .find(|app| app.client_id == client_id && app.installed)
    }
}

/// The kind of place with this code.
pub(crate) fn known_placement(code: &str) -> Option<&'static PlacementKind> {
    KINDS.iter().find(|kind| kind.code == code)
}

/// Every kind of place this portal has (`api-reference/widgets/placements.md`).
pub(crate) fn known_placements() -> &'static [PlacementKind] {
    KINDS
}

const fn crm(code: &'static str) -> PlacementKind {
    PlacementKind {
        code,
        scope: Some("crm"),
        options: &[],
    }
}

const fn crm_activity(code: &'static str) -> PlacementKind {
    PlacementKind {
        code,
        scope: Some("crm"),
        options: &[
            "useBuiltInInterface",
            "newUserNotificationTitle",
            "newUserNotificationText",
        ],
    }
}

/// A place in a tool with a scope of its own.
const fn tool(
    code: &'static str,
    scope: &'static str,
    options: &'static [&'static str],
) -> PlacementKind {
    PlacementKind {
        code,
        scope: Some(scope),
        options,
    }
}

const fn general(code: &'static str) -> PlacementKind {
    PlacementKind {
        code,
        scope: None,
        options: &[],
    }
}

const KINDS: &[PlacementKind] = &[
    crm("CRM_LEAD_DETAIL_TAB"),
    crm("CRM_DEAL_DETAIL_TAB"),
    crm("CRM_CONTACT_DETAIL_TAB"),
    crm("CRM_COMPANY_DETAIL_TAB"),
    crm("CRM_QUOTE_DETAIL_TAB"),
    crm("CRM_SMART_INVOICE_DETAIL_TAB"),
    crm("CRM_LEAD_DETAIL_TOOLBAR"),
    crm("CRM_DEAL_DETAIL_TOOLBAR"),
    crm("CRM_CONTACT_DETAIL_TOOLBAR"),
    crm("CRM_COMPANY_DETAIL_TOOLBAR"),
    crm_activity("CRM_LEAD_DETAIL_ACTIVITY"),
    crm_activity("CRM_DEAL_DETAIL_ACTIVITY"),
    crm_activity("CRM_CONTACT_DETAIL_ACTIVITY"),
    crm_activity("CRM_COMPANY_DETAIL_ACTIVITY"),
    crm("CRM_LEAD_LIST_MENU"),
    crm("CRM_DEAL_LIST_MENU"),
    crm("CRM_CONTACT_LIST_MENU"),
    crm("CRM_COMPANY_LIST_MENU"),
    crm("CRM_LEAD_LIST_TOOLBAR"),
    crm("CRM_DEAL_LIST_TOOLBAR"),
    crm("CRM_CONTACT_LIST_TOOLBAR"),
    crm("CRM_COMPANY_LIST_TOOLBAR"),
    crm("CRM_ANALYTICS_MENU"),
    crm("CRM_ANALYTICS_TOOLBAR"),
    crm("CRM_FUNNELS_TOOLBAR"),
    tool("TASK_LIST_CONTEXT_MENU", "task", &[]),
    tool("TASK_USER_LIST_TOOLBAR", "task", &[]),
    tool("TASK_VIEW_TAB", "task", &["groupId"]),
    tool("TASK_VIEW_SIDEBAR", "task", &["groupId"]),
    tool("TASK_VIEW_TOP_PANEL", "task", &[]),
    tool("USER_PROFILE_MENU", "user", &[]),
    tool("USER_PROFILE_TOOLBAR", "user", &[]),
    general("LEFT_MENU"),
    general("REST_APP_URI"),
    PlacementKind {
        code: "PAGE_BACKGROUND_WORKER",
        scope: None,
        options: &["errorHandlerUrl"],
    },
];
