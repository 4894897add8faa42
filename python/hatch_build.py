"""Take the fixtures along when the package is built: a checkout has them once, beside this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Fixtures(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to a wheel and to a source distribution; a package in a checkout finds them where they are."""
        folder = Path(self.root).parent / "fixtures"
        if version == "editable" or not (folder / "SPEC.md").exists():
            return
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix not in (".py", ".pyc"):
                name = f"twinmlp/fixtures/{file.relative_to(folder).as_posix()}"
                build_data["force_include"][str(file)] = name
