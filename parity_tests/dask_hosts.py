"""Rows dealt out to two hosts: network namespaces of this machine, joined by a virtual cable, a Dask worker in each.

Needs root for `ip netns`; says so, with status 1, where that is not permitted. Prints what a step costs there, and fails
where a bit differs from a training without workers. Run by `make test-dask-hosts`, in out/adapters.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Iterator

ADDRESSES = ("10.211.0.1", "10.211.0.2")
PORT = 8786
BESIDE = Path(sys.executable).parent / "dask"


def ip(*words: str) -> None:
    """Run ip, or end with what it says."""
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip() or f"status {done.returncode}"
        sys.exit(
            f"not permitted here: ip {' '.join(words)}: {said} (two hosts need root and network namespaces)"
        )


@contextmanager
def hosts() -> Iterator[list[str]]:
    """Two namespaces and a cable between them."""
    names = [f"twinmlp-{side}-{os.getpid()}" for side in "ab"]
    cables = [f"tm{side}{os.getpid()}" for side in "ab"]
    with ExitStack() as stack:
        for name in names:
            ip("netns", "add", name)
            stack.callback(subprocess.run, ["ip", "netns", "del", name])
        ip("link", "add", cables[0], "type", "veth", "peer", "name", cables[1])
        for name, cable, address in zip(names, cables, ADDRESSES):
            ip("link", "set", cable, "netns", name)
            inside = ["netns", "exec", name, "ip"]
            ip(*inside, "addr", "add", f"{address}/30", "dev", cable)
            ip(*inside, "link", "set", "lo", "up")
            ip(*inside, "link", "set", cable, "up")
        yield names


@contextmanager
def program(*words: str) -> Iterator[None]:
    """A program that runs as long as the block, and is ended after it."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def seconds(call: Any, times: int) -> float:
    """The middle of the times that a call takes."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begin)
    return sorted(taken)[times // 2]


def measure(client: Any, workers: int) -> None:
    """Print what the way costs, train there and here, and compare the bits."""
    import numpy as np
    from twinmlp import MLP, deal

    client.wait_for_workers(workers, timeout=120)
    far = sorted(client.scheduler_info()["workers"])[-1]
    empty = lambda: client.submit(int, pure=False, workers=[far]).result()
    large = client.submit(np.ones, 5_000_000, workers=[far])
    large_seconds = seconds(lambda: client.gather(large, direct=False), 3)
    latency = seconds(empty, 21)
    print(f"round trip of an empty task  {1e3 * latency:8.1f} ms")
    print(f"gathering 40 MB              {40 / large_seconds:8.0f} MB/s")
    random = np.random.RandomState(0)
    X = random.uniform(size=(2000, 20))
    y = (X[:, :1] > X[:, 1:2]) + 0.0
    how: dict[str, Any] = {"hidden": [64, 32], "arithmetic": "reproducible", "reduction": "mean"}
    for more in (
        {"epochs": 10},
        {"epochs": 1, "batch_size": 200, "order": "shuffled", "dropout": 0.2},
    ):
        here, dealt = MLP(**how, **more).fit(X, y), MLP(**how, **more)
        rows = deal(X, shares=2)
        begin = time.perf_counter()
        dealt.fit(rows, y)
        taken = time.perf_counter() - begin
        print(
            f"a step of {more.get('batch_size', len(X)):4} rows          {1e3 * taken / dealt.state.step:8.1f} ms"
        )
        same = dealt.losses == here.losses and all(
            np.array_equal(a.W, b.W) and np.array_equal(a.b, b.b)
            for a, b in zip(dealt.network, here.network)
        )
        if not same:
            sys.exit("the bits differ from those of a training without workers")
    print("every bit is that of a training without workers")


def main() -> None:
    """Make the hosts and start this program again inside the first of them; or, inside, train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--local", type=int, default=0, help="workers of a LocalCluster instead")
    asked = parser.parse_args()
    if asked.inside or asked.local:
        from distributed import Client, LocalCluster

        with ExitStack() as stack:
            where: Any = f"tcp://{ADDRESSES[0]}:{PORT}"
            if asked.local:
                where = stack.enter_context(
                    LocalCluster(asked.local, threads_per_worker=1, dashboard_address=None)
                )
            measure(stack.enter_context(Client(where)), asked.local or 2)
        return
    with hosts() as names, ExitStack() as stack:
        inside = [["ip", "netns", "exec", name] for name in names]
        scheduler = ["scheduler", "--host", ADDRESSES[0], "--port", str(PORT), "--no-dashboard"]
        stack.enter_context(program(*inside[0], str(BESIDE), *scheduler))
        for host, address in zip(inside, ADDRESSES):
            worker = [
                "worker",
                f"tcp://{ADDRESSES[0]}:{PORT}",
                "--host",
                address,
                "--nthreads",
                "1",
            ]
            stack.enter_context(program(*host, str(BESIDE), *worker, "--no-dashboard"))
        done = subprocess.run([*inside[0], sys.executable, __file__, "--inside"], timeout=600)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
