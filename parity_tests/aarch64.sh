#!/bin/sh
# The same bits on 64-bit Arm: unpack a Debian for arm64 and an emulator of its processor into out/aarch64, and compare the hashes.
# Nothing of the system is changed; about 300 MB are downloaded the first time. Needs apt, dpkg-deb and Debian's keyring.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
suite=bookworm
packages="python3 r-base-core r-cran-jsonlite libblas3 liblapack3 libopenblas0-pthread"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
here=$PWD/out/aarch64
host=$(dpkg --print-architecture 2>/dev/null || true)

if [ -z "$host" ] || ! command -v apt-get >/dev/null || [ ! -f "$keyring" ]; then
  echo "make reproducible-aarch64 needs apt-get, dpkg and $keyring (package debian-archive-keyring)." >&2
  exit 1
fi

# apt with a configuration of its own: nothing is installed, so that everything is downloaded.
own_apt() {
  apt-get -qq -o Dir="$here/apt" -o Dir::State::status="$here/apt/status" -o Dir::Etc::parts=/nonexistent -o APT::Sandbox::User=root \
    -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o APT::Architectures::="$host" -o Acquire::Languages=none "$@"
}

if [ ! -e "$here/.ready" ]; then
  rm -rf "$here"
  mkdir -p "$here/apt/etc/apt/preferences.d" "$here/apt/var/lib/apt/lists/partial" "$here/apt/var/cache/apt/archives/partial" "$here/root" "$here/emulator"
  : >"$here/apt/status"
  for name in $suite $suite-updates; do
    echo "deb [signed-by=$keyring] http://deb.debian.org/debian $name main"
  done >"$here/apt/etc/apt/sources.list"
  echo "Downloading a Debian $suite for arm64 into out/aarch64"
  own_apt update
  # shellcheck disable=SC2086
  own_apt install --download-only --no-install-recommends -y $packages
  (cd "$here/emulator" && own_apt download "qemu-user-static:$host")
  for package in "$here"/apt/var/cache/apt/archives/*.deb; do dpkg-deb -x "$package" "$here/root"; done
  dpkg-deb -x "$here"/emulator/qemu-user-static_*.deb "$here/emulator"
  version=$($python -c 'import numpy; print(numpy.__version__)')
  # The processor's own build of the NumPy that the tests use, for Debian's Python 3.11.
  $python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.11 --implementation cp \
    --platform manylinux_2_28_aarch64 --platform manylinux_2_27_aarch64 --platform manylinux2014_aarch64 --target "$here/site" "numpy==$version"
  rm -rf "$here/apt/var/cache/apt/archives"
  touch "$here/.ready"
fi
exec $python parity_tests/reproducible_everywhere.py --aarch64 "$here"
