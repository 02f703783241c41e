//! `crm.requisite.bankdetail.*` (`api-reference/crm/requisites/bank-detail/`).

use serde_json::{Value, json};

use super::named;
use crate::{
    change::ChangeRefusal,
    rest::{
        crm::{
            card::{self, required_id},
            change::{fields as written, old_refusal},
            draft::{Birth, Card},
            entity::{Entity, Naming},
            field::{Blank, Field},
            list::{self, Query},
            schema::Schema,
        },
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Access, BankDetail, Cell, Crm, Kept, Record, Requisite, Table, User},
};

impl Entity for BankDetail {
    const TYPE_ID: i64 = 0;

    const FIELDS: &'static [Field<Self>] = &[
        Field::own("ID", "", "integer", |one, _| Cell::Integer(one.id)),
        Field::kept("ENTITY_ID", "", "integer")
            .required()
            .immutable(),
        Field::kept("COUNTRY_ID", "", "integer").blank(Blank::Integer(1)),
        Field::kept("DATE_CREATE", "", "datetime").fixed(),
        Field::kept("DATE_MODIFY", "", "datetime").fixed(),
        Field::kept("CREATED_BY_ID", "", "user").fixed(),
        Field::kept("MODIFY_BY_ID", "", "user").fixed(),
        text("NAME"),
        text("CODE"),
        text("XML_ID"),
        text("ORIGINATOR_ID"),
        Field::kept("ACTIVE", "", "char").blank(Blank::Flag(true)),
        Field::kept("SORT", "", "integer").blank(Blank::Integer(500)),
        text("RQ_BANK_NAME"),
        text("RQ_BANK_CODE"),
        text("RQ_BANK_ADDR"),
        text("RQ_BANK_ROUTE_NUM"),
        text("RQ_BIK"),
        text("RQ_MFO"),
        text("RQ_ACC_NAME"),
        text("RQ_ACC_NUM"),
        text("RQ_ACC_TYPE"),
        text("RQ_IIK"),
        text("RQ_ACC_CURRENCY"),
        text("RQ_COR_ACC_NUM"),
        text("RQ_IBAN"),
        text("RQ_SWIFT"),
        text("RQ_BIC"),
        text("RQ_CODEB"),
        text("RQ_CODEG"),
        text("RQ_RIB"),
        text("RQ_AGENCY_NAME"),
        text("COMMENTS"),
    ];

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.bank_details
    }

    fn right_of(user: &User) -> Access {
        Requisite::right_of(user)
    }

    fn is_seen_by(&self, user: &User, crm: &Crm) -> bool {
        let owner = self.kept.number("ENTITY_ID");
        let owner = owner.and_then(|id| crm.requisites.get(&id));
        owner.is_some_and(|requisite| requisite.is_seen_by(user, crm))
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }
}

impl Card for BankDetail {
    const EVENTS: Option<[&'static str; 3]> = Some([
        "ONCRMBANKDETAILADD",
        "ONCRMBANKDETAILUPDATE",
        "ONCRMBANKDETAILDELETE",
    ]);

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        &mut crm.bank_details
    }

    fn kept_mut(&mut self) -> &mut Kept {
        &mut self.kept
    }

    fn blank(id: i64, birth: Birth, _: &Crm) -> Self {
        let mut row = Record {
            id,
            ..Self::default()
        };
        row.kept.set("DATE_CREATE", Cell::Time(birth.now));
        row.kept.set("DATE_MODIFY", Cell::Time(birth.now));
        row.kept.set("CREATED_BY_ID", Cell::Integer(birth.user_id));
        row
    }

    fn touch(&mut self, birth: Birth) {
        self.kept.set("DATE_MODIFY", Cell::Time(birth.now));
        self.kept.set("MODIFY_BY_ID", Cell::Integer(birth.user_id));
    }

    fn settle(&mut self, _: Option<&Self>, _: Birth, crm: &Crm) -> Result<(), ChangeRefusal> {
        let refuse = |text: &str| Err(ChangeRefusal::Sentence(text.to_owned()));
        match self.kept.number("ENTITY_ID").filter(|id| *id > 0) {
            None => refuse("ENTITY_ID is not defined or invalid"),
            Some(id) if !crm.requisites.contains_key(&id) => refuse("Entity not found."),
            Some(_) => Ok(()),
        }
    }
}

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    if BankDetail::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::unnamed("Access denied"));
    }
    let schema = Schema::<BankDetail>::of(call.state.world(), Naming::Old);
    let query = Query::read(call, &schema).map_err(card::old_nonsense)?;
    Ok(card::page(call, &query, &named(call, &schema)))
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = required_id(call)?;
    call.state.world().read(|state| {
        let crm = &state.crm;
        let found = crm.bank_details.get(&id);
        let detail = found.ok_or_else(|| refused(ChangeRefusal::NotFound, id))?;
        if !detail.is_seen_by(&call.caller.user, crm) {
            return Err(Refusal::unnamed("Access denied"));
        }
        let schema = Schema::<BankDetail>::in_crm(crm, Naming::Old);
        let columns: Vec<_> = schema.shown().collect();
        Ok(Value::Object(list::row(detail, &columns, Naming::Old, crm)).into())
    })
}

pub(crate) fn add(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = written(call)?;
    let id = call
        .state
        .add::<BankDetail>(call.actor(), &fields, Naming::Old);
    Ok(json!(id.map_err(|refusal| refused(refusal, 0))?).into())
}

pub(crate) fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = required_id(call)?;
    let fields = written(call)?;
    let done = call
        .state
        .update::<BankDetail>(call.actor(), id, &fields, Naming::Old);
    done.map_err(|refusal| refused(refusal, id))?;
    Ok(json!(true).into())
}

pub(crate) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = required_id(call)?;
    let done = call.state.delete::<BankDetail>(call.actor(), id);
    done.map_err(|refusal| refused(refusal, id))?;
    Ok(json!(true).into())
}

fn refused(refusal: ChangeRefusal, id: i64) -> Refusal {
    match refusal {
        ChangeRefusal::NotFound => Refusal::unnamed(format!(
            "The RequisiteBankDetail with ID '{id}' is not found"
        )),
        other => old_refusal(other),
    }
}

const fn text(upper: &'static str) -> Field<BankDetail> {
    Field::kept(upper, "", "string")
}
