#!/bin/sh
# check-r.sh: R CMD check --as-cran of the package that "make package" built, with every test; fails for each warning,
# and each note but the one that a new submission has.
set -eu
cd "$(dirname "$0")/../out"
# Without questions to CRAN's servers and to a clock on the net; packages that are only enhanced may be missing.
export NOT_CRAN=true TZ=UTC _R_CHECK_CRAN_INCOMING_REMOTE_=false _R_CHECK_SYSTEM_CLOCK_=0 _R_CHECK_FORCE_SUGGESTS_=false
export _R_CHECK_EXAMPLE_TIMING_THRESHOLD_=30
R CMD check --as-cran --no-manual twinmlp_*.tar.gz
accepted="CRAN incoming feasibility|package dependencies"
# The check of configure needs a program of Debian's devscripts.
command -v checkbashisms >/dev/null || accepted="$accepted|top-level files"
if grep -E '^\* checking .*(NOTE|WARNING)$' twinmlp.Rcheck/00check.log | grep -vE "$accepted"; then
  exit 1
fi
