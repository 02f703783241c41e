//! The fields of a company (`api-reference/crm/companies/crm-company-get.md`,
//! `api-reference/crm/universal/object-fields.md`). No tax number among them: that
//! is in the requisites.

use super::{
    draft::{Birth, Card},
    entity::Entity,
    field::{Blank, Field, Reads},
    reach, sale,
};
use crate::{
    change::ChangeRefusal,
    world::{Access, Cell, Company, Crm, Kept, Reach, Table, User},
};

impl Entity for Company {
    const TYPE_ID: i64 = 4;

    const FIELDS: &'static [Field<Self>] = &[
        Field::<Self>::own("ID", "id", "integer", |card, _| Cell::Integer(card.id)),
        Field::<Self>::own("TITLE", "title", "string", |card, _| {
            Cell::Text(card.title.clone())
        })
        .set(|card, cell| card.title = cell.text())
        .required(),
        Field::<Self>::own("COMPANY_TYPE", "typeId", "crm_status", |card, _| {
            Cell::Text(card.company_type.clone())
        })
        .set(|card, cell| card.company_type = cell.text())
        .of("COMPANY_TYPE"),
        // Pictures are not simulated.
        Field::void("LOGO", "logo", "file"),
        Field::kept("ADDRESS", "", "string"),
        Field::kept("ADDRESS_2", "", "string"),
        Field::kept("ADDRESS_CITY", "", "string"),
        Field::kept("ADDRESS_POSTAL_CODE", "", "string"),
        Field::kept("ADDRESS_REGION", "", "string"),
        Field::kept("ADDRESS_PROVINCE", "", "string"),
        Field::kept("ADDRESS_COUNTRY", "", "string"),
        Field::kept("ADDRESS_COUNTRY_CODE", "", "string"),
        Field::kept("ADDRESS_LOC_ADDR_ID", "", "integer"),
        Field::kept("ADDRESS_LEGAL", "", "string"),
        Field::kept("REG_ADDRESS", "", "string"),
        Field::kept("REG_ADDRESS_2", "", "string"),
        Field::kept("REG_ADDRESS_CITY", "", "string"),
        Field::kept("REG_ADDRESS_POSTAL_CODE", "", "string"),
        Field::kept("REG_ADDRESS_REGION", "", "string"),
        Field::kept("REG_ADDRESS_PROVINCE", "", "string"),
        Field::kept("REG_ADDRESS_COUNTRY", "", "string"),
        Field::kept("REG_ADDRESS_COUNTRY_CODE", "", "string"),
        Field::kept("REG_ADDRESS_LOC_ADDR_ID", "", "integer"),
        Field::void("", "address", "string").only(Reads::Item),
        Field::void("", "addressLegal", "string").only(Reads::Item),
        Field::kept("BANKING_DETAILS", "bankingDetails", "string"),
        Field::<Self>::own("INDUSTRY", "industry", "crm_status", |card, _| {
            Cell::Text(card.industry.clone())
        })
        .set(|card, cell| card.industry = cell.text())
        .of("INDUSTRY"),
        Field::kept("EMPLOYEES", "employees", "crm_status").of("EMPLOYEES"),
        Field::<Self>::own("CURRENCY_ID", "currencyId", "crm_currency", |card, _| {
            Cell::Text(card.currency.clone())
        })
        .set(|card, cell| card.currency = cell.text()),
        Field::<Self>::own("REVENUE", "revenue", "double", |card, _| {
            Cell::Money(card.revenue)
        })
        .set(|card, cell| card.revenue = cell.amount()),
        Field::kept("OPENED", "opened", "char").blank(Blank::Flag(true)),
        Field::kept("COMMENTS", "comments", "string"),
        Field::<Self>::own("HAS_PHONE", "hasPhone", "char", |card, _| {
            reach::has(card, "PHONE")
        }),
        Field::<Self>::own("HAS_EMAIL", "hasEmail", "char", |card, _| {
            reach::has(card, "EMAIL")
        }),
        Field::<Self>::own("HAS_IMOL", "hasImol", "char", |_, _| Cell::Flag(false)),
        Field::kept("IS_MY_COMPANY", "isMyCompany", "char").blank(Blank::Flag(false)),
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
        Field::<Self>::own("CONTACT_ID", "", "crm_contact", |card, crm| {
            Cell::Links(people(card, crm))
        })
        .several()
        .only(Reads::Hidden),
        Field::<Self>::own("", "contactIds", "crm_contact", |card, crm| {
            Cell::Links(people(card, crm))
        })
        .only(Reads::Item),
        Field::<Self>::own("LEAD_ID", "leadId", "crm_lead", |_, _| {
            Cell::LooseLink(None)
        })
        .to(1),
        Field::kept("ORIGINATOR_ID", "originatorId", "string"),
        Field::kept("ORIGIN_ID", "originId", "string"),
        Field::kept("ORIGIN_VERSION", "originVersion", "string"),
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
        Field::void("LAST_COMMUNICATION_TIME", "lastCommunicationTime", "string"),
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
        Field::void("", "searchContent", "string").only(Reads::Item),
        Field::void("", "webformId", "string").only(Reads::Item),
    ];

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.companies
    }

    fn right_of(user: &User) -> Access {
        user.rights.companies
    }

    fn is_seen_by(&self, user: &User, _: &Crm) -> bool {
        user.may_see_company(self)
    }

    fn all_is_seen_by(user: &User) -> bool {
        user.rights.companies == Access::All
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }

    fn reach(&self) -> Option<&Reach> {
        Some(&self.reach)
    }
}

impl Card for Company {
    const EVENTS: Option<[&'static str; 3]> = Some([
        "ONCRMCOMPANYADD",
        "ONCRMCOMPANYUPDATE",
        "ONCRMCOMPANYDELETE",
    ]);

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        &mut crm.companies
    }

    fn kept_mut(&mut self) -> &mut Kept {
        &mut self.kept
    }

    fn reach_mut(&mut self) -> Option<&mut Reach> {
        Some(&mut self.reach)
    }

    fn blank(id: i64, birth: Birth, crm: &Crm) -> Self {
        Self {
            id,
            title: String::new(),
            company_type: String::new(),
            industry: String::new(),
            revenue: Default::default(),
            currency: sale::base_currency(crm),
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

    /// A company without a name gets one; what a portal writes there is not
    /// documented.
    fn settle(&mut self, _: Option<&Self>, _: Birth, crm: &Crm) -> Result<(), ChangeRefusal> {
        if self.title.is_empty() {
            self.title = format!("Company #{}", self.id);
        }
        if sale::is_currency(crm, &self.currency) {
            Ok(())
        } else {
            Err(ChangeRefusal::Currency)
        }
    }

    fn take_along(id: i64, crm: &mut Crm) {
        super::timeline::take_along(Self::TYPE_ID, id, crm);
        super::requisite::take_along(Self::TYPE_ID, id, crm);
        for deal in crm.deals.values_mut() {
            deal.company_id = deal.company_id.filter(|company| *company != id);
        }
        for contact in crm.contacts.values_mut() {
            contact.company_ids.retain(|company| *company != id);
        }
    }
}

/// Who works for the company.
fn people(company: &Company, crm: &Crm) -> Vec<i64> {
    let people = crm.contacts.values();
    people
        .filter(|contact| contact.company_ids.contains(&company.id))
        .map(|contact| contact.id)
        .collect()
}
