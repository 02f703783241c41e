//! The fields of an item of a smart process (`api-reference/crm/universal/object-fields.md`).

use super::{Kind, base_currency, shared};
use crate::{
    rest::crm::{
        entity::Entity as _,
        field::{Blank, Field, Reads},
    },
    world::{Cell, Crm, Process, Table},
};

impl Kind for Process {
    const FIELDS: &'static [Field<Self>] = &[
        shared::id(),
        Field::kept("XML_ID", "xmlId", "string").blank(Blank::Text("")),
        shared::title(),
        shared::person("CREATED_BY_ID", "createdBy", |card, _| {
            Cell::Integer(card.created_by)
        }),
        shared::person("MODIFY_BY_ID", "updatedBy", |card, _| {
            Cell::Integer(card.modified_by)
        }),
        shared::person("MOVED_BY_ID", "movedBy", |card, _| {
            Cell::Integer(card.moved_by)
        }),
        shared::moment("DATE_CREATE", "createdTime", |card, _| {
            Cell::Time(card.created)
        }),
        shared::moment("DATE_MODIFY", "updatedTime", |card, _| {
            Cell::Time(card.modified)
        }),
        shared::moment("MOVED_TIME", "movedTime", |card, _| Cell::Time(card.moved)),
        shared::assigned(),
        Field::kept("OPENED", "opened", "char").blank(Blank::Flag(true)),
        shared::category(),
        shared::stage("STAGE_ID", "DYNAMIC_1032_STAGE"),
        Field::kept("PREVIOUS_STAGE_ID", "previousStageId", "crm_status")
            .of("DYNAMIC_1032_STAGE")
            .blank(Blank::Text(""))
            .fixed(),
        shared::begin(),
        shared::close(),
        shared::company(),
        shared::contact(),
        shared::contacts(),
        shared::amount(),
        Field::kept("IS_MANUAL_OPPORTUNITY", "isManualOpportunity", "char")
            .blank(Blank::Flag(false)),
        Field::own("TAX_VALUE", "taxValue", "double", |_, _| {
            Cell::Money(Default::default())
        }),
        shared::currency(),
        Field::kept("MYCOMPANY_ID", "mycompanyId", "crm_company").blank(Blank::Integer(0)),
        Field::kept("SOURCE_ID", "sourceId", "crm_status").of("SOURCE"),
        Field::kept("SOURCE_DESCRIPTION", "sourceDescription", "string"),
        Field::own(
            "OPPORTUNITY_ACCOUNT",
            "opportunityAccount",
            "double",
            |card, _| Cell::Money(card.amount),
        ),
        Field::own("TAX_VALUE_ACCOUNT", "taxValueAccount", "double", |_, _| {
            Cell::Money(Default::default())
        }),
        Field::own(
            "ACCOUNT_CURRENCY_ID",
            "accountCurrencyId",
            "crm_currency",
            |_, crm| Cell::Text(base_currency(crm)),
        ),
        Field::kept("WEBFORM_ID", "webformId", "integer").fixed(),
        shared::moment("LAST_ACTIVITY_TIME", "lastActivityTime", |card, _| {
            Cell::Time(card.modified)
        }),
        shared::person("LAST_ACTIVITY_BY", "lastActivityBy", |card, _| {
            Cell::Integer(card.modified_by)
        }),
        Field::kept("OBSERVER_IDS", "observers", "user")
            .several()
            .blank(Blank::List)
            .only(Reads::Item),
        Field::kept("UTM_SOURCE", "utmSource", "string"),
        Field::kept("UTM_MEDIUM", "utmMedium", "string"),
        Field::kept("UTM_CAMPAIGN", "utmCampaign", "string"),
        Field::kept("UTM_CONTENT", "utmContent", "string"),
        Field::kept("UTM_TERM", "utmTerm", "string"),
        Field::own("ENTITY_TYPE_ID", "entityTypeId", "integer", |_, _| {
            Cell::Integer(Self::TYPE_ID)
        })
        .only(Reads::Item),
    ];
    const EVENTS: [&'static str; 3] = [
        "ONCRMDYNAMICITEMADD",
        "ONCRMDYNAMICITEMUPDATE",
        "ONCRMDYNAMICITEMDELETE",
    ];

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.processes
    }

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        &mut crm.processes
    }
}
