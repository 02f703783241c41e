//! The fields of a deal (`api-reference/crm/deals/crm-deal-get.md`,
//! `api-reference/crm/universal/object-fields.md`).

use std::collections::BTreeMap;

use super::{
    cell::Cell,
    entity::{Entity, Field, Reads},
};
use crate::world::{Access, Crm, Deal, User};

impl Entity for Deal {
    const TYPE_ID: i64 = 2;

    const FIELDS: &'static [Field<Self>] = &[
        Field::<Self>::new("ID", "id", "integer", |deal, _| Cell::Integer(deal.id)).fixed(),
        Field::<Self>::new("TITLE", "title", "string", |deal, _| {
            Cell::Text(deal.title.clone())
        }),
        Field::<Self>::new("TYPE_ID", "typeId", "crm_status", |_, _| {
            Cell::Text("SALE".to_owned())
        }),
        Field::<Self>::new("CATEGORY_ID", "categoryId", "crm_category", |deal, _| {
            Cell::Integer(deal.category_id)
        }),
        Field::<Self>::new("STAGE_ID", "stageId", "crm_status", |deal, _| {
            Cell::Text(deal.stage_id.clone())
        }),
        Field::<Self>::new("STAGE_SEMANTIC_ID", "stageSemanticId", "string", semantics).fixed(),
        Field::<Self>::new("IS_NEW", "isNew", "char", |deal, _| {
            Cell::Flag(deal.stage_id == "NEW")
        })
        .fixed(),
        Field::<Self>::new("IS_RECURRING", "isRecurring", "char", |_, _| {
            Cell::Flag(false)
        })
        .fixed(),
        Field::<Self>::new("IS_RETURN_CUSTOMER", "isReturnCustomer", "char", |_, _| {
            Cell::Flag(false)
        })
        .fixed(),
        Field::<Self>::new(
            "IS_REPEATED_APPROACH",
            "isRepeatedApproach",
            "char",
            |_, _| Cell::Flag(false),
        )
        .fixed(),
        Field::<Self>::new("PROBABILITY", "probability", "integer", |_, _| Cell::Null),
        Field::<Self>::new("CURRENCY_ID", "currencyId", "crm_currency", |deal, _| {
            Cell::Text(deal.currency.clone())
        }),
        Field::<Self>::new("OPPORTUNITY", "opportunity", "double", |deal, _| {
            Cell::Money(deal.amount)
        }),
        Field::<Self>::new(
            "IS_MANUAL_OPPORTUNITY",
            "isManualOpportunity",
            "char",
            |_, _| Cell::Flag(true),
        ),
        Field::<Self>::new("TAX_VALUE", "taxValue", "double", |_, _| {
            Cell::Money(Default::default())
        }),
        Field::<Self>::new("COMPANY_ID", "companyId", "crm_company", |deal, _| {
            Cell::Link(deal.company_id)
        }),
        Field::<Self>::new("CONTACT_ID", "contactId", "crm_contact", |deal, _| {
            Cell::LooseLink(deal.contact_ids.first().copied())
        }),
        Field::<Self>::new("CONTACT_IDS", "contactIds", "crm_contact", |deal, _| {
            Cell::Links(deal.contact_ids.clone())
        })
        .only(Reads::Item),
        Field::<Self>::new("QUOTE_ID", "quoteId", "crm_quote", |_, _| {
            Cell::LooseLink(None)
        })
        .fixed(),
        Field::<Self>::new("LEAD_ID", "leadId", "crm_lead", |_, _| {
            Cell::LooseLink(None)
        })
        .fixed(),
        Field::<Self>::new("BEGINDATE", "begindate", "date", |deal, _| {
            Cell::Date(deal.begin)
        }),
        Field::<Self>::new("CLOSEDATE", "closedate", "date", |deal, _| {
            Cell::Date(deal.close)
        }),
        Field::<Self>::new("OPENED", "opened", "char", |_, _| Cell::Flag(true)),
        Field::<Self>::new("CLOSED", "closed", "char", closed).fixed(),
        Field::<Self>::new("COMMENTS", "comments", "string", |deal, _| {
            Cell::Text(deal.comments.clone())
        }),
        Field::<Self>::new("ASSIGNED_BY_ID", "assignedById", "user", |deal, _| {
            Cell::Integer(deal.assigned_by)
        }),
        Field::<Self>::new("CREATED_BY_ID", "createdBy", "user", |deal, _| {
            Cell::Integer(deal.created_by)
        })
        .fixed(),
        Field::<Self>::new("MODIFY_BY_ID", "updatedBy", "user", |deal, _| {
            Cell::Integer(deal.modified_by)
        })
        .fixed(),
        Field::<Self>::new("MOVED_BY_ID", "movedBy", "user", |deal, _| {
            Cell::Integer(deal.modified_by)
        })
        .fixed(),
        Field::<Self>::new("DATE_CREATE", "createdTime", "datetime", |deal, _| {
            Cell::Time(deal.created)
        })
        .fixed(),
        Field::<Self>::new("DATE_MODIFY", "updatedTime", "datetime", |deal, _| {
            Cell::Time(deal.modified)
        })
        .fixed(),
        Field::<Self>::new("MOVED_TIME", "movedTime", "datetime", |deal, _| {
            Cell::Time(deal.modified)
        })
        .fixed(),
        Field::<Self>::new("SOURCE_ID", "sourceId", "crm_status", |_, _| {
            Cell::Text("CALL".to_owned())
        }),
        Field::<Self>::new(
            "SOURCE_DESCRIPTION",
            "sourceDescription",
            "string",
            |_, _| Cell::Null,
        ),
        Field::<Self>::new("ADDITIONAL_INFO", "additionalInfo", "string", |_, _| {
            Cell::Null
        }),
        Field::<Self>::new("ORIGINATOR_ID", "originatorId", "string", |_, _| Cell::Null),
        Field::<Self>::new("ORIGIN_ID", "originId", "string", |_, _| Cell::Null),
        Field::<Self>::new(
            "LAST_ACTIVITY_TIME",
            "lastActivityTime",
            "datetime",
            |deal, _| Cell::Time(deal.modified),
        )
        .fixed(),
        Field::<Self>::new("LAST_ACTIVITY_BY", "lastActivityBy", "user", |deal, _| {
            Cell::Integer(deal.modified_by)
        })
        .fixed(),
        Field::<Self>::new("OBSERVERS", "observers", "user", |_, _| {
            Cell::Links(Vec::new())
        })
        .only(Reads::Item),
    ];

    fn table(crm: &Crm) -> &BTreeMap<i64, Self> {
        &crm.deals
    }

    fn right_of(user: &User) -> Access {
        user.rights.deals
    }

    fn is_seen_by(&self, user: &User, _: &Crm) -> bool {
        user.may_see_deal(self)
    }
}

fn semantics(deal: &Deal, crm: &Crm) -> Cell {
    let letter = crm
        .stage(&deal.stage_id)
        .map_or("P", |stage| stage.semantic_letter());
    Cell::Text(letter.to_owned())
}

fn closed(deal: &Deal, crm: &Crm) -> Cell {
    Cell::Flag(
        crm.stage(&deal.stage_id)
            .is_some_and(|stage| stage.is_final()),
    )
}
