# The playground's commands. `make play` and `make test` are all that is needed; `make help` lists the rest.
SHELL := /bin/sh
export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER := wasm-bindgen-test-runner
# The properties' inputs are the same each time, so that a check that fails fails again; `make search` tries others.
export PROPTEST_RNG_SEED ?= 1
WASM := --target wasm32-unknown-unknown

.PHONY: play test build dev e2e bench search fmt help setup checks lint native wasm page clean
.DEFAULT_GOAL := help

play: setup ## install what is missing, build the page, serve it on 127.0.0.1 and print the address
	scripts/play

test: checks lint native wasm e2e ## install what is missing and run every check

build: setup page ## the release page in dist/ and the native program in target/release/
	cargo build --release --locked

dev: setup ## serve a debug build that reloads itself when a file changes
	trunk serve --address 127.0.0.1

e2e: checks page ## the story in headless Chromium, against the release page
	node scripts/budget.mjs
	cargo test --locked -p e2e --test page -- --test-threads 2

bench: checks page ## print the numbers of ARCHITECTURE.md, measured on this machine
	cargo bench --locked --bench spine
	cargo bench --locked --bench placement
	cargo bench --locked --bench opening
	-node scripts/budget.mjs
	node scripts/sizes.mjs
	cargo bench --locked -p e2e --bench page

search: setup ## thousands of other random inputs for the properties, and longer ways of deployments; what it finds becomes an example
	env -u PROPTEST_RNG_SEED PROPTEST_CASES=5000 cargo test --locked --test session --test properties
	cargo test --locked --test deployments -- --ignored

fmt: ## format the source
	cargo fmt

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

setup:
	@scripts/setup

checks: setup
	@scripts/setup checks

# All begin with the set-up, so that `make -j` is as good as `make`.
lint native page: setup
wasm: checks

lint:
	cargo fmt --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cargo clippy --locked --features first-paint --lib --bins -- -D warnings
	cargo clippy --locked $(WASM) --workspace --exclude e2e --lib --bins -- -D warnings

native:
	cargo test --locked

# Not quiet: the runner reads the harness's output.
wasm:
	cargo test --locked $(WASM) -p ecs-playground --test same_everywhere

page:
	scripts/page

clean:
	cargo clean
	rm -rf dist
