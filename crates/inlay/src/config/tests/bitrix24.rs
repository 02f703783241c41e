use super::{problems, sound};
use bitrix24::Plan;

use crate::config::bitrix24::Mode;

#[test]
fn a_local_application_is_pinned_to_its_portal() {
    let bitrix24 = sound(&[]).bitrix24;
    let Mode::Local { portal } = bitrix24.mode else {
        panic!("local is the default")
    };
    assert_eq!(portal.origin(), "https://acme.bitrix24.com");
    assert_eq!(bitrix24.plan, Plan::STANDARD);
    assert_eq!(
        bitrix24.frame_script.as_str(),
        "https://api.bitrix24.com/api/v1/"
    );
    assert_eq!(bitrix24.authorization_servers.len(), 1);
}

#[test]
fn local_mode_needs_a_portal_and_market_mode_takes_none() {
    insta::assert_snapshot!(problems(&[("portal        = \"acme.bitrix24.com\"\n", "")]), @"inlay.toml:3:1: bitrix24.portal: is missing");
    insta::assert_snapshot!(problems(&[("[bitrix24]", "[bitrix24]\nmode = \"market\"")]), @"inlay.toml:5:1: bitrix24.portal: belongs to mode `local`; mode `market` serves every portal");
    let market = sound(&[("portal        = \"acme.bitrix24.com\"", "mode = \"market\"")]);
    assert_eq!(market.bitrix24.mode, Mode::Market);
}

#[test]
fn an_unknown_mode_names_the_known_ones() {
    insta::assert_snapshot!(problems(&[("[bitrix24]", "[bitrix24]\nmode = \"lokal\"")]), @"inlay.toml:4:8: bitrix24.mode: unknown mode `lokal`; known: `local`, `market` (nearest: `local`)");
}

#[test]
fn plain_http_stays_on_this_machine_and_must_be_allowed() {
    insta::assert_snapshot!(problems(&[("acme.bitrix24.com", "http://127.0.0.1:8081")]), @"inlay.toml:4:17: bitrix24.portal: must be https; plain http needs `allow_http = true`");
    insta::assert_snapshot!(
        problems(&[
            ("acme.bitrix24.com", "http://portal.acme.example"),
            ("[bitrix24]", "[bitrix24]\nallow_http = true\noauth_server = \"http://oauth.example\""),
        ]),
        @r"
    inlay.toml:5:16: bitrix24.oauth_server: is plain http beyond this machine; only loopback may be without https
    inlay.toml:6:17: bitrix24.portal: is plain http beyond this machine; only loopback may be without https
    "
    );
    let config = sound(&[
        ("acme.bitrix24.com", "http://127.0.0.1:8081/"),
        (
            "[bitrix24]",
            "[bitrix24]\nallow_http = true\noauth_server = \"http://localhost:8081\"",
        ),
    ]);
    assert!(config.bitrix24.allow_http);
}

#[test]
fn further_authorization_servers_come_after_the_first_and_once() {
    let config = sound(&[(
        "[bitrix24]",
        "[bitrix24]\nallowed_oauth_servers = [\"https://oauth.acme.example\", \"https://oauth.bitrix.info/\"]",
    )]);
    assert_eq!(config.bitrix24.authorization_servers.len(), 2);
}

#[test]
fn a_plan_is_a_word_or_two_numbers() {
    let plan = |plan| {
        sound(&[("[bitrix24]", &format!("[bitrix24]\nplan = {plan}"))])
            .bitrix24
            .plan
    };
    assert_eq!(plan("\"enterprise\""), Plan::ENTERPRISE);
    assert_eq!(
        plan("{ burst = 100, per_second = 3 }"),
        Plan {
            burst: 100,
            per_second: 3
        }
    );
    insta::assert_snapshot!(problems(&[("[bitrix24]", "[bitrix24]\nplan = \"enterprize\"")]), @"inlay.toml:4:8: bitrix24.plan: unknown plan `enterprize`; known: `standard`, `enterprise` (nearest: `enterprise`)");
    insta::assert_snapshot!(problems(&[("[bitrix24]", "[bitrix24]\nplan = { burst = 0 }")]), @r"
    inlay.toml:4:8: bitrix24.plan.per_second: is missing
    inlay.toml:4:18: bitrix24.plan.burst: must be between 1 and 10000, is 0
    ");
}

#[test]
fn a_portal_is_a_host() {
    insta::assert_snapshot!(problems(&[("acme.bitrix24.com", "acme bitrix24")]), @"inlay.toml:4:17: bitrix24.portal: is no portal's address; write its host, like `acme.bitrix24.com`");
}
