# Everything a newcomer, a developer and a build machine do here; `make help` lists it.

PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?=
BENCH_ARGS ?=
FUZZ_ARGS ?=
CHAOS_ARGS ?=
SOAK_ARGS ?=
DOCKER_ARGS ?=
UPGRADE ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# What a shell may carry over from other projects must not reach ours.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONSAFEPATH PYTHONWARNINGS PYTHONOPTIMIZE
unexport PIP_TARGET PIP_PREFIX PIP_ROOT PIP_USER PIP_REQUIREMENT PIP_CONSTRAINT
export PYTHONNOUSERSITE := 1

PEERS = $(foreach peer,arq saq taskiq,$(VENV)/peers/$(peer)/.installed)
PIP = $(VENV)/bin/python -m pip --disable-pip-version-check --no-input --quiet
# Wheels only, so that nothing is compiled and no foreign code runs while installing.
INSTALL = $(PIP) install --require-hashes --only-binary :all:

.PHONY: help
help: ## list what make can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: $(VENV)/.runtime ## start store, worker, gateway and Flower here; Ctrl-C stops them
	@exec $(VENV)/bin/python -m scripts up --stop-with-parent

.PHONY: restart
restart: $(VENV)/.runtime ## replace what `make run` runs, one process after the other; no request is lost
	@$(VENV)/bin/python -m scripts restart

.PHONY: test
test: lint types ## check style, types and layers, then run every test
	@$(VENV)/bin/python -m pytest $(PYTEST_ARGS)

.PHONY: slow
slow: $(VENV)/.dev ## run the tests that take minutes
	@$(VENV)/bin/python -m pytest -m slow $(PYTEST_ARGS)

.PHONY: lint
lint: $(VENV)/.dev ## check style and the layers between the packages
	@$(VENV)/bin/python -m ruff check --quiet .
	@$(VENV)/bin/python -m ruff format --check --quiet .
	@$(VENV)/bin/lint-imports --no-cache

.PHONY: types
types: $(VENV)/.dev ## check types
	@$(VENV)/bin/python -m mypy

.PHONY: format
format: $(VENV)/.dev ## write the code in the project's form
	@$(VENV)/bin/python -m ruff check --fix --quiet .
	@$(VENV)/bin/python -m ruff format --quiet .

.PHONY: bench
bench: $(VENV)/.dev $(PEERS) ## measure all, beside the bars, and write docs/performance.md, in half an hour; BENCH_ARGS=--short writes nothing
	@$(VENV)/bin/python -m bench $(BENCH_ARGS)

.PHONY: bench-quick
bench-quick: $(VENV)/.dev $(VENV)/peers/taskiq/.installed ## measure what tells most, beside the last release, in a minute; BENCH_ARGS=--keep keeps it as this one's
	@$(VENV)/bin/python -m bench quick $(BENCH_ARGS)

.PHONY: otel
otel: $(VENV)/.runtime ## install what sends traces to a collector, see PALJA_OTEL_ENDPOINT
	@$(INSTALL) --requirement requirements-otel.txt

.PHONY: live
live: $(VENV)/.runtime ## ask each configured provider one real question
	@$(VENV)/bin/python -m workers.live

.PHONY: fuzz
fuzz: $(VENV)/.dev ## send what its description allows and forbids and check every answer, for ten minutes; FUZZ_ARGS='--minutes 1'
	@$(VENV)/bin/python -m tests.acceptance.fuzzing.run $(FUZZ_ARGS)

.PHONY: chaos
chaos: $(VENV)/.dev ## kill, silence and corrupt its parts under load, for an hour; CHAOS_ARGS=--short takes three minutes
	@$(VENV)/bin/python -m tests.chaos $(CHAOS_ARGS)

.PHONY: soak
soak: $(VENV)/.dev ## ask and break by chance for two hours and see that nothing grows; SOAK_ARGS='--minutes 5'
	@$(VENV)/bin/python -m tests.chaos.soak $(SOAK_ARGS)

.PHONY: tables
tables: $(VENV)/.dev ## make the tables in saju/tables again from the ephemeris
	@$(VENV)/bin/python -m scripts.make_tables

.PHONY: lock
lock: $(VENV)/lock/.installed ## pin requirements*.txt again; UPGRADE=--upgrade takes newer versions
	@$(MAKE) --no-print-directory lock-file FILE=requirements.txt FROM=pyproject.toml
	@for peer in arq saq taskiq; do $(MAKE) --no-print-directory lock-file \
		FILE=bench/peers/$$peer.txt FROM=bench/peers/$$peer.in || exit 1; done
	@$(MAKE) --no-print-directory lock-file FILE=requirements-otel.txt \
		FROM='--group pyproject.toml:otel --constraints requirements.txt'
	@$(MAKE) --no-print-directory lock-file FILE=requirements-dev.txt \
		FROM='pyproject.toml --group dev --constraints requirements.txt --constraints requirements-otel.txt --override overrides.txt'

# Pins and hashes for every supported Python and system at once, and no word about where from.
.PHONY: lock-file
lock-file:
	@$(VENV)/lock/bin/uv pip compile $(FROM) --output-file $(FILE) $(UPGRADE) --quiet --no-config \
		--universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links
	@{ echo '# Made by `make lock` from $(firstword $(filter-out --%,$(FROM))).'; cat $(FILE); } > $(FILE).new
	@mv $(FILE).new $(FILE)

# --strict: a package that the service could not be asked about is no package without fault.
.PHONY: audit
audit: $(VENV)/audit/.installed ## ask PyPI for known faults of every pinned package; needs the internet
	@for file in requirements.txt requirements-otel.txt requirements-dev.txt; do \
		$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off \
			--requirement $$file || exit 1; done

# The log of what made the keys goes with its container, so that they are shown once and kept nowhere.
.PHONY: up
up: ## build the image, start all in containers, wait until they are well; shows the key the first time
	docker compose up --build --detach --wait
	@docker logs "$$(docker compose ps --all --quiet init)" && docker compose rm --force init > /dev/null 2>&1

.PHONY: down
down: ## stop what `make up` started; its data is kept
	docker compose down

.PHONY: docker-check
docker-check: $(VENV)/.dev ## build, start, kill and scale the containers under load; needs a Docker engine
	@$(VENV)/bin/python -m tests.docker $(DOCKER_ARGS)

.PHONY: clean
clean: ## remove the environment and all caches; the state directory stays
	rm -rf "$(VENV)" palja.egg-info build .coverage .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# The environments. A stamp is written last, so that one cut short is made again.

$(VENV)/.created:
	@command -v $(PYTHON) > /dev/null || { \
		echo "palja needs Python 3.11 to 3.14, and there is no $(PYTHON) here;" \
			"install it, or name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || { \
		echo "palja needs Python 3.11 to 3.14, and $(PYTHON) is $$($(PYTHON) -V 2>&1);" \
			"name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2> /dev/null || { \
		echo "$(PYTHON) comes without venv; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; }
	@echo "making the environment in $(VENV) with $$($(PYTHON) -V)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.txt pyproject.toml $(VENV)/.created
	@echo "installing what palja needs into $(VENV)"
	@$(INSTALL) --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# forbiddenfruit, which blockbuster needs, and lunar-python are published as source only. The lock
# has all that is needed, and overrides.txt says which bounds it does not keep: hence --no-deps.
$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "installing what its tests need into $(VENV)"
	@$(INSTALL) --no-deps --no-binary forbiddenfruit,lunar-python --requirement requirements-dev.txt
	@touch $@

$(VENV)/lock/.installed: $(VENV)/.created
	@$(PYTHON) -m venv --clear $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip --disable-pip-version-check --no-input --quiet install \
		--only-binary :all: uv==0.13.9
	@touch $@

$(VENV)/audit/.installed: $(VENV)/.created
	@$(PYTHON) -m venv --clear $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip --disable-pip-version-check --no-input --quiet install \
		--only-binary :all: pip-audit==2.10.1
	@touch $@

# Other queues, for the benchmark alone; they want different versions of redis-py.
$(VENV)/peers/%/.installed: bench/peers/%.txt $(VENV)/.created
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check --no-input --quiet install \
		--require-hashes --only-binary :all: --requirement $<
	@touch $@
