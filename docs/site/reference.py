"""The reference: every public name, Python from its docstring and R from its manual page, side by side."""

from __future__ import annotations

import html
import importlib
import inspect
import json
import pydoc
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Iterator, NamedTuple

import twinmlp

ROOT = Path(__file__).resolve().parents[2]
API = json.loads((ROOT / "fixtures/api.json").read_text(encoding="utf-8"))


# Modules that are imported by those who use them, and what in R does the same as a name of theirs.
DOORS: dict[str, dict[str, str]] = {"sklearn": {}, "record": {"Recorder": "recorder"}}


class Entry(NamedTuple):
    """A public name: its page, what Python calls it and where it is, what R calls it."""

    name: str
    python: str | None
    identifier: str | None
    r: str | None


def entries() -> Iterator[Entry]:
    """The class MLP, its methods, the functions of both languages, and what one has alone."""
    yield Entry("MLP", "MLP", "twinmlp.model.mlp.MLP", "mlp.default")
    paired = {"mlp", "mlp.default"}
    for module in API["modules"]:
        for item in module["entries"]:
            for method in item.get("methods", []):
                name, r = method["name"], method["r"]
                if r and not name.startswith("_") and name != "start":
                    paired.add(r)
                    place = f"twinmlp.{module['module']}.{item['name']}.{name}"
                    yield Entry(f"MLP.{name}", f"MLP.{name}", place, r)
    for door in DOORS:
        module = importlib.import_module(f"twinmlp.{door}")
        for name in module.__all__:
            paired.add(DOORS[door].get(name))
            place = f"{getattr(module, name).__module__}.{name}"
            yield Entry(f"{door}.{name}", f"{door}.{name}", place, DOORS[door].get(name))
    for export in API["exports"]:
        name, only = export["name"], export.get("only")
        if name == "MLP" or name in paired:
            continue
        place = f"{getattr(twinmlp, name).__module__}.{name}" if only != "R" else None
        yield Entry(name, name if place else None, place, None if only == "Python" else name)
    for name, page in (("tidy, glance, augment", "tidy.twinmlp"), ("autoplot", "autoplot.twinmlp")):
        yield Entry(name, None, None, page)
    yield Entry("The package", None, None, "twinmlp")


def manual() -> tuple[dict[str, str], dict[str, str]]:
    """The bodies of R's manual pages as HTML by their names, and the page of each alias."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["Rscript", "docs/site/manual.R", folder], cwd=ROOT, check=True)
        lines = Path(folder, "aliases.tsv").read_text(encoding="utf-8").splitlines()
        bodies = {
            file.stem: body_of(file.read_text(encoding="utf-8"))
            for file in sorted(Path(folder).glob("*.html"))
        }
    return bodies, dict(line.split("\t") for line in lines)


def body_of(page: str) -> str:
    """What a reader wants of a page of Rd2HTML: no title, no index, no empty lines, which end HTML in Markdown."""
    body = page.split("<h2>", 1)[1].split("</h2>", 1)[1].split("<hr />")[0]
    body = re.sub(r"<h3>(.*?)</h3>", r'<p class="part">\1</p>', body)
    body = body.replace("<pre>", '<div class="highlight"><pre><code>')
    body = re.sub(r"</code></pre>|</pre>", "</code></pre></div>", body)
    body = re.sub(r"(<pre>)?<code class='language-R'>", "", body)
    # Outside of code empty lines are nothing; in it they must not end the block of HTML.
    parts = re.split(r"(<pre>.*?</pre>)", body.strip(), flags=re.S)
    parts[::2] = [re.sub(r"\n\s*\n", "\n", part) for part in parts[::2]]
    parts[1::2] = [
        re.sub(r"\n(?=\n)", "\n&#8203;", part.replace("<code>\n", "<code>")) for part in parts[1::2]
    ]
    return re.sub(r"<p>\s*</p>", "", "".join(parts))


def file_of(name: str) -> str:
    """The file of an entry's page."""
    return re.sub(r"\W+", "-", name.lower()).strip("-") + ".md"


def linked(body: str, pages: dict[str, str], aliases: dict[str, str]) -> str:
    """A manual page whose links lead to pages of the site; those to other packages are no links."""

    def link(found: re.Match[str]) -> str:
        target = aliases.get(found[1].split("/")[-1].removesuffix(".html"))
        if target in pages and ("/" not in found[1] or "twinmlp" in found[1]):
            return f'<a href="{pages[target].removesuffix(".md")}.html">{found[2]}</a>'
        return found[2]

    return re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', link, body, flags=re.S)


def reference_pages() -> dict[str, str]:
    """Every page of the reference by its path, in Markdown."""
    bodies, aliases = manual()
    found = list(entries())
    # Methods such as summary have no page of their own: they are on that of the function.
    aliases["summary.twinmlp"] = aliases["mlp"]
    pages = {aliases[e.r]: file_of(e.name) for e in reversed(found) if e.r}
    made = {}
    for entry in found:
        parts = [
            f"---\ntitle: {entry.name}\nhide: [navigation, toc]\n---\n\n[All names](index.md)\n\n# {entry.name}\n",
            '<div class="twins" markdown>\n',
        ]
        if entry.identifier:
            call = f"`{entry.python}`" if entry.r else f"`{entry.python}`, Python alone"
            parts.append(
                f"<section markdown>\n\n**Python** {call}\n\n::: {entry.identifier}\n\n</section>\n"
            )
        if entry.r:
            page = aliases[entry.r]
            call = f"`{entry.r}`" if entry.identifier else f"`{entry.r}`, R alone"
            body = linked(bodies[page], pages, aliases)
            parts.append(
                f'<section class="manual" markdown>\n\n**R** {call}\n\n<div>{body}</div>\n\n</section>\n'
            )
        made["reference/" + file_of(entry.name)] = "\n".join([*parts, "</div>\n"])
    made["reference/index.md"] = index(
        found, {name: bodies[page] for name, page in aliases.items()}
    )
    return made


def says(entry: Entry, manual: dict[str, str]) -> str:
    """The first sentence about a name: of its docstring, else of its manual page."""
    if entry.identifier:
        text = (inspect.getdoc(pydoc.locate(entry.identifier)) or "").split("\n\n")[0]
    else:
        text = html.unescape(
            re.sub(r"<[^>]*>", "", re.findall(r"<p>(.*?)</p>", manual[entry.r or ""], re.S)[0])
        )
    return re.split(r"(?<=[.])\s+(?=[A-Z])", " ".join(text.split()))[0].replace("|", "\\|")


def index(found: list[Entry], manual: dict[str, str]) -> str:
    """The table of all names, each with its first sentence."""
    rows = []
    for e in found:
        both = [f"[`{name}`]({file_of(e.name)})" if name else "" for name in (e.python, e.r)]
        rows.append(f"| {' | '.join(both)} | {says(e, manual)} |")
    text = (
        "# Reference\n\nEvery public name, in both languages side by side. The equations are in the "
        "[specification](spec.md), the commands on a [page of their own](command-line.md).\n\n"
        "| Python | R | |\n|---|---|---|\n"
    )
    return text + "\n".join(rows) + "\n"
