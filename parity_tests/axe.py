"""The pages held against axe-core, the checker of accessibility: python parity_tests/axe.py AXE.

AXE is axe.min.js of the npm package axe-core. Every view of the pages is looked at: both tabs, every
named step, numbers hidden, both dialogs; by day and by night, on a laptop and on a phone.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, Callable, Iterator

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python/tests"))

from browser import chromium, set_size  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from twinmlp.base.files import fixture_path, read_document  # noqa: E402
from twinmlp.walkthrough.page import walkthrough_page, write_playground  # noqa: E402
from twinmlp.worksheet.write import write_worksheet  # noqa: E402

SIZES = {"laptop": (1280, 800), "phone": (390, 844)}
RUN = "const done = arguments[0]; axe.run().then((found) => done(found.violations))"


def views(browser: Any) -> Iterator[str]:
    """Bring the page into every view, one after the other, and name it."""
    click: Callable[[str], None] = lambda id: browser.find_element(By.ID, id).click()
    click("tab-play")
    yield "play"
    for dialog in ("paste", "code"):
        click(dialog)
        yield dialog
        click({"paste": "paste-cancel", "code": "code-close"}[dialog])
    click("tab-steps")
    for named in range(browser.execute_script("return view.steps.length")):
        browser.execute_script(f"go({named})")
        yield browser.execute_script("return byId('heading').textContent")
    browser.execute_script("go(2)")
    click("predict")
    yield "numbers hidden"
    browser.execute_script("byId('matrices').querySelector('.guess').focus()")
    yield "a cell chosen"
    click("predict")


def written_pages(folder: Path) -> dict[str, Path]:
    """The pages to look at."""
    case = read_document(fixture_path("cases/article_a_uniform.json"), "case")
    found = {name: folder / f"{name}.html" for name in ("playground", "walkthrough", "worksheet")}
    write_playground(str(found["playground"]))
    found["walkthrough"].write_text(walkthrough_page(case), encoding="utf-8")
    write_worksheet(case, str(found["worksheet"]), key=True)
    return found


def main(axe: str) -> int:
    """Look at all of them; exit status 1 if axe-core finds anything."""
    script, wrong, looked = Path(axe).read_text(encoding="utf-8"), 0, 0
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for name, path in written_pages(Path(folder)).items():
            for device, size in SIZES.items():
                set_size(browser, *size)
                for theme in ("light", "dark"):
                    browser.get("about:blank")
                    browser.get(path.as_uri())
                    browser.execute_script(script)
                    if name != "worksheet" and theme == "dark":
                        browser.execute_script("byId('theme').click()")
                    for view in views(browser) if name != "worksheet" else ["sheet"]:
                        looked += 1
                        for one in browser.execute_async_script(RUN):
                            wrong += 1
                            print(f"{name}, {device}, {theme}, {view}: {one['id']}: {one['help']}")
                            print("   ", "; ".join(node["html"][:120] for node in one["nodes"][:3]))
    print(f"{looked} views, {wrong} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
