SHELL := /bin/bash -o pipefail
.DEFAULT_GOAL := help
PYTHON ?= python3
# What pip installs for conform-torch; the CPU build is smaller.
TORCH ?= torch
PY := .venv/bin/python
SYSTEM := .rlib/.system
SYSTEM_TEST := .rlib/.system-test
VENV := .venv/.ready
RLIB := .rlib/.ready
READY := $(VENV) $(RLIB)
FORMATTED := python parity_tests fixtures benchmarks
export R_LIBS := $(CURDIR)/.rlib
# One thread: products do not change with the load of the machine, and small ones are faster.
export OPENBLAS_NUM_THREADS ?= 1

## help: show these targets
help:
	@sed -n 's/^## //p' Makefile | awk -F': ' '{printf "  make %-22s %s\n", $$1, $$2}'

## run: train the article's network in both languages and show every number beside its twin
run: $(READY)
	@$(PY) parity_tests/tour.py

## test: run the tests of Python, of R and of both together
test: $(READY) $(SYSTEM_TEST)
	@mkdir -p out; failed=0; \
	$(MAKE) --no-print-directory test-r >out/test-r.all 2>&1 & r=$$!; \
	$(MAKE) --no-print-directory test-python || failed=1; \
	wait $$r || failed=1; cat out/test-r.all; \
	$(MAKE) --no-print-directory parity || failed=1; \
	for suite in test-python test-r parity; do printf '%-12s %s\n' $$suite "$$(tail -n 1 out/$$suite.log)"; done; \
	exit $$failed

## test-python: run the tests of the Python package alone
test-python: $(READY) $(SYSTEM_TEST)
	@mkdir -p out; cd python && ../$(PY) -m pytest -n 2 --dist loadfile tests 2>&1 | tee ../out/test-python.log

## test-r: run the tests of the R package alone
test-r: $(RLIB) $(SYSTEM_TEST)
	@mkdir -p out; cd r/tests && Rscript testthat.R 2>&1 | tee ../../out/test-r.log

## parity: run the tests that hold Python and R against each other and against the true values
parity: $(READY) $(SYSTEM_TEST)
	@mkdir -p out; $(PY) -m pytest -c python/pyproject.toml --rootdir . -n 2 --dist loadfile parity_tests 2>&1 | tee out/parity.log

## trial: the slow trials of the checker: 300 random cases, every known mistake in every case (half an hour)
trial: $(READY) $(SYSTEM_TEST)
	@mkdir -p out; TWINMLP_RANDOM=300 $(PY) -m pytest -c python/pyproject.toml --rootdir . parity_tests/test_checker_random.py
	@$(PY) parity_tests/checker_trial.py | tee out/trial.log
	@$(PY) parity_tests/foreign_trial.py | tee out/foreign.log

## listings: run the programs of all cases in all languages, and of drawn ones, and check what they print (five minutes)
listings: $(READY) $(SYSTEM_TEST)
	@$(PY) parity_tests/listings.py
	@$(PY) -m twinmlp conform --random 60 --out out/failed-cases -- $(PY) parity_tests/adapters/listing.py python
	@$(PY) -m twinmlp conform --random 60 --out out/failed-cases -- $(PY) parity_tests/adapters/listing.py r

## lint: ruff, mypy and lintr
lint: $(READY) $(SYSTEM_TEST)
	@.venv/bin/ruff check --config python/pyproject.toml $(FORMATTED)
	@.venv/bin/ruff format --check --config python/pyproject.toml $(FORMATTED)
	@cd python && ../.venv/bin/mypy
	@Rscript -e 'found <- lintr::lint_dir("r/R"); print(found); quit(status = length(found) > 0L)'

## package: build the wheel, the source distribution and the R package, with the fixtures, into out
package: $(READY)
	@mkdir -p out && rm -f out/twinmlp*.tar.gz out/twinmlp*.whl
	@$(PY) -m build --outdir out python
	@cd r && sh ./configure && cd ../out && R CMD build --no-manual ../r

## check: the linters, R CMD check of the built R package, and the built packages installed and run where nothing else is
check: lint package $(SYSTEM_TEST)
	@cd out && R CMD check --no-manual twinmlp_*.tar.gz
	@.ci/packages.sh $(PYTHON)

## fixtures: write the golden values anew
fixtures: $(VENV)
	@$(PY) fixtures/generate.py

## generated: write what is made from tables and code: lists of names, api.json, MISTAKES.md
generated: $(VENV)
	@$(PY) fixtures/generate_names.py
	@$(PY) fixtures/generate_api.py
	@$(PY) fixtures/generate_mistakes.py

## fixtures-check: compute the golden values anew and compare them with the files
fixtures-check: $(VENV)
	@$(PY) fixtures/generate.py --check
	@$(PY) fixtures/generate_bits.py --check
	@$(PY) fixtures/generate_names.py --check
	@$(PY) fixtures/generate_api.py --check
	@$(PY) fixtures/generate_mistakes.py --check
	@$(PY) fixtures/generate_docs.py --check

## docs: write what is made from the table of options, and R's manual pages where roxygen2 is installed
docs: $(READY)
	@$(PY) fixtures/generate_docs.py

## reproducible: the same bits under other kernels, threads, processor features and libraries, as a table of hashes
reproducible: $(READY)
	@$(PY) parity_tests/reproducible_everywhere.py

## reproducible-aarch64: the same on an emulated 64-bit Arm Debian, downloaded into out/aarch64
reproducible-aarch64: $(READY)
	@parity_tests/aarch64.sh

## bench: speed on five workloads against what people would pick instead, in both languages, as one table of ratios
bench: $(READY)
	@$(PY) benchmarks/speed.py $(BENCH)

## bench-reproducible: what the reproducible arithmetic costs
bench-reproducible: $(READY)
	@$(PY) benchmarks/reproducible.py

## conform-torch: hold PyTorch's autograd against every case it can express (installs PyTorch into out/torch)
conform-torch: $(READY)
	@test -x out/torch/bin/python || $(PYTHON) -m venv out/torch
	@out/torch/bin/python -m pip install --quiet numpy $(TORCH)
	@$(PY) -m twinmlp conform -- out/torch/bin/python parity_tests/adapters/pytorch.py

## clean: remove everything that make has made
clean:
	rm -rf .venv .rlib out r/inst

$(SYSTEM): .ci/system.sh
	@mkdir -p .rlib
	@.ci/system.sh $(PYTHON)
	@touch $@

$(SYSTEM_TEST): .ci/system.sh | $(SYSTEM)
	@.ci/system.sh $(PYTHON) test
	@touch $@

$(VENV): python/pyproject.toml | $(SYSTEM)
	@echo "Installing the Python package into .venv"
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check -e 'python[plots,excel,parity,fixtures,pages,notebook,test]'
	@touch $@

$(RLIB): r/DESCRIPTION r/NAMESPACE r/configure $(wildcard r/R/*.R fixtures/*.json fixtures/*/*.json fixtures/*/*/*.json fixtures/walkthrough/* fixtures/worksheet/*) | $(SYSTEM)
	@echo "Installing the R package into .rlib"
	@R CMD INSTALL --no-docs --no-test-load --library=.rlib r >.rlib/.log 2>&1 || { cat .rlib/.log; exit 1; }
	@touch $@

.PHONY: help run test test-python test-r parity trial listings check fixtures generated fixtures-check reproducible reproducible-aarch64 bench bench-reproducible conform-torch clean
