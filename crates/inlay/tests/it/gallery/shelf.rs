//! A server of made-up pages, under the policy and with the files of the real one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use inlay::demo::house::House;
use inlay::widget::page::assets;
use tokio::net::TcpListener;

use super::super::visitor::open_deal;

/// Pages by their names, each at `/NAME`.
#[derive(Clone)]
pub(super) struct Shelf {
    pages: Arc<Mutex<BTreeMap<String, String>>>,
    policy: String,
    address: String,
}

impl Shelf {
    /// Under the policy of a house's own widget.
    pub(super) async fn beside(house: &House) -> Self {
        let page = open_deal(house, "manager", 77).await;
        let policy = page.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shelf = Self {
            pages: Arc::default(),
            policy: policy.to_owned(),
            address: format!("http://{}", listener.local_addr().unwrap()),
        };
        let routes = Router::new()
            .route("/assets/{name}", get(asset))
            .route("/{name}", get(page_of))
            .with_state(shelf.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        shelf
    }

    /// Puts a page there, and says where it is.
    pub(super) fn put(&self, name: &str, html: String) -> String {
        let mut pages = self.pages.lock().unwrap();
        pages.insert(name.to_owned(), html);
        format!("{}/{name}", self.address)
    }
}

async fn page_of(State(shelf): State<Shelf>, Path(name): Path<String>) -> Response {
    let page = shelf.pages.lock().unwrap().get(&name).cloned();
    let policy = [(CONTENT_SECURITY_POLICY, shelf.policy)];
    // A browser asks for an icon of its own accord.
    (policy, Html(page.unwrap_or_default())).into_response()
}

async fn asset(Path(name): Path<String>) -> Response {
    let asset = assets::get(&name).unwrap();
    ([(CONTENT_TYPE, asset.content_type)], asset.bytes).into_response()
}
