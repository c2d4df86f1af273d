# Two commands on a bare machine: `make run` and `make test`.
PYTHON ?= $(shell for v in 3.13 3.12 3.11; do command -v python$$v >/dev/null 2>&1 && python$$v -c '' 2>/dev/null && { echo python$$v; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

.PHONY: run test lint format bench messages requirements clean

run: $(VENV)/.runtime
	$(MANAGE) run_town

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(TESTS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djhtml --check --tabwidth 2 $$(git ls-files '*.html')
	$(BIN)/lint-imports
	$(BIN)/mypy
	DJANGO_SETTINGS_MODULE=intranet.settings.test $(MANAGE) makemigrations --check --dry-run

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djhtml --tabwidth 2 $$(git ls-files '*.html')

# Quality on the demo town, then speed on a synthetic one; both on Elasticsearch too where there is a server for it.
bench: $(VENV)/.dev
	env -u CASAGRAN_DATA_DIR $(BIN)/python -m tests.benchmarks.quality
	CASAGRAN_DATA_DIR=$${CASAGRAN_DATA_DIR:-var/bench} $(BIN)/python -m tests.benchmarks $(ARGS)
	@test -n "$$CASAGRAN_TEST_ELASTICSEARCH_URL" || { echo "Elasticsearch: no server (CASAGRAN_TEST_ELASTICSEARCH_URL): not measured." >&2; exit 0; }; \
	CASAGRAN_ELASTICSEARCH_URL=$$CASAGRAN_TEST_ELASTICSEARCH_URL CASAGRAN_ELASTICSEARCH_INDEX=casagran-bench \
	CASAGRAN_DATA_DIR=$${CASAGRAN_DATA_DIR:-var/bench} $(BIN)/python -m tests.benchmarks --only-search $(ARGS)

messages: $(VENV)/.dev
	$(MANAGE) makemessages --locale ca --locale es --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*' --no-location
	$(MANAGE) compilemessages --locale ca --locale es --ignore '.venv/*'

requirements: $(VENV)/.dev
	$(BIN)/uv pip compile -q --no-header --python-version 3.11 requirements/base.in -o requirements.txt
	$(BIN)/uv pip compile -q --no-header --python-version 3.11 requirements/dev.in -o requirements/dev.txt

clean:
	rm -rf $(VENV) var

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	touch $@
