# The front door. `make` or `make help` lists what there is.
#
# .venv is made by stamps, each of which installs one lock file: what `run` needs, what the tests and
# checks need, what the browser tests need, what learning needs, what the bots beside which we
# measure need. A stamp is redone when its lock has changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.stamp-run
DEV_STAMP := $(VENV)/.stamp-dev
BROWSER_STAMP := $(VENV)/.stamp-browser
LEARN_STAMP := $(VENV)/.stamp-learn
BENCH_STAMP := $(VENV)/.stamp-bench
GRAMMY := bench/peers/grammy
GRAMMY_STAMP := $(GRAMMY)/node_modules/.stamp
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Locks take no release younger than this, so that a hijacked one has time to be noticed.
LOCK_AGE := 7 days
LOCK_VENV := .venv-lock

.DEFAULT_GOAL := help
.PHONY: help run test test-all check bench learn eval browser lock fmt clean
.DELETE_ON_ERROR:

# A file of tests stays in one process: what its tests share is made once.
SIDE_BY_SIDE := --numprocesses=auto --maxprocesses=4 --dist=loadfile

help: ## list what there is
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run: $(RUN_STAMP) ## run the bot with its simulator page in the browser
	@exec $(BIN)/python -m bot run

test: $(DEV_STAMP) ## run the fast tests
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) --ignore=tests/browser

test-all: check ## run all checks and all tests but the browser's
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) --ignore=tests/browser -m "not browser and not long"

check: $(DEV_STAMP) ## check format, style, types, layers and content
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pana check

bench: $(BENCH_STAMP) $(GRAMMY_STAMP) ## measure speed, also beside other bots
	@$(BIN)/python -m bench $(BENCH)

browser: $(BROWSER_STAMP) ## run the tests that drive the page in a real browser
	@chromium="$$(tools/browser.sh)" && \
	PANA_CHROMIUM="$$chromium" $(BIN)/python -m pytest -m browser tests/browser

learn: $(LEARN_STAMP) ## learn from the phrases of the content what messages mean
	@$(BIN)/python -m learning

eval: $(DEV_STAMP) ## measure how well messages and places are understood
	@$(BIN)/python -m evaluation $(EVAL)

fmt: $(DEV_STAMP) ## format the code and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## choose versions anew and write the requirements*.lock files
	@$(check_python)
	$(PYTHON) -m venv $(LOCK_VENV)
	$(LOCK_VENV)/bin/python -m pip --disable-pip-version-check --quiet install "uv>=0.10"
	$(call lock,requirements.lock)
	$(call lock,requirements-dev.lock,--extra dev --constraints requirements.lock)
	$(call lock,requirements-browser.lock,--extra dev --extra browser --constraints requirements-dev.lock)
	$(call lock,requirements-learn.lock,--extra dev --extra learn --constraints requirements-dev.lock)
	$(call lock,requirements-bench.lock,--extra dev --extra bench --constraints requirements-dev.lock)
	rm -rf $(LOCK_VENV)

clean: ## remove the venv, caches and builds
	rm -rf $(VENV) $(LOCK_VENV) $(GRAMMY)/node_modules build dist .coverage htmlcov .hypothesis \
		.import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# $(call lock,FILE,MORE OPTIONS): with the hashes of every platform's files, and no index's address.
define lock
$(LOCK_VENV)/bin/uv pip compile --quiet --no-config --upgrade --universal --python-version 3.11 \
	--generate-hashes --exclude-newer "$(LOCK_AGE)" --no-annotate \
	--custom-compile-command "make lock" --output-file $(1) $(2) pyproject.toml
endef

define check_python
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	{ echo "Pana needs Python 3.11 or newer as $(PYTHON); say for instance: make PYTHON=python3.12 run" >&2; exit 1; }; \
$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	{ echo "$(PYTHON) cannot make a venv: install its venv module (on Debian: apt-get install python3-venv)" >&2; exit 1; }
endef

# Also remade when the Python that it was made from is gone.
$(BIN)/python:
	@$(check_python)
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.lock $(BIN)/python
	@echo "Installing what Pana needs into $(VENV); this is done only once."
	@$(PIP) install --require-hashes -r requirements.lock
	@printf '#!/bin/sh\nhere=$$(cd "$$(dirname "$$0")/../.." && pwd)\nPYTHONPATH="$$here" exec "$$here/$(BIN)/python" -m bot "$$@"\n' > $(BIN)/pana
	@chmod +x $(BIN)/pana
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml $(BIN)/python | $(RUN_STAMP)
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(BROWSER_STAMP): requirements-browser.lock $(DEV_STAMP)
	@$(PIP) install --require-hashes -r requirements-browser.lock
	@touch $@

$(LEARN_STAMP): requirements-learn.lock $(DEV_STAMP)
	@$(PIP) install --require-hashes -r requirements-learn.lock
	@touch $@

$(BENCH_STAMP): requirements-bench.lock $(DEV_STAMP)
	@$(PIP) install --require-hashes -r requirements-bench.lock
	@touch $@

# A bot written for node is measured where node is there; without it the bench says so and goes on.
$(GRAMMY_STAMP): $(GRAMMY)/package.json
	@if command -v node >/dev/null && command -v npm >/dev/null && \
		(cd $(GRAMMY) && npm install --no-package-lock --no-audit --no-fund --loglevel=error); then \
		touch $@; \
	else \
		echo "grammY is left out: node and npm are not there, or could not install it." >&2; \
	fi
