PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: serve test check soak lock clean help

help:  ## what there is to run
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /	/'

serve: $(READY)  ## install what is needed, index articles/ and serve http://127.0.0.1:8000
	$(BIN)/kb serve

test: $(READY)  ## install what is needed and run the tests
	$(BIN)/python tests/requirements.py
	$(BIN)/python -m pytest -n 2 --dist loadfile

soak: $(READY)  ## the long tests
	$(BIN)/python -m pytest -m soak --timeout 3600

check: $(READY)  ## style, types, house and documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_house.py tests/test_docs.py

lock: $(READY)  ## write the lock file anew from setup.cfg
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.10 --no-header --quiet --extra test --extra dev \
		--output-file requirements.lock setup.cfg

clean:  ## remove what the other targets made
	rm -rf $(VENV) .kb-data build *.egg-info

$(READY): requirements.lock setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "Python 3.10 or later is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv module is missing; on Debian: sudo apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(READY)
