# The commands of the project. `make help` lists them. Nothing needs to be installed by hand but Python ≥ 3.11 with venv, and make.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
ifneq ($(PYTHONDONTWRITEBYTECODE),)
# a machine that wants nothing written beside the sources: the tests start some hundred processes, each would compile three thousand files
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX ?= $(CURDIR)/.bytecode
endif
PORT ?= 8000
DATA ?= $(CURDIR)/var
UV := .boot/bin/uv
RUN := $(UV) run --frozen --no-sync
# Logins by SAML are tested everywhere; Spark is tested where Java is, GoBGP's API where gobgpd is, PostgreSQL where its server is; the engine and the portal never need either
EXTRAS ?= --extra saml $(if $(shell command -v java),--extra spark) $(if $(shell command -v gobgpd),--extra gobgp) $(if $(wildcard /usr/lib/postgresql/*/bin/initdb),--extra postgres)

.boot/bin/uv:
	@python3 -m venv .boot && .boot/bin/pip install -q --disable-pip-version-check uv==0.13.9

.PHONY: sync sync-dev clients run test check check-types check-structure accuracy bench docs screenshots help

sync: .boot/bin/uv
	@$(UV) sync --frozen -q --no-default-groups --inexact

sync-dev: .boot/bin/uv
	@$(UV) sync --frozen -q $(EXTRAS)

clients: .boot/bin/uv  ## real clients of others for the tests, each from its own lock into .clients (LOCK=1 writes the locks anew)
	@UV="$(CURDIR)/$(UV)" tests/real_clients/install $(if $(LOCK),--lock)

run: sync  ## portal, worker, engine and simulated exporters on loopback until Ctrl-C (PORT=8000 DATA=var)
	@exec .venv/bin/hsoc demo --port $(PORT) --data "$(DATA)"

test: sync-dev  ## every test that this machine can run; ARGS="-k name" narrows
	@$(RUN) pytest -n auto --dist worksteal $(ARGS)

check: sync-dev  ## ruff, format, mypy, import contracts, migrations, translations, docs
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	@$(MAKE) --no-print-directory --output-sync=target -j 2 check-types check-structure docs  # side by side: each keeps one core busy

check-types:
	$(RUN) mypy

check-structure:
	$(RUN) lint-imports
	$(RUN) hsoc portal manage makemigrations --check --dry-run
	$(RUN) python -m pytest -q -n 0 -p no:cacheprovider tests/architecture

accuracy: sync-dev  ## score the detectors on invented days, beside the thresholds of others (QUICK=1 for a short one, CAPTURES=folder of recordings)
	@$(RUN) python -m hsoc.perimeter.simulate.accuracy $(if $(QUICK),--quick) $(if $(CAPTURES),--captures "$(CAPTURES)")

bench: sync-dev  ## the benchmarks, each a ratio in the same run (QUICK=1 for a short one)
	@$(RUN) python benchmarks/run.py $(if $(QUICK),--quick)

docs: sync-dev  ## the documentation as HTML in docs/_build
	@$(RUN) sphinx-build -q -W --keep-going -b html docs docs/_build

screenshots: sync-dev  ## the pictures of the README, taken of a running `make run` (same PORT and DATA; needs chromium)
	@$(RUN) python docs/screenshots.py --data "$(DATA)" --address http://127.0.0.1:$(PORT)

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | while IFS='|' read -r a b; do printf '  make %-12s %s\n' "$$a" "$$b"; done
