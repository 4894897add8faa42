#!/bin/sh
# vignettes.sh: install the R package into .rlib once more, with manual pages and vignettes, which R makes when it
# builds a package.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$(pwd)
cd r && sh ./configure
cd "$folder" && R CMD build --no-manual "$root/r"
R CMD INSTALL --no-test-load --library="$root/.rlib" twinmlp_*.tar.gz
