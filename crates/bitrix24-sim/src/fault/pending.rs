//! Faults as they are shown.

use std::fmt;

use super::{Fault, damage::Damage};

/// A fault that has not struck as often as it was to.
#[derive(Clone, Debug)]
pub struct PendingFault {
    /// `request`, `command` or `token`.
    pub place: &'static str,
    /// The method it waits for, if for one.
    pub method: Option<String>,
    /// How often it will strike.
    pub left: usize,
    /// What will happen.
    pub fault: Fault,
}

impl Fault {
    /// Whether the method runs all the same.
    pub fn runs(&self) -> bool {
        self.runs
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.damage {
            Some(Damage::Refusal(refusal)) => {
                write!(f, "{} {}", refusal.status.as_u16(), refusal.code())?;
            }
            Some(Damage::Html(status)) => write!(f, "{} HTML", status.as_u16())?,
            Some(Damage::Empty) => f.write_str("200 empty")?,
            Some(Damage::CutOff) => f.write_str("200 cut off")?,
            Some(Damage::BrokenOff) => f.write_str("200 broken off")?,
            Some(Damage::Reset) => f.write_str("reset")?,
            None => f.write_str("slow")?,
        }
        if self.delay.is_zero() {
            return Ok(());
        }
        write!(f, ", {} ms late", self.delay.as_millis())
    }
}
