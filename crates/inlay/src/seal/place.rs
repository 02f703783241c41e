//! Where a sealed value belongs.

use bitrix24::MemberId;

/// The one place where a sealed value opens.
///
/// The portal is named by its `member_id`, not by a row's number: a row may be copied between
/// stores, a portal never becomes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    table: &'static str,
    column: &'static str,
    portal: &'a str,
}

impl<'a> Place<'a> {
    /// A column of a table, in the rows of one portal.
    #[must_use]
    pub fn column(table: &'static str, column: &'static str, portal: &'a MemberId) -> Self {
        Self {
            table,
            column,
            portal: portal.as_ref(),
        }
    }
}

impl Place<'static> {
    /// The bearer value a widget's page carries. Its portal is inside the value: whoever opens it
    /// does not know yet which one that is.
    #[must_use]
    pub fn session() -> Self {
        Self {
            table: "page",
            column: "session",
            portal: "",
        }
    }

    /// The bearer value the application's own page carries; a widget's does not open as one.
    #[must_use]
    pub fn app_session() -> Self {
        Self {
            table: "page",
            column: "app_session",
            portal: "",
        }
    }

    /// The store's proof that a key is the one it was sealed with.
    #[must_use]
    pub fn key_check() -> Self {
        Self {
            table: "key_check",
            column: "proof",
            portal: "",
        }
    }
}

impl Place<'_> {
    /// The place as bytes. No part holds a `|`: table and column are ours, and a `member_id` is
    /// letters, digits, `.`, `_` and `-`. So no two places read the same.
    pub(super) fn write_to(&self, bytes: &mut Vec<u8>) {
        for part in [self.table, "|", self.column, "|", self.portal] {
            bytes.extend_from_slice(part.as_bytes());
        }
    }
}
