//! The fields of a contact (`api-reference/crm/contacts/crm-contact-get.md`,
//! `api-reference/crm/universal/object-fields.md`).

use std::collections::BTreeMap;

use super::{
    cell::Cell,
    entity::{Entity, Field, Reads},
};
use crate::world::{Access, Contact, Crm, Multifield, User};

impl Entity for Contact {
    const TYPE_ID: i64 = 3;

    const FIELDS: &'static [Field<Self>] = &[
        Field::<Self>::new("ID", "id", "integer", |contact, _| {
            Cell::Integer(contact.id)
        })
        .fixed(),
        Field::<Self>::new("NAME", "name", "string", |contact, _| {
            Cell::Text(contact.name.clone())
        }),
        Field::<Self>::new("LAST_NAME", "lastName", "string", |contact, _| {
            Cell::Text(contact.last_name.clone())
        }),
        Field::<Self>::new("SECOND_NAME", "secondName", "string", |_, _| Cell::Null),
        Field::<Self>::new("HONORIFIC", "honorific", "crm_status", |_, _| Cell::Null),
        Field::<Self>::new("POST", "post", "string", |contact, _| {
            Cell::Text(contact.post.clone())
        }),
        Field::<Self>::new("TYPE_ID", "typeId", "crm_status", |_, _| {
            Cell::Text("CLIENT".to_owned())
        }),
        Field::<Self>::new("SOURCE_ID", "sourceId", "crm_status", |_, _| {
            Cell::Text("CALL".to_owned())
        }),
        Field::<Self>::new("BIRTHDATE", "birthdate", "date", |_, _| {
            Cell::Text(String::new())
        }),
        Field::<Self>::new("COMMENTS", "comments", "string", |_, _| Cell::Null),
        Field::<Self>::new("OPENED", "opened", "char", |_, _| Cell::Flag(true)),
        Field::<Self>::new("EXPORT", "export", "char", |_, _| Cell::Flag(true)),
        Field::<Self>::new("COMPANY_ID", "companyId", "crm_company", |contact, _| {
            Cell::LooseLink(contact.company_id)
        }),
        Field::<Self>::new("COMPANY_IDS", "companyIds", "crm_company", |contact, _| {
            Cell::Links(contact.company_id.into_iter().collect())
        })
        .only(Reads::Item),
        Field::<Self>::new("HAS_PHONE", "hasPhone", "char", |contact, _| {
            Cell::Flag(!contact.phones.is_empty())
        })
        .fixed(),
        Field::<Self>::new("HAS_EMAIL", "hasEmail", "char", |contact, _| {
            Cell::Flag(!contact.emails.is_empty())
        })
        .fixed(),
        Field::<Self>::new("HAS_IMOL", "hasImol", "char", |_, _| Cell::Flag(false)).fixed(),
        Field::<Self>::new("PHONE", "", "crm_multifield", |contact, _| {
            Cell::Entries("PHONE", contact.phones.clone())
        })
        .only(Reads::OldNamed),
        Field::<Self>::new("EMAIL", "", "crm_multifield", |contact, _| {
            Cell::Entries("EMAIL", contact.emails.clone())
        })
        .only(Reads::OldNamed),
        Field::<Self>::new("", "phone", "string", |contact, _| first(&contact.phones))
            .only(Reads::Item),
        Field::<Self>::new("", "email", "string", |contact, _| first(&contact.emails))
            .only(Reads::Item),
        Field::<Self>::new("", "phoneWork", "string", |contact, _| {
            first(&contact.phones)
        })
        .only(Reads::Item),
        Field::<Self>::new("", "emailWork", "string", |contact, _| {
            first(&contact.emails)
        })
        .only(Reads::Item),
        Field::<Self>::new("ASSIGNED_BY_ID", "assignedById", "user", |contact, _| {
            Cell::Integer(contact.assigned_by)
        }),
        Field::<Self>::new("CREATED_BY_ID", "createdBy", "user", |contact, _| {
            Cell::Integer(contact.assigned_by)
        })
        .fixed(),
        Field::<Self>::new("MODIFY_BY_ID", "updatedBy", "user", |contact, _| {
            Cell::Integer(contact.assigned_by)
        })
        .fixed(),
        Field::<Self>::new("DATE_CREATE", "createdTime", "datetime", |contact, _| {
            Cell::Time(contact.created)
        })
        .fixed(),
        Field::<Self>::new("DATE_MODIFY", "updatedTime", "datetime", |contact, _| {
            Cell::Time(contact.modified)
        })
        .fixed(),
        Field::<Self>::new("ORIGINATOR_ID", "originatorId", "string", |_, _| Cell::Null),
        Field::<Self>::new("ORIGIN_ID", "originId", "string", |_, _| Cell::Null),
    ];

    fn table(crm: &Crm) -> &BTreeMap<i64, Self> {
        &crm.contacts
    }

    fn right_of(user: &User) -> Access {
        user.rights.contacts
    }

    fn is_seen_by(&self, user: &User, _: &Crm) -> bool {
        user.may_see_contact(self)
    }
}

/// The flat fields of `crm.item.*` hold first values only.
pub(super) fn first(entries: &[Multifield]) -> Cell {
    Cell::Text(
        entries
            .first()
            .map(|entry| entry.value.clone())
            .unwrap_or_default(),
    )
}
