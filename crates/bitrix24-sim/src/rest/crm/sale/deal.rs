//! The fields of a deal (`api-reference/crm/deals/crm-deal-get.md`,
//! `api-reference/crm/universal/object-fields.md`).

use super::{Kind, is_closed, shared};
use crate::{
    rest::crm::{
        entity::Entity as _,
        field::{Blank, Field, Reads},
    },
    world::{Cell, Crm, Deal, Table},
};

impl Kind for Deal {
    const FIELDS: &'static [Field<Self>] = &[
        shared::id(),
        shared::title(),
        Field::kept("TYPE_ID", "typeId", "crm_status").of("DEAL_TYPE"),
        shared::category(),
        shared::stage("STAGE_ID", "DEAL_STAGE"),
        shared::semantics("STAGE_SEMANTIC_ID"),
        Field::own("IS_NEW", "isNew", "char", |card, _| {
            Cell::Flag(card.stage_id == "NEW" || card.stage_id.ends_with(":NEW"))
        }),
        Field::kept("IS_RECURRING", "isRecurring", "char")
            .blank(Blank::Flag(false))
            .fixed(),
        Field::kept("IS_RETURN_CUSTOMER", "isReturnCustomer", "char").blank(Blank::Flag(false)),
        Field::kept("IS_REPEATED_APPROACH", "isRepeatedApproach", "char").blank(Blank::Flag(false)),
        Field::kept("PROBABILITY", "probability", "integer"),
        shared::currency(),
        shared::amount(),
        Field::kept("IS_MANUAL_OPPORTUNITY", "isManualOpportunity", "char")
            .blank(Blank::Flag(false)),
        Field::own("TAX_VALUE", "taxValue", "double", |_, _| {
            Cell::Money(Default::default())
        }),
        shared::company(),
        shared::contact(),
        shared::contacts(),
        Field::own("QUOTE_ID", "quoteId", "crm_quote", |_, _| {
            Cell::LooseLink(None)
        })
        .to(7),
        shared::begin(),
        shared::close(),
        Field::kept("OPENED", "opened", "char").blank(Blank::Flag(true)),
        Field::own("CLOSED", "closed", "char", |card, crm| {
            Cell::Flag(is_closed(card, crm))
        }),
        shared::comments(),
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
        Field::kept("SOURCE_ID", "sourceId", "crm_status").of("SOURCE"),
        Field::kept("SOURCE_DESCRIPTION", "sourceDescription", "string"),
        Field::own("LEAD_ID", "leadId", "crm_lead", |_, _| {
            Cell::LooseLink(None)
        })
        .to(1),
        Field::kept("ADDITIONAL_INFO", "additionalInfo", "string"),
        Field::void("LOCATION_ID", "locationId", "location"),
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
        Field::void("", "productId", "string").only(Reads::Item),
        Field::void("", "begindateShort", "string").only(Reads::Item),
        Field::void("", "closedateShort", "string").only(Reads::Item),
        Field::void("", "eventDate", "string").only(Reads::Item),
        Field::void("", "eventDateShort", "string").only(Reads::Item),
        Field::void("", "eventId", "string").only(Reads::Item),
        Field::void("", "eventDescription", "string").only(Reads::Item),
        Field::void("", "webformId", "string").only(Reads::Item),
        Field::void("", "searchContent", "string").only(Reads::Item),
        Field::void("", "orderStage", "string").only(Reads::Item),
        Field::void("", "isWork", "string").only(Reads::Item),
        Field::void("", "isWon", "string").only(Reads::Item),
        Field::void("", "isLose", "string").only(Reads::Item),
        Field::void("", "receivedAmount", "string").only(Reads::Item),
        Field::void("", "lostAmount", "string").only(Reads::Item),
        Field::void("", "hasProducts", "string").only(Reads::Item),
    ];
    const EVENTS: [&'static str; 3] = ["ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALDELETE"];

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.deals
    }

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        &mut crm.deals
    }
}
