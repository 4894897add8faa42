#!/bin/sh
# Install what R, rpy2 and the tests need of the system; where that is not possible, say what to install.
set -eu
python=${1:-python3}
debian="r-base-core r-base-dev r-cran-jsonlite r-cran-testthat libopenblas0-pthread"

has_r() { Rscript --vanilla -e 'for (p in c("jsonlite", "testthat")) loadNamespace(p)' >/dev/null 2>&1; }
has_compiler() { R CMD config CC >/dev/null 2>&1 && command -v cc >/dev/null; }
has_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }
has_headers() { "$python" -c 'import os, sysconfig; open(os.path.join(sysconfig.get_path("include"), "Python.h"))' 2>/dev/null; }

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo "twinmlp needs Python 3.10 or newer: $python is missing or older. (make PYTHON=... names another one.)" >&2
  exit 1
fi
missing=""
has_r && has_compiler || missing="$debian"
has_venv && has_headers || missing="$missing python3-venv python3-dev"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo -n"; fi
if ! command -v apt-get >/dev/null || ! $sudo true 2>/dev/null; then
  cat >&2 <<EOF
twinmlp needs R (4.1 or newer) with jsonlite and testthat, a C compiler, and Python's venv and headers.
They cannot be installed from here (no apt-get, or no root). Please install them and run make again:
  Debian, Ubuntu   apt-get install $missing
  macOS            brew install r; Rscript -e 'install.packages(c("jsonlite", "testthat"))'
  conda            conda install -c conda-forge r-base r-jsonlite r-testthat compilers
EOF
  exit 1
fi
echo "Installing $missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086
if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
rm -f "$log"
