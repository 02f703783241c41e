//! `crm.deal.add`, `crm.contact.update`, `crm.company.delete` and the like
//! (`api-reference/crm/deals/crm-deal-update.md`).

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::{card::required_id, draft::Card, entity::Naming};
use crate::{
    change::ChangeRefusal,
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::Access,
};

pub(crate) fn add<T: Card>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = fields(call)?;
    if T::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::unnamed("Access denied"));
    }
    let id = call.state.add::<T>(call.actor(), &fields, Naming::Old);
    Ok(json!(id.map_err(old_refusal)?).into())
}

pub(crate) fn update<T: Card>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = required_id(call)?;
    let fields = fields(call)?;
    if T::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::unnamed("Access denied"));
    }
    let done = call
        .state
        .update::<T>(call.actor(), id, &fields, Naming::Old);
    done.map_err(old_refusal)?;
    Ok(json!(true).into())
}

pub(crate) fn delete<T: Card>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = required_id(call)?;
    if T::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::unnamed("Access denied"));
    }
    let done = call.state.delete::<T>(call.actor(), id);
    done.map_err(old_refusal)?;
    Ok(json!(true).into())
}

/// `crm.contact.delete` has a code where the others have none
/// (`api-reference/crm/contacts/crm-contact-delete.md`).
pub(crate) fn delete_contact(call: &Call<'_>) -> Result<Reply, Refusal> {
    use crate::world::Contact;
    let id = required_id(call)?;
    if call.caller.user.rights.contacts == Access::None {
        return Err(Refusal::unnamed("Access denied"));
    }
    match call.state.delete::<Contact>(call.actor(), id) {
        Ok(()) => Ok(json!(true).into()),
        Err(ChangeRefusal::NotFound) => Err(Refusal::new("ERROR_CORE", "Element not found")),
        Err(other) => Err(old_refusal(other)),
    }
}

pub(super) fn fields(call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let not_an_array = |name: &str| Refusal::unnamed(format!("Parameter '{name}' must be array"));
    call.params
        .map("params")
        .map_err(|_| not_an_array("params"))?;
    call.params
        .get("fields")
        .ok_or_else(|| not_an_array("fields"))?;
    call.params
        .map("fields")
        .map_err(|_| not_an_array("fields"))
}

pub(super) fn old_refusal(refusal: ChangeRefusal) -> Refusal {
    match refusal {
        ChangeRefusal::NotFound => Refusal::unnamed("Not found"),
        ChangeRefusal::AccessDenied => Refusal::unnamed("Access denied"),
        ChangeRefusal::Currency => Refusal::unnamed(r#"Invalid value for the "Currency" field"#),
        // Not documented: what a portal does with a stage it does not have.
        ChangeRefusal::Stage => Refusal::unnamed(r#"Invalid value for the "Stage" field"#),
        ChangeRefusal::Email => Refusal::new(
            "ERROR_CORE",
            "The field \"Work e-mail\" contains an invalid address",
        ),
        ChangeRefusal::Value(name) => {
            Refusal::unnamed(format!("Invalid value for the \"{name}\" field"))
        }
        ChangeRefusal::NotIterable(kind) => Refusal::unnamed(not_iterable(kind)),
        ChangeRefusal::Sentence(text) => Refusal::unnamed(text),
    }
}

pub(super) fn item_refusal(refusal: ChangeRefusal) -> Refusal {
    match refusal {
        ChangeRefusal::NotFound => Refusal::new("NOT_FOUND", "Item not found"),
        ChangeRefusal::AccessDenied => Refusal::new("ACCESS_DENIED", "Access denied"),
        ChangeRefusal::NotIterable(kind) => Refusal::new("100", not_iterable(kind)),
        ChangeRefusal::Currency => invalid("currencyId"),
        ChangeRefusal::Stage => invalid("stageId"),
        ChangeRefusal::Email => invalid("fm"),
        ChangeRefusal::Value(name) => invalid(&name),
        ChangeRefusal::Sentence(text) => {
            Refusal::with_status(StatusCode::BAD_REQUEST, "ERROR_CORE", text)
        }
    }
}

fn not_iterable(kind: &str) -> String {
    format!("Expected iterable value for multiple field, but got {kind} instead")
}

fn invalid(field: &str) -> Refusal {
    Refusal::new(
        "CRM_FIELD_ERROR_VALUE_NOT_VALID",
        format!("Invalid value for field \"{field}\""),
    )
}
