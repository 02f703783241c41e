//! Events about the application itself.

use serde_json::Value;

use super::event::Event;
use crate::secret::EventToken;

/// What became of the application on a portal (`api-reference/common/events/index.md`).
///
/// Versions are texts: they come as `3` and as `1.0.0`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Lifecycle {
    /// `ONAPPINSTALL`, which brings tokens (`api-reference/common/events/on-app-install.md`).
    Installed {
        version: String,
        active: bool,
        /// Whether the installation is finished.
        installed: bool,
        language: String,
    },
    /// `ONAPPUPDATE`, which brings tokens and perhaps another application token
    /// (`api-reference/common/events/on-app-update.md`).
    Updated {
        version: String,
        previous: String,
        language: String,
    },
    /// `ONAPPUNINSTALL`: access is revoked already
    /// (`api-reference/common/events/on-app-uninstall.md`).
    Uninstalled {
        /// Whether the administrator wants the application's data deleted.
        clean: bool,
        language: String,
    },
    /// `ONAPPPAYMENT`, which comes without an application token: a hint to ask `app.info`
    /// (`api-reference/common/events/on-app-payment.md`).
    Paid {
        code: String,
        version: String,
        status: String,
        expired: bool,
        /// Days left; less than none after the end.
        days: Option<i64>,
        language: String,
    },
    /// `ONAPPMETHODCONFIRM`: an administrator answered whether a method may be called
    /// (`api-reference/common/events/on-app-method-confirm.md`).
    MethodConfirmed {
        method: String,
        token: EventToken,
        confirmed: bool,
        language: String,
    },
}

impl Lifecycle {
    /// Reads an event; `None` if it is about something else.
    #[must_use]
    pub fn of(event: &Event) -> Option<Self> {
        let text = |field: &str| {
            let value = event.data.get(field).and_then(Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        let flag = |field: &str| matches!(text(field).as_str(), "Y" | "y" | "1");
        let language = text("LANGUAGE_ID");
        Some(match event.name.as_str() {
            "ONAPPINSTALL" => Self::Installed {
                version: text("VERSION"),
                active: flag("ACTIVE"),
                installed: flag("INSTALLED"),
                language,
            },
            "ONAPPUPDATE" => Self::Updated {
                version: text("VERSION"),
                previous: text("PREVIOUS_VERSION"),
                language,
            },
            "ONAPPUNINSTALL" => Self::Uninstalled {
                clean: flag("CLEAN"),
                language,
            },
            "ONAPPPAYMENT" => Self::Paid {
                code: text("CODE"),
                version: text("VERSION"),
                status: text("STATUS"),
                expired: flag("PAYMENT_EXPIRED"),
                days: text("DAYS").parse().ok(),
                language,
            },
            "ONAPPMETHODCONFIRM" => Self::MethodConfirmed {
                method: text("METHOD"),
                token: EventToken::from(text("TOKEN")),
                confirmed: flag("CONFIRMED"),
                language,
            },
            _ => return None,
        })
    }
}
