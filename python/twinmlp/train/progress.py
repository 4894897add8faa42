"""How far a long run is, on a terminal."""

from __future__ import annotations

import sys
from typing import Any, Callable

from .config import TrainingState


def progress_bar(
    epochs: int, first: int
) -> tuple[Callable[[TrainingState], None], Callable[[], None]]:
    """A bar from epoch `first` to `epochs` on standard error: what moves it, and what ends it.
    Nothing where it is no terminal.
    """
    if not sys.stderr.isatty():
        return lambda state: None, lambda: None
    bar: Any = terminal_bar(epochs, first)

    def move(state: TrainingState) -> None:
        bar.update(state.epoch - bar.n)

    return move, bar.close


def terminal_bar(epochs: int, first: int) -> Any:
    """A bar of tqdm; a plain count where tqdm is not installed."""
    try:
        from tqdm import tqdm
    except ImportError:
        return PlainBar(epochs, first)
    return tqdm(total=epochs, initial=first, unit="epoch", file=sys.stderr)


class PlainBar:
    """The little of tqdm that is needed: "epoch 30 of 100", a hundred times a run at most."""

    def __init__(self, total: int, n: int) -> None:
        self.total, self.n, self.shown = total, n, -1

    def update(self, count: int) -> None:
        """Go on by so many epochs."""
        self.n += count
        if self.total > 0 and 100 * self.n // self.total > self.shown:
            self.shown = 100 * self.n // self.total
            print(f"\repoch {self.n} of {self.total}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """End the line."""
        print(file=sys.stderr)
