#!/bin/sh
# packages.sh PYTHON: install what "make package" built where nothing else is, and run a case with each: Python from
# the wheel and from the source distribution, R from its tarball.
set -eu
python=${1:-python3}
out=$(pwd)/out
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unset PYTHONPATH R_LIBS
cd "$folder"

# run BUILT NUMPY: install a built package with a NumPy, and run a case.
run() {
  rm -rf venv
  "$python" -m venv venv
  venv/bin/python -m pip install --quiet --disable-pip-version-check "$1" "$2"
  venv/bin/twinmlp --help >help
  venv/bin/python - <<'EOF'
import twinmlp
import twinmlp.record
from twinmlp.base.files import fixture_path

case = twinmlp.read_document(fixture_path("cases/one_unit.json"), "case")
golden = twinmlp.read_document(fixture_path("golden/one_unit.json"), "golden")
compared = twinmlp.compare_traces(twinmlp.run_case(case), golden)
assert compared.first is None and not compared.missing
EOF
  echo "runs as installed: $(basename "$1"), NumPy $(venv/bin/python -c 'import numpy; print(numpy.__version__)')"
}

for built in "$out"/twinmlp-*.whl "$out"/twinmlp-*.tar.gz; do run "$built" numpy; done
# The oldest NumPy that is accepted has no wheels for Python 3.13 and later.
if "$python" -c 'import sys; sys.exit(sys.version_info >= (3, 13))'; then
  for built in "$out"/twinmlp-*.whl; do run "$built" numpy==1.26.0; done
fi

mkdir library
R CMD INSTALL --library=library "$out"/twinmlp_*.tar.gz >log 2>&1 || { cat log; exit 1; }
R_LIBS=library Rscript - <<'EOF'
library(twinmlp)
fixture <- function(name) system.file("fixtures", name, package = "twinmlp", mustWork = TRUE)
case <- read_document(fixture("cases/one_unit.json"), "case")
golden <- read_document(fixture("golden/one_unit.json"), "golden")
compared <- compare_traces(run_case(case), golden)
stopifnot(is.null(compared$first), length(compared$missing) == 0L)
EOF
echo "runs as installed: $(basename "$out"/twinmlp_*.tar.gz)"
