# Safehold from source: `make up` runs it, `make test` proves it.
# Nothing here needs root; tests/prepare uses it where it has it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
INSTALL = $(BIN)/pip install --disable-pip-version-check --quiet --require-hashes

# The machine's own node when it is new enough, else the one in the venv.
NODE_DIR = $(shell major=$$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0); \
	if [ "$$major" -ge 20 ] && command -v npm >/dev/null; then echo ""; else echo "$(CURDIR)/$(BIN):"; fi)
WITH_NODE = PATH="$(NODE_DIR)$$PATH"

WEB_SOURCES = $(shell find appliance config/locales config/forms config/countries \
	\( -path 'appliance/*web/*' -o -path 'config/*' \) 2>/dev/null)

.PHONY: help env tools web up demo test check bench locks clean

help:  ## list these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

env: $(STAMPS)/python $(STAMPS)/node  ## install what running needs, hashes checked

tools: env $(STAMPS)/tools  ## install what tests and checks need as well

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Safehold needs Python 3.11 or newer as '$(PYTHON)' (Debian: apt-get install python3 python3-venv)." >&2; exit 69; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv module is missing. As root: apt-get install python3-venv" >&2; exit 69; }
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/python: requirements/base.txt requirements/build.txt | $(VENV)/bin/python
	@mkdir -p $(STAMPS)
	$(INSTALL) -r requirements/base.txt -r requirements/build.txt
	@site=$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))'); \
		echo "$(CURDIR)" >"$$site/safehold.pth"
	@printf '#!%s\nimport sys\n\nfrom appliance.cli import main\n\nsys.exit(main())\n' \
		"$(CURDIR)/$(BIN)/python" >$(BIN)/safehold
	@chmod 755 $(BIN)/safehold
	@touch $@

$(STAMPS)/tools: requirements/dev.txt | $(STAMPS)/python
	$(INSTALL) -r requirements/dev.txt
	@touch $@

$(STAMPS)/node: package.json package-lock.json .npmrc | $(STAMPS)/python
	$(WITH_NODE) npm ci --no-progress --loglevel=error
	@touch $@

web: build/web/.stamp  ## bundle the two web apps into build/web

build/web/.stamp: $(WEB_SOURCES) package-lock.json | env
	$(WITH_NODE) node appliance/web/build.mjs
	@mkdir -p build/web
	@touch $@

up: env web  ## run Safehold on this machine until Ctrl-C
	@exec $(BIN)/safehold up $(ARGS)

demo: env web  ## the same, with invented people and cases to practise on
	@exec $(BIN)/safehold up --training $(ARGS)

test: tools  ## run every test this machine can run
	@tests/prepare
	@$(MAKE) --no-print-directory web
	@$(WITH_NODE) exec $(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(ARGS)

check: tools  ## lint, format, types, layers, a kill test for every phase
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(wildcard appliance tui tests)
	$(BIN)/lint-imports
	$(BIN)/python -m tests.phases
	$(WITH_NODE) node_modules/.bin/tsc --noEmit

bench: tools web  ## measure speed and memory on this machine
	@exec $(BIN)/python -m tests.bench $(ARGS)

locks: env  ## resolve requirements/*.in again (needs uv)
	cd requirements && for name in base dev build; do \
		uv pip compile --no-config --generate-hashes --universal --python-version 3.11 --no-header --quiet \
			"$$name.in" -o "$$name.txt"; done
	$(WITH_NODE) npm install --package-lock-only

clean:  ## remove what was built; data stays
	rm -rf $(VENV) node_modules build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find appliance tui tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
