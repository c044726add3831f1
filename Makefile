# Everything a developer types. `make` alone makes the checkout ready and shows this list.

PYTHON ?= python3
PY := .venv/bin/python
SET_UP := $(PYTHON) packaging/set_up.py

.DEFAULT_GOAL := ready
.PHONY: ready help run test check lint bench by-hand app deb unpacking windows lock clean

ready: ## make .venv and see to what the system lacks (the others do it by themselves)
	@$(SET_UP) run
	@$(MAKE) --no-print-directory help

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; \
	do printf '  make %-9s %s\n' "$$name" "$$what"; done

run: ## open the window (ARGS="article.html" adds files); without a screen, the demo
	@$(SET_UP) run
	@if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	  echo "There is no screen here, so this is the demo instead of the window."; \
	  exec .venv/bin/galley demo; \
	else exec .venv/bin/galley $(ARGS); fi

test: ## lint, types and all tests
	@$(SET_UP) test
	@$(MAKE) --no-print-directory lint
	$(PY) -m pytest -n auto --dist loadfile $(ARGS)

check: ## lint and types only
	@$(SET_UP) test
	@$(MAKE) --no-print-directory lint

lint:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

bench: ## measure speed; nothing fails here, numbers are printed
	@$(SET_UP) test
	$(PY) -m tests.bench $(ARGS)

by-hand: ## drive the real window with real mouse and keys (ARGS=--gallery: take its pictures)
	@$(SET_UP) test
	$(PY) -m tests.by_hand $(ARGS)

app: ## the program in one folder that needs no Python: dist/galley
	@$(SET_UP) build
	$(PY) packaging/build.py app

deb: ## dist/galley as a Debian package
	@$(SET_UP) build
	$(PY) packaging/build.py deb

unpacking: ## dist/galley as a file that a user without root starts with sh
	@$(SET_UP) build
	$(PY) packaging/build.py run

windows: ## the installer for Windows (wants makensis and GALLEY_WINDOWS_PYTHON)
	@$(SET_UP) build
	$(PY) packaging/build.py windows

lock: ## packaging/locked.txt anew, after pyproject.toml or constraints.txt changed
	@$(SET_UP) build
	$(PY) packaging/build.py lock

clean: ## remove what make made: .venv, build, dist, caches
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .hypothesis
	rm -rf tests/tools/markdown/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
