//! The valid name that was probably meant.

/// The nearest of `known` to `name`, unless none is near.
pub(super) fn of<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    let name = name.to_lowercase();
    known
        .filter_map(|candidate| Some((likeness(&name, &candidate.to_lowercase())?, candidate)))
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate.to_owned())
}

/// How alike two names are, up to 1; `None` when one is hardly a slip for the other.
///
/// Slips of the finger are few edits (`lgo`); names known half are alike from their beginning
/// (`CRM_DEAL_TAB`). Each measure is blind to the other's case.
fn likeness(one: &str, other: &str) -> Option<f64> {
    let edits = strsim::normalized_damerau_levenshtein(one, other);
    let beginning = strsim::jaro_winkler(one, other);
    (edits >= 0.5 || beginning >= 0.85).then(|| edits.max(beginning))
}

/// Names as a problem lists them.
pub(super) fn listed(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(name: &str, known: &[&str]) -> Option<String> {
        of(name, known.iter().copied())
    }

    #[test]
    fn slips_and_half_known_names_are_understood() {
        assert_eq!(nearest("lgo", &["log", "otlp"]).as_deref(), Some("log"));
        assert_eq!(
            nearest("tabel", &["figures", "gauge", "table"]).as_deref(),
            Some("table")
        );
        assert_eq!(
            nearest("client", &["erp.client", "erp.purchases"]).as_deref(),
            Some("erp.client")
        );
        let places = ["CRM_DEAL_DETAIL_TAB", "CRM_COMPANY_DETAIL_TAB"];
        assert_eq!(
            nearest("crm_deal_tab", &places).as_deref(),
            Some("CRM_DEAL_DETAIL_TAB")
        );
        assert_eq!(
            nearest("клиэнт", &["клиент", "долг"]).as_deref(),
            Some("клиент")
        );
    }

    #[test]
    fn a_name_like_none_has_no_nearest() {
        assert_eq!(nearest("redis", &["server", "store", "match"]), None);
        assert_eq!(nearest("x", &[]), None);
    }
}
