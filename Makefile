# Everything a newcomer needs: `make publish`, `make serve`, `make test`. Each sets up what it uses.
# The first of these that is 3.11 or later; `make PYTHON=…` chooses another.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
  $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
PIP_INSTALL = $(BIN)/python -m pip install -qq --disable-pip-version-check --editable
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

.PHONY: help publish serve test check format bench clean

help: ## show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

publish: $(READY) ## convert data/documents, validate, write a release, show the answers
	@$(BIN)/lf2l-kg build

serve: $(READY) ## serve the current release on http://127.0.0.1:8000
	@$(BIN)/lf2l-kg serve

test: $(READY_DEV) ## every check: format, lint, types, import contracts, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

format: $(READY_DEV) ## put the code in the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY_DEV) ## how fast documents are converted, their score on the gold facts, the endpoint beside oxigraph
	@$(BIN)/python bench
	@$(BIN)/python bench/calibration.py
	@$(BIN)/python bench/hostile.py
	@$(BIN)/python bench/faults.py
	@$(BIN)/python bench/linking.py
	@$(BIN)/python bench/endpoint

clean: ## remove the virtual environment and the caches; releases stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "error: Python 3.11 or later is needed; install it, or say make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; a minute at most) …" >&2
	@$(PYTHON) -m venv $(VENV)

$(READY): $(BIN)/python pyproject.toml
	@$(PIP_INSTALL) .
	@touch $@

$(READY_DEV): $(READY)
	@echo "Installing what the checks need …" >&2
	@$(PIP_INSTALL) '.[dev]'
	@touch $@
