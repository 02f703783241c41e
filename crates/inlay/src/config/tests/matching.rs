use super::{problems, sound};
use crate::config::matching::{CrmField, KeyKind};

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
fn a_step_says_what_its_key_is_when_it_counts_and_what_narrows_it() {
    let step = "{ crm = \"company.UF_CRM_INN\", key = \"inn\", when = { ORIGINATOR_ID = \"erp\" }, \
                query = \"erp.client\", narrow = { UF_CRM_KPP = \"tax_reg\" }, confirm = true }";
    let config = sound(&[(STEP, step)]);
    let step = &config.matching.steps[0];
    assert_eq!((step.key, step.confirm), (KeyKind::Inn, true));
    assert_eq!(step.when["ORIGINATOR_ID"], "erp");
    assert_eq!(step.narrow["UF_CRM_KPP"], "tax_reg");
    let kinds = ["RQ_INN", "RQ_VAT_ID", "PHONE", "EMAIL", "UF_CRM_ERP_ID"].map(KeyKind::of);
    assert_eq!(
        kinds.map(KeyKind::name),
        ["inn", "tax_number", "phone", "email", "text"]
    );
}

#[test]
fn what_a_step_does_not_know_is_named_with_the_nearest() {
    let step = |more: &str| problems(&[(AS, &format!(", as = \"tax_id\", {more}"))]);
    let lines = [
        step("confrm = true"),
        step("confirm = \"yes\""),
        step("key = \"imn\""),
        step("narrow = { \"RQ KPP\" = \"tax_reg\" }"),
        step("when = { ORIGINATOR_ID = 5 }"),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    inlay.toml:20:75: match.steps[0].confrm: unknown key; known here: `crm`, `key`, `when`, `query`, `as`, `narrow`, `confirm` (nearest: `confirm`)
    inlay.toml:20:85: match.steps[0].confirm: must be true or false, is a text
    inlay.toml:20:81: match.steps[0].key: unknown key `imn`; known: `inn`, `tax_number`, `phone`, `email`, `text` (nearest: `inn`)
    inlay.toml:20:86: match.steps[0].narrow.RQ KPP: is no field of the CRM
    inlay.toml:20:100: match.steps[0].when.ORIGINATOR_ID: must be a text, is a number
    "#);
}

#[test]
fn a_choice_is_remembered_in_a_custom_field_that_a_step_reads_back() {
    let back = "steps = [{ crm = \"company.UF_CRM_ERP_ID\", query = \"erp.client\" }]";
    let steps = format!("steps = [{STEP}]");
    let with = |more: &str| format!("{back}\n{more}");
    let config = sound(&[(
        &steps,
        &with("remember = \"UF_CRM_ERP_ID\"\ncandidates = [\"name\", \"city\"]"),
    )]);
    let matching = &config.matching;
    assert_eq!(matching.remember.as_deref(), Some("UF_CRM_ERP_ID"));
    assert_eq!(matching.remembered_column(), Some("tax_id"));
    assert!(matching.reads_back(CrmField::Company) && !matching.reads_back(CrmField::Contact));
    assert_eq!(matching.candidates.len(), 2);

    let lines = [
        problems(&[(&steps, &with("remember = \"ORIGIN_ID\""))]),
        problems(&[(&steps, &with("remember = \"UF_CRM_OTHER\""))]),
        problems(&[(&steps, &with("candidates = [\"city:dat\"]"))]),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    inlay.toml:21:12: match.remember: must be a custom field, `UF_CRM_…`: others belong to the portal or to another system
    inlay.toml:21:12: match.remember: no step reads it back; begin `steps` with one of `crm = "company.UF_CRM_OTHER"`
    inlay.toml:21:15: match.candidates[0]: unknown format `dat`; known: `text`, `money`, `number`, `percent`, `date`, `badge`, `phone` (nearest: `date`)
    "#);
}

#[test]
fn a_widget_needs_a_way_to_find_its_client() {
    insta::assert_snapshot!(problems(&[(&format!("[match]\nsteps = [{STEP}]\n"), "")]), @"inlay.toml:19:1: widget[0]: a widget needs `[match]`: nothing says how a card finds its client");
    insta::assert_snapshot!(problems(&[(STEP, "")]), @"inlay.toml:20:9: match.steps: has no step: nothing says how a card finds its client");
}
