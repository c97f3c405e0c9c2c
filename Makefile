# Everything a newcomer needs: `make publish`, `make serve`, `make test`. Each sets up what it uses.
# The first of these that is 3.11 or later; `make PYTHON=…` chooses another.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
  $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
PIP_INSTALL = $(BIN)/python -m pip install -qq --disable-pip-version-check --editable
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

# Where tests write: in memory, if it has room for four gigabytes. A release is written to the disk for good
# before it is served, and waiting for the disk was most of what tests waited for.
ROOMY = $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "/dev/shm" }')

# The scripts of the pages, bundled from web/; pages do without them, and so does who has no npm.
WEB := web/node_modules/.ready
WEB_DEV := web/node_modules/.ready-dev
ASSETS := src/lf2l_kg/pages/assets/built/manifest.json
SOURCES := $(shell find web/src -type f) src/lf2l_kg/pages/outlines.json web/build.mjs web/package-lock.json
NPM := $(shell command -v npm 2>/dev/null)
NPM_CI = $(NPM) --prefix web ci --silent --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=20000
PLAIN = echo "npm absent ou hors ligne : pages sans éditeur ni propositions / no npm, or offline: pages without editor and suggestions" >&2

.PHONY: help publish serve test screenshots wheel check format bench clean

help: ## show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

publish: $(READY) scripts ## convert data/documents, validate, write a release, show the answers
	@$(BIN)/lf2l-kg build

serve: $(READY) scripts ## serve the current release on http://127.0.0.1:8000
	@$(BIN)/lf2l-kg serve

# Tests start hundreds of processes, and each that runs tests reads all of them. Where PYTHONDONTWRITEBYTECODE is
# set, each would compile the modules, and rewrite the tests, again: the latter is most of what collecting takes.
test: export PYTHONDONTWRITEBYTECODE =
test: export TMPDIR := $(or $(TMPDIR),$(ROOMY),/tmp)
test: $(READY_DEV) scripts-dev ## every check: format, lint, types, import contracts, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@$(BIN)/python -m compileall -q src
	@$(BIN)/pytest --collect-only -q >/dev/null 2>&1 & echo $(BIN)/mypy; $(BIN)/mypy; typed=$$?; wait; exit $$typed
	$(BIN)/lint-imports
	test ! -e $(WEB_DEV) || $(NPM) --prefix web run --silent check
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

screenshots: $(READY_DEV) scripts-dev ## the pictures of docs/PAGES.md, made again with Chromium
	@$(BIN)/python tests/screenshots.py

wheel: $(READY_DEV) $(ASSETS) ## the package, with the scripts of its pages, in dist/
	@$(BIN)/hatchling build

format: $(READY_DEV) ## put the code in the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY_DEV) ## how fast documents are converted, their score on the gold facts, searches and pages, the endpoint beside oxigraph
	@$(BIN)/python bench
	@$(BIN)/python bench/calibration.py
	@$(BIN)/python bench/hostile.py
	@$(BIN)/python bench/releases.py
	@$(BIN)/python bench/faults.py
	@$(BIN)/python bench/incremental.py
	@$(BIN)/python bench/linking.py
	@$(BIN)/python bench/searching.py
	@$(BIN)/python bench/exporting.py
	@$(BIN)/python bench/endpoint

clean: ## remove the virtual environment, the scripts and the caches; releases stay
	rm -rf $(VENV) web/node_modules $(dir $(ASSETS)) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "error: Python 3.11 or later is needed; install it, or say make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; a minute at most) …" >&2
	@$(PYTHON) -m venv $(VENV)

$(READY): $(BIN)/python pyproject.toml
	@$(PIP_INSTALL) .
	@touch $@

$(READY_DEV): $(BIN)/python pyproject.toml
	@echo "Installing what the checks need …" >&2
	@$(PIP_INSTALL) '.[dev]'
	@touch $(READY) $@

.PHONY: scripts scripts-dev
scripts:
	@$(if $(NPM),$(MAKE) -s --no-print-directory $(ASSETS) ||) $(PLAIN)

scripts-dev:
	@$(if $(NPM),$(MAKE) -s --no-print-directory $(WEB_DEV) $(ASSETS) ||) $(PLAIN)

$(WEB): web/package-lock.json
	@test -n "$(NPM)" || { echo "error: npm is needed to bundle the scripts of the pages; install Node 20 or later" >&2; exit 1; }
	@echo "Installing what bundles the scripts of the pages …" >&2
	@$(NPM_CI) --omit=dev
	@touch $@

$(WEB_DEV): web/package-lock.json
	@$(NPM_CI)
	@touch $(WEB) $@

$(ASSETS): $(SOURCES) | $(WEB)
	@$(NPM) --prefix web run --silent build
