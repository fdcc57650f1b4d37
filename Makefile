# Athar. `make report` and `make test` need Python 3.11 to 3.13 and make; they set up the rest.

SHELL := /bin/sh
.ONESHELL:
.SHELLFLAGS := -ec
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help report test check check-long lab lock words clean

VENV := .venv
READY := $(VENV)/ready
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

help:
	@echo "make report      run every evaluation and write its report"
	echo "make test        the fast test suite"
	echo "make check       formatting, lint, and whether all names agree"
	echo "make check-long  simulations that take minutes"
	echo "make lab         JupyterLab on this project"
	echo "make lock        rebuild requirements.txt from pyproject.toml"
	echo "make words       gather the reports' sentences for translators"
	echo "make clean       remove the virtual environment"

# Evaluations are independent of one another: DVC runs them side by side, then what they share.
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

report: $(READY) scm
	@athar check-plan
	athar names | xargs -P $(JOBS) -I{} dvc --wait-for-lock repro --quiet conclude@{}
	dvc repro --quiet
	athar list

test: $(READY) scm
	@pytest -n auto

check: $(READY)
	@ruff format --check src tests notebooks
	ruff check src tests notebooks
	pytest tests/test_project.py

check-long: $(READY) scm
	@pytest -m long
	python benchmarks/interval_coverage.py

# Our own settings come first, the user's stay: password, theme, shortcuts.
MINE := $${JUPYTER_CONFIG_DIR:-$$HOME/.jupyter}
lab: $(READY)
	@export JUPYTERLAB_SETTINGS_DIR="$${JUPYTERLAB_SETTINGS_DIR:-$(MINE)/lab/user-settings}"
	export JUPYTERLAB_WORKSPACES_DIR="$${JUPYTERLAB_WORKSPACES_DIR:-$(MINE)/lab/workspaces}"
	export JUPYTER_CONFIG_PATH="$(MINE)$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}"
	export JUPYTER_CONFIG_DIR="$(CURDIR)/.jupyter" JUPYTER_PREFER_ENV_PATH=1
	jupyter lab --custom-css $(LAB) notebooks/explore.ipynb

lock: $(READY)
	@if ! command -v uv >/dev/null; then
	  echo "make lock needs uv, which resolves for every Python at once: https://docs.astral.sh/uv/" >&2
	  exit 1
	fi
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --quiet \
	  --no-header --no-emit-index-url --no-emit-find-links --output-file requirements.txt
	echo "requirements.txt is up to date with pyproject.toml"

words: $(READY)
	@python -m pipeline.reporting.catalogues

clean:
	rm -rf $(VENV)

# A downloaded ZIP has no .git: DVC must be told, and told again once there is one.
.PHONY: scm
scm: $(READY)
	@if [ -e .git ]; then
	  if [ -f .dvc/config.local ]; then dvc config --local --unset core.no_scm 2>/dev/null || true; fi
	else
	  dvc config --quiet --local core.no_scm true
	  echo "No .git here (a downloaded ZIP?): the pipeline runs, without a history to compare with."
	fi

$(READY): requirements.txt pyproject.toml
	@supported='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
	python=
	for candidate in $${PYTHON:-python3 python3.13 python3.12 python3.11}; do
	  if "$$candidate" -c "$$supported" >/dev/null 2>&1; then python=$$candidate; break; fi
	done
	if [ -z "$$python" ]; then
	  echo "Athar needs Python 3.11, 3.12 or 3.13; found: $$(python3 --version 2>&1 || true)." >&2
	  echo "Install one (Debian: sudo apt install python3 python3-venv), then run make again." >&2
	  exit 1
	fi
	if command -v uv >/dev/null; then
	  uv venv --quiet --clear --python "$$(command -v $$python)" $(VENV)
	  install="uv pip install --quiet --python $(VENV)/bin/python"
	else
	  if ! "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
	    echo "This Python cannot make virtual environments." >&2
	    echo "Install the missing part (Debian: sudo apt install python3-venv), then run make again." >&2
	    exit 1
	  fi
	  "$$python" -m venv --clear $(VENV)
	  install="$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check"
	fi
	echo "Setting up $(VENV) with $$($$python --version): a few minutes the first time."
	$$install -r requirements.txt
	$$install --no-deps --no-build-isolation --editable .
	touch $@
