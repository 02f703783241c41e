//! The fields of a lead (`api-reference/crm/leads/crm-lead-get.md`,
//! `api-reference/crm/universal/object-fields.md`).

use super::{Kind, is_closed, shared};
use crate::{
    rest::crm::{
        entity::Entity as _,
        field::{Blank, Field, Reads},
        reach,
    },
    world::{Cell, Crm, Lead, Table},
};

impl Kind for Lead {
    const FIELDS: &'static [Field<Self>] = &[
        shared::id(),
        shared::title(),
        Field::kept("HONORIFIC", "honorific", "crm_status").of("HONORIFIC"),
        Field::kept("NAME", "name", "string"),
        Field::kept("SECOND_NAME", "secondName", "string"),
        Field::kept("LAST_NAME", "lastName", "string"),
        Field::kept("BIRTHDATE", "birthdate", "date").blank(Blank::Text("")),
        Field::kept("COMPANY_TITLE", "companyTitle", "string"),
        Field::kept("SOURCE_ID", "sourceId", "crm_status").of("SOURCE"),
        Field::kept("SOURCE_DESCRIPTION", "sourceDescription", "string"),
        shared::stage("STATUS_ID", "STATUS"),
        Field::kept("STATUS_DESCRIPTION", "statusDescription", "string"),
        shared::semantics("STATUS_SEMANTIC_ID"),
        Field::kept("POST", "post", "string"),
        Field::kept("ADDRESS", "", "string"),
        Field::kept("ADDRESS_2", "", "string"),
        Field::kept("ADDRESS_CITY", "", "string"),
        Field::kept("ADDRESS_POSTAL_CODE", "", "string"),
        Field::kept("ADDRESS_REGION", "", "string"),
        Field::kept("ADDRESS_PROVINCE", "", "string"),
        Field::kept("ADDRESS_COUNTRY", "", "string"),
        Field::kept("ADDRESS_COUNTRY_CODE", "", "string"),
        Field::kept("ADDRESS_LOC_ADDR_ID", "", "integer"),
        Field::void("", "address", "string").only(Reads::Item),
        shared::currency(),
        shared::amount(),
        Field::kept("IS_MANUAL_OPPORTUNITY", "isManualOpportunity", "char")
            .blank(Blank::Flag(false)),
        Field::kept("OPENED", "opened", "char").blank(Blank::Flag(true)),
        shared::comments(),
        Field::own("HAS_PHONE", "hasPhone", "char", |card, _| {
            reach::has(card, "PHONE")
        }),
        Field::own("HAS_EMAIL", "hasEmail", "char", |card, _| {
            reach::has(card, "EMAIL")
        }),
        Field::own("HAS_IMOL", "hasImol", "char", |_, _| Cell::Flag(false)),
        shared::assigned(),
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
        shared::company(),
        shared::contact(),
        shared::contacts(),
        Field::kept("IS_RETURN_CUSTOMER", "isReturnCustomer", "char")
            .blank(Blank::Flag(false))
            .fixed(),
        Field::own("DATE_CLOSED", "dateClosed", "datetime", |card, crm| {
            if is_closed(card, crm) {
                Cell::Time(card.moved)
            } else {
                Cell::Null
            }
        }),
        Field::kept("ORIGINATOR_ID", "originatorId", "string"),
        Field::kept("ORIGIN_ID", "originId", "string"),
        Field::kept("UTM_SOURCE", "utmSource", "string"),
        Field::kept("UTM_MEDIUM", "utmMedium", "string"),
        Field::kept("UTM_CAMPAIGN", "utmCampaign", "string"),
        Field::kept("UTM_CONTENT", "utmContent", "string"),
        Field::kept("UTM_TERM", "utmTerm", "string"),
        shared::moment("LAST_ACTIVITY_TIME", "lastActivityTime", |card, _| {
            Cell::Time(card.modified)
        }),
        shared::person("LAST_ACTIVITY_BY", "lastActivityBy", |card, _| {
            Cell::Integer(card.modified_by)
        }),
        reach::entries("PHONE", |card, _| reach::all(card, "PHONE")),
        reach::entries("EMAIL", |card, _| reach::all(card, "EMAIL")),
        reach::entries("WEB", |card, _| reach::all(card, "WEB")),
        reach::entries("IM", |card, _| reach::all(card, "IM")),
        reach::entries("LINK", |card, _| reach::all(card, "LINK")),
        reach::first("phone", |card, _| reach::value(card, "PHONE", None)),
        reach::first("email", |card, _| reach::value(card, "EMAIL", None)),
        reach::first("phoneMobile", |card, _| {
            reach::value(card, "PHONE", Some("MOBILE"))
        }),
        reach::first("phoneWork", |card, _| {
            reach::value(card, "PHONE", Some("WORK"))
        }),
        reach::first("phoneMailing", |card, _| {
            reach::value(card, "PHONE", Some("MAILING"))
        }),
        reach::first("emailHome", |card, _| {
            reach::value(card, "EMAIL", Some("HOME"))
        }),
        reach::first("emailWork", |card, _| {
            reach::value(card, "EMAIL", Some("WORK"))
        }),
        reach::first("emailMailing", |card, _| {
            reach::value(card, "EMAIL", Some("MAILING"))
        }),
        reach::first("imol", |card, _| reach::value(card, "IM", Some("IMOL"))),
        Field::kept("OBSERVER_IDS", "observers", "user")
            .several()
            .blank(Blank::List)
            .only(Reads::Item),
        Field::own("ENTITY_TYPE_ID", "entityTypeId", "integer", |_, _| {
            Cell::Integer(Self::TYPE_ID)
        })
        .only(Reads::Item),
        // Switched off in every portal, and there all the same.
        Field::void("", "dateCreateShort", "string").only(Reads::Item),
        Field::void("", "dateModifyShort", "string").only(Reads::Item),
        Field::void("", "isConvert", "string").only(Reads::Item),
        Field::void("", "productId", "string").only(Reads::Item),
        Field::void("", "shortName", "string").only(Reads::Item),
        Field::void("", "login", "string").only(Reads::Item),
        Field::void("", "searchContent", "string").only(Reads::Item),
        Field::void("", "skype", "string").only(Reads::Item),
        Field::void("", "icq", "string").only(Reads::Item),
        Field::void("", "webformId", "string").only(Reads::Item),
    ];
    const EVENTS: [&'static str; 3] = ["ONCRMLEADADD", "ONCRMLEADUPDATE", "ONCRMLEADDELETE"];
    const REACHES: bool = true;

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.leads
    }

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        &mut crm.leads
    }
}
