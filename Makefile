# Every command a newcomer needs: `make help` lists them. Each sets up first what it needs, once.
.DEFAULT_GOAL := help
.PHONY: help demo portfolio serve setup test lint format readability messages pictures bench-lrs bench-pages bench-portfolio bench-night validate-portfolios clean

# Tests start many processes, and each would compile every package anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
READY := .venv/.ready
READY_TO_TEST := .venv/.ready-to-test
SETUP_SOURCES := pyproject.toml uv.lock hatch_build.py frontend/package-lock.json frontend/govuk.scss \
	scripts/setup.sh scripts/debian.sh lms_peer/web/translations/cy/LC_MESSAGES/messages.po
WORKERS ?= 4

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name what; do \
		printf '  make %-19s %s\n' "$$name" "$$what"; done

demo: $(READY) ## Show a sample centre at work on http://127.0.0.1:8000 (Ctrl-C stops it)
	@$(BIN)/lms-peer demo

portfolio: $(READY) ## Make the sample centre and one learner's portfolio: build/portfolio.pdf
	@$(BIN)/lms-peer demo --no-serve

serve: $(READY) ## Serve your own centre
	@$(BIN)/lms-peer serve

setup: $(READY) ## Get everything ready to run (the other commands do this too)
	@echo 'lms_peer is ready. Next: make demo'

test: $(READY_TO_TEST) lint ## Check the code, then run every test, browser tests too
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

lint: $(READY_TO_TEST) ## Check style, types and which layer imports which
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(READY_TO_TEST) ## Put the code in the agreed style
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

readability: $(READY_TO_TEST) ## Name the ten pages that are hardest to read, and their hardest sentences
	@$(BIN)/python -m tests.readability

messages: $(READY_TO_TEST) ## Bring the Welsh up to date with the English: new texts come in empty, for a speaker to write
	@$(BIN)/python scripts/messages.py
	@$(BIN)/pybabel -q compile -d lms_peer/web/translations

pictures: $(READY_TO_TEST) ## Take the pictures of docs/for-*.md anew, from the pages as they are
	LMS_PEER_PICTURES=docs/images/roles $(BIN)/pytest -q tests/browser/test_days.py -k "day_at and not plain"

bench-lrs: $(READY_TO_TEST) ## Measure the Learning Record Store beside Ralph (quarter of an hour)
	@$(BIN)/python benchmarks/lrs.py $(BENCH)

bench-pages: $(READY_TO_TEST) ## Measure every page at a full centre beside a smaller one (10 minutes)
	@$(BIN)/python benchmarks/pages.py $(BENCH)

bench-portfolio: $(READY_TO_TEST) ## Measure a portfolio beside plain WeasyPrint and Chromium's print (quarter of an hour)
	@$(BIN)/python benchmarks/portfolio.py $(BENCH)

bench-night: $(READY_TO_TEST) ## Measure issuing 50 portfolios of 100 pages, and say what 500 would take (10 minutes)
	@$(BIN)/python benchmarks/night.py $(BENCH)

validate-portfolios: $(READY_TO_TEST) ## Put every portfolio of the sample centre before veraPDF and other judges
	@$(BIN)/python -m tests.judges

clean: ## Remove all that was built or installed here; keep what people recorded (var/)
	rm -rf .venv build dist frontend/node_modules lms_peer/web/static/vendor test-results
	find lms_peer/web/translations -name '*.mo' -delete
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find lms_peer tests -name __pycache__ -type d -exec rm -rf {} +

$(READY): $(SETUP_SOURCES)
	@bash scripts/setup.sh
	@touch $@

$(READY_TO_TEST): $(SETUP_SOURCES)
	@bash scripts/setup.sh --tests
	@touch $(READY) $@
