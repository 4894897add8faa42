#!/bin/sh
# adapters-r.sh: install the R packages that the tests of R's adapters need; where that is not possible, say which.
set -eu
packages="broom caret future.apply generics ggplot2 hardhat pROC recipes tibble"

has_all() { Rscript --vanilla -e 'for (p in commandArgs(TRUE)) loadNamespace(p)' $packages >/dev/null 2>&1; }
# shellcheck disable=SC2086
has_all && exit 0
if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo -n"; fi
if ! command -v apt-get >/dev/null || ! $sudo true 2>/dev/null; then
  echo "The tests of R's adapters need the R packages $packages; please install them and run make again." >&2
  exit 1
fi
debian=$(for package in $packages; do echo "r-cran-$package"; done | tr '[:upper:]' '[:lower:]')
export DEBIAN_FRONTEND=noninteractive
echo "Installing" $debian
$sudo apt-get update -qq
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $debian >/dev/null
