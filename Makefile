# `make run` and `make test` are all a newcomer needs; both set up what is missing first.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PAGE := src/repartee/server/page/index.html
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help run test check format client dev system-packages wheel clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.runtime $(PAGE) ## Set up what is missing, then serve on http://127.0.0.1:7860
	@exec $(BIN)/repartee serve

test: dev $(PAGE) system-packages ## Run all tests
	$(BIN)/python -m pytest
	cd client && npm test --silent

check: dev client/node_modules ## Lint, types and import arrows
	scripts/check

format: dev client/node_modules ## Format everything
	$(BIN)/ruff format . && $(BIN)/ruff check --fix . && cd client && npm run --silent format

dev: $(VENV)/.dev client/node_modules

client: ## Build the web page anew
	cd client && npm ci --silent && npm run --silent build
	@touch $(PAGE)

wheel: dev $(PAGE) ## Build the wheel, with the page in it
	rm -rf dist && $(BIN)/python -m build --wheel --outdir dist .

system-packages:
	@scripts/system-packages

clean: ## Remove what was built or installed here
	rm -rf $(VENV) dist client/node_modules src/repartee/server/page test-artifacts

$(VENV)/bin/python:
	@scripts/requirements $(PYTHON)
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing Python packages (once, about a minute) …"
	@$(PIP) --no-deps --require-hashes -r requirements.lock
	@$(PIP) --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing development packages …"
	@$(PIP) --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

client/node_modules: client/package-lock.json
	cd client && npm ci --silent
	@touch $@

$(PAGE): $(shell find client/src client/public client/index.html -type f 2>/dev/null) client/package-lock.json | client/node_modules
	@echo "Building the page …"
	@cd client && npm run --silent build
	@touch $@
