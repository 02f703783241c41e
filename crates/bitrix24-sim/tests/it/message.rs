//! Chat messages.

use bitrix24_sim::NewApplication;
use serde_json::json;

use crate::support::{Portal, local_application};

#[tokio::test]
async fn a_message_reaches_its_dialog_and_can_be_answered_there_only() {
    let portal = Portal::with(NewApplication {
        scopes: vec!["im".to_owned()],
        ..local_application()
    })
    .await;
    let message = json!({"DIALOG_ID": 7, "MESSAGE": "[B]Owes[/B] too much"});
    let id = portal.result("manager", "im.message.add", message).await;
    let kept = portal.sim.world().messages();
    assert_eq!(
        (kept[0].dialog_id.as_str(), kept[0].author_id),
        ("7", Some(5))
    );
    assert_eq!(kept[0].text, "[B]Owes[/B] too much");

    let answer = json!({"DIALOG_ID": "5", "MESSAGE": "Paid", "REPLY_ID": id});
    portal.result("seller", "im.message.add", answer).await;
    let system = json!({"DIALOG_ID": "chat1", "MESSAGE": "All", "SYSTEM": "Y"});
    portal.result("admin", "im.message.add", system).await;
    assert_eq!(portal.sim.world().messages()[2].author_id, None);

    let large = "x".repeat(60_001);
    let cases = [
        (json!({"DIALOG_ID": 7}), "MESSAGE_EMPTY"),
        (json!({"MESSAGE": "x"}), "USER_ID_EMPTY"),
        (json!({"DIALOG_ID": 99, "MESSAGE": "x"}), "USER_NOT_FOUND"),
        (json!({"DIALOG_ID": "chat99", "MESSAGE": "x"}), "CHAT_ID"),
        (
            json!({"DIALOG_ID": 7, "MESSAGE": "x", "ATTACH": "no"}),
            "ATTACH_ERROR",
        ),
        (
            json!({"DIALOG_ID": 7, "MESSAGE": "x", "ATTACH": [{"MESSAGE": large}]}),
            "ATTACH_OVERSIZE",
        ),
        (
            json!({"DIALOG_ID": 7, "MESSAGE": "x", "KEYBOARD": 7}),
            "KEYBOARD_ERROR",
        ),
        (
            json!({"DIALOG_ID": 7, "MESSAGE": "x", "MENU": 7}),
            "MENU_ERROR",
        ),
        (
            json!({"DIALOG_ID": 7, "MESSAGE": "x", "REPLY_ID": 99}),
            "REPLY_ACCESS_ERROR",
        ),
        (
            json!({"DIALOG_ID": 9, "MESSAGE": "x", "REPLY_ID": id}),
            "REPLY_FROM_OTHER_CHAT_ERROR",
        ),
    ];
    for (params, code) in cases {
        let refusal = portal.refusal("manager", "im.message.add", params).await;
        assert_eq!(refusal, (400, json!(code)));
    }
}

#[tokio::test]
async fn notifications_are_taken_back_by_their_tags() {
    let portal = Portal::with(NewApplication {
        scopes: vec!["im".to_owned()],
        ..local_application()
    })
    .await;
    for (tag, group) in [("a", "one"), ("b", "one"), ("c", "two")] {
        let notice = json!({"USER_ID": 7, "MESSAGE": "x", "TAG": tag, "SUB_TAG": group});
        portal.result("admin", "im.notify.system.add", notice).await;
    }
    let left = || portal.sim.world().notices_of(7).len();
    portal
        .result("admin", "im.notify.delete", json!({"SUB_TAG": "one"}))
        .await;
    assert_eq!(left(), 1);
    portal
        .result("admin", "im.notify.delete", json!({"TAG": "c"}))
        .await;
    assert_eq!(left(), 0);
    let refusal = portal.refusal("admin", "im.notify.delete", json!({})).await;
    assert_eq!(refusal, (400, json!("PARAMS_ERROR")));
}

#[tokio::test]
async fn both_who_talk_read_their_dialog_newest_first() {
    let portal = Portal::with(NewApplication {
        scopes: vec!["im".to_owned()],
        ..local_application()
    })
    .await;
    for number in 1..=3 {
        let message = json!({"DIALOG_ID": "7", "MESSAGE": format!("number {number}")});
        portal.result("manager", "im.message.add", message).await;
    }
    let texts = async |login: &str, params: serde_json::Value| -> Vec<String> {
        let page = portal.result(login, "im.dialog.messages.get", params).await;
        let rows = page["messages"].as_array().expect("a list").clone();
        let text = |row: &serde_json::Value| row["text"].as_str().map(str::to_owned);
        rows.iter().filter_map(text).collect()
    };
    let newest = texts("seller", json!({"DIALOG_ID": "5", "LIMIT": 2})).await;
    assert_eq!(newest, ["number 3", "number 2"]);
    let older = texts("manager", json!({"DIALOG_ID": "7", "LAST_ID": 2})).await;
    assert_eq!(older, ["number 1"]);
    let newer = texts(
        "manager",
        json!({"DIALOG_ID": "7", "FIRST_ID": 0, "LIMIT": 1}),
    )
    .await;
    assert_eq!(newer, ["number 1"]);
    assert!(texts("clerk", json!({"DIALOG_ID": "7"})).await.is_empty());

    let refused = [
        (json!({}), "DIALOG_ID_EMPTY", 400),
        (json!({"DIALOG_ID": "chat99"}), "ACCESS_ERROR", 403),
        (
            json!({"DIALOG_ID": "7", "LAST_ID": "x"}),
            "LAST_ID_STRING",
            400,
        ),
    ];
    for (params, code, status) in refused {
        let refusal = portal
            .refusal("manager", "im.dialog.messages.get", params)
            .await;
        assert_eq!(refusal, (status, json!(code)));
    }
}
