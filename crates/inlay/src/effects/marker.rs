//! What an effect is found again by.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What an effect is found again by in the portal: the same for every try of one effect, another
/// one for every other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marker(String);

/// Four characters nobody sees and no text needs: two bits each.
const SIGNS: [char; 4] = ['\u{200b}', '\u{2060}', '\u{2062}', '\u{2063}'];

/// Signs of one signature: 64 bits.
const LENGTH: usize = 32;

impl Marker {
    /// A marker of letters and digits.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For fields that hold a code: 38 characters, for some of the portal's columns hold 50.
    pub(super) fn code(&self) -> String {
        let digest = self.digest();
        digest[..16]
            .iter()
            .fold(String::from("inlay-"), |code, byte| {
                format!("{code}{byte:02x}")
            })
    }

    /// A text signed so that readers see nothing of it.
    pub(super) fn sign(&self, text: &str) -> String {
        let mut signed = text.to_owned();
        signed.extend(self.signature());
        signed
    }

    /// Whether `found` is the text that was signed as `said`.
    ///
    /// A portal that does not keep such characters is not known; should there be one, the same
    /// words count as the same text, and so the caller asks only about recent texts of his own.
    pub(super) fn is_in(&self, found: &str, said: &str) -> bool {
        let signs: Vec<char> = found.chars().filter(|sign| SIGNS.contains(sign)).collect();
        match signs.len() {
            LENGTH => self.signature().eq(signs),
            _ => plain(found) == plain(said),
        }
    }

    fn signature(&self) -> impl Iterator<Item = char> + use<> {
        let digest = self.digest();
        (0..LENGTH).map(move |place| {
            let bits = digest[place / 4] >> (2 * (place % 4));
            SIGNS[usize::from(bits & 3)]
        })
    }

    fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|sign| !SIGNS.contains(sign)).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_text_is_found_by_its_marker_and_by_no_other() {
        let (ours, other) = (Marker::new("a1"), Marker::new("a2"));
        let signed = ours.sign("Owes 340 000");
        assert!(ours.is_in(&signed, "Owes 340 000"));
        assert!(ours.is_in(&format!("{signed}\n"), "Owes 340 000"));
        assert!(!other.is_in(&signed, "Owes 340 000"));
        assert!(!ours.is_in("Owes 1", "Owes 340 000"));
    }

    #[test]
    fn a_text_that_lost_its_signature_is_known_by_its_words() {
        assert!(Marker::new("a1").is_in(" Owes 340 000", "Owes 340 000"));
    }

    #[test]
    fn the_signature_is_invisible_and_the_code_short() {
        let marker = Marker::new("a1");
        assert_eq!(plain(&marker.sign("Owes")), "Owes");
        assert_eq!(marker.sign("").chars().count(), LENGTH);
        assert_eq!(marker.code().len(), 38);
        assert!(marker.code().is_ascii());
    }
}
