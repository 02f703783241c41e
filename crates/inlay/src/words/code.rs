//! Which of our languages a code means.

use super::shelf;

/// Codes of Bitrix24 that are not those of BCP 47.
///
/// Source: the `code` and `locale` of each file in `src/runtime/locale/` of Bitrix24's own design
/// system (`bitrix24/b24ui`).
const OF_THE_PORTAL: [(&str, &str); 7] = [
    ("br", "pt-BR"),
    ("kz", "kk"),
    ("la", "es"),
    ("sc", "zh-CN"),
    ("tc", "zh-TW"),
    ("ua", "uk"),
    ("vn", "vi"),
];

/// The code of the file that serves this one: itself, else its language without the region.
pub(super) fn find(code: &str) -> Option<&'static str> {
    let asked = code.split([',', ';']).next().unwrap_or_default().trim();
    let asked = asked.replace('_', "-");
    let alias = OF_THE_PORTAL
        .iter()
        .find(|(theirs, _)| theirs.eq_ignore_ascii_case(&asked));
    let wanted = alias.map_or(asked.as_str(), |(_, ours)| ours);
    let primary = wanted.split('-').next().unwrap_or_default();
    let spoken = |wanted: &str| shelf::codes().find(|code| code.eq_ignore_ascii_case(wanted));
    spoken(wanted).or_else(|| spoken(primary))
}
