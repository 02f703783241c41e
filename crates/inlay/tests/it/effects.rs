//! Each effect against a portal whose answers get lost: none done twice, none lost.

use std::time::Duration;

use bitrix24::{AccessToken, Call, Client, Credential, Patience};
use bitrix24_sim::{ApplicationKind, Fault, NewApplication, Settings, Sim};
use chrono::{DateTime, TimeDelta, Utc};
use inlay::clock::Clock;
use inlay::effects::{Attempt, Doer, Effect, Failure, Marker, Performed, Target, perform};
use serde_json::{Map, Value, json};

const DEAL: Target = Target {
    entity_type: 2,
    id: 77,
};

/// A portal and somebody who does things in it.
struct Portal {
    sim: Sim,
    client: Client,
    user_id: u64,
}

impl Portal {
    async fn start() -> Self {
        let sim = Sim::start(Settings::default()).await.unwrap();
        sim.knobs().set_bucket(None);
        let scopes = ["crm", "task", "im", "bizproc"];
        let application = sim.register_application(NewApplication {
            kind: ApplicationKind::Local,
            client_id: None,
            client_secret: None,
            title: "Under test".into(),
            handler_url: "http://127.0.0.1:9/app".into(),
            install_url: None,
            scopes: scopes.map(str::to_owned).to_vec(),
            ..NewApplication::default()
        });
        sim.world().mark_installed(application.id);
        let admin = sim.user("admin").unwrap();
        let token = sim.token_for(admin.id, &application.client_id).unwrap();
        let token = AccessToken::from(token.access_token.expose().to_owned());
        // An answer that takes longer counts as lost.
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(2))
            .build()
            .unwrap();
        let rest = sim.portal_url().join("rest/").unwrap();
        let pauses = (Duration::from_millis(1), Duration::from_millis(5));
        let client = Client::new(http, rest, Credential::Token(token)).with_patience(
            Patience::new(4, Duration::from_secs(20)).with_pauses(pauses.0, pauses.1),
        );
        Self {
            user_id: u64::try_from(admin.id).unwrap(),
            sim,
            client,
        }
    }

    async fn perform(
        &self,
        effect: &Effect,
        marker: &str,
        number: u32,
    ) -> Result<Performed, Failure> {
        let doer = Doer {
            client: &self.client,
            user_id: self.user_id,
        };
        let attempt = Attempt {
            number,
            ..Attempt::first(now())
        };
        perform(doer, effect, &Marker::new(marker), attempt).await
    }

    async fn ask(&self, call: Call) -> Value {
        self.client.send::<Value>(&call).await.unwrap().result
    }

    /// A robot that waits, and the token of its answer.
    async fn waiting_robot(&self) -> String {
        let robot = Call::new("bizproc.robot.add")
            .param("CODE", "gate")
            .param("HANDLER", "http://127.0.0.1:9/event")
            .param("NAME", "Gate")
            .param("RETURN_PROPERTIES[result][Name]", "Result")
            .param("RETURN_PROPERTIES[result][Type]", "string");
        let _ = self.client.send::<Value>(&robot).await;
        let workflow = self.sim.run_robot("gate", 77, &Map::new()).unwrap();
        workflow.robot.unwrap().event_token.expose().to_owned()
    }
}

fn now() -> DateTime<Utc> {
    Clock::default().now()
}

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

/// Effects that leave something behind, by the method that does them.
fn effects() -> Vec<(&'static str, Effect)> {
    vec![
        (
            "tasks.task.add",
            Effect::Task {
                title: "Call them".into(),
                description: Some("About the debt".into()),
                responsible: 5,
                deadline: Some(now() + TimeDelta::days(2)),
                bound_to: Some(DEAL),
            },
        ),
        (
            "im.message.add",
            Effect::Message {
                dialog: "7".into(),
                text: "They owe".into(),
            },
        ),
        (
            "batch",
            Effect::Notify {
                to: vec![7, 7],
                text: "They owe".into(),
            },
        ),
        (
            "crm.timeline.comment.add",
            Effect::Comment {
                to: DEAL,
                text: "They owe".into(),
            },
        ),
        (
            "crm.activity.todo.add",
            Effect::Activity {
                to: DEAL,
                title: "Call".into(),
                text: None,
                responsible: Some(5),
                deadline: None,
            },
        ),
    ]
}

/// How often it is there.
async fn count(portal: &Portal, effect: &Effect) -> usize {
    let rows = match effect {
        Effect::Task { .. } => return portal.sim.world().tasks().len(),
        Effect::Message { .. } => return portal.sim.world().messages().len(),
        Effect::Notify { .. } => return portal.sim.world().notices_of(7).len(),
        Effect::Comment { .. } => {
            let list = Call::new("crm.timeline.comment.list")
                .param("filter[ENTITY_ID]", 77)
                .param("filter[ENTITY_TYPE]", "deal");
            portal.ask(list).await
        }
        _ => {
            let list = Call::new("crm.activity.list")
                .param("filter[OWNER_TYPE_ID]", 2)
                .param("filter[OWNER_ID]", 77);
            portal.ask(list).await
        }
    };
    rows.as_array().unwrap().len()
}

/// Every way an answer gets lost, and whether the portal has executed the call.
fn losses() -> Vec<(Fault, bool)> {
    vec![
        (Fault::reset(), true),
        (Fault::cut_off(), true),
        (Fault::broken_off(), true),
        (Fault::empty(), true),
        (Fault::html(502), true),
        (Fault::internal_error().after_running(), true),
        (Fault::slow(Duration::from_secs(4)), true),
        (Fault::reset().before_running(), false),
        (Fault::html(504).before_running(), false),
        (Fault::internal_error(), false),
    ]
}

#[tokio::test]
async fn what_was_done_is_found_again_when_its_answer_was_lost_and_done_when_it_was_not() {
    let portal = Portal::start().await;
    let mut expected = 0;
    for (number, (fault, ran)) in losses().into_iter().enumerate() {
        expected += 1;
        for (method, effect) in effects() {
            let marker = format!("marker {number}");
            let before = count(&portal, &effect).await;
            portal.sim.faults().next_of(method, 1, fault.clone());
            let first = portal.perform(&effect, &marker, 1).await;
            assert_eq!(portal.sim.faults().left(), 0, "{method} {fault}");
            if matches!(effect, Effect::Notify { .. }) {
                // Harmless: the client has repeated it.
                first.expect("it is done");
                assert_eq!(count(&portal, &effect).await, expected, "{method} {fault}");
                continue;
            }
            let lost = first.expect_err("its answer was lost");
            assert!(
                matches!(lost, Failure::Unknown { .. }),
                "{method} {fault}: {lost:?}"
            );
            assert_eq!(
                count(&portal, &effect).await,
                before + usize::from(ran),
                "{method} {fault}"
            );

            let second = portal
                .perform(&effect, &marker, 2)
                .await
                .expect("it is done");
            assert_eq!(second.was_there, ran, "{method} {fault}");
            assert!(second.id.is_some() && second.link.is_some(), "{method}");
            assert_eq!(count(&portal, &effect).await, expected, "{method} {fault}");
        }
    }
}

#[tokio::test]
async fn what_was_refused_before_it_ran_is_not_looked_for_and_not_lost() {
    let portal = Portal::start().await;
    for (method, effect) in effects() {
        let faults = portal.sim.faults();
        // More often than the client has patience for.
        faults.next_of(method, 4, Fault::query_limit());
        let refused = portal.perform(&effect, "one", 1).await.unwrap_err();
        assert!(
            matches!(refused, Failure::NotRun { after: None, .. }),
            "{method}: {refused:?}"
        );
        faults.next_of(method, 1, Fault::overload());
        let blocked = portal.perform(&effect, "one", 2).await.unwrap_err();
        assert!(
            blocked.again_after().flatten().is_some(),
            "{method}: {blocked:?}"
        );
        assert_eq!(faults.left(), 0, "{method}");
        let done = portal.perform(&effect, "one", 3).await.expect("it is done");
        assert!(!done.was_there, "{method}");
        assert_eq!(count(&portal, &effect).await, 1, "{method}");
    }
}

#[tokio::test]
async fn two_effects_with_the_same_words_are_two() {
    let portal = Portal::start().await;
    for (method, effect) in effects() {
        portal.perform(&effect, "one", 1).await.expect("it is done");
        portal
            .sim
            .faults()
            .next_of(method, 1, Fault::reset().before_running());
        let _ = portal.perform(&effect, "two", 1).await;
        let done = portal.perform(&effect, "two", 2).await.expect("it is done");
        assert!(!done.was_there, "{method}");
        assert_eq!(count(&portal, &effect).await, 2, "{method}");
    }
}

#[tokio::test]
async fn a_refusal_names_the_method_and_the_code_and_nothing_that_was_written() {
    let portal = Portal::start().await;
    let comment = Effect::Comment {
        to: Target {
            id: 999_999,
            ..DEAL
        },
        text: "Romashka owes 340 000".into(),
    };
    let refused = portal.perform(&comment, "one", 1).await.unwrap_err();
    assert!(matches!(refused, Failure::Refused { .. }), "{refused:?}");
    let text = refused.to_string();
    assert!(
        text.contains("crm.timeline.comment.add") && text.contains("OWNER_NOT_FOUND"),
        "{text}"
    );
    assert!(!text.contains("Romashka"), "{text}");

    let nobody = Effect::Notify {
        to: vec![999_999],
        text: "Romashka owes".into(),
    };
    let refused = portal.perform(&nobody, "one", 1).await.unwrap_err();
    assert!(refused.to_string().contains("999999"), "{refused}");
}

#[tokio::test]
async fn a_text_that_looks_like_a_batchs_reference_is_told_as_it_is() {
    let portal = Portal::start().await;
    let text = "They owe $result[deal][OPPORTUNITY]";
    let notify = Effect::Notify {
        to: vec![7],
        text: text.into(),
    };
    portal.perform(&notify, "one", 1).await.expect("it is done");
    assert_eq!(portal.sim.world().notices_of(7)[0].message, text);
}

#[tokio::test]
async fn a_lost_workflow_is_found_while_it_runs_else_somebody_has_to_look() {
    let portal = Portal::start().await;
    let start = |template| Effect::Workflow {
        template,
        document: DEAL,
        parameters: map(&json!({"reason": "debt"})),
    };
    let method = "bizproc.workflow.start";
    let (waits, ends) = (start(1), start(2));

    portal
        .sim
        .faults()
        .next_of(method, 1, Fault::reset().before_running());
    let lost = portal.perform(&waits, "one", 1).await.unwrap_err();
    assert!(matches!(lost, Failure::Unknown { .. }), "{lost:?}");
    let nobody_knows = portal.perform(&waits, "one", 2).await.unwrap_err();
    assert!(
        matches!(nobody_knows, Failure::Undecided { .. }),
        "{nobody_knows:?}"
    );
    assert!(portal.sim.world().workflows().is_empty());

    portal.sim.faults().next_of(method, 1, Fault::reset());
    portal.perform(&waits, "two", 1).await.unwrap_err();
    let found = portal.perform(&waits, "two", 2).await.expect("it runs");
    assert!(found.was_there);
    assert_eq!(portal.sim.world().workflows().len(), 1);

    portal.sim.faults().next_of(method, 1, Fault::reset());
    portal.perform(&ends, "three", 1).await.unwrap_err();
    let nobody_knows = portal.perform(&ends, "three", 2).await.unwrap_err();
    assert!(
        matches!(nobody_knows, Failure::Undecided { .. }),
        "{nobody_knows:?}"
    );
    assert_eq!(portal.sim.world().workflows().len(), 2);
}

#[tokio::test]
async fn an_answer_reaches_the_workflow_once_and_a_late_one_is_told() {
    let portal = Portal::start().await;
    let answer = |event_token: &str| Effect::Answer {
        event_token: event_token.into(),
        values: map(&json!({"result": "stop"})),
        log: "Owes too much".into(),
    };
    for (fault, ran) in losses() {
        let effect = answer(&portal.waiting_robot().await);
        portal
            .sim
            .faults()
            .next_of("bizproc.event.send", 1, fault.clone());
        portal.perform(&effect, "one", 1).await.unwrap_err();
        let done = portal
            .perform(&effect, "one", 2)
            .await
            .expect("it is given");
        assert_eq!(done.was_there, ran, "{fault}");
        let workflow = portal.sim.world().workflows().pop().unwrap();
        assert_eq!(
            workflow.robot.unwrap().returned["result"],
            "stop",
            "{fault}"
        );
        assert_eq!(workflow.log, ["Owes too much"], "{fault}");
    }
    let late = portal
        .perform(&answer("spent"), "two", 1)
        .await
        .unwrap_err();
    assert!(matches!(late, Failure::Refused { .. }), "{late:?}");
}

#[tokio::test]
async fn only_what_differs_is_written() {
    let portal = Portal::start().await;
    for (name, kind) in [("LIMIT", "double"), ("NOTE", "string")] {
        let field = Call::new("crm.company.userfield.add")
            .param("fields[FIELD_NAME]", name)
            .param("fields[USER_TYPE_ID]", kind);
        portal.ask(field).await;
    }
    let set = |fields: Value| Effect::Set {
        to: Target {
            entity_type: 4,
            id: 1,
        },
        fields: map(&fields),
    };
    let writes = || portal.sim.executions("crm.item.update");
    let wanted = set(json!({"UF_CRM_LIMIT": "1500.50", "UF_CRM_NOTE": "good"}));
    let done = portal.perform(&wanted, "one", 1).await.expect("it is set");
    assert!(!done.was_right && writes() == 1);
    assert_eq!(done.link.as_deref(), Some("/crm/company/details/1/"));
    let again = portal
        .perform(&wanted, "two", 1)
        .await
        .expect("it is right");
    assert!(again.was_right && writes() == 1);

    let changed = set(json!({"UF_CRM_LIMIT": 1500.5, "UF_CRM_NOTE": "$result[a][b] bad"}));
    portal
        .perform(&changed, "three", 1)
        .await
        .expect("it is set");
    assert_eq!(writes(), 2);
    let read = Call::new("crm.item.get")
        .param("entityTypeId", 4)
        .param("id", 1)
        .param("useOriginalUfNames", "Y");
    let company = portal.ask(read).await;
    assert_eq!(company["item"]["UF_CRM_NOTE"], "$result[a][b] bad");

    // Lost before or after it ran: repeated, which changes nothing any more.
    for (fault, _) in losses() {
        let value = format!("after {fault}");
        let wanted = set(json!({ "UF_CRM_NOTE": value }));
        portal
            .sim
            .faults()
            .next_command("crm.item.update", 1, fault);
        portal.perform(&wanted, "four", 1).await.expect("it is set");
        let read = Call::new("crm.item.get")
            .param("entityTypeId", 4)
            .param("id", 1)
            .param("useOriginalUfNames", "Y");
        assert_eq!(portal.ask(read).await["item"]["UF_CRM_NOTE"], value);
        assert_eq!(portal.sim.faults().left(), 0);
    }
}

#[tokio::test]
async fn what_cannot_be_set_is_refused_in_words() {
    let portal = Portal::start().await;
    let set = |id, fields: Value| Effect::Set {
        to: Target { entity_type: 4, id },
        fields: map(&fields),
    };
    for (effect, words) in [
        (
            set(1, json!({"UF_CRM_LIMITT": "1"})),
            "has no field `UF_CRM_LIMITT`",
        ),
        (
            set(999_999, json!({"title": "x"})),
            "company 999999 is not there",
        ),
        (set(1, json!({"fm": {}})), "`fm` is not set"),
    ] {
        let refused = portal.perform(&effect, "one", 1).await.unwrap_err();
        assert!(matches!(refused, Failure::Refused { .. }), "{refused:?}");
        assert!(refused.to_string().contains(words), "{refused}");
    }
}
