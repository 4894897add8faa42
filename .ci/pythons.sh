#!/bin/sh
# pythons.sh [VERSION ...]: the tests of the Python package on every Python that it is made for and that is found here,
# with the newest NumPy, each in out/python-VERSION; those that are not found are named.
set -eu
cd "$(dirname "$0")/.."
mkdir -p out
failed=""
missing=""
tested=""

# find_python VERSION: its program, on the path or among pyenv's.
find_python() {
  for program in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1."*"/bin/python$1"; do
    if "$program" -c 'import ensurepip, venv' 2>/dev/null; then
      echo "$program"
      return
    fi
  done
}

for version in ${*:-$(sed -n 's/.*"Programming Language :: Python :: \(3\.[0-9]*\)".*/\1/p' python/pyproject.toml)}; do
  program=$(find_python "$version")
  if [ -z "$program" ]; then
    missing="$missing $version"
    continue
  fi
  venv=out/python-$version
  [ -x "$venv/bin/python" ] || "$program" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e 'python[plots,excel,check,pages,notebook,test]'
  echo "Python $version, NumPy $("$venv/bin/python" -c 'import numpy; print(numpy.__version__)')"
  tested="$tested $version"
  (cd python && "../$venv/bin/python" -m pytest -n 2 --dist loadfile tests) || failed="$failed $version"
done
echo "Tested:${tested:- none}. Not found here:${missing:- none}. Failed:${failed:- none}."
[ -n "$tested" ] && [ -z "$failed" ]
