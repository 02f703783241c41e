//! The fields of a smart invoice (`api-reference/crm/universal/object-fields.md`, `api-reference/crm/universal/invoice.md`).

use super::{
    entity::Entity as _,
    field::{Blank, Field, Reads},
    sale::{self, Kind},
};
use crate::world::{Cell, Crm, Invoice, Table};

impl Kind for Invoice {
    const FIELDS: &'static [Field<Self>] = &[
        sale::id(),
        Field::kept("XML_ID", "xmlId", "string").blank(Blank::Text("")),
        sale::title(),
        sale::person("CREATED_BY_ID", "createdBy", |card, _| {
            Cell::Integer(card.created_by)
        }),
        sale::person("MODIFY_BY_ID", "updatedBy", |card, _| {
            Cell::Integer(card.modified_by)
        }),
        sale::person("MOVED_BY_ID", "movedBy", |card, _| {
            Cell::Integer(card.moved_by)
        }),
        sale::moment("DATE_CREATE", "createdTime", |card, _| {
            Cell::Time(card.created)
        }),
        sale::moment("DATE_MODIFY", "updatedTime", |card, _| {
            Cell::Time(card.modified)
        }),
        sale::moment("MOVED_TIME", "movedTime", |card, _| Cell::Time(card.moved)),
        sale::assigned(),
        Field::kept("OPENED", "opened", "char").blank(Blank::Flag(true)),
        sale::category(),
        sale::stage("STAGE_ID", "SMART_INVOICE_STAGE"),
        Field::kept("PREVIOUS_STAGE_ID", "previousStageId", "crm_status")
            .of("SMART_INVOICE_STAGE")
            .blank(Blank::Text(""))
            .fixed(),
        sale::begin(),
        sale::close(),
        sale::company(),
        sale::contact(),
        sale::contacts(),
        sale::amount(),
        Field::kept("IS_MANUAL_OPPORTUNITY", "isManualOpportunity", "char")
            .blank(Blank::Flag(false)),
        Field::own("TAX_VALUE", "taxValue", "double", |_, _| {
            Cell::Money(Default::default())
        }),
        sale::currency(),
        Field::kept("MYCOMPANY_ID", "mycompanyId", "crm_company").blank(Blank::Integer(0)),
        Field::kept("SOURCE_ID", "sourceId", "crm_status").of("SOURCE"),
        Field::kept("SOURCE_DESCRIPTION", "sourceDescription", "string"),
        sale::comments(),
        Field::kept("ACCOUNT_NUMBER", "accountNumber", "string").blank(Blank::Text("")),
        Field::void("LOCATION_ID", "locationId", "location"),
        Field::kept("WEBFORM_ID", "webformId", "integer").fixed(),
        sale::moment("LAST_ACTIVITY_TIME", "lastActivityTime", |card, _| {
            Cell::Time(card.modified)
        }),
        sale::person("LAST_ACTIVITY_BY", "lastActivityBy", |card, _| {
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
        &crm.invoices
    }

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        &mut crm.invoices
    }
}
