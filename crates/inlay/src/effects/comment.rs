//! `comment`: `crm.timeline.comment.add`.
//!
//! Where an answer was lost, the record's newest comments are looked through for the signed text
//! (`api-reference/crm/timeline/comments/crm-timeline-comment-list.md`).

use bitrix24::Call;
use serde_json::Value;

use super::looking::{Row, number};
use super::perform::Doing;
use super::{Failure, Performed, Target};

pub(super) async fn perform(
    doing: Doing<'_>,
    to: Target,
    text: &str,
) -> Result<Performed, Failure> {
    let kind = to.word()?;
    let done = doing
        .once(look(doing, to, kind, text), add(doing, to, kind, text))
        .await?;
    Ok(Performed {
        link: to.link(),
        ..done
    })
}

async fn add(doing: Doing<'_>, to: Target, kind: &str, text: &str) -> Result<Performed, Failure> {
    let call = Call::new("crm.timeline.comment.add")
        .param("fields[ENTITY_ID]", to.id)
        .param("fields[ENTITY_TYPE]", kind)
        .param("fields[COMMENT]", doing.marker.sign(text));
    let answer = doing.client.send::<Value>(&call).await?;
    Ok(Performed::made(number(&answer.result)))
}

async fn look(
    doing: Doing<'_>,
    to: Target,
    kind: &str,
    text: &str,
) -> Result<Option<Performed>, Failure> {
    let list = Call::new("crm.timeline.comment.list")
        .param("filter[ENTITY_ID]", to.id)
        .param("filter[ENTITY_TYPE]", kind)
        .param("order[ID]", "DESC")
        .param("select", ["ID", "CREATED", "AUTHOR_ID", "COMMENT"]);
    let found = doing.walk(
        &list,
        |result| result,
        |row| {
            if doing.is_older(row.get("CREATED")) {
                return Row::TooOld;
            }
            let said = row
                .get("COMMENT")
                .and_then(Value::as_str)
                .unwrap_or_default();
            match row.get("ID").and_then(number) {
                Some(id)
                    if doing.is_ours(row.get("AUTHOR_ID")) && doing.marker.is_in(said, text) =>
                {
                    Row::Found(id)
                }
                _ => Row::Other,
            }
        },
    );
    Ok(found.await?.map(Performed::found))
}
