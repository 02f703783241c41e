//! The rows that answer to a request.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::expression::{Fault, Term, holds, literal};
use super::request::{Request, arguments};

pub(crate) type Row = Map<String, Json>;
/// Sets, and virtual tables by `Register/Function`.
pub(crate) type Sets = BTreeMap<String, Vec<Row>>;

/// A refusal: status, code, words.
pub(crate) struct Refusal(pub(crate) u16, pub(crate) &'static str, pub(crate) String);

const OPTIONS: [&str; 10] = [
    "$format",
    "$filter",
    "$select",
    "$orderby",
    "$top",
    "$skip",
    "$inlinecount",
    "$expand",
    "allowedOnly",
    "$count",
];

/// A list of rows, or one.
pub(crate) enum Answer {
    List(Vec<Row>),
    One(Row),
}

pub(crate) fn answer(sets: &Sets, request: &Request) -> Result<Answer, Refusal> {
    if let Some(unknown) = request
        .options
        .keys()
        .find(|name| !OPTIONS.contains(&name.as_str()))
    {
        return Err(Refusal(
            400,
            "14",
            format!("Ошибка при разборе опции запроса {unknown}"),
        ));
    }
    let set = sets
        .get(&request.set)
        .ok_or_else(|| Refusal(404, "8", format!("Сущность '{}' не найдена", request.set)))?;
    if let Some(key) = &request.key {
        let Some(Term::Guid(guid, _)) = literal(key) else {
            return Err(Refusal(400, "1", format!("Не удалось разобрать {key}")));
        };
        let row = set
            .iter()
            .find(|row| row.get("Ref_Key").and_then(Json::as_str) == Some(&guid))
            .ok_or_else(|| Refusal(404, "9", format!("Экземпляр сущности {guid} не найден")))?;
        return match &request.member {
            None => Ok(Answer::One(selected(sets, row, request)?)),
            Some(table) => match row.get(table) {
                Some(Json::Array(lines)) => {
                    let lines = lines.iter().filter_map(|line| line.as_object().cloned());
                    Ok(Answer::List(lines.collect()))
                }
                _ => Err(Refusal(
                    404,
                    "6",
                    format!("Сегмент пути {table} не найден!"),
                )),
            },
        };
    }
    let rows: Vec<&Row> = match &request.member {
        None => set.iter().collect(),
        Some(function) => virtual_table(sets, request, function)?,
    };
    list(sets, rows, request).map(Answer::List)
}

/// The rows of a register's function, narrowed by its condition.
fn virtual_table<'s>(
    sets: &'s Sets,
    request: &Request,
    function: &str,
) -> Result<Vec<&'s Row>, Refusal> {
    let rows = sets
        .get(&format!("{}/{function}", request.set))
        .ok_or_else(|| Refusal(400, "6", format!("Метод {function} не найден")))?;
    let misused = || Refusal(400, "21", "Неверное использование функции".to_owned());
    let given = arguments(request.arguments.as_deref().unwrap_or_default()).ok_or_else(misused)?;
    let mut rows: Vec<&Row> = rows.iter().collect();
    for (name, value) in &given {
        match (name.as_str(), literal(value)) {
            ("Condition", Some(Term::Text(condition))) => {
                rows = kept(rows, &condition)?;
            }
            // Only a register of accounts has accounts.
            ("AccountCondition", Some(Term::Text(condition)))
                if request.set.starts_with("AccountingRegister_") =>
            {
                rows = kept(rows, &condition)?;
            }
            ("Dimensions", Some(Term::Text(_)))
            | ("Period" | "StartPeriod" | "EndPeriod", Some(Term::Date(_))) => {}
            _ => return Err(misused()),
        }
    }
    Ok(rows)
}

fn list(sets: &Sets, mut rows: Vec<&Row>, request: &Request) -> Result<Vec<Row>, Refusal> {
    if let Some(condition) = request.option("$filter") {
        rows = kept(rows, condition)?;
    }
    // A row that the user may not see, of those that answer.
    let hidden = |row: &&Row| row.get("hidden") == Some(&Json::Bool(true));
    if request.option("allowedOnly") == Some("true") {
        rows.retain(|row| !hidden(row));
    } else if rows.iter().any(hidden) {
        return Err(Refusal(401, "20", "Недостаточно прав".to_owned()));
    }
    if let Some(order) = request.option("$orderby") {
        for item in order.split(',').rev() {
            let mut words = item.split_whitespace();
            let field = words.next().unwrap_or_default();
            let descending = words.next() == Some("desc");
            rows.sort_by(|a, b| {
                let order = text(a, field).cmp(text(b, field));
                if descending { order.reverse() } else { order }
            });
        }
    }
    let number = |name| request.option(name).map(|number| number.parse::<usize>());
    let bad = |_| Refusal(400, "14", "Не число".to_owned());
    let skip = number("$skip").transpose().map_err(bad)?.unwrap_or(0);
    let top = number("$top")
        .transpose()
        .map_err(bad)?
        .unwrap_or(usize::MAX);
    rows.into_iter()
        .skip(skip)
        .take(top)
        .map(|row| selected(sets, row, request))
        .collect()
}

fn kept<'r>(rows: Vec<&'r Row>, condition: &str) -> Result<Vec<&'r Row>, Refusal> {
    // A condition is refused whether there are rows or not.
    let mut kept = Vec::new();
    for row in rows {
        match holds(condition, row) {
            Ok(true) => kept.push(row),
            Ok(false) => {}
            Err(Fault::Syntax) => {
                return Err(Refusal(
                    400,
                    "14",
                    format!("Ошибка при разборе {condition}"),
                ));
            }
            Err(Fault::Field(name)) => {
                return Err(Refusal(400, "6", format!("Сегмент пути {name} не найден!")));
            }
            Err(Fault::Method(name)) => {
                return Err(Refusal(400, "6", format!("Метод {name} не найден")));
            }
        }
    }
    Ok(kept)
}

/// The fields that are asked for; a link is opened only where both options name it.
fn selected(sets: &Sets, row: &Row, request: &Request) -> Result<Row, Refusal> {
    let select = request.option("$select").unwrap_or("*");
    let mut fields = Row::new();
    for name in select.split(',') {
        match name.split_once('/') {
            _ if matches!(name, "*" | "**") => {
                for (name, field) in row {
                    if name != "hidden" && !(select == "**" && field.is_array()) {
                        fields.insert(name.clone(), field.clone());
                    }
                }
                fields.insert(
                    "Владелец@navigationLinkUrl".to_owned(),
                    json!("Catalog_X(guid'0')/Владелец"),
                );
            }
            Some((link, field)) => {
                let opened = request
                    .option("$expand")
                    .is_some_and(|expand| expand.split(',').any(|name| name == link));
                let Some(target) = linked(sets, row, link).filter(|_| opened) else {
                    continue;
                };
                let inner = fields
                    .entry(link.to_owned())
                    .or_insert_with(|| Json::Object(Row::new()));
                if let (Some(inner), Some(value)) = (inner.as_object_mut(), target.get(field)) {
                    inner.insert(field.to_owned(), value.clone());
                }
            }
            None => {
                let unknown = || Refusal(400, "6", format!("Сегмент пути {name} не найден!"));
                let field = row.get(name).ok_or_else(unknown)?;
                fields.insert(name.to_owned(), field.clone());
                // The type of a composite field comes along.
                if let Some(kind) = row.get(&format!("{name}_Type")) {
                    fields.insert(format!("{name}_Type"), kind.clone());
                }
            }
        }
    }
    Ok(fields)
}

fn linked<'s>(sets: &'s Sets, row: &Row, link: &str) -> Option<&'s Row> {
    let key = row.get(&format!("{link}_Key"))?;
    sets.values()
        .flatten()
        .find(|target| target.get("Ref_Key") == Some(key))
}

fn text<'r>(row: &'r Row, field: &str) -> &'r str {
    row.get(field).and_then(Json::as_str).unwrap_or_default()
}
