"""Which of the others are installed, and how to get those that are not."""

from __future__ import annotations

import importlib.util
import subprocess

from interleave import TORCH, Contestant, environment

R_PACKAGES = {"nnet": "nnet", "neuralnet": "neuralnet", "rsnns": "RSNNS"}
HOW = {
    "sklearn": "pip install scikit-learn",
    "pytorch": "make conform-torch, which installs it into out/torch",
    "nnet": "install.packages('nnet'), or apt-get install r-cran-nnet",
    "neuralnet": "install.packages(c('neuralnet', 'RSNNS')); a library in out/rlib is looked into, too",
    "rsnns": "install.packages(c('neuralnet', 'RSNNS')); a library in out/rlib is looked into, too",
}


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
    found = r_packages() if any(c.language == "R" for c in contestants) else set()
    missing = {
        c.name for c in contestants if c.name in R_PACKAGES and R_PACKAGES[c.name] not in found
    }
    missing |= {"sklearn"} if importlib.util.find_spec("sklearn") is None else set()
    missing |= set() if TORCH.exists() else {"pytorch"}
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
