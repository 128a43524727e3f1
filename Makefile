# Everything runs in .venv, which the first target that needs it creates; GNU make 3.81 or newer.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test fuzz lint format verify fairness recognition hostile platforms bench soak skeletons build \
  lock clean distclean

PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
READY := $(VENV)/.ready
FUZZ_TARGETS := wire:100000 frames:100000 answers:100000 intake:10000
FUZZ_RUNS ?=

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

setup: $(READY)  ## create .venv with the locked dependencies and this project
	@echo "$(VENV) is ready"

demo: $(READY)  ## grade the example submissions on real MNIST images
	@$(BIN)/python examples/demo.py

test: $(READY)  ## run every test, side by side what can be
	@$(BIN)/python -m tests.phases

fuzz: $(READY)  ## fuzz what reads frames and archives; FUZZ_RUNS=1000 inputs each
	@$(PIP) install --require-hashes --requirement requirements-fuzz.lock || { \
	  echo "make fuzz needs atheris, made for Linux on x86-64 and Python 3.11 to 3.14: this is" \
	  "$$($(BIN)/python --version) on $$(uname -sm); make test runs the same targets without it" >&2; exit 2; }
	@set -e; for target in $(FUZZ_TARGETS); do \
	  runs=$(or $(FUZZ_RUNS),$${target#*:}); echo "== $${target%:*}: $$runs inputs"; \
	  $(BIN)/python -m tests.fuzz.run "$${target%:*}" "-runs=$$runs"; \
	done

lint: $(READY)  ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)  ## repair what ruff can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

verify: $(READY)  ## let the assignment prove itself
	$(BIN)/grader build --check
	$(BIN)/grader verify

fairness: $(READY)  ## grade right solutions in many hands, with SEEDS=20 secrets each
	@$(BIN)/python -m tests.fairness.run --seeds $(or $(SEEDS),20)

recognition: $(READY)  ## measure how often a mistake gets its name, and whether another one does
	@$(BIN)/python -m tests.recognising --pairs $(or $(PAIRS),100) --unrelated

hostile: $(READY)  ## grade every hostile submission twice at every level of isolation
	@HOSTILE_ROUNDS=2 $(BIN)/python -m pytest tests/hostile

platforms: $(READY)  ## grade every example by the package for Gradescope, in a root of its own (as root)
	@$(BIN)/python -m tests.gradescoperoom

bench: $(READY)  ## run the benchmarks, one after the other; their tables go into docs/performance.md
	@export BENCH_DOCUMENT=docs/performance.md; $(BIN)/python -m benchmarks.tables; failed=; \
	for file in benchmarks/bench_*.py; do \
	  echo "== $$file"; $(BIN)/python "$$file" || failed="$$failed $$file"; \
	done; \
	if test -n "$$failed"; then echo "failed:$$failed" >&2; exit 1; fi

soak: $(READY)  ## kill parts of 200 gradings at random moments (SEED=n repeats)
	@$(BIN)/python -m benchmarks.soak_kills $(SEED)

skeletons: $(READY)  ## write exercises/ from reference/
	$(BIN)/grader build

build: $(READY)  ## build the wheel into dist/
	$(BIN)/python -m build --no-isolation --wheel --outdir dist

lock:  ## resolve the dependencies anew into the lock files (needs uv)
	$(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml
	$(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make lock" --constraint requirements.lock --extra dev \
	  --output-file requirements-dev.lock pyproject.toml
	$(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make lock" --constraint requirements-dev.lock \
	  --output-file requirements-fuzz.lock tests/fuzz/requirements.in

clean:  ## remove what the other targets left behind, except .venv
	rm -rf build dist demo-reports .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find grader tests exercises reference examples benchmarks -name __pycache__ -type d -prune \
	  -exec rm -rf {} + 2>/dev/null || true

distclean: clean  ## clean, and remove .venv too
	rm -rf $(VENV)

# --require-hashes refuses whatever is not in the lock file; the project itself comes last, without
# dependencies and built by the locked backend, so that nothing else is fetched.
$(READY): requirements-dev.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) not found: install Python 3.11 or newer," \
	  "or name one: make $(or $(MAKECMDGOALS),setup) PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is $$($(PYTHON) --version 2>&1): Python 3.11 or newer is needed;" \
	  "name one: make $(or $(MAKECMDGOALS),setup) PYTHON=python3.11" >&2; exit 2; }
	@echo "setting up $(VENV) (once)"
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --no-compile --require-hashes --requirement requirements-dev.lock
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true  # pip's own way takes one core; some samples are no Python
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q grader
	@touch $@
