//! Every state a widget can be seen in.

/// A state of a widget's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing has come yet.
    Loading,
    /// Figures as good as new.
    Fresh,
    /// Older ones that are being renewed behind.
    Renewing,
    /// Older ones, as the source does not answer.
    Stale,
    /// One of the sources does not answer and has left nothing.
    Partly,
    /// A client of whom there is nothing yet.
    Empty,
    /// The application's paid time is over, and it still works.
    PaymentDue,
    NoClient,
    NoKey,
    NotFound,
    Several,
    Unconfirmed,
    NoAccess,
    /// The source that knows the clients does not answer and has left nothing.
    Down,
    PortalDown,
    SessionEnded,
    NotFinished,
    PlanExpired,
}

impl Shown {
    pub const ALL: [Self; 18] = [
        Self::Loading,
        Self::Fresh,
        Self::Renewing,
        Self::Stale,
        Self::Partly,
        Self::Empty,
        Self::PaymentDue,
        Self::NoClient,
        Self::NoKey,
        Self::NotFound,
        Self::Several,
        Self::Unconfirmed,
        Self::NoAccess,
        Self::Down,
        Self::PortalDown,
        Self::SessionEnded,
        Self::NotFinished,
        Self::PlanExpired,
    ];

    /// Its name, as a command takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Fresh => "fresh",
            Self::Renewing => "renewing",
            Self::Stale => "stale",
            Self::Partly => "partly",
            Self::Empty => "empty",
            Self::PaymentDue => "payment-due",
            Self::NoClient => "no-client",
            Self::NoKey => "no-key",
            Self::NotFound => "not-found",
            Self::Several => "several",
            Self::Unconfirmed => "unconfirmed",
            Self::NoAccess => "no-access",
            Self::Down => "down",
            Self::PortalDown => "portal-down",
            Self::SessionEnded => "session-ended",
            Self::NotFinished => "not-finished",
            Self::PlanExpired => "plan-expired",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shown| shown.name() == name)
    }
}
