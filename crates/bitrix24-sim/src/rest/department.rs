//! `department.get`: the company, where everybody is unless said otherwise, and a department below it
//! (`api-reference/departments/department-get.md`).

use serde_json::json;

use super::{
    crm::lines::Lines,
    method::{Call, Reply},
    refusal::Refusal,
};
use crate::world::HEAD_OFFICE;

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let head = call
        .state
        .world()
        .users()
        .into_iter()
        .find(|user| user.admin);
    let mut row = json!({"ID": HEAD_OFFICE.to_string(), "NAME": "Head office", "SORT": 500});
    if let Some(head) = head {
        row["UF_HEAD"] = json!(head.id.to_string());
    }
    let names = ["ID", "NAME", "SORT", "PARENT", "UF_HEAD"];
    let filter = names.into_iter().filter_map(|name| {
        let value = call.params.get(name)?.clone();
        Some((name.to_owned(), value))
    });
    let below = json!({
        "ID": (HEAD_OFFICE + 1).to_string(),
        "NAME": "Sales",
        "SORT": 500,
        "PARENT": HEAD_OFFICE.to_string(),
    });
    let lines = Lines::new([row, below].into_iter()).filtered(&filter.collect());
    Ok(lines.page(call.start))
}
