//! The companies of a portal, each with its requisites.

use std::collections::HashMap;

use anyhow::Context;
use bitrix24::reading::{Progress, Rows};
use bitrix24::{Client, List};
use indicatif::ProgressBar;
use serde_json::{Map, Value};

use crate::config::matching::{CrmField, Matching};
use crate::matching::{COMPANY, Requisite, Subject, item_name};
use crate::widget::card::{number, requisite_fields};

/// One company, as its card would be read.
pub(super) struct Company {
    pub(super) id: u64,
    pub(super) title: String,
    pub(super) subject: Subject,
}

/// The companies one by one; their requisites are in memory, for a list gives them by no other
/// order than its own.
pub(super) struct Companies {
    rows: Rows,
    requisites: HashMap<u64, Vec<Requisite>>,
}

impl Companies {
    /// Reads the requisites, and begins with the companies.
    pub(super) async fn begin(
        client: &Client,
        matching: &Matching,
        bar: &ProgressBar,
    ) -> anyhow::Result<Self> {
        let requisites = requisites(client, matching, bar).await?;
        bar.reset();
        bar.set_message("companies ");
        let listener = bar.clone();
        let rows = client
            .read(companies(matching))
            .on_progress(move |progress| listener.set_length(expected(progress)))
            .sharded();
        Ok(Self { rows, requisites })
    }

    /// The next company that is a client's and not one of the portal's own.
    pub(super) async fn next(&mut self) -> anyhow::Result<Option<Company>> {
        loop {
            let Some(row) = self.rows.next().await.transpose()? else {
                return Ok(None);
            };
            let fields: Map<String, Value> = row.read().context("a company is no record")?;
            let Some(id) = number(fields.get("id")) else {
                continue;
            };
            if fields.get("isMyCompany").and_then(Value::as_str) == Some("Y") {
                continue;
            }
            let title = fields.get("title").and_then(Value::as_str);
            return Ok(Some(Company {
                id,
                title: title.unwrap_or_default().to_owned(),
                subject: Subject {
                    company: Some(fields.into()),
                    requisites: self.requisites.remove(&id).unwrap_or_default(),
                    ..Subject::default()
                },
            }));
        }
    }
}

async fn requisites(
    client: &Client,
    matching: &Matching,
    bar: &ProgressBar,
) -> anyhow::Result<HashMap<u64, Vec<Requisite>>> {
    let wanted = requisite_fields(matching);
    let mut requisites: HashMap<u64, Vec<Requisite>> = HashMap::new();
    if wanted.is_empty() {
        return Ok(requisites);
    }
    let mut select = vec!["ID", "ENTITY_ID", "ENTITY_TYPE_ID"];
    select.extend(wanted);
    let list = List::of("crm.requisite.list")
        .select(select)
        .filter("ENTITY_TYPE_ID", COMPANY);
    bar.set_message("requisites");
    let listener = bar.clone();
    let mut rows = client
        .read(list)
        .on_progress(move |progress| {
            listener.set_length(expected(progress));
            listener.set_position(progress.rows);
        })
        .sharded();
    while let Some(row) = rows.next().await {
        let fields: Map<String, Value> = row?.read().context("a requisite is no record")?;
        // A filter the portal did not understand would bring the contacts' as well.
        let of_company = number(fields.get("ENTITY_TYPE_ID")) == Some(u64::from(COMPANY));
        if let Some(owner) = number(fields.get("ENTITY_ID")).filter(|_| of_company) {
            let requisite = Requisite { rank: 1, fields };
            requisites.entry(owner).or_default().push(requisite);
        }
    }
    Ok(requisites)
}

/// The fields the steps read. Telephones and addresses come with everything or not at all
/// (`api-reference/crm/universal/crm-item-list.md`).
fn companies(matching: &Matching) -> List {
    let mut select: Vec<String> = ["id", "title", "isMyCompany"].map(str::to_owned).into();
    for step in &matching.steps {
        if matches!(step.field, CrmField::Company(_)) {
            for field in step.fields() {
                let many = ["PHONE", "EMAIL", "WEB", "IM"];
                if many.iter().any(|name| name.eq_ignore_ascii_case(field)) {
                    select.push("*".to_owned());
                } else {
                    select.push(item_name(field));
                }
            }
        }
    }
    select.dedup();
    List::items(COMPANY)
        .select(select)
        .param("useOriginalUfNames", "Y")
}

/// Rows there will be, as far as the share that has come tells.
fn expected(progress: &Progress) -> u64 {
    let rows = progress.rows;
    match progress.share {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a bar needs no more"
        )]
        Some(share) if share > 0.01 => (rows as f64 / share) as u64,
        _ => rows,
    }
}
