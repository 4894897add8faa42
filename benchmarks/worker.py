"""A process that runs contestants when it is told to: one command a line on standard input, one answer a line.

run NAME CONTESTANT EPOCHS          seconds
check NAME CONTESTANT EPOCHS FILE   writes the parameters, then the losses, as doubles, column by column; ok
peak                                the peak of the memory so far, KiB
"""

from __future__ import annotations

import gc
import importlib
import sys
import time
from pathlib import Path

import numpy as np
from memory import HOOKS
from workloads import Task, read_task

# The module that each contestant is in.
CONTESTANTS = {
    **dict.fromkeys(("twinmlp", "twinmlp_plain", "reproducible"), "ours"),
    "tutorial": "tutorial",
    "tuned": "tuned",
    "bare_products": "bare_products",
    "sklearn": "peer_sklearn",
    "pytorch": "peer_pytorch",
    **dict.fromkeys((name for name in HOOKS if name != "twinmlp"), "hooks"),
}


def about(process: str) -> str:
    """What multiplies matrices here."""
    if process == "PyTorch":
        import torch

        return f"PyTorch {torch.__version__}, {'MKL' if torch.backends.mkl.is_available() else 'no MKL'}, {torch.get_num_threads()} threads"
    said = f"Python {sys.version.split()[0]}, NumPy {np.__version__}"
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
        return f"{said}, {blas['name']} {blas['version']}"
    for library in threadpool_info():
        if library["user_api"] == "blas":
            said += f", {library['internal_api']} {library['version']} ({library.get('architecture')} kernels, {library['num_threads']} threads)"
    return said


def peak() -> int:
    """The peak of the resident memory, KiB."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (
            1024 if sys.platform == "darwin" else 1
        )


def write_result(path: str, parameters: list, losses: list[float]) -> None:
    """The parameters and the losses, as doubles, column by column."""
    with open(path, "wb") as file:
        for values in (*parameters, losses):
            np.asarray(values, dtype=np.float64).T.tofile(file)


def main() -> None:
    folder = Path(sys.argv[1])
    tasks: dict[str, Task] = {}
    print(about(sys.argv[2]), flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "peak":
            print(peak(), flush=True)
            continue
        command, name, contestant, epochs = words[:4]
        if name not in tasks:
            tasks.clear()
            tasks[name] = read_task(name, folder)
        run = getattr(importlib.import_module(CONTESTANTS[contestant]), contestant)
        gc.collect()
        began = time.perf_counter()
        result = run(tasks[name], int(epochs))
        seconds = time.perf_counter() - began
        if command == "check":
            write_result(words[4], *result)
        print("ok" if command == "check" else repr(seconds), flush=True)


if __name__ == "__main__":
    main()
