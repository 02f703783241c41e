//! The fields of a requisite, whose it may be, and what goes with it.

use crate::{
    change::ChangeRefusal,
    rest::crm::{
        draft::{Birth, Card},
        entity::Entity,
        field::{Blank, Field, Reads},
    },
    world::{Access, Cell, Crm, Kept, Requisite, Table, User},
};

impl Entity for Requisite {
    const TYPE_ID: i64 = 8;

    const FIELDS: &'static [Field<Self>] = &[
        old("ID", "integer", |one, _| Cell::Integer(one.id)),
        old("ENTITY_TYPE_ID", "integer", |one, _| {
            Cell::Integer(one.entity_type_id)
        })
        .set(|one, cell| one.entity_type_id = cell.number().unwrap_or(0))
        .required()
        .immutable(),
        old("ENTITY_ID", "integer", |one, _| {
            Cell::Integer(one.entity_id)
        })
        .set(|one, cell| one.entity_id = cell.number().unwrap_or(0))
        .required()
        .immutable(),
        old("PRESET_ID", "integer", |one, _| {
            Cell::Integer(one.preset_id)
        })
        .set(|one, cell| one.preset_id = cell.number().unwrap_or(0))
        .required(),
        old("DATE_CREATE", "datetime", |one, _| Cell::Time(one.created)),
        old("DATE_MODIFY", "datetime", |one, _| Cell::Time(one.modified)),
        old("CREATED_BY_ID", "user", |one, _| {
            Cell::Integer(one.created_by)
        }),
        old("MODIFY_BY_ID", "user", |one, _| {
            Cell::Integer(one.modified_by)
        }),
        old("NAME", "string", |one, _| Cell::Text(one.name.clone()))
            .set(|one, cell| one.name = cell.text())
            .required(),
        kept("CODE"),
        kept("XML_ID"),
        kept("ORIGINATOR_ID"),
        flag("ACTIVE", true),
        flag("ADDRESS_ONLY", false),
        Field::kept("SORT", "", "integer").blank(Blank::Integer(500)),
        kept("RQ_NAME"),
        kept("RQ_FIRST_NAME"),
        kept("RQ_LAST_NAME"),
        kept("RQ_SECOND_NAME"),
        kept("RQ_COMPANY_ID"),
        old("RQ_COMPANY_NAME", "string", |one, _| {
            Cell::Text(one.company_name.clone())
        })
        .set(|one, cell| one.company_name = cell.text()),
        kept("RQ_COMPANY_FULL_NAME"),
        kept("RQ_COMPANY_REG_DATE"),
        kept("RQ_DIRECTOR"),
        kept("RQ_ACCOUNTANT"),
        kept("RQ_CEO_NAME"),
        kept("RQ_CEO_WORK_POS"),
        kept("RQ_CONTACT"),
        kept("RQ_EMAIL"),
        kept("RQ_PHONE"),
        kept("RQ_FAX"),
        Field::kept("RQ_IDENT_TYPE", "", "crm_status").of("RQ_IDENT_TYPE_CO"),
        kept("RQ_IDENT_DOC"),
        kept("RQ_IDENT_DOC_SER"),
        kept("RQ_IDENT_DOC_NUM"),
        kept("RQ_IDENT_DOC_PERS_NUM"),
        kept("RQ_IDENT_DOC_DATE"),
        kept("RQ_IDENT_DOC_ISSUED_BY"),
        kept("RQ_IDENT_DOC_DEP_CODE"),
        old("RQ_INN", "string", |one, _| Cell::Text(one.inn.clone()))
            .set(|one, cell| one.inn = cell.text()),
        old("RQ_KPP", "string", |one, _| Cell::Text(one.kpp.clone()))
            .set(|one, cell| one.kpp = cell.text()),
        kept("RQ_USRLE"),
        kept("RQ_IFNS"),
        kept("RQ_OGRN"),
        kept("RQ_OGRNIP"),
        kept("RQ_OKPO"),
        kept("RQ_OKTMO"),
        kept("RQ_OKVED"),
        kept("RQ_EDRPOU"),
        kept("RQ_DRFO"),
        kept("RQ_KBE"),
        kept("RQ_IIN"),
        kept("RQ_BIN"),
        kept("RQ_ST_CERT_SER"),
        kept("RQ_ST_CERT_NUM"),
        kept("RQ_ST_CERT_DATE"),
        flag("RQ_VAT_PAYER", false),
        kept("RQ_VAT_ID"),
        kept("RQ_VAT_CERT_SER"),
        kept("RQ_VAT_CERT_NUM"),
        kept("RQ_VAT_CERT_DATE"),
        kept("RQ_RESIDENCE_COUNTRY"),
        kept("RQ_BASE_DOC"),
        kept("RQ_REGON"),
        kept("RQ_KRS"),
        kept("RQ_PESEL"),
        kept("RQ_LEGAL_FORM"),
        kept("RQ_SIRET"),
        kept("RQ_SIREN"),
        kept("RQ_CAPITAL"),
        kept("RQ_RCS"),
        kept("RQ_CNPJ"),
        kept("RQ_STATE_REG"),
        kept("RQ_MNPL_REG"),
        kept("RQ_CPF"),
    ];

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.requisites
    }

    /// A requisite has the rights of its owner, and owners are of two kinds.
    fn right_of(user: &User) -> Access {
        match (user.rights.companies, user.rights.contacts) {
            (Access::None, Access::None) => Access::None,
            (Access::All, _) | (_, Access::All) => Access::All,
            _ => Access::Own,
        }
    }

    fn is_seen_by(&self, user: &User, crm: &Crm) -> bool {
        let id = &self.entity_id;
        if self.entity_type_id == Self::OF_COMPANY {
            crm.companies
                .get(id)
                .is_some_and(|company| user.may_see_company(company))
        } else {
            crm.contacts
                .get(id)
                .is_some_and(|contact| user.may_see_contact(contact))
        }
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }
}

impl Card for Requisite {
    const EVENTS: Option<[&'static str; 3]> = Some([
        "ONCRMREQUISITEADD",
        "ONCRMREQUISITEUPDATE",
        "ONCRMREQUISITEDELETE",
    ]);

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        &mut crm.requisites
    }

    fn kept_mut(&mut self) -> &mut Kept {
        &mut self.kept
    }

    fn blank(id: i64, birth: Birth, _: &Crm) -> Self {
        Self {
            id,
            entity_type_id: 0,
            entity_id: 0,
            preset_id: 0,
            name: String::new(),
            inn: String::new(),
            kpp: String::new(),
            company_name: String::new(),
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

    fn settle(&mut self, _: Option<&Self>, _: Birth, crm: &Crm) -> Result<(), ChangeRefusal> {
        let wrong = |name: &str| {
            let text = format!("{name} is not defined or invalid.");
            Err(ChangeRefusal::Sentence(text))
        };
        let owner_is_there = match self.entity_type_id {
            Self::OF_CONTACT => crm.contacts.contains_key(&self.entity_id),
            Self::OF_COMPANY => crm.companies.contains_key(&self.entity_id),
            _ => return wrong("ENTITY_TYPE_ID"),
        };
        if self.entity_id <= 0 {
            return wrong("ENTITY_ID");
        }
        if !owner_is_there {
            return Err(ChangeRefusal::Sentence("Entity not found.".to_owned()));
        }
        if !crm.presets.contains_key(&self.preset_id) {
            return wrong("PRESET_ID");
        }
        if self.name.is_empty() {
            return wrong("NAME");
        }
        Ok(())
    }

    fn take_along(id: i64, crm: &mut Crm) {
        let is_its = |kept: &Kept| kept.number("ENTITY_ID") == Some(id);
        crm.bank_details.retain(|account| !is_its(&account.kept));
    }
}

/// Requisites are not among the kinds of `crm.item.*`.
const fn kept(upper: &'static str) -> Field<Requisite> {
    Field::kept(upper, "", "string")
}

const fn flag(upper: &'static str, value: bool) -> Field<Requisite> {
    Field::kept(upper, "", "char").blank(Blank::Flag(value))
}

const fn old(
    upper: &'static str,
    kind: &'static str,
    read: fn(&Requisite, &Crm) -> Cell,
) -> Field<Requisite> {
    Field::own(upper, "", kind, read).only(Reads::Old)
}
