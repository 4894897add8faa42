#!/bin/sh
# compilers.sh PYTHON: install both packages with gcc, gcc -O0, clang and without a compiler, each where nothing else is,
# and print what the reproducible arithmetic computes there, one hash: all must be alike.
set -eu
python=${1:-python3}
root=$(pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unset PYTHONPATH R_LIBS
# What is needed of the system, and no compiler.
mkdir "$folder/bin"
for program in sh bash env sed awk grep cat cp rm mv mkdir find gzip uname ls dirname basename tr sort rmdir ln chmod mktemp touch expr which tar R Rscript; do
  place=$(command -v "$program") && ln -s "$place" "$folder/bin/$program"
done
hashes=""

# row TITLE PROGRAM...: the hash of what a program prints.
row() {
  what=$1
  shift
  hash=$("$@" | sed 's/ *$//' | md5sum | cut -c1-16)
  printf '%-28s %s\n' "$what" "$hash"
  hashes="$hashes $hash"
}

# packages TITLE CC FLAGS PATH ENGINE
packages() {
  title=$1 compiler=$2 flags=$3 path=$4 engine=$5
  place=$folder/$(echo "$title" | tr -c 'a-z0-9\n' _)
  "$python" -m venv "$place"
  pip="$place/bin/python -m pip --disable-pip-version-check -q"
  $pip install hatchling numpy 2>/dev/null
  PATH=$place/bin:$path CC=$compiler TWINMLP_CFLAGS=$flags $pip install --no-build-isolation "$root/python" 2>/dev/null
  (cd "$folder" && "$place/bin/twinmlp" --version | tail -n 1)
  core=plain
  [ "$engine" = plain ] || core=$("$place/bin/python" -c 'from twinmlp.arithmetic.compiled import LIBRARY; print(LIBRARY)')
  row "$title, Python" "$place/bin/python" "$root/parity_tests/core_workload.py" "$core" reproducible
  mkdir "$place/library"
  cp -R "$root/r" "$root/fixtures" "$place"
  rm -f "$place"/r/src/*.o "$place"/r/src/*.so
  if [ "$engine" = plain ]; then
    PATH=$path R CMD INSTALL --library="$place/library" "$place/r" 2>&1 | grep -A2 "^twinmlp has"
    export TWINMLP_CORE=no
    PATH=$path R CMD INSTALL --no-libs --library="$place/library" "$place/r" >"$place/log" 2>&1 || cat "$place/log"
  else
    printf 'CC=%s\nCFLAGS=%s\n' "$compiler" "$flags" >"$place/Makevars"
    R_MAKEVARS_USER=$place/Makevars R CMD INSTALL --library="$place/library" "$place/r" >"$place/log" 2>&1 || cat "$place/log"
  fi
  R_LIBS=$place/library Rscript -e 'cat(twinmlp:::describe_engine(), "\n")'
  row "$title, R" env "R_LIBS=$place/library" Rscript --vanilla "$root/parity_tests/workload.R" "$root" reproducible $engine
}

packages "gcc" gcc -O2 "$PATH" compiled
packages "gcc -O0" gcc -O0 "$PATH" compiled
if command -v clang >/dev/null; then packages "clang" clang -O2 "$PATH" compiled; fi
packages "no compiler" no-compiler "" "$folder/bin" plain
count=$(printf '%s\n' $hashes | sort -u | wc -l)
echo "$count different"
[ "$count" = 1 ]
