# make demo    set up, then run the main job: three scenarios on the units of Guangxi; writes outputs/demo
# make test    everything that is checked: style, types, notebooks, tests with coverage, examples in docstrings
# make app     serve the workbench as a page of its own, for this machine (make app ADDRESS=... for others)
# make lab     open JupyterLab on notebooks/
# make bench   run the benchmarks
# make clean   remove all that was made: outputs, caches, the virtual environment
# make lock    compile constraints.txt from pyproject.toml after a dependency was added or removed
# make upgrade compile constraints.txt with the newest version of everything

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_BENCHMARK := $(VENV)/.installed-benchmark
INSTALL := $(BIN)/uv pip install --python $(BIN)/python --compile-bytecode \
	--constraint constraints.txt --build-constraint constraints.txt
LOCK := $(BIN)/uv pip compile pyproject.toml --all-extras --group setup --universal --python-version 3.11 \
	--fork-strategy fewest --no-header --no-annotate --no-emit-index-url --quiet --output-file constraints.txt

# The pinned libraries have wheels for CPython 3.11 to 3.14. `make PYTHON=/path/to/python demo` chooses one.
PYTHON ?=
CANDIDATES := python3 python3.13 python3.12 python3.14 python3.11 python
SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test lint types unit notebooks format app lab bench clean lock upgrade

help:
	@sed -n '/^# make/s/^# //p' Makefile

setup: $(INSTALLED)

demo: $(INSTALLED)
	$(BIN)/chuandao compare data/scenarios/today.toml data/scenarios/full-package.toml \
		data/scenarios/formalism.toml --organisation data/organisations/guangxi.csv \
		--replications 100 --seed 1 --output outputs/demo

# The tests come last, so that the closing line is theirs.
test: lint types notebooks unit

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy

unit: $(INSTALLED)
	$(BIN)/pytest --numprocesses=auto --cov --cov-report=term

# One after the other: notebooks with output widgets stall when run side by side.
notebooks: $(INSTALLED)
	$(BIN)/jupyter execute notebooks/*.ipynb

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

ADDRESS ?= 127.0.0.1
PORT ?= 8866

app: $(INSTALLED)
	$(BIN)/python -m workbench.app.serve --address $(ADDRESS) --port $(PORT)

lab: $(INSTALLED)
	$(BIN)/jupyter lab notebooks

bench: $(INSTALLED_BENCHMARK)
	$(BIN)/python -m benchmarks

clean:
	rm -rf outputs build dist *.egg-info htmlcov .coverage .coverage.* \
		.pytest_cache .mypy_cache .ruff_cache .hypothesis $(VENV)
	find benchmarks models notebooks simulation tests workbench \
		-depth \( -name __pycache__ -o -name .ipynb_checkpoints \) -exec rm -rf {} + 2>/dev/null || true

# Pins that still fit are kept; `make upgrade` takes the newest of everything.
lock: $(BIN)/uv
	$(LOCK)

upgrade: $(BIN)/uv
	$(LOCK) --upgrade

$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/uv
	$(call install,--editable '.[dev]')
	@echo "Compiling the engine, once"
	@$(BIN)/python -m simulation

$(INSTALLED_BENCHMARK): $(INSTALLED)
	$(call install,--editable '.[dev$(COMMA)benchmark]')

# A comma written out would end the macro's argument.
COMMA := ,

# uv does not read pip's settings, so a mirror set for pip is passed on to it.
define install
	@mirror="$${UV_DEFAULT_INDEX:-$$($(BIN)/python -m pip config list | sed -n "s/.*\.index-url='\(.*\)'/\1/p" | head -n 1)}"; \
	if [ -n "$$mirror" ]; then UV_DEFAULT_INDEX="$$mirror"; export UV_DEFAULT_INDEX; fi; \
	echo "Installing the pinned libraries into $(VENV)"; \
	$(INSTALL) $(1) || { echo "Not installed. README.md gives the lines that do the same with pip alone." >&2; exit 1; }
	@touch $@
endef

$(BIN)/uv: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv

$(BIN)/python:
	@for candidate in $(or $(PYTHON),$(CANDIDATES)); do \
		if "$$candidate" -c '$(SUITABLE)' 2>/dev/null; then chosen="$$candidate"; break; fi; \
	done; \
	if [ -z "$$chosen" ]; then \
		echo "Chuandao needs Python 3.11, 3.12, 3.13 or 3.14 and found none among: $(or $(PYTHON),$(CANDIDATES))" >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.13" >&2; \
		exit 1; \
	fi; \
	if ! "$$chosen" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$chosen cannot make virtual environments: its venv module is not installed." >&2; \
		echo "On Debian and Ubuntu: sudo apt-get install python3-venv (for a second Python: python3.X-venv)" >&2; \
		exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$chosen" --version)"; \
	"$$chosen" -m venv --clear $(VENV)
