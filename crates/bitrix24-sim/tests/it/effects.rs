//! What applications do, as the pages show it; what people do there, as
//! applications hear it.

use bitrix24_sim::{Kind, NewApplication};
use serde_json::{Value, json};

use crate::{
    pages::Visit,
    support::{Portal, local_application},
};

async fn visit(login: &str) -> Visit {
    let portal = Portal::with(NewApplication {
        scopes: ["crm", "placement", "user", "task", "im"]
            .map(str::to_owned)
            .to_vec(),
        ..local_application()
    });
    Visit::to(portal.await, login)
}

/// Waits until an event of this name was sent, or could not be.
async fn told(visit: &Visit, event: &str) -> Value {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let entries = visit.portal.sim.journal().since(0).into_iter();
        let mut sent = entries.map(|entry| entry.record);
        if let Some(record) =
            sent.find(|record| record.kind == Kind::Event && record.method == event)
        {
            return record.params;
        }
        assert!(std::time::Instant::now() < deadline, "{event} was not sent");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn comments_and_activities_stand_in_the_card_they_belong_to() {
    let visit = visit("manager").await;
    let comment = json!({"fields": {"ENTITY_ID": 77, "ENTITY_TYPE": "deal",
                         "COMMENT": "Owes [b]340 000[/b] <script>"}});
    visit
        .portal
        .result("admin", "crm.timeline.comment.add", comment)
        .await;
    let todo = json!({"ownerTypeId": 2, "ownerId": 77, "deadline": "2031-03-04T10:00:00+03:00",
                      "title": "Call them", "description": "about the debt"});
    visit
        .portal
        .result("admin", "crm.activity.todo.add", todo)
        .await;

    let card = visit.read("crm/deal/details/77/").await;
    assert!(
        card.contains("Owes <b>340 000</b> &#60;script&#62;"),
        "{card}"
    );
    assert!(
        card.contains("Call them") && card.contains("Mar 4, 2031"),
        "{card}"
    );
    let other = visit.read("crm/deal/details/78/").await;
    assert!(!other.contains("Call them") && !other.contains("Owes"));
}

#[tokio::test]
async fn an_added_field_shows_what_was_written_into_it() {
    let visit = visit("manager").await;
    let field = json!({"fields": {"FIELD_NAME": "LIMIT", "USER_TYPE_ID": "string",
                       "EDIT_FORM_LABEL": "Credit limit"}});
    visit
        .portal
        .result("admin", "crm.company.userfield.add", field)
        .await;
    let card = visit.read("crm/company/details/1/").await;
    assert!(card.contains("Credit limit"), "{card}");
    let written = json!({"id": 1, "fields": {"UF_CRM_LIMIT": "125000 and a half"}});
    visit
        .portal
        .result("admin", "crm.company.update", written)
        .await;
    let card = visit.read("crm/company/details/1/").await;
    assert!(card.contains("125000 and a half"), "{card}");
}

#[tokio::test]
async fn people_and_companies_changed_in_the_page_send_their_events() {
    let visit = visit("manager").await;
    for event in ["ONCRMCONTACTUPDATE", "ONCRMCOMPANYUPDATE"] {
        let bind = json!({"event": event, "handler": "http://127.0.0.1:9/event"});
        visit.portal.result("admin", "event.bind", bind).await;
    }
    let before = visit.portal.sim.world().contact(21).unwrap();
    let form = [
        ("NAME", "Laura"),
        ("LAST_NAME", "Bennett-Gray"),
        ("PHONE", "+44 20 7946 0000"),
        ("EMAIL", before.reach.emails[0].value.as_str()),
    ];
    let answer = visit.submit("crm/contact/details/21/", &form).await;
    assert_eq!(answer.status(), 303);
    let after = visit.portal.sim.world().contact(21).unwrap();
    assert_eq!(after.full_name(), "Laura Bennett-Gray");
    // Changed, not added: the number keeps its own number.
    assert_eq!(after.reach.phones.len(), before.reach.phones.len());
    assert_eq!(after.reach.phones[0].id, before.reach.phones[0].id);
    assert_eq!(after.reach.phones[0].value, "+44 20 7946 0000");
    assert_eq!(after.reach.emails, before.reach.emails);
    assert_eq!(
        told(&visit, "ONCRMCONTACTUPDATE").await["data"]["FIELDS"]["ID"],
        "21"
    );

    let answer = visit
        .submit("crm/company/details/1/", &[("TITLE", "Northwind & Sons")])
        .await;
    assert_eq!(answer.status(), 303);
    assert!(
        visit
            .read("crm/company/details/1/")
            .await
            .contains("Northwind &#38; Sons")
    );
    assert_eq!(
        told(&visit, "ONCRMCOMPANYUPDATE").await["data"]["FIELDS"]["ID"],
        "1"
    );

    let refused = visit
        .submit("crm/contact/details/21/", &[("EMAIL", "nowhere")])
        .await;
    let card = refused.text().await.unwrap();
    assert!(card.contains("That is no e-mail address."), "{card}");
}

#[tokio::test]
async fn the_pages_ask_for_news_and_learn_of_each_change() {
    let visit = visit("manager").await;
    let news = || async { serde_json::from_str::<Value>(&visit.read("sim/live").await).unwrap() };
    let before = news().await;
    assert_eq!(
        news().await["revision"],
        before["revision"],
        "looking is no change"
    );
    assert_eq!(before["notice"], Value::Null);
    let notice = json!({"USER_ID": 5, "MESSAGE": "[b]Limit[/b] reached"});
    visit
        .portal
        .result("admin", "im.notify.personal.add", notice)
        .await;
    let after = news().await;
    assert!(after["revision"].as_u64() > before["revision"].as_u64());
    assert_eq!(after["notice"]["text"], "Limit reached");
    assert_eq!(after["notice"]["by"], "Olivia Grant");
}

#[tokio::test]
async fn a_task_is_seen_by_those_it_concerns() {
    let visit = visit("manager").await;
    let task = json!({"fields": {"TITLE": "Call", "RESPONSIBLE_ID": 5, "UF_CRM_TASK": ["D_77"]}});
    let task = visit.portal.result("admin", "tasks.task.add", task).await;
    let path = format!(
        "company/personal/user/5/tasks/task/view/{}/",
        task["task"]["id"].as_str().unwrap()
    );
    let list = visit.read("company/personal/user/5/tasks/").await;
    assert!(list.contains(&path), "{list}");
    assert!(visit.read(&path).await.contains("Racks, second floor"));
    let visit = visit.by("seller");
    assert!(!visit.read(&path).await.contains("Racks"));
    assert!(
        !visit
            .read("company/personal/user/5/tasks/")
            .await
            .contains(&path)
    );
}

#[tokio::test]
async fn a_link_opens_an_application_with_its_parameters() {
    let visit = visit("manager").await;
    let bind = json!({"PLACEMENT": "REST_APP_URI", "HANDLER": "http://127.0.0.1:9/link"});
    visit.portal.result("admin", "placement.bind", bind).await;
    let client_id = &visit.portal.application.client_id;
    let page = visit
        .read(&format!("marketplace/view/{client_id}/?params[deal]=77"))
        .await;
    assert!(
        page.contains(r#"data-options="{&#34;deal&#34;:&#34;77&#34;}""#),
        "{page}"
    );
    let unknown = visit.read("marketplace/view/local.unknown/").await;
    assert!(unknown.contains("Not found"));
}

#[tokio::test]
async fn the_list_of_deals_is_read_in_pages() {
    let visit = visit("manager").await;
    visit
        .portal
        .sim
        .world()
        .add_deals(120, 1, bitrix24_sim::Ids::Sparse);
    let rows = |page: String| page.matches("class=\"lead\"").count();
    let first = visit.read("crm/deal/list/").await;
    assert!(first.contains("?page=2") && !first.contains("?page=0"));
    assert_eq!(rows(first), 50);
    let last = visit.read("crm/deal/list/?page=3").await;
    assert!(last.contains("?page=2"));
    assert!(rows(visit.read("crm/deal/list/?page=999999999999").await) == 0);
}

#[tokio::test]
async fn messages_are_read_by_those_who_may() {
    let visit = visit("manager").await;
    for (to, text) in [
        ("5", "For [i]you[/i]"),
        ("7", "For another"),
        ("chat1", "For all"),
    ] {
        let message = json!({"DIALOG_ID": to, "MESSAGE": text});
        visit
            .portal
            .result("admin", "im.message.add", message)
            .await;
    }
    let inbox = visit.read("online/").await;
    assert!(
        inbox.contains("For you") && inbox.contains("For all"),
        "{inbox}"
    );
    assert!(!inbox.contains("For another"));
    let writer = visit.by("admin");
    let own = writer.read("online/").await;
    assert!(
        own.contains("For another") && own.contains("→ Елена Орлова"),
        "{own}"
    );
    // One's own words are no news.
    assert!(writer.read("sim/live").await.contains(r#""notice":null"#));
}
