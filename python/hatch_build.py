"""What a package is built with: the fixtures, which a checkout has once, beside this folder; and the compiled core, if
there is a C compiler.
"""

from __future__ import annotations

import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
import build_core  # noqa: E402


class Parts(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to a wheel and to a source distribution; a package in a checkout finds the fixtures where they are."""
        self.add_core(version, build_data)
        folder = Path(self.root).parent / "fixtures"
        if version == "editable" or not (folder / "SPEC.md").exists():
            return
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix not in (".py", ".pyc"):
                name = f"twinmlp/fixtures/{file.relative_to(folder).as_posix()}"
                build_data["force_include"][str(file)] = name

    def add_core(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the core's sources to a source distribution, and the core itself to everything else."""
        folder = build_core.find_sources()
        if self.target_name == "sdist":
            if folder is not None:
                for file in build_core.source_files(folder):
                    build_data["force_include"][str(file)] = f"core/{file.name}"
            return
        library = build_core.LIBRARY
        if version != "editable":
            self.scratch = tempfile.TemporaryDirectory()
            library = Path(self.scratch.name) / "core.so"
        why = build_core.build(folder, library)
        if why is not None:
            self.app.display_warning(f"twinmlp without its compiled core: {why}")
        elif version != "editable":
            platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{platform}"
            build_data["force_include"][str(library)] = "twinmlp/arithmetic/core.so"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled for a wheel, which holds it now."""
        if hasattr(self, "scratch"):
            self.scratch.cleanup()
