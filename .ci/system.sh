#!/bin/sh
# system.sh PYTHON [test]: install what R, rpy2 and, with "test", the tests need of the system; where that is not
# possible, say what to install.
set -eu
python=${1:-python3}
purpose=${2:-run}
debian="r-base-core r-base-dev r-cran-jsonlite r-cran-knitr r-cran-markdown r-cran-testthat libopenblas0-pthread"

has_r() { Rscript --vanilla -e 'for (p in c("jsonlite", "knitr", "markdown", "testthat")) loadNamespace(p)' >/dev/null 2>&1; }
has_compiler() { R CMD config CC >/dev/null 2>&1 && command -v cc >/dev/null; }
has_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }
# What only the tests need: a browser for the pages, node for programs in JavaScript, a spreadsheet program for the workbook,
# openxlsx for R's workbook, nnet as a witness, future.apply for jobs, and lintr.
has_browser() { { command -v chromium || command -v chromium-browser; } >/dev/null && command -v chromedriver >/dev/null; }
has_node() { command -v node >/dev/null; }
has_calc() { command -v soffice >/dev/null || command -v libreoffice >/dev/null; }
has_r_for_tests() { Rscript --vanilla -e 'for (p in c("future.apply", "lintr", "nnet", "openxlsx")) loadNamespace(p)' >/dev/null 2>&1; }
has_headers() { "$python" -c 'import os, sysconfig; open(os.path.join(sysconfig.get_path("include"), "Python.h"))' 2>/dev/null; }

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo "twinmlp needs Python 3.10 or newer: $python is missing or older. (make PYTHON=... names another one.)" >&2
  exit 1
fi
missing=""
has_r && has_compiler || missing="$debian"
has_venv && has_headers || missing="$missing python3-venv python3-dev"
if [ "$purpose" = test ]; then
  has_browser || missing="$missing chromium chromium-driver fonts-dejavu-core"
  has_node || missing="$missing nodejs"
  has_calc || missing="$missing libreoffice-calc"
  has_r_for_tests || missing="$missing r-cran-future.apply r-cran-lintr r-cran-nnet r-cran-openxlsx"
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo -n"; fi
if ! command -v apt-get >/dev/null || ! $sudo true 2>/dev/null; then
  cat >&2 <<EOF
twinmlp needs R (4.1 or newer) with jsonlite, knitr, markdown and testthat, a C compiler, and Python's venv and headers;
the tests also need Chromium with its driver, Node.js, LibreOffice Calc, and the R packages future.apply, lintr, nnet and openxlsx.
They cannot be installed from here (no apt-get, or no root). Please install them and run make again:
  Debian, Ubuntu   apt-get install $missing
  macOS            brew install r; Rscript -e 'install.packages(c("jsonlite", "testthat", "nnet", "knitr", "lintr", "markdown", "openxlsx", "future.apply"))'
                   brew install --cask chromium libreoffice; brew install chromedriver node
  conda            conda install -c conda-forge r-base r-jsonlite r-testthat r-nnet r-knitr r-lintr r-markdown r-openxlsx r-future.apply compilers
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
