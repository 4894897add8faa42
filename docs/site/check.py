"""Check the built site: every link and every anchor leads somewhere, and no page asks another server for anything.

python docs/site/check.py out/site
"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What a browser loads by itself.
LOADED = {
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("link", "href"),
    ("source", "src"),
    ("object", "data"),
}


class Page(HTMLParser):
    """The ids of a page, what it loads, and where it links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids.update(values[name] for name in ("id", "name") if name in values)
        for name, value in values.items():
            # Where the site would be on the web is said, and not loaded.
            if (tag, name) in LOADED and values.get("rel") not in ("canonical", "prev", "next"):
                self.loaded.append(value)
            elif name == "href":
                self.links.append(value)


def problems(folder: Path) -> list[str]:
    """What is wrong with the pages of a folder."""
    pages = {
        file: Page(file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.html"))
    }
    found = [] if len(pages) > 50 else [f"{folder} has {len(pages)} pages only"]
    for file, page in pages.items():
        name = file.relative_to(folder)
        for target in page.loaded + page.links:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                if target in page.loaded and parts.scheme != "data":
                    found.append(f"{name} loads {target}")
                continue
            if name.name == "404.html":
                continue  # its addresses are from the root of a server
            other = (file.parent / unquote(parts.path)).resolve() if parts.path else file.resolve()
            if other.is_dir():
                other = other / "index.html"
            if not other.exists():
                found.append(f"{name} links to {target}, which is not there")
            elif (
                parts.fragment
                and other in pages
                and unquote(parts.fragment) not in pages[other].ids
            ):
                found.append(f"{name} links to {target}, which has no such place")
    styles = [*folder.rglob("*.css"), *(file for file in folder.rglob("*.html"))]
    for file in styles:
        text = file.read_text(encoding="utf-8")
        found += [
            f"{file.name} loads from another server"
            for mark in ("url(http", "@import url(//", "fonts.googleapis")
            if mark in text
        ]
    return found


if __name__ == "__main__":
    said = problems(Path(sys.argv[1]).resolve())
    print("\n".join(said) or "Every link leads somewhere, and nothing is loaded from elsewhere.")
    sys.exit(1 if said else 0)
