//! Robots, activities, workflows.

use axum::http::StatusCode;
use bitrix24_sim::{NewApplication, RobotRefusal, WorkflowState};
use serde_json::{Map, Value, json};

use crate::{
    handler::Handler,
    support::{Portal, local_application},
};

async fn portal() -> Portal {
    Portal::with(NewApplication {
        scopes: ["crm", "bizproc"].map(str::to_owned).to_vec(),
        ..local_application()
    })
    .await
}

fn robot(handler: &str) -> Value {
    json!({
        "CODE": "acme_check",
        "HANDLER": handler,
        "NAME": {"en": "Check the client"},
        "PROPERTIES": {
            "inn": {"Name": "Tax number", "Type": "string"},
            "days": {"Name": "Days", "Type": "int", "Default": "7"},
            "tags": {"Name": "Tags", "Type": "string", "Multiple": "Y"},
        },
        "RETURN_PROPERTIES": {"verdict": {"Name": "Verdict", "Type": "string"}},
    })
}

async fn register(portal: &Portal, changes: Value) -> Handler {
    let handler = Handler::start(StatusCode::OK).await;
    let mut params = robot(&handler.url);
    for (key, value) in changes.as_object().unwrap() {
        params[key] = value.clone();
    }
    assert_eq!(
        portal.result("admin", "bizproc.robot.add", params).await,
        true
    );
    handler
}

fn values(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[tokio::test]
async fn a_robot_is_called_with_its_document_and_properties_and_waits_for_an_answer() {
    let portal = portal().await;
    let mut handler = register(&portal, json!({"AUTH_USER_ID": 5})).await;
    let set = values(&json!({"inn": "7701234567", "tags": ["a", "b"], "unknown": "x"}));
    let run = portal.sim.run_robot("acme_check", 77, &set).unwrap();

    let got = handler.next().await;
    assert_eq!(got["workflow_id"], run.id);
    assert_eq!(got["code"], "acme_check");
    let parts = |name: &str| [0, 1, 2].map(|at| got[&format!("{name}[{at}]")].clone());
    assert_eq!(parts("document_id"), ["crm", "CCrmDocumentDeal", "DEAL_77"]);
    assert_eq!(parts("document_type"), ["crm", "CCrmDocumentDeal", "DEAL"]);
    assert_eq!(
        (
            got["properties[inn]"].as_str(),
            got["properties[days]"].as_str()
        ),
        ("7701234567", "7")
    );
    assert_eq!(
        (
            got["properties[tags][0]"].as_str(),
            got["properties[tags][1]"].as_str()
        ),
        ("a", "b")
    );
    assert!(!got.contains_key("properties[unknown]"));
    assert_eq!(
        (
            got["use_subscription"].as_str(),
            got["timeout_duration"].as_str()
        ),
        ("Y", "0")
    );
    assert_eq!(got["auth[user_id]"], "5");
    assert_eq!(
        got["auth[application_token]"],
        portal.application.application_token.expose()
    );

    let running = portal
        .result(
            "admin",
            "bizproc.workflow.instances",
            json!({"select": ["ID", "DOCUMENT_ID"]}),
        )
        .await;
    assert_eq!(running, json!([{"ID": run.id, "DOCUMENT_ID": "DEAL_77"}]));
    let token = &got["event_token"];
    let log = json!({"event_token": token, "log_message": "asked"});
    portal.result("seller", "bizproc.activity.log", log).await;
    let answer = json!({"event_token": token, "return_values": {"VERDICT": "good", "other": 1}, "log_message": "done"});
    assert_eq!(
        portal
            .result("seller", "bizproc.event.send", answer.clone())
            .await,
        true
    );

    let ended = portal.sim.world().workflows().remove(0);
    assert_eq!(ended.state, WorkflowState::Completed);
    assert_eq!(
        ended.robot.unwrap().returned,
        values(&json!({"verdict": "good"}))
    );
    assert_eq!(ended.log, ["asked", "done"]);
    // The token opens nothing a second time.
    let again = portal.refusal("seller", "bizproc.event.send", answer).await;
    assert_eq!(again, (403, json!("ACCESS_DENIED")));
    assert!(!format!("{:?}", portal.sim.journal().since(0)).contains(token.as_str()));
}

#[tokio::test]
async fn a_robot_without_a_user_brings_no_token_and_one_that_need_not_wait_does_not() {
    let portal = portal().await;
    let mut handler = register(&portal, json!({"USE_SUBSCRIPTION": "N"})).await;
    let run = portal.sim.run_robot("acme_check", 77, &Map::new()).unwrap();
    assert_eq!(run.state, WorkflowState::Completed);
    let got = handler.next().await;
    assert!(!got.contains_key("auth[access_token]"));
    assert_eq!(got["use_subscription"], "N");
    let late = json!({"event_token": got["event_token"]});
    assert_eq!(
        portal.refusal("admin", "bizproc.event.send", late).await,
        (403, json!("ACCESS_DENIED"))
    );
}

#[tokio::test]
async fn a_robot_on_a_stage_runs_when_a_deal_comes_there_and_not_when_it_is_there() {
    let portal = portal().await;
    let mut handler = register(&portal, json!({})).await;
    let world = portal.sim.world();
    assert!(!world.put_robot_on_stage("EXECUTING", "unknown", Map::new()));
    let set = values(&json!({"inn": "1"}));
    assert!(world.put_robot_on_stage("EXECUTING", "acme_check", set));
    let change = async |id: i64, fields: Value| {
        let params = json!({"id": id, "fields": fields});
        portal.result("admin", "crm.deal.update", params).await;
    };
    change(77, json!({"STAGE_ID": "NEW"})).await;
    change(77, json!({"STAGE_ID": "EXECUTING"})).await;
    let got = handler.next().await;
    assert_eq!(got["document_id[2]"], "DEAL_77");
    assert_eq!(got["properties[inn]"], "1");
    change(77, json!({"TITLE": "Still there"})).await;
    let fields = json!({"fields": {"STAGE_ID": "EXECUTING"}});
    let made = portal.result("admin", "crm.deal.add", fields).await;
    assert_eq!(
        handler.next().await["document_id[2]"],
        format!("DEAL_{made}")
    );
    assert_eq!(world.workflows().len(), 2);
}

#[tokio::test]
async fn what_a_robot_answers_may_move_the_deal_on() {
    let portal = portal().await;
    let mut handler = register(&portal, json!({})).await;
    let url = format!(
        "{}sim/control/robots/acme_check/stage",
        portal.sim.portal_url()
    );
    let then = json!({"result": "verdict", "equals": "bad", "stage": "NEW"});
    let place = json!({"stage": "EXECUTING", "then": then});
    let (status, _) = crate::support::answer(portal.http.post(url).json(&place)).await;
    assert_eq!(status, 200);
    let stage = || portal.sim.world().deal(77).expect("it is there").stage_id;
    for (verdict, goes_to) in [("good", "EXECUTING"), ("bad", "NEW")] {
        for stage in ["PREPARATION", "EXECUTING"] {
            let change = json!({"id": 77, "fields": {"STAGE_ID": stage}});
            portal.result("admin", "crm.deal.update", change).await;
        }
        let got = handler.next().await;
        assert_eq!(stage(), "EXECUTING", "it waits there");
        let values = json!({"verdict": verdict});
        let answer = json!({"event_token": got["event_token"], "return_values": values});
        portal.result("admin", "bizproc.event.send", answer).await;
        assert_eq!(stage(), goes_to);
    }
}

#[tokio::test]
async fn a_robot_does_not_run_without_its_application_or_its_card() {
    let portal = portal().await;
    let refusal = |code, deal| portal.sim.run_robot(code, deal, &Map::new()).unwrap_err();
    assert_eq!(refusal("acme_check", 77), RobotRefusal::Unknown);
    register(&portal, json!({})).await;
    assert_eq!(refusal("acme_check", 999_999), RobotRefusal::NoDocument);
    portal.sim.expire_payment(&portal.application.client_id);
    assert_eq!(refusal("acme_check", 77), RobotRefusal::Idle);
    portal.sim.uninstall(&portal.application.client_id, true);
    assert_eq!(refusal("acme_check", 77), RobotRefusal::Unknown);
}

#[tokio::test]
async fn what_describes_a_robot_is_checked() {
    let portal = portal().await;
    let wrong = "ERROR_ACTIVITY_VALIDATION_FAILURE";
    let cases = [
        (json!({"CODE": ""}), wrong),
        (json!({"CODE": "a b"}), wrong),
        (
            json!({"HANDLER": "ftp://127.0.0.1/"}),
            "ERROR_UNSUPPORTED_PROTOCOL",
        ),
        (
            json!({"HANDLER": "https://other.example/"}),
            "ERROR_WRONG_HANDLER_URL",
        ),
        (json!({"NAME": ""}), wrong),
        (json!({"PROPERTIES": "x"}), wrong),
        (json!({"PROPERTIES": {"1a": {"Name": "x"}}}), wrong),
        (json!({"PROPERTIES": {"a": {"Type": "int"}}}), wrong),
        (json!({"RETURN_PROPERTIES": {"a": "x"}}), wrong),
        (json!({"FILTER": "x"}), wrong),
        (json!({"DOCUMENT_TYPE": ["crm"]}), wrong),
    ];
    for (change, error) in cases {
        let mut params = robot("http://127.0.0.1:3000/robot");
        for (key, value) in change.as_object().unwrap() {
            params[key] = value.clone();
        }
        let refusal = portal.refusal("admin", "bizproc.robot.add", params).await;
        assert_eq!(refusal, (400, json!(error)), "{change}");
    }
    let empty = portal
        .refusal("admin", "bizproc.robot.add", json!({}))
        .await;
    assert_eq!(empty, (400, json!(wrong)));
    let seller = portal
        .refusal("seller", "bizproc.robot.list", json!({}))
        .await;
    assert_eq!(seller, (400, json!("ACCESS_DENIED")));
}

#[tokio::test]
async fn robots_and_activities_are_changed_listed_and_removed_apart() {
    let portal = portal().await;
    let mut handler = register(&portal, json!({})).await;
    let activity =
        json!({"CODE": "acme_other", "HANDLER": "http://127.0.0.1:3000/a", "NAME": "Other"});
    portal
        .result("admin", "bizproc.activity.add", activity.clone())
        .await;
    assert_eq!(
        portal.refusal("admin", "bizproc.robot.add", activity).await,
        (400, json!("ERROR_ACTIVITY_ALREADY_INSTALLED"))
    );
    let list = async |sort: &str| {
        portal
            .result("admin", &format!("bizproc.{sort}.list"), json!({}))
            .await
    };
    assert_eq!(list("robot").await, json!(["acme_check"]));
    assert_eq!(list("activity").await, json!(["acme_other"]));

    let update = |fields: Value| json!({"CODE": "acme_check", "FIELDS": fields});
    let nothing = portal
        .refusal("admin", "bizproc.robot.update", update(json!({})))
        .await;
    assert_eq!(nothing, (400, json!("ERROR_ACTIVITY_VALIDATION_FAILURE")));
    let fields = json!({"USE_SUBSCRIPTION": "N", "PROPERTIES": {}});
    portal
        .result("admin", "bizproc.robot.update", update(fields))
        .await;
    portal.sim.run_robot("acme_check", 77, &Map::new()).unwrap();
    let got = handler.next().await;
    assert_eq!(got["use_subscription"], "N");
    assert!(!got.keys().any(|key| key.starts_with("properties")));

    let code = json!({"CODE": "acme_check"});
    portal
        .result("admin", "bizproc.robot.delete", code.clone())
        .await;
    assert_eq!(list("robot").await, json!([]));
    for method in ["delete", "update"] {
        let refusal = portal
            .refusal("admin", &format!("bizproc.robot.{method}"), code.clone())
            .await;
        assert_eq!(
            refusal,
            (400, json!("ERROR_ACTIVITY_NOT_FOUND")),
            "{method}"
        );
    }
}

#[tokio::test]
async fn an_update_of_the_application_takes_its_robots_away() {
    let portal = portal().await;
    register(&portal, json!({})).await;
    portal
        .sim
        .update_application(&portal.application.client_id)
        .unwrap();
    assert_eq!(
        portal
            .result("admin", "bizproc.robot.list", json!({}))
            .await,
        json!([])
    );
}

#[tokio::test]
async fn a_workflow_runs_on_a_card_until_it_is_stopped() {
    let portal = portal().await;
    let templates = json!({"select": ["ID", "NAME"], "filter": {"ENTITY": "CCrmDocumentDeal"}, "order": {"ID": "DESC"}});
    assert_eq!(
        portal
            .result("admin", "bizproc.workflow.template.list", templates)
            .await,
        json!([{"ID": "2", "NAME": "Win the deal"}, {"ID": "1", "NAME": "Approve the deal"}])
    );
    assert_eq!(
        portal
            .result("admin", "bizproc.workflow.template.list", json!({}))
            .await,
        json!([{"ID": "1"}, {"ID": "2"}, {"ID": "3"}])
    );
    let start = json!({"TEMPLATE_ID": 1, "DOCUMENT_ID": ["crm", "CCrmDocumentDeal", "DEAL_77"], "PARAMETERS": {"boss": "user_5"}});
    let id = portal
        .result("admin", "bizproc.workflow.start", start.clone())
        .await;
    let other = portal
        .result("admin", "bizproc.workflow.start", start)
        .await;
    let all = json!({"select": ["ID", "ENTITY", "STARTED_BY", "TEMPLATE_ID", "OWNED_UNTIL"], "filter": {"ID": id}});
    assert_eq!(
        portal
            .result("admin", "bizproc.workflow.instances", all)
            .await,
        json!([{"ID": id, "OWNED_UNTIL": null, "ENTITY": "CCrmDocumentDeal", "STARTED_BY": "1", "TEMPLATE_ID": "1"}])
    );
    let stop = json!({"ID": id, "STATUS": "no longer wanted"});
    assert_eq!(
        portal
            .result("admin", "bizproc.workflow.terminate", stop)
            .await,
        true
    );
    portal
        .result("admin", "bizproc.workflow.kill", json!({"ID": other}))
        .await;
    let left = portal.sim.world().workflows();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].state, WorkflowState::Terminated);
    assert_eq!(left[0].log, ["no longer wanted"]);
    assert_eq!(
        portal
            .result("admin", "bizproc.workflow.instances", json!({}))
            .await,
        json!([])
    );
}

#[tokio::test]
async fn what_a_workflow_changes_is_told_without_anybodys_token() {
    let portal = portal().await;
    let mut handler = Handler::start(StatusCode::OK).await;
    let params = json!({"event": "ONCRMDEALUPDATE", "handler": handler.url});
    portal.result("admin", "event.bind", params).await;
    let change = json!({"id": 77, "fields": {"STAGE_ID": "NEW"}});
    portal.result("admin", "crm.deal.update", change).await;
    assert!(handler.next().await.contains_key("auth[access_token]"));

    let start = json!({"TEMPLATE_ID": 2, "DOCUMENT_ID": ["crm", "CCrmDocumentDeal", "DEAL_77"]});
    portal
        .result("admin", "bizproc.workflow.start", start)
        .await;
    let got = handler.next().await;
    assert_eq!(got["data[FIELDS][ID]"], "77");
    assert!(
        !got.keys()
            .any(|key| key.contains("token]") && !key.contains("application"))
    );
    assert!(!got.contains_key("auth[user_id]"));
    let deal = portal
        .result("admin", "crm.deal.get", json!({"id": 77}))
        .await;
    assert_eq!(deal["STAGE_ID"], "WON");
}

#[tokio::test]
async fn a_workflow_that_cannot_start_says_why() {
    let portal = portal().await;
    let deal = ["crm", "CCrmDocumentDeal", "DEAL_77"];
    let cases = [
        (
            json!({"DOCUMENT_ID": deal}),
            "ERROR_WRONG_WORKFLOW_ID",
            "Empty TEMPLATE_ID",
        ),
        (
            json!({"TEMPLATE_ID": 9, "DOCUMENT_ID": deal}),
            "ERROR_WRONG_WORKFLOW_ID",
            "Template not found",
        ),
        (json!({"TEMPLATE_ID": 1}), "", "Wrong DOCUMENT_ID!"),
        (
            json!({"TEMPLATE_ID": 1, "DOCUMENT_ID": ["crm", "CCrmDocumentDeal", "DEAL_999999"]}),
            "",
            "Wrong DOCUMENT_ID!",
        ),
        (
            json!({"TEMPLATE_ID": 1, "DOCUMENT_ID": ["crm", "Nothing", "X_1"]}),
            "",
            "Incorrect document type!",
        ),
        (
            json!({"TEMPLATE_ID": 3, "DOCUMENT_ID": deal}),
            "",
            "Template type and DOCUMENT_ID mismatch!",
        ),
    ];
    for (params, error, text) in cases {
        let (status, body) = portal
            .call("admin", "bizproc.workflow.start", params.clone())
            .await;
        let expected = json!({"error": error, "error_description": text});
        assert_eq!((status.as_u16(), body), (400, expected), "{params}");
    }
    for method in ["start", "instances", "terminate", "kill"] {
        let refusal = portal
            .refusal("seller", &format!("bizproc.workflow.{method}"), json!({}))
            .await;
        assert_eq!(refusal, (403, json!("ACCESS_DENIED")), "{method}");
    }
    for method in ["terminate", "kill"] {
        let refusal = portal
            .refusal("admin", &format!("bizproc.workflow.{method}"), json!({}))
            .await;
        assert_eq!(refusal, (400, json!("ERROR_WRONG_WORKFLOW_ID")), "{method}");
    }
}

#[tokio::test]
async fn a_program_puts_robots_on_stages_and_reads_their_answers() {
    let portal = portal().await;
    let mut handler = register(&portal, json!({})).await;
    let control = |path: &str| format!("{}sim/control/{path}", portal.sim.portal_url());
    let place = async |code: &str| {
        let url = control(&format!("robots/{code}/stage"));
        let request = portal.http.post(url).json(&json!({"stage": "WON"}));
        crate::support::answer(request).await.0
    };
    assert_eq!(place("acme_check").await, 200);
    assert_eq!(place("unknown").await, 404);
    let change = json!({"id": 77, "fields": {"STAGE_ID": "WON"}});
    portal.result("admin", "crm.deal.update", change).await;
    let got = handler.next().await;
    let answer = json!({"event_token": got["event_token"], "return_values": {"verdict": "good"}});
    portal.result("admin", "bizproc.event.send", answer).await;

    let (_, workflows) = crate::support::answer(portal.http.get(control("workflows"))).await;
    assert_eq!(workflows[0]["id"], got["workflow_id"]);
    assert_eq!(workflows[0]["document"], "DEAL_77");
    assert_eq!(workflows[0]["state"], "completed");
    assert_eq!(workflows[0]["returned"], json!({"verdict": "good"}));
}
