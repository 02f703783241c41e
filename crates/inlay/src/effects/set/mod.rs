//! `set`: `crm.item.update` of the fields that differ from what is there.
//!
//! The records are read first and only what differs is written, so repeating does no harm, a
//! record that is right already costs no write, and raises no event. Fifty records cost two
//! requests.

mod compare;

use std::collections::BTreeMap;

use bitrix24::{Batch, BatchError, Call, Client, CommandError, Step};
use serde_json::{Map, Value};

use super::looking::objects;
use super::{Failure, Performed, Target};

const LIST: &str = "crm.item.list";
const UPDATE: &str = "crm.item.update";

/// The most records that are set together: what one page of a list holds.
pub const MOST: usize = 50;

/// A record, and the values its fields are to have.
type Wish<'a> = (Target, &'a Map<String, Value>);

/// What came of each wish, in their order.
type Outcomes = Vec<Result<Performed, Failure>>;

/// Brings records to what is wanted of them; what came of each, in their order. More than
/// [`MOST`] are done in several goes.
pub(super) async fn perform(client: &Client, wishes: &[Wish<'_>]) -> Outcomes {
    let mut outcomes = Vec::with_capacity(wishes.len());
    for wishes in wishes.chunks(MOST) {
        match bring(client, wishes).await {
            Ok(done) => outcomes.extend(done),
            Err(failure) => outcomes.extend(wishes.iter().map(|_| Err(failure.clone()))),
        }
    }
    outcomes
}

/// A write that is needed.
struct Write {
    /// Whose wish it is.
    index: usize,
    target: Target,
    fields: Map<String, Value>,
    /// Fields the record was not read with: it has none of them, or they are misspelt.
    strange: Vec<String>,
}

async fn bring(client: &Client, wishes: &[Wish<'_>]) -> Result<Outcomes, Failure> {
    let mut present = read(client, wishes).await?;
    let mut outcomes: Outcomes = Vec::with_capacity(wishes.len());
    let mut writes = Vec::new();
    for (index, (target, wanted)) in wishes.iter().enumerate() {
        let right = Performed {
            link: target.link(),
            was_right: true,
            ..Performed::default()
        };
        outcomes.push(match present.get_mut(&key(*target)) {
            None => Err(Failure::refused(format!(
                "{} is not there, or may not be read",
                name(*target)
            ))),
            Some(_) if wanted.contains_key("fm") => Err(Failure::refused(
                "`fm` is not set: writing phones and addresses again would double them",
            )),
            Some(record) => {
                if let Some(write) = differing(index, *target, record, wanted) {
                    writes.push(write);
                }
                Ok(right)
            }
        });
    }
    write(client, &writes, &mut outcomes).await?;
    Ok(outcomes)
}

/// The records as they are, by kind and number.
async fn read(
    client: &Client,
    wishes: &[Wish<'_>],
) -> Result<BTreeMap<(u32, u64), Map<String, Value>>, Failure> {
    let mut kinds: BTreeMap<u32, (Vec<u64>, Vec<&str>)> = BTreeMap::new();
    for (target, fields) in wishes {
        let (ids, names) = kinds.entry(target.entity_type).or_default();
        ids.push(target.id);
        names.extend(fields.keys().map(String::as_str));
    }
    let mut batch = Batch::new();
    let mut steps = Vec::with_capacity(kinds.len());
    for (entity_type, (mut ids, mut names)) in kinds {
        ids.sort_unstable();
        ids.dedup();
        names.push("id");
        names.sort_unstable();
        names.dedup();
        let call = Call::new(LIST)
            .param("entityTypeId", entity_type)
            .param("filter[@id]", ids)
            .param("select", names)
            .param("order[id]", "ASC")
            .param("useOriginalUfNames", "Y")
            .param("start", -1)
            .harmless();
        steps.push((entity_type, batch.add(format!("k{entity_type}"), call)?));
    }
    let outcome = client.run(&batch).await?;
    let mut present = BTreeMap::new();
    for (entity_type, step) in steps {
        let page: Value = outcome
            .take(&step)
            .map_err(|error| Failure::of_command(LIST, &error))?;
        for record in objects(&page["items"]) {
            if let Some(id) = record.get("id").and_then(Value::as_u64) {
                present.insert((entity_type, id), record.clone());
            }
        }
    }
    Ok(present)
}

/// What of a wish is to be written. The record is taken to be so afterwards: a later wish for it
/// is compared with that.
fn differing(
    index: usize,
    target: Target,
    record: &mut Map<String, Value>,
    wanted: &Map<String, Value>,
) -> Option<Write> {
    let mut fields = Map::new();
    let mut strange = Vec::new();
    for (name, value) in wanted {
        let is = record.get(name);
        if is.is_some_and(|is| compare::is_same(is, value)) {
            continue;
        }
        if is.is_none() {
            strange.push(name.clone());
        }
        let written = compare::written(is, value);
        fields.insert(name.clone(), written.clone());
        record.insert(name.clone(), written);
    }
    (!fields.is_empty()).then_some(Write {
        index,
        target,
        fields,
        strange,
    })
}

/// Writes in one batch, and by itself what cannot be in one.
async fn write(client: &Client, writes: &[Write], outcomes: &mut Outcomes) -> Result<(), Failure> {
    let mut batch = Batch::new();
    let mut steps = Vec::with_capacity(writes.len());
    let mut alone = Vec::new();
    for write in writes {
        match batch.add(format!("w{}", write.index), call(write)) {
            Ok(step) => steps.push((write, step)),
            Err(BatchError::LooksLikeReference { .. } | BatchError::Empty { .. }) => {
                alone.push(write);
            }
            Err(error) => outcomes[write.index] = Err(error.into()),
        }
    }
    let outcome = client.run(&batch).await;
    for (write, step) in steps {
        outcomes[write.index] = match &outcome {
            Ok(outcome) => took(write, &step, outcome),
            Err(error) => Err(error.clone().into()),
        };
    }
    for write in alone {
        let answer = client.send::<Value>(&call(write)).await;
        outcomes[write.index] = match answer {
            Ok(answer) => written(write, &answer.result),
            Err(error) => Err(error.into()),
        };
    }
    Ok(())
}

fn call(write: &Write) -> Call {
    Call::new(UPDATE)
        .param("entityTypeId", write.target.entity_type)
        .param("id", write.target.id)
        .param("fields", Value::Object(write.fields.clone()))
        .param("useOriginalUfNames", "Y")
        .harmless()
}

fn took(write: &Write, step: &Step, outcome: &bitrix24::Outcome) -> Result<Performed, Failure> {
    match outcome.take::<Value>(step) {
        Ok(result) => written(write, &result),
        Err(CommandError::Misfit(_)) => written(write, &Value::Null),
        Err(error) => Err(Failure::of_command(UPDATE, &error)),
    }
}

/// A portal ignores fields it does not know (`api-reference/crm/universal/crm-item-update.md`):
/// that is an error here, or a misspelt name would lose its data in silence.
fn written(write: &Write, result: &Value) -> Result<Performed, Failure> {
    if let Some(item) = result.get("item").and_then(Value::as_object) {
        let unknown = write.strange.iter().find(|name| !item.contains_key(*name));
        if let Some(field) = unknown {
            let record = name(write.target);
            return Err(Failure::refused(format!("{record} has no field `{field}`")));
        }
    }
    Ok(Performed {
        link: write.target.link(),
        id: Some(write.target.id.to_string()),
        ..Performed::default()
    })
}

fn key(target: Target) -> (u32, u64) {
    (target.entity_type, target.id)
}

/// As in `company 12`; a number is no client's datum.
fn name(target: Target) -> String {
    match target.word() {
        Ok(word) => format!("{word} {}", target.id),
        Err(_) => format!("record {} of the kind {}", target.id, target.entity_type),
    }
}
