# Holdspace. `make help` says what each target does; the work is in deploy/.
VENV ?= .venv
PORT ?= 8000
ARGS ?=
BENCH ?=
DB ?= sqlite
SIZE ?=
export VENV PORT

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench lock

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv and install everything, development tools included
	@deploy/setup.sh dev

run: ## Start Holdspace on PORT (8000) with a demo organisation; Ctrl-C stops it
	@deploy/setup.sh run
	@exec "$(VENV)/bin/python" manage.py up

test: ## Run the whole suite on SQLite and PostgreSQL; ARGS="-k clock" goes to pytest
	@deploy/test.sh $(ARGS)

check: ## Format, lint, types, import walls, migrations, templates, security, API schema
	@deploy/check.sh

bench: ## Measure: BENCH=sweep [DB=sqlite|postgres] [SIZE=100000]
	@deploy/bench.sh "$(BENCH)" "$(DB)" "$(SIZE)"

lock: ## Pin the versions in requirements*.txt afresh; ARGS="--upgrade" takes newer ones
	@deploy/lock.sh $(ARGS)
