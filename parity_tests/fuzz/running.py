"""One input run in Python and in R: accepted, refused in the words of the house, or anything else, which is a failure."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import warnings
from pathlib import Path
from typing import Any, Iterator, NamedTuple

from twinmlp.base.errors import TwinMLPError, TwinMLPWarning

from .world import python_world, r_world, write_files

# An input takes no more of a processor than this, and no more of the clock than that.
SECONDS, LONGEST = 5, 60
CLOCKS = [
    (signal.SIGALRM, signal.ITIMER_REAL, LONGEST),
    (signal.SIGPROF, signal.ITIMER_PROF, SECONDS),
]
RUN_IN_R = """
function(text, world, seconds, longest) {
  said <- character(0)
  shown <- character(0)
  inner <- new.env(parent = world)
  setTimeLimit(cpu = seconds, elapsed = longest, transient = TRUE)
  on.exit(setTimeLimit(cpu = Inf, elapsed = Inf))
  found <- tryCatch(withCallingHandlers(
    {
      value <- withVisible(eval(parse(text = text, keep.source = FALSE, encoding = "UTF-8"), inner))$value
      c("accepted", if (startsWith(text, "main(")) value else "")
    },
    twinmlp_warning = function(w) { said <<- c(said, conditionMessage(w)); invokeRestart("muffleWarning") },
    warning = function(w) { shown <<- c(shown, conditionMessage(w)); invokeRestart("muffleWarning") }
  ),
    twinmlp_error = function(e) c(e$code, conditionMessage(e)),
    error = function(e) c(if (grepl("reached (elapsed|CPU) time limit", conditionMessage(e))) "hang" else "internal",
                          paste(class(e)[1L], conditionMessage(e))))
  graphics.off()
  c(enc2utf8(found), length(said), said, shown)
}
"""


class Outcome(NamedTuple):
    """The code or word of what happened, its text, the warnings of the house, those of others, and the files that are new."""

    code: str
    text: str
    warnings: tuple[str, ...]
    foreign: tuple[str, ...]
    files: tuple[str, ...]


class Input(NamedTuple):
    """An input: what each language is to evaluate (None: it cannot say it), the files that are there, and whether both
    must say the same."""

    kind: str
    python: str | None
    r: str | None
    files: tuple[tuple[str, bytes], ...] = ()
    same: bool = True


class Runner:
    """Both languages in one process, and a folder."""

    def __init__(self, folder: Path) -> None:
        import rpy2.rinterface_lib.callbacks as callbacks
        import rpy2.robjects as ro

        self.folder = folder
        os.chdir(folder)
        write_files(folder)
        self.kept = {path.name: path.read_bytes() for path in folder.iterdir()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.python_names = python_world()
            self.r_names = r_world()
        self.run_in_r = ro.r(RUN_IN_R)
        self.said: list[str] = []
        self.console = callbacks.consolewrite_print, callbacks.consolewrite_warnerror
        callbacks.consolewrite_print = lambda text: None
        callbacks.consolewrite_warnerror = self.said.append

    def close(self) -> None:
        """Give R's console back."""
        import rpy2.rinterface_lib.callbacks as callbacks

        callbacks.consolewrite_print, callbacks.consolewrite_warnerror = self.console

    def __call__(self, what: Input) -> tuple[Outcome | None, Outcome | None]:
        """What Python and R say to an input."""
        found = []
        for text, run in ((what.python, self.python), (what.r, self.r)):
            if text is None:
                found.append(None)
                continue
            with self.files(dict(what.files)):
                outcome = run(text)
                found.append(outcome._replace(files=self.new_files(dict(what.files))))
        return found[0], found[1]

    @contextlib.contextmanager
    def files(self, files: dict[str, bytes]) -> Iterator[None]:
        """The files that are there while an input runs; afterwards the folder is as before."""
        for name, content in files.items():
            (self.folder / name).write_bytes(content)
        yield
        os.chdir(self.folder)
        for path in list(self.folder.iterdir()):
            if path.name not in self.kept:
                remove(path)
        for name, content in self.kept.items():
            path = self.folder / name
            if name in files or not path.is_file() or path.stat().st_mtime_ns > self.time:
                path.write_bytes(content)
        self.time = max(p.stat().st_mtime_ns for p in self.folder.iterdir())

    time = 0

    def new_files(self, given: dict[str, bytes]) -> tuple[str, ...]:
        """The names of files that an input has left."""
        return tuple(sorted({p.name for p in self.folder.iterdir()} - {*self.kept, *given}))

    def python(self, text: str) -> Outcome:
        """Evaluate a text in Python."""
        out, err = io.StringIO(), io.StringIO()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code, said = self.evaluated(text)
        house = tuple(str(w.message) for w in caught if issubclass(w.category, TwinMLPWarning))
        foreign = [
            w for w in caught if not issubclass(w.category, (TwinMLPWarning, ResourceWarning))
        ]
        if text.startswith("main("):
            house, said = (), said + "\n" + err.getvalue()
        return Outcome(
            code, said, house, tuple(f"{w.category.__name__} {w.message}" for w in foreign), ()
        )

    def evaluated(self, text: str) -> tuple[str, str]:
        """The code and the text of what came of a Python text."""
        for number, clock, seconds in CLOCKS:
            signal.signal(number, too_long)
            signal.setitimer(clock, seconds)
        try:
            value = eval(text, dict(self.python_names))
            return "accepted", str(value) if text.startswith("main(") else ""
        except TwinMLPError as error:
            return error.code, str(error)
        except TooLong:
            return "hang", ""
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            return "internal", f"{type(error).__name__} {str(error)[:200]}"
        finally:
            for _, clock, _ in CLOCKS:
                signal.setitimer(clock, 0)

    def r(self, text: str) -> Outcome:
        """Evaluate a text in R."""
        self.said.clear()
        found = [str(word) for word in self.run_in_r(text, self.r_names, SECONDS, LONGEST)]
        code, said, count, *rest = found
        if text.startswith("main("):
            said += "\n" + "".join(self.said)
        return Outcome(code, said, tuple(rest[: int(count)]), tuple(rest[int(count) :]), ())


class TooLong(BaseException):
    """The time of an input is up."""


def too_long(*_: Any) -> None:
    raise TooLong


def remove(path: Path) -> None:
    """Remove a file or a folder."""
    if path.is_dir() and not path.is_symlink():
        for inner in path.iterdir():
            remove(inner)
        path.rmdir()
    else:
        path.unlink()
