# LAPOR. Every command sets up what it needs; nothing has to be installed first but Python.
.DEFAULT_GOAL := help
.PHONY: help run up down reset status code logs test check audit mutate format demo screenshots simulate bench evaluate route train teach compare deploy \
        lock contract functions base tools learning emulator chromium

VENV := .venv/bin/python
LOCAL := $(VENV) -m infra.local $(if $(PRACTICE),--practice)
PYTHON = $(or $(shell sh infra/find-python.sh),$(error no usable Python))
STAGE ?= prod
# Threads of NumPy's that wait for each other take more than ten times as much of a busy machine.
export OPENBLAS_NUM_THREADS ?= 1
# OpenBLAS knows what a processor can: with what suits an older one a text takes a third longer.
unexport OPENBLAS_CORETYPE
# Compiled modules are kept: else each process of tests and tools compiles all of ours anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: base emulator ## start everything on this machine and stay in front; Ctrl-C stops it; PRACTICE=1: a place to practise
	@exec $(LOCAL) run

up: base emulator ## the same in the background
	@$(LOCAL) up

down: base ## stop it; what was filed stays
	@$(LOCAL) down

reset: base emulator ## start again from nothing
	@$(LOCAL) reset

status: base ## say whether it runs, with addresses and logins
	@$(LOCAL) status

code: base ## the present code of a demo officer's second factor: make code OFFICER=<email>
	@$(VENV) -m infra.totp $(OFFICER) $(if $(PRACTICE),--practice)

logs: base ## collect what the functions logged into .local/logs/functions.log
	@$(LOCAL) logs

test: tools emulator chromium ## run every test, or some: make test TESTS=tests/unit [PYTEST_ARGS=-x]
	@$(if $(TESTS),$(VENV) -m pytest $(PYTEST_ARGS) $(TESTS),sh infra/run-tests.sh $(PYTEST_ARGS))

check: tools audit ## format, lint, types, imports, dead code, locks, contract, functions, template, audit
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .
	@$(VENV) -m mypy
	@.venv/bin/lint-imports --no-logo --no-cache
	@.venv/bin/vulture
	@$(VENV) -m infra.lock --check
	@$(VENV) -m infra.contract --check
	@$(VENV) -m infra.generated --check
	@$(VENV) -m infra.lint

audit: ## weak patterns, secrets in files, published weaknesses of packages
	@$(PYTHON) infra/bootstrap.py .local/audit infra/audit/requirements.txt
	@.local/audit/bin/python -m infra.audit

mutate: tools ## see which small breakages no test notices: make mutate [NUMBER=60] [SEED=1]
	@$(PYTHON) infra/bootstrap.py .local/mutation/venv tests/mutation/requirements.txt
	@.local/mutation/venv/bin/python -m tests.mutation --number $(or $(NUMBER),60) --seed $(or $(SEED),1) $(MUTATE_ARGS)

format: tools ## put the code into its form
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .

lock: tools ## lock packages again after a change of an .in file: make lock [UPGRADE=1]
	@$(VENV) -m infra.lock $(if $(UPGRADE),--upgrade)

contract: base ## write docs/openapi.json and the tables of events and moves from the code
	@$(VENV) -m infra.contract

functions: base ## write config and template again after a change of infra/functions.toml
	@$(VENV) -m infra.generated

demo: base ## walk real-looking complaints through their life on the running stack
	@$(VENV) -m infra.demo

simulate: base ## a made-up life of the service: make simulate [DAYS=30] [PER_DAY=395] [AFTER=0] [SEED=1], or on the stack: STACK=1
	@$(VENV) -m infra.simulate$(if $(STACK),.stage) $(if $(DAYS),--days $(DAYS)) $(if $(PER_DAY),--per-day $(PER_DAY)) \
	  $(if $(AFTER),--after $(AFTER)) $(if $(SEED),--seed $(SEED))

screenshots: tools chromium ## pictures of the pages of the running stack, for docs/pages
	@$(VENV) -m tests.browser.screenshots

bench: tools emulator ## performance figures as JSON lines: make bench [OPEN=100000]
	@$(VENV) -m infra.bench $(if $(OPEN),--open $(OPEN))

evaluate: learning ## routing figures: make evaluate DATA=file.csv [TRAIN=file.csv]
	@$(VENV) -m training.evaluate --data $(DATA) $(if $(TRAIN),--train $(TRAIN))

route: base ## where rows of a CSV would go, nothing written: make route DATA=file.csv
	@$(VENV) -m infra.route --data "$(DATA)"

train: learning ## fit the classifier again: make train DATA=file.csv
	@$(VENV) -m training.train --data $(DATA)

teach: base ## teach the transformer further, in half an hour to two: make teach [ORDINARY="complaints.csv ..."] [ANEW=1]
	@$(PYTHON) infra/bootstrap.py .local/transformer training/transformer/requirements.txt
	@# Memory that glibc gives back after each step and asks for anew takes more time than the sums.
	@MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 .local/transformer/bin/python -m training.fit_transformer $(if $(ORDINARY),--ordinary $(ORDINARY)) $(if $(ANEW),--anew)

compare: learning ## may a new model replace the old: make compare CANDIDATE=b.bin DATA=recent.csv
	@$(VENV) -m training.compare --current chalicelib/routing/data/sector_model.bin \
	  --candidate $(CANDIDATE) --data $(DATA)

deploy: base ## package and deploy to AWS: make deploy STAGE=prod [PARAMETERS="AlarmEmail=..."]
	@$(VENV) -m infra.deploy $(STAGE) $(PARAMETERS)

# ---- What the commands above need. Each is quick when it is already there. ----
base:
	@$(PYTHON) infra/bootstrap.py .venv infra/requirements.txt

tools:
	@$(PYTHON) infra/bootstrap.py .venv infra/requirements.txt requirements-dev.txt

learning:
	@$(PYTHON) infra/bootstrap.py .venv infra/requirements.txt training/requirements.txt

emulator:
	@$(PYTHON) infra/bootstrap.py .venv-emulator infra/local/requirements.txt

chromium:
	@sh infra/install-chromium.sh
