//! Placements, dialogs and effects in a real browser.

use serde_json::{Value, json};

use super::{CARD, IN_PAGE, IN_SLIDER, Scene};

impl Scene {
    /// Binds the application's page at a placement, and gives the binding's number.
    async fn bound(&self, placement: &str) -> i64 {
        let application = self.sim.world().application(self.application).unwrap();
        let base = application.handler_url.trim_end_matches("/app").to_owned();
        let handler = format!("{base}/{}", placement.to_lowercase());
        let params = json!({"PLACEMENT": placement, "HANDLER": handler, "TITLE": placement});
        self.rest("admin", "placement.bind", params).await;
        let bound = self.sim.world().placements_of(&application.client_id);
        bound
            .into_iter()
            .rfind(|one| one.placement == placement)
            .unwrap()
            .id
    }

    async fn rest(&self, login: &str, method: &str, mut params: Value) -> Value {
        let client_id = self
            .sim
            .world()
            .application(self.application)
            .unwrap()
            .client_id;
        let user = self.sim.user(login).unwrap();
        let pair = self.sim.token_for(user.id, &client_id).unwrap();
        params["auth"] = json!(pair.access_token.expose());
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}rest/{method}", self.sim.portal_url());
        let answer = http.post(url).json(&params).send().await.unwrap();
        let body: Value = answer.json().await.unwrap();
        assert!(body.get("error").is_none(), "{method}: {body}");
        body["result"].clone()
    }

    /// What the frame at `selector` was told about itself.
    async fn told(&self, selector: &str) -> String {
        self.enter(selector).await;
        let said = self.said("done").await;
        self.leave().await;
        let mut lines = said.lines();
        lines
            .find(|line| line.starts_with("init "))
            .unwrap()
            .to_owned()
    }
}

#[tokio::test]
async fn every_place_tells_what_it_is_about() {
    let scene = Scene::installed("admin").await;
    for placement in [
        "CRM_DEAL_LIST_MENU",
        "CRM_DEAL_LIST_TOOLBAR",
        "CRM_DEAL_DETAIL_TOOLBAR",
        "CRM_DEAL_DETAIL_ACTIVITY",
        "USER_PROFILE_MENU",
    ] {
        scene.bound(placement).await;
    }
    let menu = scene.bound("LEFT_MENU").await;
    scene.open("crm/deal/list/").await;
    scene.click(".of-row summary").await;
    scene.click(".of-row [data-tool]").await;
    let told = scene.told(IN_SLIDER).await;
    let href = "document.querySelector('.list .lead a').getAttribute('href')";
    let newest = scene
        .chromium
        .page()
        .execute(&format!("return {href}"), vec![])
        .await
        .unwrap();
    let id = newest
        .as_str()
        .unwrap()
        .split('/')
        .nth(4)
        .unwrap()
        .to_owned();
    assert_eq!(
        told,
        format!(r#"init en CRM_DEAL_LIST_MENU {{"ID":"{id}","URI":"/crm/deal/list/"}}"#)
    );
    scene.click(".slider-close").await;

    scene.click(".head .tools summary").await;
    scene.click(".head .tools [data-tool]").await;
    let told = scene.told(IN_SLIDER).await;
    assert_eq!(
        told,
        r#"init en CRM_DEAL_LIST_TOOLBAR {"URI":"/crm/deal/list/"}"#
    );
    scene.click(".slider-close").await;

    scene
        .click(&format!(r#".side a[href="/marketplace/place/{menu}/"]"#))
        .await;
    let told = scene.told(IN_PAGE).await;
    let uri = format!("/marketplace/place/{menu}/");
    assert_eq!(told, format!(r#"init en LEFT_MENU {{"URI":"{uri}"}}"#));

    scene.open(CARD).await;
    scene.click("[data-activity]").await;
    let told = scene.told(".activities iframe.app").await;
    assert!(
        told.starts_with(r#"init en CRM_DEAL_DETAIL_ACTIVITY {"ID":"77","#),
        "{told}"
    );
    let before = scene.posts.load(std::sync::atomic::Ordering::SeqCst);
    scene.click("[data-activity]").await;
    scene.click("[data-activity]").await;
    scene
        .until("!document.querySelector('.activities [data-frame]').hidden")
        .await;
    assert_eq!(
        scene.posts.load(std::sync::atomic::Ordering::SeqCst),
        before
    );

    scene.click(".who summary").await;
    scene.click(".who [data-tool]").await;
    let told = scene.told(IN_SLIDER).await;
    assert!(
        told.contains(r#"USER_PROFILE_MENU {"USER_ID":"1","#),
        "{told}"
    );
    scene.ends_in_peace().await;
}

#[tokio::test]
async fn effects_appear_while_one_looks() {
    let scene = Scene::installed("manager").await;
    scene.open(CARD).await;
    scene
        .until("document.readyState === 'complete' && document.querySelector('#bell')")
        .await;
    // The page has looked once; only what comes after that is news.
    scene
        .until("performance.getEntriesByName(location.origin + '/sim/live').length > 0")
        .await;
    scene
        .chromium
        .page()
        .execute("window.same = true", vec![])
        .await
        .unwrap();

    let task = json!({"fields": {"TITLE": "Call about the debt", "RESPONSIBLE_ID": 5, "UF_CRM_TASK": ["D_77"]}});
    scene.rest("admin", "tasks.task.add", task).await;
    scene.until("document.querySelector('#card-history .task a')?.textContent.includes('Call about the debt')").await;

    let notice = json!({"USER_ID": 5, "MESSAGE": "[b]Limit[/b] reached"});
    scene.rest("admin", "im.notify.system.add", notice).await;
    scene
        .until("document.querySelector('#bell b')?.textContent === '1'")
        .await;
    scene
        .until("document.querySelector('.toast')?.textContent.includes('Limit reached')")
        .await;
    scene.until("window.same").await;

    scene.click("#bell").await;
    scene.until("document.querySelector('#list li b')").await;
    assert!(scene.content("#list").await.contains("Limit reached"));
    scene.open("crm/deal/details/77/").await;
    scene.click("#card-history .task a").await;
    scene
        .until("location.pathname.includes('/tasks/task/view/')")
        .await;
    assert_eq!(scene.content("h1").await, "Call about the debt");
    scene.ends_in_peace().await;
}

#[tokio::test]
async fn dialogs_answer_with_what_was_chosen_and_not_at_all_when_closed() {
    let scene = Scene::installed("manager").await;
    scene.open(&scene.own_page()).await;
    let ask = |id: &'static str| {
        let scene = &scene;
        async move {
            scene.enter(IN_PAGE).await;
            scene.said("done").await;
            scene.click(id).await;
            scene.leave().await;
            scene
                .until("document.querySelector('dialog.picker .row')")
                .await;
        }
    };
    let answered = |text: &'static str| {
        let scene = &scene;
        async move {
            scene.enter(IN_PAGE).await;
            let said = scene.said(text).await;
            scene.leave().await;
            said
        }
    };

    ask("#user").await;
    scene.click(".picker .cancel").await;
    scene.until("!document.querySelector('dialog')").await;
    ask("#user").await;
    scene.click(r#".picker .row[data-id="7"]"#).await;
    let said = answered("chosen 7 Елена Орлова").await;
    assert_eq!(said.matches("chosen").count(), 1, "{said}");

    ask("#access").await;
    scene
        .until("document.querySelector('.picker .row[data-id=AU]').disabled")
        .await;
    scene.click(r#".picker .row[data-id="U5"]"#).await;
    scene.click(r#".picker .row[data-id="IU1"]"#).await;
    scene.click(".picker .green").await;
    answered("access intranet:IU1 user:U5").await;

    ask("#crm").await;
    scene
        .until(r#"document.querySelector('.picker .row[data-id="D_77"]').ariaPressed === 'true'"#)
        .await;
    scene.click(r#".picker .row[data-id="CO_1"]"#).await;
    scene.click(".picker .green").await;
    answered("crm deal:D_77 company:CO_1 contact:").await;

    scene.enter(IN_PAGE).await;
    scene.click("#phone").await;
    scene.leave().await;
    scene
        .until("document.querySelector('.toast')?.textContent.includes('+1 555')")
        .await;
    scene.ends_in_peace().await;
}

#[tokio::test]
async fn what_is_ordered_on_the_page_of_faults_happens() {
    let scene = Scene::installed("admin").await;
    scene.open("sim/faults/").await;
    scene.click("[data-order=faults] .button.green").await;
    scene
        .until(
            "document.querySelector('#pending li')?.textContent.includes('QUERY_LIMIT_EXCEEDED')",
        )
        .await;
    assert_eq!(scene.sim.faults().left(), 1);
    scene.click("#pending .button").await;
    scene.until("!document.querySelector('#pending li')").await;
    assert_eq!(scene.sim.faults().left(), 0);

    scene.click(r#"[data-order="users/9"]"#).await;
    scene
        .until(r#"document.querySelector('[data-order="users/9"]').dataset.body.includes('true')"#)
        .await;
    assert!(!scene.sim.user("clerk").unwrap().active);

    scene
        .click("#applications [data-order$='/uninstall']")
        .await;
    scene
        .until("!document.querySelector('#applications .thing')")
        .await;
    assert!(scene.sim.world().application(scene.application).is_none());
    scene.ends_in_peace().await;
}
