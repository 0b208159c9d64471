# The project's commands; "make help" lists them. Each can be run again at any time.

SHELL := /bin/bash
DEMO ?= small
PYTEST := .venv/bin/python -m pytest

# Without bytecode on disk each of hundreds of commands and workers would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := venv
.PHONY: venv demo test test-fast golden bench fuzz lint format web web-types lock packages clean help

venv: ## Put the environment into .venv (the default)
	@scripts/environment.sh

demo: packages ## Make the demo district, plan, check, publish and serve it (DEMO=district: the large one)
	@scripts/environment.sh
	@scripts/build_web.sh || [ $$? -eq 3 ]
	@.venv/bin/gridgeo demo --size $(DEMO)

test: ## Check style, types and layers, and run every test with a real PostGIS
	@scripts/bootstrap.sh --tests
	@scripts/environment.sh
	@scripts/test.sh

test-fast: venv ## Run the tests that need no database, under a minute
	@$(PYTEST) -q tests/unit tests/property -m "not slow and not db and not bench" \
	    -n 2 --dist loadfile -p no:schemathesis

golden: venv ## Write the golden files of tests/golden anew, to be reviewed as a diff
	@GRIDGEO_REWRITE_GOLDEN=1 $(PYTEST) -q tests/golden

bench: packages venv ## Measure speed and quality beside the peers
	@GRIDGEO_REQUIRE_DB=1 $(PYTEST) -q tests/benchmarks -m bench

fuzz: venv ## Try 1,000 made-up requests on each group of operations (TAGS=locate,tiles: only these)
	@GRIDGEO_REQUIRE_DB=1 GRIDGEO_FUZZ_CASES=1000 GRIDGEO_FUZZ_TAGS=$(TAGS) \
	    $(PYTEST) -q -n 0 tests/api/test_fuzz.py

lint: venv ## Check style, types and who imports whom
	@scripts/lint.sh

format: venv ## Put the code into the project's style
	@.venv/bin/ruff check --fix-only -q .
	@.venv/bin/ruff format .

web-types: venv ## Write the web application's types from the API
	@.venv/bin/python -m api.web_contract
	@npm run --prefix web --silent types

web: venv ## Build the map page into web/dist
	@scripts/build_web.sh

lock: venv ## Write the lock files from pyproject.toml (UPGRADE=1: newest versions)
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)

packages: ## Install what is missing of the system's packages (apt)
	@scripts/bootstrap.sh

clean: ## Remove everything that was made here, except the database in var/
	rm -rf .venv web/node_modules web/dist build dist .mypy_cache .ruff_cache .import_linter_cache \
	    .hypothesis .benchmarks .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12
