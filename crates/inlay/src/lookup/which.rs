//! Which card is meant: a number, or the card's address as a browser shows it.

use bitrix24::PortalAddress;
use url::Url;

use crate::config::widget::Place;
use crate::widget::card::Entity;

/// What somebody typed or pasted, and what kind of card a bare number is.
#[derive(Clone, Copy, Debug)]
pub struct Which<'a> {
    pub text: &'a str,
    pub kind: Place,
}

/// Why no card can be told from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("there is neither a number nor the address of a card")]
    NoCard,
    #[error("the address is of another portal")]
    OtherPortal,
    #[error("the address is of a kind of card that widgets do not stand in")]
    OtherKind,
}

impl Which<'_> {
    /// The card that is meant. An address says its kind itself.
    ///
    /// Addresses look like `/crm/deal/details/77/`, and `/crm/type/2/details/77/` where the kind
    /// has only a number.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn card(&self, portal: &PortalAddress) -> Result<Entity, Unreadable> {
        let text = self.text.trim();
        if let Some(id) = id(text.trim_start_matches(['#', '№', ' '])) {
            return Ok(Entity {
                place: self.kind,
                id,
            });
        }
        let path = match Url::parse(text) {
            Ok(url) => {
                if url.origin().ascii_serialization() != portal.origin() {
                    return Err(Unreadable::OtherPortal);
                }
                url.path().to_owned()
            }
            Err(_) if text.starts_with('/') => text.to_owned(),
            Err(_) => return Err(Unreadable::NoCard),
        };
        of_path(&path)
    }
}

fn of_path(path: &str) -> Result<Entity, Unreadable> {
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let (kind, number) = match *segments.as_slice() {
        ["crm", "type", kind, "details", number, ..] => (kind, number),
        ["crm", kind, "details" | "show", number, ..] => (kind, number),
        _ => return Err(Unreadable::NoCard),
    };
    let place = match kind {
        "deal" | "2" => Place::DealTab,
        "contact" | "3" => Place::ContactTab,
        "company" | "4" => Place::CompanyTab,
        _ => return Err(Unreadable::OtherKind),
    };
    let id = id(number).ok_or(Unreadable::NoCard)?;
    Ok(Entity { place, id })
}

/// A number a record can have.
fn id(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|id| digits && *id != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(&'static str, u64), Unreadable> {
        let portal = PortalAddress::parse("https://acme.bitrix24.com").unwrap();
        let kind = Place::ContactTab;
        let which = Which { text, kind };
        which.card(&portal).map(|card| (card.place.code(), card.id))
    }

    #[test]
    fn a_bare_number_is_of_the_kind_that_was_chosen() {
        let contact = Ok(("CRM_CONTACT_DETAIL_TAB", 21));
        assert_eq!(read("21"), contact);
        assert_eq!(read("  № 21 "), contact);
        assert_eq!(read("#21"), contact);
    }

    #[test]
    fn an_address_says_its_kind_itself() {
        let deal = Ok(("CRM_DEAL_DETAIL_TAB", 77));
        let address = "https://acme.bitrix24.com/crm/deal/details/77/?IFRAME=Y#tab";
        assert_eq!(read(address), deal);
        assert_eq!(read("/crm/deal/show/77/"), deal);
        assert_eq!(read("/crm/type/2/details/77/"), deal);
        assert_eq!(
            read("/crm/company/details/5/"),
            Ok(("CRM_COMPANY_DETAIL_TAB", 5))
        );
    }

    #[test]
    fn what_is_no_card_of_this_portal_is_said_to_be_none() {
        let other = "https://globex.bitrix24.com/crm/deal/details/77/";
        assert_eq!(read(other), Err(Unreadable::OtherPortal));
        assert_eq!(read("/crm/lead/details/7/"), Err(Unreadable::OtherKind));
        assert_eq!(read("/crm/type/31/details/7/"), Err(Unreadable::OtherKind));
        for text in [
            "",
            "0",
            "-7",
            "Northwind",
            "/crm/deal/",
            "7 7",
            "/crm/deal/details/x/",
        ] {
            assert_eq!(read(text), Err(Unreadable::NoCard), "{text}");
        }
    }
}
