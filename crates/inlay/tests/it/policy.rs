//! What the workspace may depend on: licences, sources, and the crate boundaries.

use cargo_metadata::{Metadata, MetadataCommand, Package};

/// Licences a dependency may be had under, the same as in `deny.toml`.
const LICENCES: &[&str] = &[
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

const OURS: &[&str] = &["bitrix24", "bitrix24-sim", "inlay", "ledger", "testbed"];

#[test]
fn the_simulated_portal_knows_none_of_our_crates() {
    let metadata = metadata();
    assert_eq!(
        direct(package(&metadata, "bitrix24-sim"), OURS),
        Vec::<String>::new()
    );
}

#[test]
fn the_client_library_knows_no_server_and_no_database() {
    let metadata = metadata();
    let bitrix24 = package(&metadata, "bitrix24");
    let normal: Vec<_> = bitrix24
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == cargo_metadata::DependencyKind::Normal)
        .map(|dependency| dependency.name.as_str())
        .filter(|name| ["axum", "sqlx", "ledger", "inlay", "bitrix24-sim"].contains(name))
        .collect();
    assert_eq!(normal, Vec::<&str>::new());
}

#[test]
fn the_ledger_knows_no_portal_and_no_server() {
    let metadata = metadata();
    let forbidden = ["axum", "bitrix24", "bitrix24-sim", "inlay"];
    assert_eq!(
        direct(package(&metadata, "ledger"), &forbidden),
        Vec::<String>::new()
    );
}

#[test]
fn every_dependency_comes_from_a_registry() {
    let metadata = metadata();
    let strays: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| {
            package
                .source
                .as_ref()
                .is_some_and(|source| !source.repr.starts_with("registry+"))
        })
        .map(|package| package.name.to_string())
        .collect();
    assert_eq!(strays, Vec::<String>::new());
}

#[test]
fn every_dependency_can_be_had_under_a_licence_we_accept() {
    let metadata = metadata();
    let strays: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(acceptable))
        .map(|package| format!("{}: {:?}", package.name, package.license))
        .collect();
    assert_eq!(strays, Vec::<String>::new());
}

/// Whether a licence expression can be satisfied: every `AND` part by one of its `OR` choices.
fn acceptable(expression: &str) -> bool {
    let expression = expression.replace(['(', ')'], "").replace('/', " OR ");
    expression.split(" AND ").all(|part| {
        part.split(" OR ")
            .any(|licence| LICENCES.contains(&licence.trim()))
    })
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        // What only other platforms need may not be here yet; then it is fetched.
        .other_options(["--locked".to_owned()])
        .exec()
        .expect("cargo knows this workspace")
}

fn package<'a>(metadata: &'a Metadata, name: &str) -> &'a Package {
    metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == name)
        .expect(name)
}

/// Which of `names` this package depends on directly, in whatever way but for its own tests.
fn direct(package: &Package, names: &[&str]) -> Vec<String> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != cargo_metadata::DependencyKind::Development)
        .map(|dependency| dependency.name.clone())
        .filter(|name| names.contains(&name.as_str()))
        .collect()
}
