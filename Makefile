# `make demo` and `make test` are all a fresh machine needs; both say what they lack.

export CARGO_TERM_COLOR ?= auto
TOOLS := .ci/tools

.PHONY: demo test bench fmt

demo:
	@$(TOOLS) build
	cargo run --quiet --locked --package inlay -- demo

test:
	@$(TOOLS) build postgres mariadb redis chromium node python
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --quiet --locked --workspace --no-deps --document-private-items
	@.ci/tests
	cargo test --quiet --locked --workspace --doc

bench:
	@$(TOOLS) build postgres redis
	cargo bench --locked --package inlay --benches
	cargo bench --locked --package bitrix24 --benches

fmt:
	cargo fmt --all
