# 评衡 Pingheng. `make run` is all one needs to see it; `make test` is all one needs to trust it.
#
#   PYTHON=…   the Python that .venv is made of (3.11 or newer)
#   HOST=… PORT=… DATA_DIR=…   where `make run` serves, and keeps its data (var/)
#   ARGS=…     further arguments of pytest, such as ARGS="tests/house -k port"

PYTHON ?= python3
PY := .venv/bin/python
WORKERS ?= 2
PYTEST := $(PY) -m pytest -n $(WORKERS)

.PHONY: help setup run demo test check bench e2e clean setup-run setup-test setup-dev

help:
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' Makefile | expand -t 9

setup: setup-test ## .venv with the locked dependencies; at once when nothing changed

setup-run setup-test setup-dev: setup-%:
	@command -v "$(PYTHON)" >/dev/null || { echo "Python not found: $(PYTHON). Install Python 3.11 or newer, or set PYTHON=…" >&2; exit 1; }
	@"$(PYTHON)" scripts/setup.py $*

run: setup-run ## load the demonstration, compute its rankings, serve until Ctrl-C
	@$(PY) manage.py runworkbench --demo

demo: setup-run ## the same without serving; ends when the work is done
	@$(PY) manage.py runworkbench --demo --exit

test: setup-test ## all tests: once on SQLite, then what uses the database on PostgreSQL
	@$(PY) -m tests.support.chromium
	@status=0; \
	$(PYTEST) --db=sqlite $(ARGS) || status=1; \
	$(PYTEST) --db=postgresql $(ARGS) || status=1; \
	exit $$status

check: setup-dev ## ruff, mypy, import-linter, djlint, migrations, translations, compose file
	@scripts/check.sh

bench: setup-test ## the census workload, as ratios within one run
	@$(PY) -m tests.bench $(ARGS)

e2e: setup-test ## only the tests in a real browser
	@$(PY) -m tests.support.chromium
	@$(PY) -m pytest -m browser $(ARGS)

clean: ## remove .venv, caches and compiled files; the data in var/ stay
	@rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find locale -name '*.mo' -delete
