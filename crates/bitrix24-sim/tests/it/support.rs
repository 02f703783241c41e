//! A portal with one application, and the calls tests make of it.

use bitrix24_sim::{Application, ApplicationKind, NewApplication, Secret, Settings, Sim, User};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

pub(crate) const SECRET: &str = "the-application-secret";

/// A started portal; it ends with the test.
pub(crate) struct Portal {
    pub(crate) sim: Sim,
    pub(crate) http: Client,
    pub(crate) application: Application,
}

/// An answer: its status and its JSON.
pub(crate) type Answer = (StatusCode, Value);

impl Portal {
    /// With an application that has every scope and is installed.
    pub(crate) async fn start() -> Self {
        Self::with(local_application()).await
    }

    pub(crate) async fn with(new: NewApplication) -> Self {
        let sim = Sim::start(Settings::default()).await.unwrap();
        let application = sim.register_application(new);
        let http = Client::builder().no_proxy().build().unwrap();
        Self {
            sim,
            http,
            application,
        }
    }

    pub(crate) fn user(&self, login: &str) -> User {
        self.sim.user(login).unwrap()
    }

    /// The live access token of a user.
    pub(crate) fn token(&self, login: &str) -> String {
        let pair = self
            .sim
            .token_for(self.user(login).id, &self.application.client_id);
        pair.unwrap().access_token.expose().to_owned()
    }

    pub(crate) fn rest(&self, path: &str) -> String {
        format!("{}rest/{path}", self.sim.portal_url())
    }

    /// A method called with JSON, as a user.
    pub(crate) async fn call(&self, login: &str, method: &str, params: Value) -> Answer {
        let mut body = params;
        body["auth"] = json!(self.token(login));
        let request = self.http.post(self.rest(method)).json(&body);
        answer(request).await
    }

    /// The `result` of a call that must succeed.
    pub(crate) async fn result(&self, login: &str, method: &str, params: Value) -> Value {
        let (status, mut body) = self.call(login, method, params).await;
        assert_eq!(status, StatusCode::OK, "{method}: {body}");
        body["result"].take()
    }

    /// Status and code of a call that must fail.
    pub(crate) async fn refusal(&self, login: &str, method: &str, params: Value) -> (u16, Value) {
        let (status, mut body) = self.call(login, method, params).await;
        assert!(body.get("error").is_some(), "{method}: {body}");
        (status.as_u16(), body["error"].take())
    }

    /// A form posted to the token endpoint.
    pub(crate) async fn exchange(&self, form: &[(&str, &str)]) -> Answer {
        let url = format!("{}oauth/token/", self.sim.oauth_url());
        answer(self.http.post(url).form(form)).await
    }

    pub(crate) async fn refresh(&self, refresh_token: &str) -> Answer {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", &self.application.client_id),
            ("client_secret", SECRET),
            ("refresh_token", refresh_token),
        ];
        self.exchange(&form).await
    }
}

/// Sends a request and reads its JSON.
pub(crate) async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

pub(crate) fn local_application() -> NewApplication {
    NewApplication {
        kind: ApplicationKind::Local,
        client_id: Some("local.0123456789abcd.12345678".to_owned()),
        client_secret: Some(Secret::new(SECRET)),
        title: "Test".to_owned(),
        handler_url: "http://127.0.0.1:3000/app?mine=1".to_owned(),
        install_url: None,
        scopes: ["crm", "placement", "user"].map(str::to_owned).to_vec(),
        ..NewApplication::default()
    }
}

/// The same, waiting for its installer to finish.
pub(crate) fn unfinished_application() -> NewApplication {
    NewApplication {
        install_url: Some("http://127.0.0.1:3000/install".to_owned()),
        ..local_application()
    }
}
