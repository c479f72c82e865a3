# Everything a person does with a checkout. `make help` lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test serve lint bench screens lock clean

bin := .venv/bin
demo_dir := out/demo

help: ## list the targets
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## set everything up in .venv (skips what is up to date)
	@scripts/setup.sh

demo: setup ## plan Guizhou: problem, verified plan, maps, Excel, itineraries in out/demo
	@$(bin)/dapeng demo --out $(demo_dir)

test: ## set up, lint, and run all tests
	@scripts/setup.sh --browser
	@$(MAKE) --no-print-directory lint
	@$(bin)/python -m pytest

serve: setup ## serve the pages and the API on this machine
	@$(bin)/dapeng serve

lint: ## ruff, mypy (strict), and the arrows between the folders
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy
	@$(bin)/lint-imports

bench: ## run every benchmark, against the peers where they can take part; some hours; needs DAPENG_DATA=folder
	@scripts/setup.sh --bench
	@for name in province sets caravans rules rounds timetable "toptw --longer pyvrp:60" prizes libraries growth; do $(bin)/python -m bench $$name --page; done

screens: demo ## take the pictures of the documentation from the demo, into docs/images
	@$(bin)/python scripts/screens.py $(demo_dir) docs/images

lock: ## write the lock files anew (exact versions, hashes, no addresses)
	@scripts/lock.sh

clean: ## remove what these targets made, except .venv and what is in out/ beside the demo
	rm -rf $(demo_dir) build dist dapeng.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name .venv -prune -o -name node_modules -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
