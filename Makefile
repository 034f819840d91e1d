# make run · make test · make check · make bench · make verify. The first call builds .venv; a change of pins rebuilds it.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
APP := .venv/app-ready
DEV := .venv/dev-ready
PEERS := .venv/peers-ready
UV := $(shell command -v uv)
INSTALL = $(if $(UV),VIRTUAL_ENV=.venv $(UV) pip install -q,$(BIN)/python -m pip install -q --disable-pip-version-check)
MISSING = Not all pinned packages could be installed: is a package index reachable, and is this Python 3.11 to 3.13?

.PHONY: run test check audit bench verify browser disk-tools servers clean
.DELETE_ON_ERROR:

run: $(APP)
	$(BIN)/python app.py

test: $(DEV) check browser disk-tools servers
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder  # a file's tests share what they start

check: $(DEV) audit
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

audit: $(DEV)
	$(BIN)/python -m tests.audit

bench: $(PEERS) browser
	$(BIN)/python -m tests.models.recovery.install --peers
	$(BIN)/python -m benchmarks

verify: $(APP)
	$(BIN)/python -m hub_utils.verify
	$(BIN)/python -m models.verify

browser: $(DEV)
	$(BIN)/python -m tests.browser.install

disk-tools: $(DEV)
	$(BIN)/python -m tests.models.recovery.install

servers: $(DEV)
	$(BIN)/python -m tests.serving.install

clean:
	rm -rf .venv artifacts runs

.venv/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || \
	  { echo "Kexue Space needs Python 3.11, 3.12 or 3.13: install one, or name it with 'make PYTHON=/path/to/python3.11'." >&2; exit 1; }
	@"$(PYTHON)" -m venv .venv || \
	  { rm -rf .venv; echo "Python could not make a virtual environment: install its venv module (Debian: apt-get install python3-venv)." >&2; exit 1; }

$(APP): requirements.txt | .venv/bin/python
	$(INSTALL) -r requirements.txt || { echo "$(MISSING)" >&2; exit 1; }
	@touch $@

$(DEV): $(APP) tests/requirements.txt
	$(INSTALL) -r tests/requirements.txt || { echo "$(MISSING)" >&2; exit 1; }
	@touch $@

$(PEERS): $(DEV) benchmarks/requirements.txt
	$(INSTALL) pip==26.0.1  # the one of Python 3.11 fails over how lxml's extra is spelt
	$(INSTALL) -r benchmarks/requirements.txt
	@touch $@
