"""The one way in which a file is written: whole, or not at all."""

from __future__ import annotations

import os
import platform
import secrets
import stat
from pathlib import Path

from .errors import fail, quote_json
from .structures import check_path

# The names of files that are not whole yet: the machine and the process that writes them.
UNFINISHED = ".twinmlp-{}-{}-"


def write_bytes(path: str | os.PathLike[str], content: bytes, argument: str) -> None:
    """Write a file so that it always holds the whole old content or the whole new one.

    The content goes to a temporary file in the same folder, which then takes the file's name. A
    link stays one, and so do owner and mode of a file that is there; a device or a pipe is written
    to. Errors: E_FILE if it cannot be written.
    """
    path = check_path(path, argument)
    try:
        found = os.stat(path) if os.path.lexists(path) else None
        if not os.path.basename(path):
            raise IsADirectoryError(path)
        if found is not None and (not stat.S_ISREG(found.st_mode) or is_stream(path)):
            write_stream(path, content)
        elif found is not None and not os.access(path, os.W_OK):
            raise PermissionError(path)
        else:
            replace_file(os.path.realpath(path), content, found)
    except (OSError, ValueError):
        fail("E_FILE", argument, "a writable file", quote_json(str(path)))


def is_stream(path: str | os.PathLike[str]) -> bool:
    """Whether a path is that of an open file of a process, such as /dev/stdout."""
    return os.path.abspath(path).startswith(("/dev/std", "/dev/fd/", "/proc/"))


def write_stream(path: str | os.PathLike[str], content: bytes) -> None:
    """Write to a device or a pipe."""
    with open(path, "wb") as stream:
        stream.write(content)


def replace_file(target: str, content: bytes, found: os.stat_result | None) -> None:
    """Write a temporary file and rename it to the target; `found` describes an existing target."""
    folder = Path(target).parent
    remove_leftovers(folder)
    start = UNFINISHED.format(platform.node(), os.getpid())
    temporary = folder / (start + secrets.token_hex(8))
    mode = 0o666 if found is None else stat.S_IMODE(found.st_mode) & 0o777
    try:
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as stream:
            stream.write(content)
            stream.flush()
            if found is not None:
                keep_owner(temporary, found)
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    finally:  # an interrupt, too, leaves nothing behind
        temporary.unlink(missing_ok=True)


def keep_owner(temporary: Path, found: os.stat_result) -> None:
    """Give a file the owner and the mode of another one."""
    now = os.stat(temporary)
    if (now.st_uid, now.st_gid) != (found.st_uid, found.st_gid):
        os.chown(temporary, found.st_uid, found.st_gid)
    os.chmod(temporary, stat.S_IMODE(found.st_mode) & 0o777)


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files left by runs on this machine that were killed while writing."""
    start = UNFINISHED.format(platform.node(), "")[:-1]
    for name in os.listdir(folder) if os.name == "posix" else ():
        process = name.removeprefix(start).partition("-")[0]
        if name.startswith(start) and process.isdecimal() and is_gone(int(process)):
            (folder / name).unlink(missing_ok=True)


def is_gone(process: int) -> bool:
    """Whether no process has this number."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        pass
    return False
