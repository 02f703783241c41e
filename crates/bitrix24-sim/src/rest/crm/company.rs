//! The fields of a company (`api-reference/crm/companies/crm-company-get.md`,
//! `api-reference/crm/universal/object-fields.md`). No tax number among them: that
//! is in the requisites.

use std::collections::BTreeMap;

use super::{
    cell::Cell,
    contact::first,
    entity::{Entity, Field, Reads},
};
use crate::world::{Access, Company, Crm, User};

impl Entity for Company {
    const TYPE_ID: i64 = 4;

    const FIELDS: &'static [Field<Self>] = &[
        Field::<Self>::new("ID", "id", "integer", |company, _| {
            Cell::Integer(company.id)
        })
        .fixed(),
        Field::<Self>::new("TITLE", "title", "string", |company, _| {
            Cell::Text(company.title.clone())
        }),
        Field::<Self>::new("COMPANY_TYPE", "typeId", "crm_status", |company, _| {
            Cell::Text(company.company_type.clone())
        }),
        Field::<Self>::new("INDUSTRY", "industry", "crm_status", |company, _| {
            Cell::Text(company.industry.clone())
        }),
        Field::<Self>::new("EMPLOYEES", "employees", "crm_status", |_, _| {
            Cell::Text("EMPLOYEES_1".to_owned())
        }),
        Field::<Self>::new("REVENUE", "revenue", "double", |_, _| {
            Cell::Money(Default::default())
        }),
        Field::<Self>::new("CURRENCY_ID", "currencyId", "crm_currency", |_, _| {
            Cell::Text("RUB".to_owned())
        }),
        Field::<Self>::new("COMMENTS", "comments", "string", |_, _| Cell::Null),
        Field::<Self>::new("OPENED", "opened", "char", |_, _| Cell::Flag(true)),
        Field::<Self>::new("IS_MY_COMPANY", "isMyCompany", "char", |_, _| {
            Cell::Flag(false)
        }),
        Field::<Self>::new("BANKING_DETAILS", "bankingDetails", "string", |_, _| {
            Cell::Null
        }),
        Field::<Self>::new("HAS_PHONE", "hasPhone", "char", |company, _| {
            Cell::Flag(!company.phones.is_empty())
        })
        .fixed(),
        Field::<Self>::new("HAS_EMAIL", "hasEmail", "char", |company, _| {
            Cell::Flag(!company.emails.is_empty())
        })
        .fixed(),
        Field::<Self>::new("HAS_IMOL", "hasImol", "char", |_, _| Cell::Flag(false)).fixed(),
        Field::<Self>::new("PHONE", "", "crm_multifield", |company, _| {
            Cell::Entries("PHONE", company.phones.clone())
        })
        .only(Reads::OldNamed),
        Field::<Self>::new("EMAIL", "", "crm_multifield", |company, _| {
            Cell::Entries("EMAIL", company.emails.clone())
        })
        .only(Reads::OldNamed),
        Field::<Self>::new("", "phone", "string", |company, _| first(&company.phones))
            .only(Reads::Item),
        Field::<Self>::new("", "email", "string", |company, _| first(&company.emails))
            .only(Reads::Item),
        Field::<Self>::new("", "contactIds", "crm_contact", contacts).only(Reads::Item),
        Field::<Self>::new("ASSIGNED_BY_ID", "assignedById", "user", |company, _| {
            Cell::Integer(company.assigned_by)
        }),
        Field::<Self>::new("CREATED_BY_ID", "createdBy", "user", |company, _| {
            Cell::Integer(company.assigned_by)
        })
        .fixed(),
        Field::<Self>::new("MODIFY_BY_ID", "updatedBy", "user", |company, _| {
            Cell::Integer(company.assigned_by)
        })
        .fixed(),
        Field::<Self>::new("DATE_CREATE", "createdTime", "datetime", |company, _| {
            Cell::Time(company.created)
        })
        .fixed(),
        Field::<Self>::new("DATE_MODIFY", "updatedTime", "datetime", |company, _| {
            Cell::Time(company.modified)
        })
        .fixed(),
        Field::<Self>::new("ORIGINATOR_ID", "originatorId", "string", |_, _| Cell::Null),
        Field::<Self>::new("ORIGIN_ID", "originId", "string", |_, _| Cell::Null),
    ];

    fn table(crm: &Crm) -> &BTreeMap<i64, Self> {
        &crm.companies
    }

    fn right_of(user: &User) -> Access {
        user.rights.companies
    }

    fn is_seen_by(&self, user: &User, _: &Crm) -> bool {
        user.may_see_company(self)
    }
}

fn contacts(company: &Company, crm: &Crm) -> Cell {
    let ours = crm
        .contacts
        .values()
        .filter(|contact| contact.company_id == Some(company.id));
    Cell::Links(ours.map(|contact| contact.id).collect())
}
