//! What pressing a button will do, in sentences.

use bitrix24::AccessToken;

use super::{Stop, ready};
use crate::config::rule::{EntityKind, Rule};
use crate::effects::{Effect, Target};
use crate::rules::{Case, NOW};
use crate::store::Portal;
use crate::web::App;
use crate::widget::card::{Card, Entity};
use crate::words::{Argument, Language};

/// Longer texts are cut: this is a preview.
const SHOWN: usize = 300;

/// What a rule will do in a card, one sentence for each effect.
#[derive(Debug)]
pub struct Plan {
    pub sentences: Vec<String>,
}

/// Reads the card with the user's token, and fills the rule's texts; nothing is done.
///
/// # Errors
/// [`Stop`]: what pressing the button would say, as far as it can be told before.
pub async fn plan(
    app: &App,
    portal: &Portal,
    token: &AccessToken,
    entity: Entity,
    rule: &Rule,
    language: Language,
) -> Result<Plan, Stop> {
    let client = app.calls.as_user(&portal.client_endpoint, token);
    let card = Card::read(&client, portal, entity, &app.config, app.clock.now()).await?;
    let target = Target {
        entity_type: EntityKind::from(entity.place).entity_type(),
        id: entity.id,
    };
    let user_id = card.user.id;
    let case = Case::of(app, portal, rule, Some(target), card.subject, NOW).await?;
    ready(&app.config, rule, &case)?;
    let written = rule.language.unwrap_or(language);
    let effects = case.fill(rule, written, app.clock.now())?;
    if effects.is_empty() {
        return Err(Stop::Nothing);
    }
    let sentences = effects.iter().flat_map(|effect| {
        let teller = Teller { user_id, language };
        teller.sentences(effect)
    });
    Ok(Plan {
        sentences: sentences.collect(),
    })
}

struct Teller {
    user_id: u64,
    language: Language,
}

impl Teller {
    fn sentences(&self, effect: &Effect) -> Vec<String> {
        let one = match effect {
            Effect::Task {
                title,
                responsible,
                deadline,
                ..
            } => {
                let whom = self.person(*responsible);
                match deadline {
                    None => self.say("rule-plan-task", &[("text", title), ("whom", &whom)]),
                    Some(deadline) => {
                        let day = self.language.date(deadline.date_naive());
                        self.say(
                            "rule-plan-task-until",
                            &[("text", title), ("whom", &whom), ("day", &day)],
                        )
                    }
                }
            }
            Effect::Message { text, .. } => self.say("rule-plan-message", &[("text", text)]),
            Effect::Notify { to, text } => {
                let people: Vec<String> = to.iter().map(|user| self.person(*user)).collect();
                let whom = people.join(", ");
                self.say("rule-plan-notify", &[("text", text), ("whom", &whom)])
            }
            Effect::Comment { text, .. } => self.say("rule-plan-comment", &[("text", text)]),
            Effect::Workflow { template, .. } => {
                self.say("rule-plan-workflow", &[("id", &template.to_string())])
            }
            Effect::Set { fields, .. } => {
                let told = fields.iter().map(|(name, value)| {
                    let value = match value {
                        serde_json::Value::Null => "—".to_owned(),
                        serde_json::Value::String(text) => text.clone(),
                        other => other.to_string(),
                    };
                    self.say("rule-plan-set", &[("name", name), ("value", &value)])
                });
                return told.collect();
            }
            Effect::Activity { title, .. } => self.say("rule-plan-activity", &[("text", title)]),
            // No button has it.
            Effect::Answer { .. } => return Vec::new(),
        };
        vec![one]
    }

    fn person(&self, user: u64) -> String {
        if user == self.user_id {
            return self.language.say("rule-you");
        }
        self.say("rule-user", &[("id", &user.to_string())])
    }

    fn say(&self, key: &str, holes: &[(&'static str, &str)]) -> String {
        let cut: Vec<(&'static str, String)> = holes
            .iter()
            .map(|(name, text)| (*name, shortened(text)))
            .collect();
        let holes: Vec<(&'static str, Argument<'_>)> = cut
            .iter()
            .map(|(name, text)| (*name, Argument::Text(text)))
            .collect();
        self.language.say_with(key, &holes)
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
