#!/bin/sh
# bounds.sh PYTHON: the oldest versions of NumPy and of the extras that python/pyproject.toml accepts, installed into
# out/bounds, and the tests that use them.
set -eu
python=${1:-python3}
rm -rf out/bounds
mkdir -p out
"$python" -m venv out/bounds
out/bounds/bin/python -m pip install --quiet --disable-pip-version-check $("$python" - <<'EOF'
import re

with open("python/pyproject.toml", encoding="utf-8") as stream:
    text = stream.read()
# What only checks the source and builds packages need not be old; of two bounds the higher one counts.
found = {}
for name, version in re.findall(r'"([A-Za-z][\w.-]*)>=([\d.]+)"', text):
    if name not in ("hatchling", "ruff", "mypy", "import-linter", "build", "twine"):
        found[name] = max(found.get(name, "0"), version, key=lambda v: [int(part) for part in v.split(".")])
print(*(f"{name}=={version}" for name, version in found.items()))
EOF
)
out/bounds/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e python
out/bounds/bin/python -m pip list --disable-pip-version-check
# Old versions warn of each other.
cd python && exec ../out/bounds/bin/python -m pytest -q -n 2 -o filterwarnings=default \
  tests/test_workbook.py tests/test_plots.py tests/test_notebook.py tests/test_views.py tests/test_schema.py \
  tests/test_tables.py tests/test_mlp.py tests/test_oracle.py tests/test_walkthrough.py tests/test_reproducible.py
