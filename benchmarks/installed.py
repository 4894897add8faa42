"""Which of the others are installed, and how to get those that are not."""

from __future__ import annotations

import importlib.util
import subprocess

from interleave import PEERS, Contestant, environment

R_PACKAGES = {"nnet": "nnet", "neuralnet": "neuralnet", "rsnns": "RSNNS"}
PYTHON_PACKAGES = {"pytorch": "torch", "jax_scan": "jax"}
HOW = {
    "sklearn": "pip install scikit-learn",
    "pytorch": "make bench-setup",
    "jax_scan": "make bench-setup",
    "nnet": "make bench-setup, or install.packages('nnet')",
    "neuralnet": "make bench-setup where CRAN is; PEERS_RLIB names a library that has it",
    "rsnns": "make bench-setup where CRAN is; PEERS_RLIB names a library that has it",
}


def python_packages() -> set[str]:
    """Those of PYTHON_PACKAGES that the peers' Python finds."""
    if not PEERS.exists():
        return set()
    script = "import importlib.util as u, sys; print(*filter(u.find_spec, sys.argv[1:]))"
    command = [str(PEERS), "-c", script, *PYTHON_PACKAGES.values()]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def r_packages() -> set[str]:
    """Those of R_PACKAGES that R finds."""
    script = 'for (p in commandArgs(TRUE)) if (requireNamespace(p, quietly = TRUE)) cat(p, "")'
    command = ["Rscript", "--vanilla", "-e", script, *R_PACKAGES.values()]
    return set(
        subprocess.run(
            command, env=environment(1), capture_output=True, text=True, check=True
        ).stdout.split()
    )


def present(contestants: list[Contestant]) -> tuple[list[Contestant], dict[str, str]]:
    """The contestants that can run here, and how to get the others."""
    found = r_packages() | python_packages()
    needed = {**R_PACKAGES, **PYTHON_PACKAGES}
    missing = {c.name for c in contestants if c.name in needed and needed[c.name] not in found}
    missing |= {"sklearn"} if importlib.util.find_spec("sklearn") is None else set()
    return [c for c in contestants if c.name not in missing], {
        c.name: HOW[c.name] for c in contestants if c.name in missing
    }


def r_kernels() -> str:
    """Which kernels R's OpenBLAS has chosen, as it says when it is loaded; nothing where it is another BLAS."""
    command = ["Rscript", "--vanilla", "-e", "invisible(crossprod(diag(2)))"]
    said = subprocess.run(
        command,
        env={**environment(1), "OPENBLAS_VERBOSE": "2"},
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    return "".join(
        f", {line.split()[-1]} kernels" for line in said.splitlines() if line.startswith("Core:")
    )
