//! Who goes first.

/// What a call is made for. Within a class calls are let in as they came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Class {
    /// A person waits for it. Some of a portal's bucket is kept free for these calls.
    #[default]
    Interactive,
    /// Something happened in the portal, and an answer to it is due.
    Event,
    /// Nobody waits: exports, synchronisation.
    Background,
}

impl Class {
    /// From the first to the last.
    pub(super) const ALL: [Self; 3] = [Self::Interactive, Self::Event, Self::Background];

    pub(super) fn index(self) -> usize {
        self as usize
    }
}
