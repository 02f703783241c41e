use super::{problems, sound};
use crate::config::matching::CrmField;

const STEP: &str = "{ crm = \"requisite.RQ_INN\", query = \"erp.client\", as = \"tax_id\" }";
const AS: &str = ", as = \"tax_id\"";

#[test]
fn a_step_fills_the_parameter_it_names_or_the_only_one() {
    for config in [sound(&[]), sound(&[(AS, "")])] {
        let step = &config.matching.steps[0];
        assert_eq!(step.field, CrmField::Requisite("RQ_INN".into()));
        assert_eq!(
            (step.query.to_string().as_str(), step.parameter.as_str()),
            ("erp.client", "tax_id")
        );
    }
}

#[test]
fn a_field_of_nothing_we_know_is_a_problem() {
    let fields = [
        "requisit.RQ_INN",
        "lead.TITLE",
        "RQ_INN",
        "company",
        "company.",
        "company.UF CRM",
    ];
    let lines = fields.map(|field| problems(&[("requisite.RQ_INN", field)]));
    insta::assert_snapshot!(lines.join("\n"), @r"
    inlay.toml:20:18: match.steps[0].crm: unknown kind of CRM field `requisit`; known: `requisite`, `company`, `contact`, `deal` (nearest: `requisite`)
    inlay.toml:20:18: match.steps[0].crm: unknown kind of CRM field `lead`; known: `requisite`, `company`, `contact`, `deal` (nearest: `deal`)
    inlay.toml:20:18: match.steps[0].crm: unknown kind of CRM field `RQ_INN`; known: `requisite`, `company`, `contact`, `deal`
    inlay.toml:20:18: match.steps[0].crm: names no field; write one like `company.UF_CRM_ERP_ID`
    inlay.toml:20:18: match.steps[0].crm: names no field; write one like `company.UF_CRM_ERP_ID`
    inlay.toml:20:18: match.steps[0].crm: names no field; write one like `company.UF_CRM_ERP_ID`
    ");
}

#[test]
fn an_unknown_query_names_the_nearest() {
    insta::assert_snapshot!(problems(&[("erp.client", "erp.clint")]), @"inlay.toml:20:46: match.steps[0].query: unknown query `erp.clint`; known: `erp.client`, `erp.purchases` (nearest: `erp.client`)");
}

#[test]
fn an_unknown_parameter_names_the_nearest() {
    insta::assert_snapshot!(problems(&[("as = \"tax_id\"", "as = \"taxid\"")]), @"inlay.toml:20:65: match.steps[0].as: unknown parameter `taxid`; known: `tax_id` (nearest: `tax_id`)");
}

#[test]
fn a_step_fills_one_parameter_and_no_more() {
    let step = |step| problems(&[(STEP, step)]);
    insta::assert_snapshot!(step("{ crm = \"deal.ID\", query = \"erp.purchases\" }"), @"inlay.toml:20:37: match.steps[0].query: `erp.purchases` takes several parameters; `as` must name the one to fill");
    insta::assert_snapshot!(step("{ crm = \"deal.ID\", query = \"erp.purchases\", as = \"client_id\" }"), @"inlay.toml:20:37: match.steps[0].query: nobody fills the parameter `since` of `erp.purchases`: a match step fills one");
    insta::assert_snapshot!(
        problems(&[
            ("{ tax_id = \"text\" }", "{}"),
            (" where tax_id = :tax_id", ""),
            (AS, ""),
        ]),
        @"inlay.toml:20:46: match.steps[0].query: `erp.client` takes no parameter, so it cannot look for this field's value"
    );
}

#[test]
fn what_a_step_cannot_do_yet_is_an_unknown_key() {
    insta::assert_snapshot!(problems(&[(AS, ", as = \"tax_id\", confirm = true")]), @"inlay.toml:20:75: match.steps[0].confirm: unknown key; known here: `crm`, `query`, `as`");
}

#[test]
fn a_widget_needs_a_way_to_find_its_client() {
    insta::assert_snapshot!(problems(&[(&format!("[match]\nsteps = [{STEP}]\n"), "")]), @"inlay.toml:19:1: widget[0]: a widget needs `[match]`: nothing says how a card finds its client");
    insta::assert_snapshot!(problems(&[(STEP, "")]), @"inlay.toml:20:9: match.steps: has no step: nothing says how a card finds its client");
}
