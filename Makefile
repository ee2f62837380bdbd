# How everybody works on kg. Needs python3 (3.11 or later), make and git; everything else goes into .venv, at the versions of requirements.lock.

PYTHON ?= python3
SHARED ?= ../shared
PYTEST_ARGS ?=
STORE ?= kg-store
CLAIMS ?= 1000000
LOAD ?= build/load
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint requirements.lock

.DEFAULT_GOAL := help
.PHONY: help venv demo test wheel lint format train bench docs lock ui screenshots notebooks pictures clean

help:  ## list what one can do here
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kg needs Python 3.11 or later; give one: make PYTHON=/path/to/python3" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.kg: $(VENV)/.python pyproject.toml requirements.lock
	$(PIP) --upgrade setuptools hatchling editables  # jieba comes as source: building it takes a setuptools that makes wheels
	$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.kg
	$(PIP) --no-build-isolation --editable '.[dev]'
	@touch $@

venv: $(VENV)/.dev  ## make .venv with kg and the tools to work on it

demo: $(VENV)/.kg  ## build a graph from corpus/ and ask it a question
	@echo "== kg build corpus/"
	@$(BIN)/kg build corpus/ --store $(STORE)
	@echo
	@echo "== kg ask 哪些SoC用了Cortex-A78？"
	@$(BIN)/kg ask '哪些SoC用了Cortex-A78？' --store $(STORE)
	@echo
	@echo "Now try:"
	@echo "  $(BIN)/kg show Cortex-A78            one thing: its facts, and the sentences that say them"
	@echo "  $(BIN)/kg ask 'Who makes the Snapdragon 888?'"
	@echo "  $(BIN)/kg queries                    questions in SPARQL, ready to run"
	@echo "  $(BIN)/kg build YOUR-BRIEFINGS/      read your own"

test: $(VENV)/.dev  ## run all tests
	$(BIN)/python -m pytest -q $(PYTEST_ARGS)

wheel: $(VENV)/.dev  ## build the wheel, install it into a new environment, use it from an empty folder
	$(BIN)/python -m pytest -q tests/test_packaging.py

lint: $(VENV)/.dev  ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev  ## put the code into shape
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

train: $(VENV)/.dev  ## train the models of names and of relations anew from SHARED
	$(BIN)/python scripts/train_names.py $(SHARED)
	$(BIN)/python scripts/train_relations.py $(SHARED)

bench: $(VENV)/.kg  ## time kg annotate against jieba's tagger on the same text; load kg serve on a store of CLAIMS claims
	$(BIN)/python bench/annotate.py $(if $(wildcard $(SHARED)/corpus),$(SHARED)/corpus,corpus)
	$(BIN)/kg build $(if $(wildcard $(SHARED)/corpus),$(SHARED)/corpus,corpus) --store $(LOAD)/real > /dev/null
	test -d $(LOAD)/$(CLAIMS) || $(BIN)/python bench/million.py $(LOAD)/real $(LOAD)/$(CLAIMS) --claims $(CLAIMS)
	$(BIN)/python bench/serve.py $(LOAD)/$(CLAIMS)

docs: $(VENV)/.kg  ## write docs/commands.md from the commands' help
	$(BIN)/python scripts/command_docs.py

ui:  ## build the browser part, kg/serve/ui -> kg/serve/static/ui (needs Node 20 and npm)
	cd kg/serve/ui && npm ci && npm run build

notebooks: $(VENV)/.dev  ## run the notebooks anew and keep what they print
	$(BIN)/python scripts/notebooks.py

pictures: $(VENV)/.dev  ## take the pictures of docs/ of the graph and a notebook (needs chromium)
	$(BIN)/python scripts/pictures.py

screenshots: $(VENV)/.dev  ## take the pictures of docs/images from a served store of corpus/ (needs chromium)
	$(BIN)/python scripts/screenshots.py

lock: $(VENV)/.python  ## resolve requirements.lock anew (needs the network)
	$(BIN)/python -m pip --disable-pip-version-check install --quiet uv
	{ sed -n '/^#/p' requirements.lock; $(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --no-annotate --no-header --quiet; } > requirements.lock.new
	mv requirements.lock.new requirements.lock

clean:  ## remove what the other targets made
	rm -rf $(VENV) $(STORE) build dist htmlcov .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
