# From a bare machine with Python >= 3.11, git and make: `make demo` and `make test`.
# Windows: the same two steps without make are in README.md.

VENV := .venv
PY := $(VENV)/bin/python
OLDEST := .venv-oldest
WORKERS ?= 2
# neighbours share fixtures, so a worker is given a half of the tests in order, and takes over from the other at the end
SPREAD = -n $(WORKERS) --dist worksteal
NO_DOCTESTS = -o addopts="--import-mode=importlib --strict-markers --strict-config"  # nor are they looked for
QUICK = not slow and not recordings and not long and not images and not processes
PACKAGES = not slow and not recordings and (not long or images or processes)
SHARED ?= ../shared
LOCK := $(VENV)/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
	--no-header --annotation-style line

unexport PYTHONDONTWRITEBYTECODE  # every worker would compile all test files anew, half a minute each time

.PHONY: demo quick test near setup lint format types imports doctest nojit bounds oldest notebooks docs score bench soak short-soak mutants lock clean help

help:  ## say what each target does
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /	/' | expand -t 12

demo: $(VENV)/demo  ## analyse a sample recording, print the gait table, write a figure
	@echo "Analysing data/samples/backward_walk.csv; the first run compiles the kernels (some 15 s, once)"
	$(PY) -m retrogait analyze data/samples/backward_walk.csv --out build/demo --plot

test: setup  ## run the whole test suite, doctests included
	$(PY) -m pytest $(SPREAD)

quick: setup  ## a minute: the first case of each short test without images, processes or recordings; laws with few examples
	$(PY) -m pytest tests $(SPREAD) -q $(NO_DOCTESTS) -m "$(QUICK)" --first-cases=all --hypothesis-profile=quick

near: setup  ## tests that reach a file, the nearest first: make near F=src/retrogait/gait/turns.py
	$(PY) -m pytest -q -n $(WORKERS) --hypothesis-profile=few $$($(PY) benchmarks/mutants_near.py $(F))

setup: $(VENV)/complete

lint: setup  ## ruff: rules and format
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

format: setup  ## let ruff mend what it can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

types: setup  ## mypy, strict; of the examples pyright too
	$(PY) -m mypy
	$(PY) -m mypy --strict examples
	$(PY) -m pyright --pythonpath $(PY) examples

imports: setup  ## the layers of the design
	$(VENV)/bin/lint-imports

doctest: setup  ## the examples in the docstrings
	$(PY) -m pytest src

nojit: setup  ## kernel tests as plain Python
	NUMBA_DISABLE_JIT=1 $(PY) -m pytest tests $(NO_DOCTESTS) -m kernels $(SPREAD) --hypothesis-profile=few

bounds: setup  ## kernel tests with array bounds checked
	NUMBA_BOUNDSCHECK=1 $(PY) -m pytest tests $(NO_DOCTESTS) -m kernels $(SPREAD) --hypothesis-profile=few

oldest: $(OLDEST)/complete  ## the suite on the oldest numpy, scipy, pandas and numba promised
	$(OLDEST)/bin/python -m pytest tests $(NO_DOCTESTS) -m "$(PACKAGES)" --first-cases=long $(SPREAD) -W default -p no:cacheprovider --hypothesis-profile=quick

notebooks: setup  ## run every notebook from a clean kernel
	$(PY) .ci/run_notebooks.py

docs: setup  ## build the pages into build/site; any broken link fails
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build --quiet

score: setup  ## score against the reference recordings in SHARED
	$(PY) $(SHARED)/tools/score.py --data $(SHARED)/data

bench: setup  ## time the hot paths
	$(PY) -m pytest benchmarks --benchmark-only

mutants: setup  ## change 150 thresholds and comparisons of kinematics and gait, one by one: which does no test feel?
	$(PY) benchmarks/mutants.py --workers $(WORKERS) --out build/mutants.json

soak: setup  ## hours: 250,000 damaged files, 5,000 calls with junk, 10,000 recordings with kills, a day of streams, other libraries
	$(PY) benchmarks/fuzz_exports.py
	$(PY) benchmarks/fuzz_exports.py --walks
	$(PY) benchmarks/fuzz_arguments.py
	$(PY) benchmarks/batch_soak.py --files 10000
	$(PY) benchmarks/live_soak.py --hours 24
	$(PY) benchmarks/peers.py

short-soak: setup  ## a hundredth of it, for CI
	$(PY) benchmarks/fuzz_exports.py --count 2000
	$(PY) benchmarks/fuzz_exports.py --walks --count 500
	$(PY) benchmarks/fuzz_arguments.py --count 50
	$(PY) benchmarks/batch_soak.py --files 100 --kills 3 --no-speed-up
	$(PY) benchmarks/live_soak.py --hours 0.24

lock: setup  ## choose the locked versions anew
	$(LOCK) pyproject.toml --all-extras -o requirements/dev.lock
	$(LOCK) pyproject.toml requirements/demo.in --extra plot -c requirements/dev.lock -o requirements/demo.lock
	$(LOCK) requirements/oldest.in -o requirements/oldest.txt

clean:  ## remove what the other targets made
	rm -rf $(VENV) $(OLDEST) .cache build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# These files are written last: an environment without them broke half-way and is made anew.
$(VENV)/demo: pyproject.toml requirements/demo.lock
	@sh .ci/make_venv.sh $(VENV) requirements/demo.lock demo "$(PYTHON)"

$(VENV)/complete: pyproject.toml requirements/dev.lock
	@sh .ci/make_venv.sh $(VENV) requirements/dev.lock complete "$(PYTHON)"

$(OLDEST)/complete: pyproject.toml requirements/oldest.txt requirements/dev.lock
	@sh .ci/make_venv.sh $(OLDEST) requirements/oldest.txt complete "$(PYTHON_OLDEST)" 3.11
