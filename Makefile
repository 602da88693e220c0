# The two commands of the README are `make run` and `make test`; each sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check lock clean

# `make run SEMANTIC=1` matches texts by what they mean, too (docs/matching.md).
run: $(VENV)/.installed $(if $(SEMANTIC),$(VENV)/.semantic-installed)
	@$(if $(SEMANTIC),$(BIN)/python manage.py make_models && SEMANTIC=true) $(BIN)/python manage.py run

test: $(VENV)/.tools-installed
	@$(BIN)/python .ci/test.py

# The checks of `make test` without the tests: seconds instead of minutes.
check: $(VENV)/.tools-installed
	@$(BIN)/python .ci/test.py --checks-only

# Compile the pinned requirements, with their hashes, after a change of .ci/requirements.in or .ci/requirements-dev.in.
# What is pinned stays as it is, unless the change or UPGRADE="--upgrade-package NAME" wants it otherwise.
COMPILE := $(BIN)/pip-compile -q --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links
lock: $(VENV)/.tools-installed
	$(COMPILE) $(UPGRADE) -o requirements.txt .ci/requirements.in
	$(COMPILE) $(UPGRADE) -o requirements-semantic.txt .ci/requirements-semantic.in
	$(COMPILE) $(UPGRADE) --allow-unsafe -o .ci/requirements-dev.txt .ci/requirements-dev.in

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("claimtrack needs Python 3.11 or newer: make PYTHON=python3.12 …") if sys.version_info < (3, 11) else None'
	@echo "Creating $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing the pinned requirements …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.txt
	@touch $@

$(VENV)/.semantic-installed: requirements-semantic.txt | $(VENV)/.installed
	@echo "Installing what runs models of language …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-semantic.txt
	@touch $@

# Nothing is compiled that no test imports.
$(VENV)/.tools-installed: requirements.txt .ci/requirements-dev.txt .ci/requirements-opencti.txt | $(VENV)/bin/python
	@echo "Installing the pinned requirements and the tools for tests …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps \
		-r requirements.txt -r .ci/requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --upgrade \
		--target $(VENV)/opencti -r .ci/requirements-opencti.txt
	@touch $(VENV)/.installed $@
