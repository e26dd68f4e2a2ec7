.DEFAULT_GOAL := help
.PHONY: help setup run chat demo-cluster test e2e lint types contracts golden cards audit sbom container-steps soak soak-bundles soak-kills soak-fuzz soak-hostile bench bench-bundle bench-sweep bench-runs bench-turns docs words lock
PY := .venv/bin/python
PYTHON ?= python3
COUNT ?= 5000
SEED ?= 0
RUNS ?= 1000
MINUTES ?= 60
FUZZ_MINUTES = $(if $(filter file,$(origin MINUTES)),20,$(MINUTES))
FUZZ_SEED = $(if $(filter file,$(origin SEED)),,--seed $(SEED))
TARGET ?=
NODE := $(shell command -v npm)
PLAYGROUND := $(if $(NODE),node_modules/.ready)

help: ## List these commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: .venv/.ready ## Make .venv from the locked dependencies

.venv/.ready: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Roomcheck needs Python 3.11 or newer: make PYTHON=python3.12 setup"; exit 1; }
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --no-compile --require-hashes --requirement requirements-dev.lock
	@touch $@

run: setup $(PLAYGROUND) ## The bot, a simulated tenant and Microsoft's client simulator
	@$(PY) app.py demo

chat: setup ## The same bot, spoken to in this terminal
	@$(PY) app.py chat

demo-cluster: setup ## A replica and two workers on one PostgreSQL; one is killed, and nothing is lost
	@PYTHONPATH=. $(PY) demo/cluster.py

lint: setup ## Ruff over everything
	.venv/bin/ruff check .

types: setup ## mypy, strict
	.venv/bin/mypy .

contracts: setup ## The directions of import
	.venv/bin/lint-imports

test: lint types contracts ## Everything that needs Python only
	.venv/bin/pytest --numprocesses 3

container-steps: setup ## The image, built and started not as root; its steps alone where no container engine answers
	$(PY) tests/infra/container_image.py

soak: soak-bundles soak-kills soak-hostile soak-fuzz ## All of them, for a night

soak-bundles: setup ## Thousands of hostile zips, at random (COUNT=5000 SEED=0 MINUTES=60)
	PYTHONPATH=. $(PY) tests/soak/bundles.py --count $(COUNT) --seed $(SEED) --minutes $(MINUTES)

soak-kills: setup ## Bots and workers killed at random, and a database gone for a minute (RUNS=1000 SEED=0)
	PYTHONPATH=. $(PY) tests/soak/kills.py --runs $(RUNS) --seed $(SEED)

soak-hostile: COUNT = 10000
soak-hostile: setup ## Thousands of hostile activities, at random, against the whole bot (COUNT=10000 SEED=0)
	PYTHONPATH=. $(PY) tests/soak/hostile.py --count $(COUNT) --seed $(SEED)

soak-fuzz: setup ## Every fuzz target, one after the other (MINUTES=20 each; TARGET=zip SEED=1 for one)
	PYTHONPATH=. $(PY) tests/soak/fuzz.py --minutes $(FUZZ_MINUTES) --target "$(TARGET)" $(FUZZ_SEED)

audit: .audit/.ready ## Known vulnerabilities in the locked dependencies, as PyPI tells
	@.audit/bin/python infra/audit.py

sbom: .audit/.ready ## The bill of materials of the locked dependencies, in .roomcheck/sbom.cdx.json
	@.audit/bin/python infra/sbom.py .roomcheck/sbom.cdx.json

.audit/.ready: infra/audit.lock
	$(PYTHON) -m venv .audit
	.audit/bin/pip install --quiet --no-compile --require-hashes --requirement $<
	@touch $@

e2e: setup node_modules/.ready ## The walk through Microsoft's client simulator, in Chromium
	node --test --test-concurrency=1 tests/browser/

node_modules/.ready: package-lock.json
	npm ci --silent --ignore-scripts
	@touch $@

golden: setup ## Write the golden cards and reports anew; read the diff before you commit it
	UPDATE_GOLDEN=1 .venv/bin/pytest --quiet tests/bot/cards/test_golden.py tests/rooms/test_golden_rooms.py tests/rooms/test_golden_bundles.py

cards: node_modules/.ready ## Draw the golden cards with Microsoft's renderer, as pictures in .roomcheck/cards
	node tests/browser/cards/render.mjs

bench: bench-bundle bench-turns bench-runs bench-sweep ## All of them, and how long a user waits for a card
	PYTHONPATH=. $(PY) bench/first_card.py

bench-bundle: setup ## How fast diagnostic zips are read, beside other ways to read them
	PYTHONPATH=. $(PY) bench/bundle.py

bench-sweep: setup ## What a sweep of a large fleet costs, beside a checker that asks room by room
	PYTHONPATH=. $(PY) bench/sweep.py

bench-runs: setup ## Runs per second and takeover, beside the same steps in the bare job engine
	PYTHONPATH=. $(PY) bench/runs.py

bench-turns: setup ## Turns per second, beside the stock adapter and Microsoft's newer SDKs
	-@$(MAKE) --no-print-directory .bench/.ready
	PYTHONPATH=. $(PY) bench/turns.py

.bench/.ready: bench/peers.lock
	$(PY) -m venv .bench
	.bench/bin/pip install --quiet --no-compile --require-hashes --requirement $<
	@touch $@

docs: setup ## Write the pages that follow from the code
	PYTHONPATH=. $(PY) docs/generate.py

words: setup ## Bring the catalogues of the languages to the messages that the code holds
	PYTHONPATH=. $(PY) bot/words/renew.py

lock: ## Write the lock files anew (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --no-annotate --custom-compile-command 'make lock' -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 --no-annotate --custom-compile-command 'make lock' -q -o requirements-dev.lock
	uv pip compile bench/peers.in --universal --generate-hashes --python-version 3.11 --no-annotate --custom-compile-command 'make lock' -q -o bench/peers.lock
	uv pip compile infra/audit.in --universal --generate-hashes --python-version 3.11 --no-annotate --custom-compile-command 'make lock' -q -o infra/audit.lock
	uv pip compile infra/build.in --universal --generate-hashes --python-version 3.11 --no-annotate --custom-compile-command 'make lock' -q -o infra/build.lock
