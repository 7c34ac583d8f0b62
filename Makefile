# What can be run, each in one word. `make` alone prints this list.
#   make demo    install (the first time) and check the notes in examples/
#   make test    install and run every test
#   make quick   the everyday tests, on every core: about a minute on two
#   make serve   the web checker on this machine: http://127.0.0.1:8000/
#   make lint    style (ruff), types (mypy) and security (bandit)
#   make docs    write the generated pages in docs/ afresh
#   make fuzz    broken and hostile input for every reader (docs/reliability.md)
#   make sbom    list every package that comes along, for a register of software (CycloneDX): dist/langcheck.cdx.json
#   make wheelhouse   everything that an installation without a network needs: dist/wheelhouse/
#   make lock    write requirements-ci.txt afresh: every version with its hash
#   make bench   speed, side by side with other tools (bench-full: hours; docs/performance.md)
#   make clean   remove what was installed and built

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CLIENTS := $(VENV)/.installed-clients

# Programs for whoever makes a release, in an environment of their own, so that what they need does not mix with what langcheck needs.
TOOLS := $(VENV)/tools/.installed
TOOLS_BIN := $(VENV)/tools/bin
TOOLS_NEEDED := uv==0.13.9 cyclonedx-bom==7.5.0

.PHONY: help demo test quick serve lint docs sbom wheelhouse lock clean fuzz bench bench-full

help:
	@sed -n 's/^#   //p' Makefile

demo: $(STAMP)
	@$(BIN)/langcheck check examples/*.txt || test $$? -eq 1

test: $(CLIENTS)
	$(BIN)/python -m pytest

quick: $(STAMP)
	$(BIN)/python -m pytest -q -n auto -m "not slow and not browser and not clients"

serve: $(STAMP)
	$(BIN)/langcheck serve

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive src webapp deploy

docs: $(STAMP)
	$(BIN)/langcheck lexicon export --out docs/lexicon.md
	$(BIN)/python deploy/licences.py > docs/licences.md

# From an environment of its own that holds what users install and nothing else.
sbom: $(TOOLS)
	rm -rf build/runtime && $(PYTHON) -m venv build/runtime
	build/runtime/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt ".[web,audit]"
	mkdir -p dist
	$(TOOLS_BIN)/cyclonedx-py environment --pyproject pyproject.toml --mc-type application --output-reproducible \
	  --output-format JSON --output-file dist/langcheck.cdx.json build/runtime

wheelhouse: $(STAMP)
	rm -rf dist/wheelhouse
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --constraint constraints.txt --wheel-dir dist/wheelhouse ".[web,audit]" gunicorn
	cp constraints.txt dist/wheelhouse/
	cd dist/wheelhouse && sha256sum *.whl > SHA256SUMS

lock: $(TOOLS)
	$(TOOLS_BIN)/uv pip compile pyproject.toml --extra web --extra audit --extra dev --extra clients --constraint constraints.txt --quiet \
	  --universal --python-version 3.10 --generate-hashes --no-header --no-annotate --no-emit-index-url --output-file requirements-ci.txt

fuzz: $(STAMP)
	$(BIN)/python -m fuzz

bench: $(STAMP)
	$(BIN)/python -m benchmarks.peers set-up
	$(BIN)/python -m benchmarks.run

bench-full: $(STAMP)
	$(BIN)/python -m benchmarks.peers set-up
	$(BIN)/python -m benchmarks.run --full

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Installed once, and again when the dependencies change. Debian keeps venv in a package of its own.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "langcheck needs Python 3.10 or later as $(PYTHON); name another with: make PYTHON=python3.12 demo" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { test "$$(id -u)" = 0 && echo "Installing python3-venv" && apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; } || \
	  { echo "Python's venv is missing; install it with: sudo apt-get install -y python3-venv" >&2; exit 1; }
	@echo "Installing langcheck into $(VENV) (once; it takes a minute or two)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[web,audit,dev]"
	@touch $@

$(TOOLS): | $(STAMP)
	$(PYTHON) -m venv $(VENV)/tools
	$(TOOLS_BIN)/python -m pip install --quiet --disable-pip-version-check $(TOOLS_NEEDED)
	@touch $@

# What only the whole test run needs: a browser driver, clients of other projects, Spark. Large, hence apart.
$(CLIENTS): $(STAMP)
	@echo "Installing what the whole test run needs (once; it takes a few minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[web,audit,dev,clients]"
	@touch $@
