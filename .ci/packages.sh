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

for built in "$out"/twinmlp-*.whl "$out"/twinmlp-*.tar.gz; do
  rm -rf venv trace.json
  "$python" -m venv venv
  venv/bin/python -m pip install --quiet --disable-pip-version-check "$built"
  venv/bin/python - <<'EOF'
import twinmlp
from twinmlp.base.files import fixture_path

case = twinmlp.read_document(fixture_path("cases/one_unit.json"), "case")
golden = twinmlp.read_document(fixture_path("golden/one_unit.json"), "golden")
compared = twinmlp.compare_traces(twinmlp.run_case(case), golden)
assert compared.first is None and not compared.missing
EOF
  echo "runs as installed: $(basename "$built")"
done

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
