# `make run` and `make test` are all a newcomer needs; both set up what is missing first.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TORCH_VENV := .venv-torch
AGENTS_CALLER := tests/support/openai_agents
# Collecting the others would need every package that a test imports.
TORCH_TESTS := $(shell grep -rl --include='test_*.py' 'pytest.mark.torch' tests)
# Each file in one lane: its tests share servers.
LANES := --dist loadfile --no-loadscope-reorder
PAGE := src/repartee/server/page/index.html
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help run test test-torch check format client dev pictures system-packages wheel clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.runtime $(PAGE) ## Set up what is missing, then serve; HTTPS=1 for phones
	@exec $(BIN)/repartee serve

test: dev $(PAGE) $(AGENTS_CALLER)/node_modules system-packages ## Run all tests
	@# Longest first, as tests/conftest.py has it: by number of tests, the few that take longest would
	@# begin last, and alone. Most of a test's time is waiting: three lanes do not fill two cores.
	$(BIN)/python -m pytest -n 3 $(LANES) -m "not audio and not browser and not soak"
	@# Who talks in real time mostly waits: three of them at once still have time enough.
	$(BIN)/python -m pytest -n 3 $(LANES) -m "audio and not browser and not soak"
	@# Who clicks and types waits for the page; two browsers at once do.
	$(BIN)/python -m pytest -n 2 $(LANES) -m "browser and not audio and not soak"
	@# A browser that is listened to, or fifty callers, must have the machine to themselves.
	$(BIN)/python -m pytest -m "browser and audio or soak"
	cd client && npm test --silent

test-torch: $(TORCH_VENV)/.done system-packages ## Test what needs PyTorch (fetches 2 to 3 GB, once)
	$(TORCH_VENV)/bin/python -m pytest -m torch $(TORCH_TESTS)

check: dev client/node_modules ## Lint, types and import arrows
	scripts/check

format: dev client/node_modules ## Format everything
	$(BIN)/ruff format . && $(BIN)/ruff check --fix . && cd client && npm run --silent format

dev: $(VENV)/.dev client/node_modules

client: ## Build the web page anew
	cd client && npm ci --silent && npm run --silent build
	@touch $(PAGE)

pictures: dev $(PAGE) system-packages ## Take the pictures in the docs anew, in a browser
	$(BIN)/python -m tests.browser.docs_pictures

wheel: dev $(PAGE) ## Build the wheel, with the page in it
	rm -rf dist && $(BIN)/python -m build --wheel --outdir dist .

system-packages:
	@scripts/system-packages

clean: ## Remove what was built or installed here
	rm -rf $(VENV) $(TORCH_VENV) dist client/node_modules $(AGENTS_CALLER)/node_modules src/repartee/server/page test-artifacts

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

$(TORCH_VENV)/.done: requirements-torch.lock
	@scripts/requirements $(PYTHON)
	@$(PYTHON) -m venv $(TORCH_VENV)
	@echo "Installing PyTorch (once, some minutes) …"
	@$(TORCH_VENV)/bin/python -m pip --disable-pip-version-check install --quiet \
		--no-deps --require-hashes -r requirements-torch.lock
	@$(TORCH_VENV)/bin/python -m pip --disable-pip-version-check install --quiet \
		--no-deps --editable .
	@touch $@

client/node_modules: client/package-lock.json
	cd client && npm ci --silent
	@touch $@

$(AGENTS_CALLER)/node_modules: $(AGENTS_CALLER)/package-lock.json
	npm ci --silent --prefix $(AGENTS_CALLER)
	@touch $@

$(PAGE): $(shell find client/src client/public client/index.html -type f 2>/dev/null) client/package-lock.json | client/node_modules
	@echo "Building the page …"
	@cd client && npm run --silent build
	@touch $@
