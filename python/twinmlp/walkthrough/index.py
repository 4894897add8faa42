"""Python only: a page that links all files of a folder.

They are pictures of both languages side by side, pages, workbooks and traces.
"""

from __future__ import annotations

import os
from html import escape
from pathlib import Path
from urllib.parse import quote

from ..base.files import write_text

LANGUAGES = {"python": "Python", "r": "R"}
PICTURES = (".png", ".svg", ".gif")
# What the names of files mean, in the order in which they are shown; {} is the number of a step.
PICTURE_TITLES = {
    "sheet": "All named steps on one sheet",
    "error": "The loss",
    "network": "The network",
    "weights": "The weights",
    "gradients": "The gradients",
    "error_b": "The walk-through's error, with the published points",
    "error_c": "The moons' error, with the published points",
    "moons": "The moons",
    "moons_boundary": "The moons' boundary",
    "moons_training": "How the moons' boundary moves",
    "blobs_2": "Blobs of two classes",
    "blobs_3": "Blobs of three classes",
}
# What is to be opened first.
FIRST = {"playground.html": "a page that trains: change anything and watch every number follow"}
FILE_TITLES = {
    ".html": "page to walk through, step by step",
    ".ipynb": "notebook with its outputs, to open with Jupyter or VS Code",
    ".py": "the article's listing in Python, corrected: a program by itself",
    ".R": "the article's listing in R, corrected: a program by itself",
    ".xlsx": "live workbook: change a blue cell",
    ".json": "numbers",
    ".txt": "text",
    ".csv": "table",
    ".pdf": "to print",
}
STYLE = """
body { font: 1rem/1.45 system-ui, "DejaVu Sans", sans-serif; margin: 0 auto; max-width: 90rem;
  padding: 0 1rem 2rem; background: #fff; color: #1a1a1a; }
h1 { font-size: 1.5rem }
h2 { font-size: 1.2rem; border-bottom: 1px solid #8a8a8a; margin-top: 2rem }
h3 { font-size: 1rem; margin: 1rem 0 .3rem }
a { color: #0a5c9e } li { margin: .2rem 0; overflow-wrap: anywhere }
pre { overflow-x: auto; background: #f4f4f4; padding: .6rem; font-size: .85rem }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr));
  gap: .6rem 1.2rem; align-items: start }
figure { margin: 0 } figcaption { color: #595959; font-size: .9rem }
img { max-width: 100%; height: auto; border: 1px solid #d9d9d9 }
details summary { cursor: pointer; margin: .8rem 0; font-weight: bold }
@media (prefers-color-scheme: dark) {
  body { background: #16191d; color: #f2f2f2 } a { color: #8fd0f5 }
  figcaption { color: #b8bcc2 } pre { background: #23282e } img { border-color: #42474d }
}
"""


def write_index(folder: str | os.PathLike[str], title: str = "twinmlp") -> Path:
    """Write index.html into a folder, with links to its files, and return its path."""
    folder = Path(folder)
    target = folder / "index.html"
    write_text(target, index_page(folder, title), "folder")
    return target


def index_page(folder: Path, title: str) -> str:
    """Format the page: files to open first, then tables as text, then pictures."""
    files = sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.name != "index.html" and not path.name.startswith(".")
    )
    links = [path for path in files if path.suffix in FILE_TITLES]
    kinds = list(FILE_TITLES)
    links.sort(key=lambda path: (path.name not in FIRST, kinds.index(path.suffix), path.name))
    body = [f"<h1>{escape(title)}</h1>"]
    if links:
        body.append("<h2>To open</h2><ul>" + "".join(map(link, links)) + "</ul>")
    for path in files:
        if path.name.startswith("parity") and path.suffix == ".txt":
            body.append(
                f"<h2>The parity table</h2><pre>{escape(path.read_text(encoding='utf-8'))}</pre>"
            )
    body += picture_parts(folder)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def link(path: Path) -> str:
    """Format a link to a file, with its size and what it is."""
    size = path.stat().st_size
    words = f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size // 1000, 1)} kB"
    name, what = escape(path.name), FIRST.get(path.name, FILE_TITLES[path.suffix])
    return f'<li><a href="{quote(path.name)}">{name}</a>, {what}, {words}</li>'


def picture_parts(folder: Path) -> list[str]:
    """Format pictures by name, those of both languages side by side.

    Single steps come last, folded.
    """
    places = {"": folder, **{language: folder / language for language in LANGUAGES}}
    found: dict[str, list[tuple[str, Path]]] = {}
    for language, place in places.items():
        for path in sorted(place.iterdir()) if place.is_dir() else []:
            if path.suffix in PICTURES:
                found.setdefault(path.stem, []).append((LANGUAGES.get(language, ""), path))
    known = [name for name in PICTURE_TITLES if name in found]
    steps = [name for name in found if name.startswith("step_")]
    others = [name for name in found if name not in PICTURE_TITLES and name not in steps]
    parts = ["<h2>Pictures</h2>"] if found else []
    parts += [pair(folder, name, found[name]) for name in known + others]
    if steps:
        parts.append(
            "<details><summary>Every named step</summary>"
            + "".join(pair(folder, name, found[name]) for name in steps)
            + "</details>"
        )
    return parts


def pair(folder: Path, name: str, pictures: list[tuple[str, Path]]) -> str:
    """Format a picture, or the same one from both languages."""
    title = PICTURE_TITLES.get(name, name.replace("_", " "))
    figures = "".join(figure(folder, title, language, path) for language, path in pictures)
    return f'<h3>{escape(title)}</h3><div class="pair">{figures}</div>'


def figure(folder: Path, title: str, language: str, path: Path) -> str:
    """Format a picture that opens in full size."""
    address = quote(path.relative_to(folder).as_posix())
    caption = f"<figcaption>{language}</figcaption>" if language else ""
    words = escape(f"{title}, drawn by {language}" if language else title)
    image = f'<img src="{address}" alt="{words}" loading="lazy">'
    return f'<figure>{caption}<a href="{address}">{image}</a></figure>'
