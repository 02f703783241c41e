//! The scopes of the portal's REST that a configuration needs.

use super::Config;
use super::effect::EffectConfig;
use super::rule::Trigger;
use super::widget::Widget;

/// A scope, and what it is needed for.
///
/// Source: `api-reference/scopes/permissions.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The scope to be granted.
    pub scope: &'static str,
    /// Wider ones that do as well.
    pub or: &'static [&'static str],
    pub purpose: Purpose,
}

/// What a scope is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Cards are read.
    Cards,
    /// Tabs and entries of menus are bound.
    Places,
    /// It is told who works in which department.
    People,
    /// Tasks are shown, and made.
    Tasks,
    /// Messages and notifications are sent.
    Messages,
    /// Workflows are started, robots answered.
    Workflows,
}

impl Purpose {
    pub const ALL: [Self; 6] = [
        Self::Cards,
        Self::Places,
        Self::People,
        Self::Tasks,
        Self::Messages,
        Self::Workflows,
    ];

    /// A word for programs, and for the files of words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cards => "cards",
            Self::Places => "places",
            Self::People => "people",
            Self::Tasks => "tasks",
            Self::Messages => "messages",
            Self::Workflows => "workflows",
        }
    }

    fn need(self) -> Need {
        let (scope, or): (_, &[_]) = match self {
            Self::Cards => ("crm", &[]),
            Self::Places => ("placement", &[]),
            Self::People => ("user_brief", &["user_basic", "user"]),
            Self::Tasks => ("task", &["tasks"]),
            Self::Messages => ("im", &[]),
            Self::Workflows => ("bizproc", &[]),
        };
        Need {
            scope,
            or,
            purpose: self,
        }
    }
}

impl Need {
    /// Whether one of the granted scopes does.
    #[must_use]
    pub fn is_met(&self, granted: &[String]) -> bool {
        granted
            .iter()
            .any(|scope| scope == self.scope || self.or.contains(&scope.as_str()))
    }
}

impl Config {
    /// The scopes an administrator has to grant for all of it to work.
    #[must_use]
    pub fn scopes(&self) -> Vec<Need> {
        let needed = Purpose::ALL
            .into_iter()
            .filter(|purpose| self.needs(*purpose));
        needed.map(Purpose::need).collect()
    }

    fn needs(&self, purpose: Purpose) -> bool {
        let mut effects = self.rules.iter().flat_map(|rule| &rule.effects);
        let has_widgets = !self.widgets.is_empty();
        match purpose {
            Purpose::Cards => has_widgets || !self.rules.is_empty(),
            Purpose::Places => {
                has_widgets || self.rules.iter().any(|rule| !rule.menus().is_empty())
            }
            Purpose::People => self.widgets.iter().any(Widget::asks_departments),
            Purpose::Tasks => {
                self.widgets.iter().any(Widget::shows_tasks)
                    || effects.any(|effect| matches!(effect, EffectConfig::Task { .. }))
            }
            Purpose::Messages => effects.any(|effect| {
                matches!(
                    effect,
                    EffectConfig::Message { .. } | EffectConfig::Notify { .. }
                )
            }),
            Purpose::Workflows => {
                let robots = |on: &Trigger| matches!(on, Trigger::Robot(_));
                self.rules.iter().any(|rule| robots(&rule.on))
                    || effects.any(|effect| matches!(effect, EffectConfig::Workflow { .. }))
            }
        }
    }
}
