//! The fields of a contact (`api-reference/crm/contacts/crm-contact-get.md`,
//! `api-reference/crm/universal/object-fields.md`).

use super::{
    draft::{Birth, Card},
    entity::Entity,
    field::{Blank, Field, Reads},
    reach, sale,
};
use crate::{
    change::ChangeRefusal,
    world::{Access, Cell, Contact, Crm, Kept, Reach, Table, User},
};

impl Entity for Contact {
    const TYPE_ID: i64 = 3;

    const FIELDS: &'static [Field<Self>] = &[
        Field::<Self>::own("ID", "id", "integer", |card, _| Cell::Integer(card.id)),
        Field::kept("HONORIFIC", "honorific", "crm_status").of("HONORIFIC"),
        Field::<Self>::own("NAME", "name", "string", |card, _| {
            Cell::Text(card.name.clone())
        })
        .set(|card, cell| card.name = cell.text()),
        Field::kept("SECOND_NAME", "secondName", "string"),
        Field::<Self>::own("LAST_NAME", "lastName", "string", |card, _| {
            Cell::Text(card.last_name.clone())
        })
        .set(|card, cell| card.last_name = cell.text()),
        // Pictures are not simulated.
        Field::void("PHOTO", "photo", "file"),
        Field::kept("BIRTHDATE", "birthdate", "date").blank(Blank::Text("")),
        Field::kept("TYPE_ID", "typeId", "crm_status").of("CONTACT_TYPE"),
        Field::kept("SOURCE_ID", "sourceId", "crm_status").of("SOURCE"),
        Field::kept("SOURCE_DESCRIPTION", "sourceDescription", "string"),
        Field::<Self>::own("POST", "post", "string", |card, _| {
            Cell::Text(card.post.clone())
        })
        .set(|card, cell| card.post = cell.text()),
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
        Field::kept("COMMENTS", "comments", "string"),
        Field::kept("OPENED", "opened", "char").blank(Blank::Flag(true)),
        Field::kept("EXPORT", "export", "char").blank(Blank::Flag(true)),
        Field::<Self>::own("HAS_PHONE", "hasPhone", "char", |card, _| {
            reach::has(card, "PHONE")
        }),
        Field::<Self>::own("HAS_EMAIL", "hasEmail", "char", |card, _| {
            reach::has(card, "EMAIL")
        }),
        Field::<Self>::own("HAS_IMOL", "hasImol", "char", |_, _| Cell::Flag(false)),
        Field::<Self>::own("ASSIGNED_BY_ID", "assignedById", "user", |card, _| {
            Cell::Integer(card.assigned_by)
        })
        .set(|card, cell| card.assigned_by = cell.number().unwrap_or(card.assigned_by)),
        Field::<Self>::own("CREATED_BY_ID", "createdBy", "user", |card, _| {
            Cell::Integer(card.created_by)
        }),
        Field::<Self>::own("MODIFY_BY_ID", "updatedBy", "user", |card, _| {
            Cell::Integer(card.modified_by)
        }),
        Field::<Self>::own("DATE_CREATE", "createdTime", "datetime", |card, _| {
            Cell::Time(card.created)
        }),
        Field::<Self>::own("DATE_MODIFY", "updatedTime", "datetime", |card, _| {
            Cell::Time(card.modified)
        }),
        Field::<Self>::own("COMPANY_ID", "companyId", "crm_company", |card, _| {
            Cell::LooseLink(card.company_id())
        })
        .set(|card, cell| card.company_ids = cell.numbers())
        .deprecated(),
        Field::<Self>::own("COMPANY_IDS", "companyIds", "crm_company", |card, _| {
            Cell::Links(card.company_ids.clone())
        })
        .set(|card, cell| card.company_ids = sale::distinct(cell.numbers()))
        .several()
        .only(Reads::Hidden),
        Field::<Self>::own("LEAD_ID", "leadId", "crm_lead", |_, _| {
            Cell::LooseLink(None)
        })
        .to(1),
        Field::kept("ORIGINATOR_ID", "originatorId", "string"),
        Field::kept("ORIGIN_ID", "originId", "string"),
        Field::kept("ORIGIN_VERSION", "originVersion", "string"),
        Field::void("FACE_ID", "", "integer"),
        Field::kept("UTM_SOURCE", "utmSource", "string"),
        Field::kept("UTM_MEDIUM", "utmMedium", "string"),
        Field::kept("UTM_CAMPAIGN", "utmCampaign", "string"),
        Field::kept("UTM_CONTENT", "utmContent", "string"),
        Field::kept("UTM_TERM", "utmTerm", "string"),
        Field::<Self>::own(
            "LAST_ACTIVITY_TIME",
            "lastActivityTime",
            "datetime",
            |card, _| Cell::Time(card.modified),
        ),
        Field::<Self>::own("LAST_ACTIVITY_BY", "lastActivityBy", "user", |card, _| {
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
        Field::<Self>::own("ENTITY_TYPE_ID", "entityTypeId", "integer", |_, _| {
            Cell::Integer(Self::TYPE_ID)
        })
        .only(Reads::Item),
        Field::kept("CATEGORY_ID", "categoryId", "crm_category")
            .blank(Blank::Integer(0))
            .fixed()
            .only(Reads::Item),
        Field::void("", "shortName", "string").only(Reads::Item),
        Field::void("", "login", "string").only(Reads::Item),
        Field::void("", "searchContent", "string").only(Reads::Item),
        Field::void("", "webformId", "string").only(Reads::Item),
    ];

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.contacts
    }

    fn right_of(user: &User) -> Access {
        user.rights.contacts
    }

    fn is_seen_by(&self, user: &User, _: &Crm) -> bool {
        user.may_see_contact(self)
    }

    fn all_is_seen_by(user: &User) -> bool {
        user.rights.contacts == Access::All
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }

    fn reach(&self) -> Option<&Reach> {
        Some(&self.reach)
    }
}

impl Card for Contact {
    const EVENTS: Option<[&'static str; 3]> = Some([
        "ONCRMCONTACTADD",
        "ONCRMCONTACTUPDATE",
        "ONCRMCONTACTDELETE",
    ]);

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        &mut crm.contacts
    }

    fn kept_mut(&mut self) -> &mut Kept {
        &mut self.kept
    }

    fn reach_mut(&mut self) -> Option<&mut Reach> {
        Some(&mut self.reach)
    }

    fn blank(id: i64, birth: Birth, _: &Crm) -> Self {
        Self {
            id,
            name: String::new(),
            last_name: String::new(),
            post: String::new(),
            company_ids: Vec::new(),
            reach: Reach::default(),
            assigned_by: birth.user_id,
            created_by: birth.user_id,
            modified_by: birth.user_id,
            created: birth.now,
            modified: birth.now,
            kept: Kept::default(),
        }
    }

    fn touch(&mut self, birth: Birth) {
        self.modified = birth.now;
        self.modified_by = birth.user_id;
    }

    /// A contact without any name gets one; what a portal writes there is not
    /// documented.
    fn settle(&mut self, _: Option<&Self>, _: Birth, _: &Crm) -> Result<(), ChangeRefusal> {
        if self.name.is_empty() && self.last_name.is_empty() {
            self.name = format!("Contact #{}", self.id);
        }
        Ok(())
    }

    fn take_along(id: i64, crm: &mut Crm) {
        super::timeline::take_along(Self::TYPE_ID, id, crm);
        super::requisite::take_along(Self::TYPE_ID, id, crm);
        for deal in crm.deals.values_mut() {
            deal.contact_ids.retain(|contact| *contact != id);
        }
    }
}
