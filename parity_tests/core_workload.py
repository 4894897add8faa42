"""python core_workload.py LIBRARY ARITHMETIC [CASES]: what workload.py computes, by a compiled core.

LIBRARY is a core that was built anyhow, or "plain" for the plain twin. CASES is how many cases are trained in whole
epochs, too, the first of them. Exit status 3, and why, where the library would not be used.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Iterator

import numpy as np
from twinmlp.arithmetic import compiled, engines
from twinmlp.arithmetic.kinds import Arithmetic, choose_arithmetic
from twinmlp.base.files import read_document
from twinmlp.trace.case import case_parts
from twinmlp.train.config import Samples
from twinmlp.train.fit import fit_network
from workload import ROOT, checksum, functions, patterns, products, trainings


def use_library(path: str) -> str:
    """Use a library as the core of this process; the engine to ask for."""
    if path == "plain":
        return "plain"
    core = compiled.open_core(Path(path))
    if core.library is None:
        print(core.about)
        sys.exit(3)
    engines.the_core = lambda: core
    return "compiled"


def whole_epochs(ops: Arithmetic, most: int) -> Iterator[str]:
    """The losses, parameters and states at the end of cases, which nobody watches."""
    for path in sorted((ROOT / "fixtures/cases").glob("*.json"))[:most]:
        parts = case_parts(read_document(str(path), "case"))
        if parts.config.optimizer == "lbfgs" or parts.config.threshold is not None:
            continue  # these go step by step
        samples = Samples(parts.X, parts.y, parts.weight)
        training = fit_network(parts.network, samples, parts.config, ops)
        values = [v for layer in training.network for v in (layer.W, layer.b) if v is not None]
        states = [
            value
            for states in training.state.states
            for part in states.values()
            for value in part.values()
        ]
        yield f"{path.stem} {checksum(training.losses, *values, *states)} {patterns(training.final_loss)[0]}"


@np.errstate(all="ignore")
def main() -> None:
    library, arithmetic, *most = sys.argv[1:]
    ops = choose_arithmetic(arithmetic, use_library(library))
    for part in (functions, products, trainings):
        for line in part(ops):
            print(line)
    if most:
        for line in whole_epochs(ops, int(most[0])):
            print(line)


if __name__ == "__main__":
    main()
