//! Notifications.

use serde_json::json;

use crate::support::{Portal, local_application};

#[tokio::test]
async fn a_tagged_notification_takes_the_place_of_the_one_before() {
    let mut application = local_application();
    application.scopes.push("im".to_owned());
    let portal = Portal::with(application).await;
    for (method, message, tag) in [
        ("im.notify.system.add", "Limit at 80 %", "limit"),
        ("im.notify.system.add", "Limit at 90 %", "limit"),
        ("im.notify.personal.add", "Call me", ""),
        ("im.notify.personal.add", "Call me", ""),
    ] {
        let params = json!({"USER_ID": 7, "MESSAGE": message, "TAG": tag});
        let id = portal.result("admin", method, params).await;
        assert!(id.is_i64(), "{id}");
    }
    let notices = portal.sim.world().notices_of(7);
    let seen: Vec<_> = notices
        .iter()
        .map(|notice| (notice.message.as_str(), notice.author_id))
        .collect();
    let expected = [
        ("Limit at 90 %", None),
        ("Call me", Some(1)),
        ("Call me", Some(1)),
    ];
    assert_eq!(seen, expected);
    assert!(portal.sim.world().notices_of(5).is_empty());

    let system = |params| portal.refusal("admin", "im.notify.system.add", params);
    assert_eq!(system(json!({})).await, (400, json!("USER_ID_EMPTY")));
    let wordless = json!({"USER_ID": 7});
    assert_eq!(system(wordless).await, (400, json!("MESSAGE_EMPTY")));
    let stranger = json!({"USER_ID": 999, "MESSAGE": "Hello"});
    let undelivered = portal
        .result("admin", "im.notify.system.add", stranger)
        .await;
    assert_eq!(undelivered, json!(false));
}
