SHELL := /bin/bash -o pipefail
.DEFAULT_GOAL := help
PYTHON ?= python3
# What pip installs of PyTorch for conform-torch and test-adapters; a build for the CPU is smaller, where there is one.
TORCH ?= torch==2.13.0
SKLEARN_OLDEST ?= scikit-learn==1.6.0
PY := .venv/bin/python
SYSTEM := .rlib/.system
SYSTEM_TEST := .rlib/.system-test
VENV := .venv/.ready
RLIB := .rlib/.ready
VIGNETTES := .rlib/.vignettes
READY := $(VENV) $(RLIB)
FORMATTED := python parity_tests fixtures benchmarks docs
export R_LIBS := $(CURDIR)/.rlib
# One thread: products do not change with the load of the machine, and small ones are faster.
export OPENBLAS_NUM_THREADS ?= 1
# Of the long trials `make test` takes this sample; another number takes another one.
export TWINMLP_SAMPLE ?= 0

## help: show these targets
help:
	@sed -n 's/^## //p' Makefile | awk -F': ' '{printf "  make %-22s %s\n", $$1, $$2}'

## run: train the article's network in both languages and show every number beside its twin
run: $(READY) $(VIGNETTES)
	@$(PY) parity_tests/tour.py

## test: run the tests of Python, of R and of both together
test: $(READY) $(SYSTEM_TEST)
	@echo "The tests of R, then those of both together; beside them those of Python, shown at the end."
	@mkdir -p out; failed=0; \
	$(MAKE) --no-print-directory test-python >out/test-python.all 2>&1 & python=$$!; \
	$(MAKE) --no-print-directory test-r || failed=1; \
	$(MAKE) --no-print-directory parity || failed=1; \
	wait $$python || failed=1; cat out/test-python.all; \
	for suite in test-python test-r parity; do printf '%-12s %s\n' $$suite "$$(tail -n 1 out/$$suite.log)"; done; \
	exit $$failed

## test-python: run the tests of the Python package alone
test-python: $(READY) $(SYSTEM_TEST)
	@mkdir -p out; cd python && ../$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests 2>&1 | tee ../out/test-python.log

## test-r: run the tests of the R package alone
test-r: $(RLIB) $(SYSTEM_TEST)
	@mkdir -p out; cd r/tests && NOT_CRAN=true Rscript testthat.R 2>&1 | tee ../../out/test-r.log

## parity: run the tests that hold Python and R against each other and against the true values
parity: $(READY) $(SYSTEM_TEST)
	@mkdir -p out; $(PY) -m pytest -c python/pyproject.toml --rootdir . -n 2 --dist loadfile --no-loadscope-reorder parity_tests 2>&1 | tee out/parity.log

## test-all: all tests of which make test takes a sample (half an hour)
test-all: $(READY) $(SYSTEM_TEST)
	@TWINMLP_ALL=1 $(MAKE) --no-print-directory test

## test-adapters-r: run the tests of R's adapters against broom, caret, future, ggplot2, and others where they are installed
test-adapters-r: $(RLIB) .rlib/.adapters
	@mkdir -p out; cd r/tests && TZ=UTC Rscript adapters.R 2>&1 | tee ../../out/test-adapters-r.log

## trial: the slow trials of the checker: 300 random cases, every known mistake, those of others (half an hour; installs PyTorch into out/torch)
trial: $(READY) $(SYSTEM_TEST) out/torch/.ready
	@mkdir -p out; TWINMLP_ALL=1 $(PY) -m pytest -c python/pyproject.toml --rootdir . parity_tests/test_checker_random.py
	@$(PY) parity_tests/checker_trial.py | tee out/trial.log
	@$(PY) parity_tests/foreign_trial.py | tee out/foreign.log

## listings: run the programs of all cases in all languages, and of drawn ones, and check what they print (five minutes)
listings: $(READY) $(SYSTEM_TEST)
	@$(PY) parity_tests/listings.py
	@$(PY) -m twinmlp conform --random 60 --out out/failed-cases -- $(PY) parity_tests/adapters/listing.py python
	@$(PY) -m twinmlp conform --random 60 --out out/failed-cases -- $(PY) parity_tests/adapters/listing.py r

## test-adapters: hold the adapters against PyTorch, Keras, ONNX Runtime, Dask and the oldest scikit-learn (into out/adapters)
test-adapters: out/adapters/.ready out/sklearn-oldest/.ready
	@cd python && ../out/adapters/bin/python -m pytest tests_adapters 2>&1 | tee ../out/test-adapters.log
	@cd python && ../out/sklearn-oldest/bin/python -m pytest tests/test_sklearn.py tests/test_sklearn_models.py tests/test_record_sklearn.py 2>&1 | tee -a ../out/test-adapters.log

## test-pythons: run the tests of Python on each version from 3.10 to 3.14 that is found, each in out/python-VERSION
test-pythons: $(SYSTEM_TEST)
	@.ci/pythons.sh

## axe: hold every view of the pages against axe-core, the checker of accessibility (by npm, into out/axe)
axe: $(READY)
	@test -f out/axe/node_modules/axe-core/axe.min.js || npm install --silent --no-fund --prefix out/axe axe-core@4
	@$(PY) parity_tests/axe.py out/axe/node_modules/axe-core/axe.min.js

## test-dask-hosts: train on two hosts in network namespaces, and say what a step costs there (needs root)
test-dask-hosts: out/adapters/.ready
	@out/adapters/bin/python parity_tests/dask_hosts.py

## fuzz: N odd inputs (default 20000) from the seed SEED through both languages and both command lines
fuzz: $(READY) $(SYSTEM_TEST)
	@mkdir -p out; cd parity_tests && ../$(PY) -m fuzz --n $(or $(N),20000) $(if $(SEED),--seed $(SEED)) $(if $(ALL),--all) | tee ../out/fuzz.log

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
	@$(PY) -m twine check --strict out/twinmlp-*
	@cd r && sh ./configure && cd ../out && R CMD build --no-manual ../r

## check: the linters, R CMD check of the built R package, and the built packages installed and run where nothing else is
check: lint package $(SYSTEM_TEST)
	@.ci/check-r.sh
	@.ci/packages.sh $(PYTHON)

## bounds: the tests of the extras with the oldest versions that are accepted, installed into out/bounds
bounds: $(SYSTEM_TEST)
	@.ci/bounds.sh $(PYTHON)

## fixtures: write the golden values anew
fixtures: $(VENV)
	@$(PY) fixtures/generate.py

## generated: write what is made from tables and code: names, docstrings, api.json, MISTAKES.md; manual pages with roxygen2
generated: $(READY)
	@$(PY) fixtures/generate_names.py
	@$(PY) fixtures/generate_docs.py
	@$(PY) fixtures/generate_api.py
	@$(PY) fixtures/generate_mistakes.py
	@$(PY) fixtures/generate_packaging.py

## fixtures-check: compute the golden values anew and compare them with the files
fixtures-check: $(VENV)
	@$(PY) fixtures/generate.py --check
	@$(PY) fixtures/generate_bits.py --check
	@$(PY) fixtures/generate_names.py --check
	@$(PY) fixtures/generate_api.py --check
	@$(PY) fixtures/generate_mistakes.py --check
	@$(PY) fixtures/generate_packaging.py --check
	@$(PY) fixtures/generate_docs.py --check
	@$(PY) fixtures/generate_data.py --check
	@$(PY) fixtures/generate_streams.py --check

## docs: the documentation as a site in out/site, with llms.txt; its links are checked (installs MkDocs into out/docs)
docs: $(READY)
	@test -x out/docs/bin/mkdocs || $(PYTHON) -m venv out/docs
	@out/docs/bin/python -m pip install --quiet --disable-pip-version-check -r docs/requirements.txt -e 'python[check,sklearn]'
	@cd docs && NO_MKDOCS_2_WARNING=1 ../out/docs/bin/mkdocs build --quiet --strict
	@$(PY) docs/site/check.py out/site

## docs-pkgdown: the R package's own site, by pkgdown where that is installed, in out/pkgdown (its pages load scripts from elsewhere)
docs-pkgdown: $(RLIB)
	@Rscript -e 'options(pkgdown.internet = FALSE)' -e 'pkgdown::build_site("r", preview = FALSE, install = FALSE, new_process = FALSE, devel = TRUE, override = list(destination = "$(CURDIR)/out/pkgdown"))'

## reproducible: the same bits under other kernels, threads, processor features and libraries, as a table of hashes
reproducible: $(READY)
	@$(PY) parity_tests/reproducible_everywhere.py

## reproducible-aarch64: the same on an emulated 64-bit Arm Debian, downloaded into out/aarch64
reproducible-aarch64: $(READY)
	@parity_tests/aarch64.sh

## sanitize: the compiled core under the sanitizers for addresses, undefined behaviour and threads, and under valgrind
sanitize: $(READY)
	@$(PY) parity_tests/sanitize.py

## compilers: the core by gcc and clang, -O0 to -O3, and for 64-bit Arm; both packages installed with them and without: one hash
compilers: $(READY)
	@$(PY) parity_tests/core_compilers.py
	@.ci/compilers.sh $(PYTHON)

## mutants: changes of the compiled core's code that the checks must notice, contraction among them (some minutes)
mutants: $(READY)
	@$(PY) parity_tests/core_mutants.py

## bench: speed on five workloads against what people would pick instead, in both languages, as one table of ratios
bench: $(READY)
	@$(PY) benchmarks/speed.py $(BENCH)

## bench-setup: install what the benchmark measures against, where the registries at hand have it, into out/peers
bench-setup: $(READY) $(SYSTEM_TEST)
	@mkdir -p out; .ci/bench.sh $(PYTHON)

## bench-border: where a BLAS is faster than the compiled loop, for vectors of 8, 4 and 2 numbers
bench-border: $(READY)
	@$(PY) benchmarks/border.py

## bench-threads: how much faster two threads are on W4, and what the machine gives two processes
bench-threads: $(READY)
	@$(PY) benchmarks/threads.py

## bench-interrupt: how soon Ctrl-C is heard in large steps, on one thread and on two, in both languages
bench-interrupt: $(READY)
	@$(PY) benchmarks/interrupt.py

## bench-reading: how long 98 MB of JSON, floods of brackets and CSV of a million rows take in both languages
bench-reading: $(READY)
	@$(PY) benchmarks/reading.py

## bench-reproducible: what the reproducible arithmetic costs
bench-reproducible: $(READY)
	@$(PY) benchmarks/reproducible.py

out/torch/.ready:
	@$(PYTHON) -m venv out/torch
	@out/torch/bin/python -m pip install --quiet numpy $(TORCH)
	@touch $@

## conform-torch: hold PyTorch's autograd against every case it can express (installs PyTorch into out/torch)
conform-torch: $(READY) out/torch/.ready
	@$(PY) -m twinmlp conform -- out/torch/bin/python parity_tests/adapters/pytorch.py

## clean: remove everything that make has made
clean:
	rm -rf .venv .rlib out r/inst/fixtures r/tests/testthat/fixtures

$(SYSTEM): .ci/system.sh
	@mkdir -p .rlib
	@.ci/system.sh $(PYTHON)
	@touch $@

$(SYSTEM_TEST): .ci/system.sh | $(SYSTEM)
	@.ci/system.sh $(PYTHON) test
	@touch $@

CORE := $(wildcard r/src/*.c r/src/*.h)

$(VENV): python/pyproject.toml python/hatch_build.py python/build_core.py $(filter-out r/src/r-%,$(CORE)) | $(SYSTEM)
	@echo "Installing the Python package into .venv"
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check -e 'python[plots,excel,parity,check,pages,notebook,test]'
	@touch $@

$(RLIB): r/DESCRIPTION r/NAMESPACE r/configure r/src/Makevars $(CORE) $(wildcard r/R/*.R fixtures/*.json fixtures/*/*.json fixtures/*/*/*.json fixtures/walkthrough/* fixtures/worksheet/*) | $(SYSTEM)
	@echo "Installing the R package into .rlib"
	@rm -f $(if $(filter r/src/%.h,$?),r/src/*.o)
	@R CMD INSTALL --no-docs --no-test-load --library=.rlib r >.rlib/.log 2>&1 || { cat .rlib/.log; exit 1; }
	@touch $@

out/adapters/.ready: python/tests_adapters/requirements.txt python/pyproject.toml
	@echo "Installing PyTorch, Keras and ONNX into out/adapters"
	@test -x out/adapters/bin/python || $(PYTHON) -m venv out/adapters
	@out/adapters/bin/python -m pip install --quiet '$(TORCH)'
	@out/adapters/bin/python -m pip install --quiet -r python/tests_adapters/requirements.txt -e python
	@touch $@

.rlib/.adapters: .ci/adapters-r.sh | $(SYSTEM)
	@.ci/adapters-r.sh
	@touch $@

out/sklearn-oldest/.ready: python/pyproject.toml
	@echo "Installing the oldest scikit-learn into out/sklearn-oldest"
	@test -x out/sklearn-oldest/bin/python || $(PYTHON) -m venv out/sklearn-oldest
	@out/sklearn-oldest/bin/python -m pip install --quiet '$(SKLEARN_OLDEST)' joblib pandas python-flint 'pytest<9' -e python
	@touch $@

$(VIGNETTES): $(RLIB) r/vignettes/article.Rmd
	@echo "Installing the R package's vignette into .rlib"
	@.ci/vignettes.sh >.rlib/.log 2>&1 || { cat .rlib/.log; exit 1; }
	@touch $@

.PHONY: $(shell sed -n 's/^## \([a-z0-9-]*\):.*/\1/p' Makefile)
