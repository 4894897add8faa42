"""Pages that are made from what the project has once: reference, specification, mistakes, command line; and llms.txt."""

from __future__ import annotations

import html
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))
from reference import ROOT, reference_pages  # noqa: E402

# Pages that are files of the checkout.
COPIED = {
    "reference/spec.md": "fixtures/SPEC.md",
    "reference/mistakes.md": "fixtures/MISTAKES.md",
    "reference/check-your-own.md": "fixtures/README.md",
    "reference/changelog.md": "CHANGELOG.md",
    "explanation/contributing.md": "CONTRIBUTING.md",
}
PICTURES = {
    f"assets/{name}": f"python/docs/{name}" for name in ("steps.png", "curves.png", "network.png")
}
ADDRESS = re.search(
    r'^Source = "(.*)"$', (ROOT / "python/pyproject.toml").read_text(encoding="utf-8"), re.M
)[1]  # type: ignore[index]
TEXTS: dict[str, str] = {}


def relinked(text: str, page: str, source: str) -> str:
    """A file's text with links to pages of the site where there is one, else to the file on the web."""
    places = {(ROOT / file).resolve(): name for name, file in COPIED.items()}

    def link(found: re.Match[str]) -> str:
        target = (ROOT / source).parent / found[2]
        if target.resolve() in places:
            up = "../" * page.count("/")
            return f"{found[1]}({up}{places[target.resolve()]})"
        return f"{found[1]}({ADDRESS}/blob/main/{target.resolve().relative_to(ROOT)})"

    return re.sub(r"(\[[^\]\n]+\])\((?!https?:|#)([^)\s]+)\)", link, outside_code(text))


def outside_code(text: str) -> str:
    """The text; a bracket before a parenthesis in code is no link, and gets a mark that is not seen."""
    return re.sub(
        r"(```.*?```|`[^`\n]*`)", lambda m: m[1].replace("](", "]\u2060("), text, flags=re.S
    )


def command_line() -> str:
    """What every command says of itself."""
    from twinmlp.cli.options import command_table

    def said(*arguments: str) -> str:
        command = [sys.executable, "-m", "twinmlp", *arguments, "--help"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    parts = [
        "# Command line\n\nThe same words and exit statuses in both languages: `twinmlp ...` or `python -m twinmlp ...`, "
        f"and `Rscript r/exec/twinmlp.R ...`.\n\n```text\n{said()}```\n"
    ]
    parts += [f"## {name}\n\n```text\n{said(name)}```\n" for name in command_table()]
    return "\n".join(parts)


def on_files(files: Files, config: Any) -> Files:
    """Add the made pages to those of the folder."""
    made = reference_pages()
    for page, source in COPIED.items():
        made[page] = relinked((ROOT / source).read_text(encoding="utf-8"), page, source)
    made["reference/command-line.md"] = command_line()
    for path, text in made.items():
        files.append(File.generated(config, path, content=text))
    for path, source in PICTURES.items():
        files.append(File.generated(config, path, abs_src_path=str(ROOT / source)))
    return files


class Word(str):
    """A word that shows without quotes."""

    __repr__ = str.__str__


def call(name: str, value: Any) -> str:
    """How a function or class is called, without types; of an exception nothing."""
    if inspect.isclass(value) and issubclass(value, Exception):
        return ""
    signature = inspect.signature(value)
    bare = [p.replace(annotation=p.empty) for n, p in signature.parameters.items() if n != "self"]
    # An arithmetic is called by the name of the variable.
    bare = [
        p.replace(default=Word(p.default.name)) if hasattr(p.default, "name") else p for p in bare
    ]
    return f"{name}{signature.replace(parameters=bare, return_annotation=signature.empty)}\n\n"


def plain(text: str) -> str:
    """A page as text alone: docstrings in place of their names, manual pages without marks of HTML."""

    def docstring(found: re.Match[str]) -> str:
        place, name = found[1].rsplit(".", 1)
        if place.rsplit(".", 1)[1][0].isupper():
            place, owner = place.rsplit(".", 1)
            holder = getattr(importlib.import_module(place), owner)
        else:
            holder = importlib.import_module(place)
        value = getattr(holder, name)
        return f"```text\n{call(name, value)}{inspect.getdoc(value)}\n```"

    # Without what keeps Markdown from ending a block, or from seeing a link in code.
    text = re.sub("&#8203;|\u2060", "", text)
    text = re.sub(r"^::: (\S+)$", docstring, text, flags=re.M)
    return html.unescape(
        re.sub(
            r"</?(?:div|section|p|pre|code|table|tr|td|span|a|ul|li|em|strong|h\d|br)\b[^>]*>",
            "",
            text,
        )
    )


def on_page_markdown(markdown: str, page: Any, **others: Any) -> str:
    """Keep the plain text of each page."""
    TEXTS[page.file.src_uri] = plain(markdown)
    return markdown


def on_post_build(config: Any) -> None:
    """Write llms.txt, the list of pages with their plain texts beside them, and llms-full.txt, all in one."""
    folder = Path(config.site_dir)
    lines = [f"# {config.site_name}", "", f"> {config.site_description}", ""]
    for path, text in sorted(TEXTS.items()):
        title = re.search(r"^# (.+)$", text, re.M)
        target = folder / "text" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        lines.append(f"- [{title[1] if title else path}](text/{path})")
    (folder / "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    everything = "\n\n".join(text for path, text in sorted(TEXTS.items()) if "spec" not in path)
    (folder / "llms-full.txt").write_text(everything + "\n", encoding="utf-8")
