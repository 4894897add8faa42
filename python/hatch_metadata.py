"""README as the long description of the package: a checkout has it beside this folder, a source distribution in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class LongDescription(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        """Add README, with its links to files of the checkout as links on the web."""
        folder = Path(self.root)
        is_checkout = (folder.parent / "fixtures/SPEC.md").exists()
        text = ((folder.parent if is_checkout else folder) / "README.md").read_text(
            encoding="utf-8"
        )
        for link, kind in (("!", "raw"), ("(?<!!)", "blob")):
            base = f"{metadata['urls']['Source']}/{kind}/main/"
            text = re.sub(link + r"\[[^]]*\]\((?!https?:|#)", rf"\g<0>{base}", text)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
