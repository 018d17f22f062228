# `make run` and `make test` are the two commands of the README; they do all the set-up that they need.

PORT ?= $(or $(LISTENERS_PORT),8000)
ARGS ?=
NEW_ENOUGH = -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
# The first Python of this machine that is new enough.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name $(NEW_ENOUGH) && echo $$name && exit; done; echo python3)
OLD_PYTHON = { echo "error: Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3" >&2; exit 2; }
PREPARE = @$(PYTHON) $(NEW_ENOUGH) || $(OLD_PYTHON); exec $(PYTHON) scripts/prepare.py
# Two processes, a file of tests to each at a time, in the order that tests/conftest.py gives: the longest first.
SPREAD = -n 2 --dist loadfile --no-loadscope-reorder
COMPILE = .venv/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --no-annotate --python-version 3.11 $(ARGS)

.PHONY: install run test test-long bench lock

install:
	$(PREPARE) run

run:
	$(PREPARE) run --port $(PORT)
	@.venv/bin/listeners demo --if-empty
	@exec .venv/bin/listeners serve --port $(PORT)

test:
	$(PREPARE) test
	@exec .venv/bin/python -m pytest $(SPREAD) $(ARGS)

test-long:
	$(PREPARE) test
	@LISTENERS_TEST_SIZE=long exec .venv/bin/python -m pytest $(SPREAD) --timeout 1800 $(ARGS)

bench:
	$(PREPARE) test
	@exec .venv/bin/python -m bench $(ARGS)

# Keeps the locked versions that still fit; `make lock ARGS=--upgrade` takes the newest.
lock:
	$(PREPARE) test
	@$(COMPILE) --output-file requirements.txt
	@$(COMPILE) --extra dev --output-file requirements-dev.txt
