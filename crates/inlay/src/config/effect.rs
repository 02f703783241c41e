//! `effects = [{ task = { … } }, …]`: what a rule does in the portal, with holes still in it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::rule::EntityKind;
use crate::expression::Template;

/// One effect; its texts are filled when the rule runs. Where `to` is absent, it goes to the
/// record the rule is about.
#[derive(Debug)]
pub enum EffectConfig {
    /// A task, bound to the record the rule is about.
    Task {
        title: Template,
        description: Option<Template>,
        /// A user's number.
        responsible: Template,
        deadline: Option<Deadline>,
    },
    /// A message in a chat.
    Message {
        /// A user's number, `chat12`, or `sg4`.
        to: Template,
        text: Template,
    },
    /// A notification beside the bell.
    Notify {
        /// Users' numbers, one or a list each.
        to: Vec<Template>,
        text: Template,
    },
    /// A comment in a record's timeline.
    Comment {
        to: Option<EntityKind>,
        text: Template,
    },
    /// A workflow is started on a record.
    Workflow {
        template: u64,
        to: Option<EntityKind>,
        /// Its parameters by their names.
        parameters: BTreeMap<String, Template>,
    },
    /// Fields of a record are written.
    Set {
        to: Option<EntityKind>,
        /// By the names of `crm.item.*`, and `UF_CRM_*`.
        fields: BTreeMap<String, Template>,
    },
    /// A to-do in a record's timeline.
    Activity {
        to: Option<EntityKind>,
        title: Template,
        text: Option<Template>,
        /// A user's number; whoever the application acts for when it is absent.
        responsible: Option<Template>,
        deadline: Option<Deadline>,
    },
}

/// Until when something is to be done.
#[derive(Debug)]
pub enum Deadline {
    /// So long after the rule has run: `+2d`.
    After(Duration),
    /// A moment; of a date its noon, UTC, which is the same day everywhere.
    At(Template),
}

impl EffectConfig {
    /// Their names in the configuration.
    pub const NAMES: [&str; 7] = [
        "task", "message", "notify", "comment", "workflow", "set", "activity",
    ];

    /// Its name in the configuration.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Task { .. } => "task",
            Self::Message { .. } => "message",
            Self::Notify { .. } => "notify",
            Self::Comment { .. } => "comment",
            Self::Workflow { .. } => "workflow",
            Self::Set { .. } => "set",
            Self::Activity { .. } => "activity",
        }
    }

    /// The record it goes to, where it says so.
    #[must_use]
    pub fn to(&self) -> Option<EntityKind> {
        match self {
            Self::Comment { to, .. }
            | Self::Workflow { to, .. }
            | Self::Set { to, .. }
            | Self::Activity { to, .. } => *to,
            Self::Task { .. } | Self::Message { .. } | Self::Notify { .. } => None,
        }
    }

    /// The names its texts start from.
    #[must_use]
    pub fn roots(&self) -> BTreeSet<&str> {
        self.templates()
            .into_iter()
            .flat_map(Template::roots)
            .collect()
    }

    /// All of its texts.
    #[must_use]
    pub fn templates(&self) -> Vec<&Template> {
        let mut templates = Vec::new();
        match self {
            Self::Task {
                title,
                description,
                responsible,
                deadline,
            } => {
                templates.extend([title, responsible]);
                templates.extend(description);
                templates.extend(deadline.as_ref().and_then(Deadline::template));
            }
            Self::Message { to, text } => templates.extend([to, text]),
            Self::Notify { to, text } => {
                templates.extend(to);
                templates.push(text);
            }
            Self::Comment { text, .. } => templates.push(text),
            Self::Workflow { parameters, .. } => templates.extend(parameters.values()),
            Self::Set { fields, .. } => templates.extend(fields.values()),
            Self::Activity {
                title,
                text,
                responsible,
                deadline,
                ..
            } => {
                templates.push(title);
                templates.extend(text);
                templates.extend(responsible);
                templates.extend(deadline.as_ref().and_then(Deadline::template));
            }
        }
        templates
    }
}

impl Deadline {
    fn template(&self) -> Option<&Template> {
        match self {
            Self::After(_) => None,
            Self::At(template) => Some(template),
        }
    }
}
