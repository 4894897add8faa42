#!/bin/sh
# bench.sh PYTHON: install what the benchmark measures against into out/peers: for Python from PyPI, for R from Debian,
# unpacked and not installed, or from CRAN, or the mirror that CRAN names. What is not there is said to be missing.
set -eu
python=${1:-python3}
peers=out/peers
[ -x "$peers/bin/python" ] || "$python" -m venv "$peers"
for package in numpy torch==2.13.0 "jax jaxlib"; do
  # shellcheck disable=SC2086
  "$peers/bin/python" -m pip install --quiet --disable-pip-version-check $package 2>out/peers.log ||
    echo "missing: $package, which pip does not find here (out/peers.log)"
done
.venv/bin/python -c 'import sklearn' 2>/dev/null ||
  .venv/bin/python -m pip install --quiet --disable-pip-version-check scikit-learn

rlib=$peers/rlib cran=${CRAN:-https://cloud.r-project.org}
mkdir -p "$rlib"
has_r() { R_LIBS="${PEERS_RLIB:-}:$rlib:$R_LIBS" Rscript --vanilla -e "loadNamespace('$1')" >/dev/null 2>&1; }
for package in nnet neuralnet RSNNS; do
  has_r "$package" && continue
  debian=r-cran-$(echo "$package" | tr '[:upper:]' '[:lower:]')
  if command -v apt-get >/dev/null && (cd "$peers" && apt-get download "$debian" >/dev/null 2>&1); then
    dpkg -x "$peers/$debian"_*.deb "$peers/debian"
    continue
  fi
  script="options(timeout = 20); install.packages('$package', '$rlib', '$cran', INSTALL_opts = '--no-docs')"
  R_LIBS="$rlib:$R_LIBS" Rscript --vanilla -e "$script" >>out/peers.log 2>&1 || true
  has_r "$package" ||
    echo "missing: R's $package, which neither Debian nor $cran has (out/peers.log); PEERS_RLIB=FOLDER names a library that does"
done
