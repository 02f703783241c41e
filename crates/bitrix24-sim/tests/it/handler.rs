//! An application's server: it remembers what the portal posts to it.

use std::{collections::HashMap, time::Duration};

use axum::{Form, Router, extract::State, http::StatusCode, routing::post};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};

pub(crate) type Fields = HashMap<String, String>;

/// A handler that remembers what it got and answers with a status.
pub(crate) struct Handler {
    pub(crate) url: String,
    got: mpsc::UnboundedReceiver<Fields>,
}

impl Handler {
    pub(crate) async fn start(status: StatusCode) -> Self {
        Self::slow(status, Duration::ZERO).await
    }

    /// The same, answering after a while.
    pub(crate) async fn slow(status: StatusCode, after: Duration) -> Self {
        let (tell, got) = mpsc::unbounded_channel();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/event/secret-key", listener.local_addr().unwrap());
        let receive = move |State(tell): State<mpsc::UnboundedSender<Fields>>,
                            Form(fields): Form<Fields>| async move {
            tell.send(fields).unwrap();
            tokio::time::sleep(after).await;
            status
        };
        let routes = Router::new()
            .route("/event/{key}", post(receive))
            .with_state(tell);
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, got }
    }

    pub(crate) async fn next(&mut self) -> Fields {
        let deadline = Duration::from_secs(10);
        timeout(deadline, self.got.recv())
            .await
            .expect("an event within ten seconds")
            .unwrap()
    }

    /// Whether nothing has come that was not read.
    pub(crate) fn is_idle(&self) -> bool {
        self.got.is_empty()
    }
}
