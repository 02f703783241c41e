//! `crm.currency.*`, read only (`api-reference/crm/currency/`).

use serde_json::{Value, json};

use super::lines::{self, Lines};
use crate::{
    rest::{
        envelope::iso,
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Access, Cell, Currency},
};

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_rights(call)?;
    let order = lines::map(call, "order")?;
    let rows = rows(call).into_iter();
    Ok(Lines::new(rows).sorted(&order, &["SORT"]).whole())
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_rights(call)?;
    let code = call.params.text("id").unwrap_or_default();
    let mut rows = rows(call).into_iter();
    let row = rows.find(|row| row["CURRENCY"] == json!(code));
    let mut row = row.ok_or_else(|| Refusal::unnamed("Not found"))?;
    let spelled = |row: &Value| {
        json!({
            "FORMAT_STRING": row["FORMAT_STRING"],
            "FULL_NAME": row["FULL_NAME"],
            "DEC_POINT": row["DEC_POINT"],
            "THOUSANDS_SEP": row["THOUSANDS_SEP"],
            "DECIMALS": row["DECIMALS"],
            "THOUSANDS_VARIANT": "S",
            "HIDE_ZERO": "Y",
        })
    };
    row["LANG"] = json!({"en": spelled(&row), "ru": spelled(&row)});
    Ok(row.into())
}

/// `crm.currency.base.get`: the code of the currency sums are added up in.
pub(crate) fn base(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_rights(call)?;
    let base = call
        .state
        .world()
        .read(|state| super::sale::base_currency(&state.crm));
    Ok(json!(base).into())
}

fn check_rights(call: &Call<'_>) -> Result<(), Refusal> {
    let rights = call.caller.user.rights;
    if [rights.deals, rights.contacts, rights.companies] == [Access::None; 3] {
        return Err(Refusal::unnamed("Access denied."));
    }
    Ok(())
}

fn rows(call: &Call<'_>) -> Vec<Value> {
    let language = call.caller.user.language.code();
    call.state.world().read(|state| {
        let all = state.crm.currencies.values();
        all.map(|currency| row(currency, language)).collect()
    })
}

fn row(currency: &Currency, language: &str) -> Value {
    let text = |name: &str| currency.kept.text(name);
    let updated = currency.kept.get("DATE_UPDATE").and_then(Cell::time);
    json!({
        "CURRENCY": text("CURRENCY"),
        "AMOUNT_CNT": "1",
        "AMOUNT": text("AMOUNT"),
        "SORT": text("SORT"),
        "BASE": text("BASE"),
        "FULL_NAME": text("FULL_NAME"),
        "LID": language,
        "FORMAT_STRING": text("FORMAT_STRING"),
        "DEC_POINT": ".",
        "THOUSANDS_SEP": " ",
        "DECIMALS": "2",
        "DATE_UPDATE": updated.map(iso).unwrap_or_default(),
    })
}
