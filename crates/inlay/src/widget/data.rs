//! The data of one block: its queries read together, through the cache.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use futures::future::join_all;
use ledger::{Params, ReadError, Value};

use crate::cache::{Answer, Cache, Freshness};
use crate::config::Config;
use crate::config::block::Block;
use crate::config::source::QueryName;
use crate::matching::Client;

/// Years of history a query sees that asks for `since`.
const WINDOW_MONTHS: Months = Months::new(36);

/// Reads every query the block needs; independent ones run together.
pub async fn read(
    config: &Config,
    cache: &Cache,
    portal: i64,
    client: &Client,
    block: &Block,
    today: NaiveDate,
    freshness: Freshness,
) -> BTreeMap<QueryName, Result<Answer, Failure>> {
    let names: std::collections::BTreeSet<&QueryName> = block.queries().collect();
    let reads = names.into_iter().map(|name| async move {
        let answer = one(config, cache, portal, client, name, today, freshness).await;
        // What a source failed with is logged where it was asked.
        if let Err(failure @ (Failure::NoQuery | Failure::Param(_))) = &answer {
            tracing::warn!(
                query.name = %name,
                error = failure as &dyn std::error::Error,
                "a block has no data"
            );
        }
        (name.clone(), answer)
    });
    join_all(reads).await.into_iter().collect()
}

/// Why a query brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the configuration names no such query")]
    NoQuery,
    #[error("a parameter could not be filled")]
    Param(#[from] ledger::ParamError),
    #[error("the source did not answer")]
    Read(#[from] ReadError),
}

async fn one(
    config: &Config,
    cache: &Cache,
    portal: i64,
    client: &Client,
    name: &QueryName,
    today: NaiveDate,
    freshness: Freshness,
) -> Result<Answer, Failure> {
    let query = config.query(name).ok_or(Failure::NoQuery)?;
    let params = Params::bind(&query.query, |parameter| filled(parameter, client, today))?;
    Ok(cache
        .read(portal, name, &query.query, &params, freshness)
        .await?)
}

/// A parameter by its own name: from the client's row, else the window.
fn filled(parameter: &str, client: &Client, today: NaiveDate) -> Option<Value> {
    if let Some(value) = client.get(parameter) {
        return Some(value.clone());
    }
    match parameter {
        // The same day three years ago; 29 February becomes the 28th.
        "since" => today.checked_sub_months(WINDOW_MONTHS).map(Value::Date),
        // Up to the end of today.
        "until" => today.checked_add_days(Days::new(1)).map(Value::Date),
        _ => None,
    }
}
