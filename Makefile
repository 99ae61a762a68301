# Two commands: `make demo` shows what it does, `make test` shows that it works. Setting up twice costs nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable

.PHONY: help setup demo test check serve bench lint types rules corpus clean

help:            ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(STAMP)  ## make .venv with `ihl` in it

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) (a minute the first time)"
	@$(PIP) .
	@touch $@

$(DEV): $(STAMP)
	@echo "installing what the tests need"
	@$(PIP) '.[dev]'
	@touch $@

demo: setup      ## label a sample report and show why
	@$(BIN)/python -m ihl_classifier.demo

test: $(DEV)     ## run the tests
	@$(BIN)/python -m pytest

lint: $(DEV)     ## style, import rules and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy

rules: setup     ## the rule files' own examples
	@$(BIN)/ihl rules test

corpus: setup    ## the corpus checks
	@$(BIN)/ihl corpus check

check: lint rules corpus test  ## what CI runs

serve: setup     ## start the API
	@$(BIN)/ihl serve

bench: $(DEV)    ## measure speed beside a plain baseline in the same run
	@$(BIN)/python -m ihl_classifier.bench

clean:           ## remove what was built
	@rm -rf $(VENV) dist build demo-out .pytest_cache .mypy_cache .ruff_cache .hypothesis
