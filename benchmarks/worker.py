"""A process that runs contestants when it is told to: one command a line on standard input, one answer a line.

run NAME CONTESTANT EPOCHS          seconds of the clock, and of the processor
check NAME CONTESTANT EPOCHS FILE   writes the parameters, then the losses, as doubles, column by column; ok
endless NAME CONTESTANT EPOCHS      begun; when it is interrupted, the time
fresh                               the peak of the memory is counted from now on; ok
peak                                the peak of the memory so far, KiB
"""

from __future__ import annotations

import gc
import importlib
import signal
import sys
import time
from pathlib import Path

import numpy as np
from memory import BATCHES, HOOKS
from workloads import Task, read_task

# The module that each contestant is in.
CONTESTANTS = {
    **dict.fromkeys(("twinmlp", "twinmlp_plain", "twinmlp_core"), "ours"),
    **dict.fromkeys(("reproducible", "reproducible_plain"), "ours"),
    "tutorial": "tutorial",
    **dict.fromkeys(BATCHES, "tuned"),
    "bare_products": "bare_products",
    "sklearn": "peer_sklearn",
    "pytorch": "peer_pytorch",
    "jax_scan": "peer_jax",
    **dict.fromkeys((name for name in HOOKS if name not in ("twinmlp", *BATCHES)), "hooks"),
}


def about(process: str) -> str:
    """What multiplies matrices here."""
    if process == "PyTorch":
        import torch

        return f"PyTorch {torch.__version__}, {'MKL' if torch.backends.mkl.is_available() else 'no MKL'}, {torch.get_num_threads()} threads"
    if process == "JAX":
        import peer_jax

        return f"JAX {peer_jax.jax.__version__}, jit with a scan over epochs"
    importlib.import_module("ours")  # so that every process of this language has loaded the same
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


def count_afresh() -> None:
    """The peak is that of now, where the system can."""
    gc.collect()
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        pass


def write_result(path: str, parameters: list, losses: list[float]) -> None:
    """The parameters and the losses, as doubles, column by column."""
    with open(path, "wb") as file:
        for values in (*parameters, losses):
            np.asarray(values, dtype=np.float64).T.tofile(file)


def print_interrupted(run, task, epochs: int) -> None:
    """Say when Ctrl-C is heard."""
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # which a job in the background ignores
    print("begun", flush=True)
    try:
        run(task, epochs)
    except KeyboardInterrupt:
        print("%.6f" % time.time(), flush=True)


def main() -> None:
    folder = Path(sys.argv[1])
    tasks: dict[str, Task] = {}
    print(about(sys.argv[2]), flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "peak":
            print(peak(), flush=True)
            continue
        if words[0] == "fresh":
            count_afresh()
            print("ok", flush=True)
            continue
        command, name, contestant, epochs = words[:4]
        if name not in tasks:
            tasks.clear()
            tasks[name] = read_task(name, folder)
        module = importlib.import_module(CONTESTANTS[contestant])
        run = getattr(module, contestant)
        if hasattr(module, "prepare"):
            module.prepare(tasks[name], int(epochs))
        if command == "endless":
            print_interrupted(run, tasks[name], int(epochs))
            continue
        gc.collect()
        began, processor = time.perf_counter(), time.process_time()
        result = run(tasks[name], int(epochs))
        seconds = time.perf_counter() - began, time.process_time() - processor
        if command == "check":
            write_result(words[4], *result)
        print("ok" if command == "check" else "%.9f %.9f" % seconds, flush=True)


if __name__ == "__main__":
    main()
