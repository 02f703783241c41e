//! An accounting system that is some way off: every question takes the same time, and the answer is
//! a client of ordinary size.

use std::net::Ipv4Addr;
use std::time::Duration;

use axum::extract::Query;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Rows of a usual client's three years.
const SALES: u64 = 40;

/// Books that are open until they are dropped.
pub(crate) struct Books {
    address: String,
    serving: JoinHandle<()>,
}

#[derive(Deserialize)]
struct Asked {
    tax_id: Option<String>,
}

impl Books {
    /// Opens them so far away.
    pub(crate) async fn open(away: Duration) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        let wait = move |request, next: axum::middleware::Next| async move {
            tokio::time::sleep(away).await;
            next.run(request).await
        };
        let routes = Router::new()
            .route("/clients", get(client))
            .route("/purchases", get(purchases))
            .route("/complaints", get(complaints))
            .layer(axum::middleware::from_fn(wait));
        let serving = tokio::spawn(async move {
            // Ends with the bench.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { address, serving })
    }

    /// A configuration that reads them: a company's card speaks of the client's row alone, a
    /// deal's also of what needs that row.
    pub(crate) fn configuration(&self) -> String {
        include_str!("books.toml").replace("$BOOKS", &self.address)
    }
}

impl Drop for Books {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn client(Query(asked): Query<Asked>) -> Json<Value> {
    let tax_id = asked.tax_id.unwrap_or_default();
    let id = tax_id
        .bytes()
        .fold(0_u64, |id, byte| id * 7 + u64::from(byte));
    Json(json!([{
        "id": id, "name": format!("Client {tax_id}"), "tax_id": tax_id, "currency": "RUB",
        "credit_limit": 500_000, "debt": 123_456, "overdue": 4_500,
    }]))
}

async fn purchases() -> Json<Value> {
    let row = |n| {
        let (month, day) = (1 + n % 12, 1 + n % 28);
        json!({
            "number": format!("S-{n:05}"), "date": format!("2026-{month:02}-{day:02}"),
            "status": "paid", "total": 1_000 + n * 37, "currency": "RUB",
        })
    };
    Json((0..SALES).map(row).collect())
}

async fn complaints() -> Json<Value> {
    Json(json!([{
        "number": "C-1", "date": "2026-02-03", "subject": "A broken pallet", "status": "new",
    }]))
}
