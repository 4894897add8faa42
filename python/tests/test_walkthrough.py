"""The pages in a real browser: numbers, highlights, keys, what may be changed, and that they keep to themselves."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from browser import chromium, set_size
from helpers import case, load
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait
from test_workbook import deep_case
from twinmlp.base.files import write_json
from twinmlp.nn.losses import LOSSES
from twinmlp.plots.case import case_named_steps, step_of_run
from twinmlp.trace.case import case_parts
from twinmlp.trace.compare import ulp
from twinmlp.trace.record import run_case
from twinmlp.walkthrough.page import walkthrough_page, write_playground
from twinmlp.walkthrough.sources import gather_traces, with_steps_before

CASES = {"article": case(), "deep": deep_case()}
SIZES = {"phone": (390, 844), "laptop": (1366, 768), "projector": (1920, 1080)}

# Everything a reader can see of a step: names, roles, cells; and of every yellow cell what lights up and what is spelled.
LOOK = """
return {
  heading: document.getElementById('heading').textContent,
  code: [...document.querySelectorAll('#formulas code')].map(part => part.textContent),
  tables: [...document.querySelectorAll('#matrices table')].map(table => ({
    key: table.dataset.key, role: table.className,
    cells: [...table.tBodies[0].rows].map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent)),
  })),
};
"""
# All rows of all matrices; of each, up to 24 cells are looked at.
OPEN = "Object.keys(view.matrices).forEach((key) => view.opened.add(key));"
CELLS = """
const found = [];
for (const table of document.querySelectorAll('#matrices table.computed'))
  for (const button of [...table.querySelectorAll('td:not(.open) button')].slice(0, 24)) {
    button.dispatchEvent(new MouseEvent('mouseenter'));
    const sides = {};
    for (const row of document.querySelectorAll('#detail tbody tr'))
      sides[row.querySelector('th').textContent] = [...row.querySelectorAll('td')].map(cell => cell.textContent);
    found.push({
      key: table.dataset.key, place: button.parentElement.dataset.place, spelled: document.querySelector('#detail .spelled').textContent,
      sides, apart: document.querySelector('#detail .quiet').textContent,
      lit: [...document.querySelectorAll('.lit')].map(cell => cell.closest('table').dataset.key + ' ' + cell.dataset.place),
      edges: document.querySelectorAll('#network .edge.active').length,
    });
  }
return found;
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages. R's values come from a trace file: Python's, with one number changed."""
    folder = tmp_path_factory.mktemp("pages")
    for name, document in CASES.items():
        record = run_case(with_steps_before(document, document["record"]["steps"]))
        record["steps"][0]["layers"][0]["Z"][0, 0] = np.nextafter(
            record["steps"][0]["layers"][0]["Z"][0, 0], np.inf
        )
        write_json(folder / f"{name}.trace.json", record)
        page = walkthrough_page(document, str(folder / f"{name}.trace.json"))
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    write_playground(folder / "playground.html")
    return folder


@pytest.fixture(scope="module")
def browser():
    with chromium("performance") as running:
        yield running


@pytest.fixture
def page(browser, folder):
    """Opens a page at a size; afterwards nothing may have been complained of or asked for."""

    def show(name, size="laptop"):
        set_size(browser, *SIZES[size])
        browser.get_log("browser")
        browser.get_log("performance")
        browser.get((folder / f"{name}.html").as_uri())
        return browser

    yield show
    assert browser.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }
    assert (
        all(url.startswith("file://") and url.endswith(".html") for url in asked)
        and len(asked) <= 1
    )


@pytest.fixture
def alone(monkeypatch):
    """R is not started for its trace."""
    monkeypatch.setattr("twinmlp.walkthrough.sources.run_other", lambda case: None)


def press(browser, *keys):
    browser.switch_to.active_element.send_keys(*keys)


def heading(browser):
    return browser.find_element(By.ID, "heading").text


@pytest.mark.parametrize("name", CASES)
def test_every_number_is_that_of_the_trace(name, page):
    """Every cell of every named step of every recorded step, as the page computes and shows it."""
    document, browser = CASES[name], page(name)
    parts = case_parts(document)
    wanted = with_steps_before(document, parts.record)
    trace = run_case(wanted)
    browser.execute_script("view.decimals = 6;" + OPEN)
    for number in parts.record:
        browser.execute_script(f"goTo({number}); goOn(1e5); showStep()")
        found = step_of_run(parts, trace, number)
        known: dict[str, np.ndarray] = {}
        for k, step in enumerate(case_named_steps(found)):
            seen = browser.execute_script(f"go({k});" + LOOK)
            assert seen["heading"].startswith(f"Step {step.number}: {step.title}")
            assert seen["code"] == [part for part in step.formula.split("; ") if part]
            shown = seen["tables"]
            expected = [(name, "source", known[name]) for name in step.uses] + [
                (name, "computed", m) for name, m in step.computes.items()
            ]
            assert [(t["key"].removesuffix(" (updated)"), t["role"]) for t in shown] == [
                e[:2] for e in expected
            ]
            for table, (_, _, matrix) in zip(shown, expected):
                np.testing.assert_allclose(
                    np.array(table["cells"], float), matrix, rtol=5e-4, atol=5e-7
                )
            known.update(step.computes)


@pytest.mark.parametrize("name", CASES)
def test_cells_light_up_what_they_come_from(name, page):
    """Count and place of the lit cells of each kind of step, and the spelled arithmetic worked out."""
    browser = page(name)
    layers, n, matrices = browser.execute_script(
        "return [view.document.network.layers, view.document.data.X.length, view.matrices]"
    )
    browser.execute_script(OPEN)
    inputs_of, checked = {}, 0
    for k in range(browser.execute_script("return view.steps.length")):
        browser.execute_script(f"go({k})")
        for cell in browser.execute_script(CELLS):
            matrix = matrices[cell["key"]]
            l, (i, j) = matrix["l"], map(int, cell["place"].split(","))
            inputs = layers[l - 1]["inputs"] if l else 0
            after = layers[l]["units"] if l < len(layers) else 1
            expected = {
                "Z": 2 * inputs + 1,
                "A": 1,
                "slope": 1,
                "dA": 2 if l == len(layers) else 2 * after,
                "dZ": 2,
                "W": 1 + 2 * n,
                "b": 1 + n,
            }[matrix["quantity"]]
            assert len(cell["lit"]) == len(set(cell["lit"])) == expected, cell
            if matrix["quantity"] == "Z":
                if cell["key"] not in inputs_of:
                    code = "return currentStep().uses.slice(0, 3)"
                    inputs_of[cell["key"]] = browser.execute_script(code)
                below = inputs_of[cell["key"]]
                rows = (
                    [f"{below[0]} {i},{m}" for m in range(inputs)]
                    + [f"{below[1]} {m},{j}" for m in range(inputs)]
                    + [f"{below[2]} 0,{j}"]
                )
                assert sorted(cell["lit"]) == sorted(rows)
                assert cell["edges"] == inputs
            worked_out(cell["spelled"])
            checked += 1
    assert checked > 40


def worked_out(spelled):
    """What is spelled gives, but for the rounding of its numbers, what stands after the equals sign."""
    if "=" not in spelled or "more terms" in spelled:
        return
    left, right = spelled.rsplit(" = ", 1)
    words = {"exp": np.exp, "tanh": np.tanh, "max": max, "where": np.where}
    value = eval(left.replace("^", "**").replace("if(", "where("), words)
    assert abs(value - float(right)) < 0.02, spelled


# Cases with other updates, and how many lines the arithmetic of a weight has in each.
UPDATES = {
    "penalty_biases": 5,
    "adam_options": 5,
    "adamw_hat_minibatch": 6,
    "adagrad": 4,
    "nesterov": 4,
    "adadelta": 6,
    "clip_value": 4,
}


def test_every_step_and_loss_has_its_words():
    """What, why and in general of each named step, and the formula of every loss."""
    words = load("walkthrough/words.json")
    assert set(words["steps"]) == {*map(str, range(12)), "7 fused", "7 softmax"}
    for step in words["steps"].values():
        assert all(step[name].endswith(".") for name in ("what", "why")) and step["terms"]
        assert step["what"].count(". ") == step["why"].count(". ") == 0
    assert list(words["losses"]) == list(LOSSES)
    assert all(text.startswith("J = ") for text in words["losses"].values())


@pytest.mark.parametrize("id", UPDATES)
def test_other_updates_are_worked_out_line_by_line(id, browser, tmp_path, alone):
    """Penalty, decay, clipping and the optimizer's own lines, each with the numbers of the cell."""
    path = tmp_path / "page.html"
    path.write_text(walkthrough_page(case(id)), encoding="utf-8")
    browser.get(path.as_uri())
    browser.execute_script("view.decimals = 12; goTo(1); go(view.steps.length - 2)")
    cells = browser.execute_script(CELLS)
    assert len(cells) > 3
    words = {"sqrt": np.sqrt, "sign": np.sign, "min": min, "max": max, "abs": abs}
    for cell in cells:
        lines = cell["spelled"].split("\n")
        assert len(lines) == UPDATES[id], lines
        for line in lines[2:]:
            name, *parts = line.split(" = ")
            if len(parts) == 1:
                words[name] = eval(parts[0].replace("^", "**"), words)  # adadelta's move
                continue
            value = eval(parts[0].replace("^", "**"), words)
            assert abs(value - float(parts[1])) <= 2e-4 * abs(value) + 2e-5, line


def test_every_side_and_its_distance(page):
    """17 digits from this page, Python, R and the golden file, and the units in the last place between them."""
    browser = page("article")
    golden = load("golden/article_a_uniform.json")["steps"][0]["layers"]
    native, reproducible = (
        run_case(CASES["article"], kind)["steps"][0]["layers"]
        for kind in ("native", "reproducible")
    )
    browser.execute_script("go(2)")
    for cell in browser.execute_script(CELLS):
        i, j = map(int, cell["place"].split(","))
        true, sides = golden[0]["Z"][i][j], cell["sides"]
        python = native[0]["Z"][i, j]
        assert float(sides["this page"][0]) == reproducible[0]["Z"][i, j]
        assert float(sides["Python"][0]) == python and float(sides["true value"][0]) == true
        assert float(sides["Python"][1]) == abs(python - true) / ulp(true)
        r = np.nextafter(python, np.inf) if (i, j) == (0, 0) else python
        assert float(sides["R"][0]) == r
        apart = "1" if (i, j) == (0, 0) else "0"
        assert cell["apart"].startswith(f"Python and R are {apart} ULP apart. One unit in the last")


def test_no_value_is_made_up(page):
    """Slopes have no true value; what nobody recorded is said to be missing."""
    browser = page("deep")
    number = browser.execute_script("return view.steps.findIndex((step) => step.number === 6)")
    browser.execute_script(f"go({number})")
    cells = browser.execute_script(CELLS)
    assert all(cell["sides"]["true value"] == ["not at hand"] for cell in cells)
    assert all(float(cell["sides"]["Python"][0]) >= 0 for cell in cells)
    browser.execute_script("goTo(5); go(2)")
    cell = browser.execute_script(CELLS)[0]
    assert cell["sides"]["Python"] == cell["sides"]["R"] == ["not at hand"]
    assert cell["apart"].startswith("Python and R recorded training steps ")
    own, other, true = gather_traces(CASES["article"], [0, 2], None)
    assert [step["step"] for step in own["steps"]] == [0, 1, 2] and true is not None


def test_keys_alone_reach_everything(page):
    browser = page("article")
    seen = [heading(browser)]
    for _ in range(11):
        press(browser, Keys.ARROW_RIGHT)
        seen.append(heading(browser))
    assert [int(text.split()[1].rstrip(":")) for text in seen] == list(range(12))
    assert not browser.find_element(By.ID, "next").is_enabled()
    press(browser, Keys.SHIFT, Keys.ARROW_RIGHT)
    assert browser.find_element(By.ID, "at").get_attribute("value") == "2"
    press(browser, Keys.NULL)
    for _ in range(9):
        press(browser, Keys.ARROW_LEFT)
    assert heading(browser).startswith("Step 2")
    for _ in range(30):
        press(browser, Keys.TAB)
        if browser.switch_to.active_element.find_elements(
            By.XPATH, "ancestor::table[@class='computed']"
        ):
            break
    named = browser.switch_to.active_element.get_attribute("aria-label")
    assert named.startswith("hidden_layer_input, s1, h1")
    press(browser, Keys.ARROW_DOWN)
    press(browser, Keys.ARROW_RIGHT)
    assert browser.find_element(By.CSS_SELECTOR, "#detail h3").text.startswith(
        "hidden_layer_input, s2, h2 = Z_1[2,2]"
    )
    assert heading(browser).startswith("Step 2")


def test_buttons_and_sliders_reach_everything(page):
    browser = page("article")
    for number in range(1, 12):
        browser.find_element(By.ID, "next").click()
        assert heading(browser).startswith(f"Step {number}:")
    recorded = Select(browser.find_element(By.ID, "recorded"))
    assert [option.text for option in recorded.options][1:] == [
        f"step {number + 1:.0f}" for number in CASES["article"]["record"]["steps"]
    ]
    recorded.select_by_visible_text("step 3")
    assert browser.execute_script("return view.current.step") == 2
    field = browser.find_element(By.ID, "at")
    field.clear()
    field.send_keys("5000" + Keys.ENTER)
    WebDriverWait(browser, 20).until(lambda b: b.execute_script("return view.target === null"))
    trace = run_case(CASES["article"], "reproducible")
    assert browser.execute_script("return view.current.loss") == trace["steps"][-1]["loss"]
    assert browser.find_element(By.ID, "epoch").text.startswith("epoch 5000")
    browser.find_element(By.ID, "step").send_keys(Keys.HOME)
    assert heading(browser).startswith("Step 0")


def test_the_mark_stands_on_the_curve(browser, tmp_path, alone):
    """Also where a step is one of several of its epoch."""
    path = tmp_path / "page.html"
    path.write_text(walkthrough_page(case("minibatch_remainder")), encoding="utf-8")
    browser.get(path.as_uri())
    seen = set()
    for number in range(6):
        mark, points = browser.execute_script(
            f"goTo({number}); const mark = document.querySelector('#curve .mark');"
            "return [[mark.cx.baseVal.value, mark.cy.baseVal.value],"
            " [...document.querySelectorAll('#curve .line')].flatMap((line) =>"
            " [...line.points].map(({x, y}) => [x, y]))]"
        )
        assert any(np.allclose(mark, point, atol=0.06) for point in points)
        seen.add(tuple(mark))
    assert len(seen) > 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CASES)
def test_nothing_runs_over(name, size, page):
    """No step is wider than the window, and no cell's text wider than its cell."""
    browser = page(name, size)
    for k in range(browser.execute_script("return view.steps.length")):
        browser.execute_script(f"go({k}); document.querySelector('table.computed button').focus()")
        wide = browser.execute_script(
            "return [document.documentElement.scrollWidth - document.documentElement.clientWidth,"
            " [...document.querySelectorAll('td, th, #detail')].filter(cell => cell.scrollWidth > cell.clientWidth + 1).length]"
        )
        assert wide == [0, 0]


def test_readable_by_machines(page):
    """Tables have captions and heads, drawings and controls have names."""
    browser = page("article")
    unnamed = browser.execute_script(
        "go(4); return [...document.querySelectorAll('table')].filter(t => !t.caption && t.closest('#matrices')).length"
        " + [...document.querySelectorAll('svg')].filter(s => !s.getAttribute('aria-label')).length"
        " + [...document.querySelectorAll('input, select')].filter(c => !c.labels.length && !c.ariaLabel).length"
        " + [...document.querySelectorAll('#matrices th')].filter(h => !h.scope).length"
    )
    assert unnamed == 0
    assert browser.execute_script("return document.documentElement.lang") == "en"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast(theme, page):
    """Text stands out 4.5 to 1 at least, on paper, panels and cells."""
    browser = page("article")
    browser.execute_script(f"document.documentElement.dataset.theme = '{theme}'; go(2)")
    browser.execute_script("document.querySelectorAll('table.computed button')[4].focus()")
    pairs = browser.execute_script("""
      const ground = (node) => { for (; node; node = node.parentElement) {
        const colour = getComputedStyle(node).backgroundColor; if (!/, 0\\)$/.test(colour)) return colour; } return 'rgb(255, 255, 255)'; };
      const hasText = (node) => [...node.childNodes].some(c => c.nodeType === 3 && c.textContent.trim());
      const shown = [...document.querySelectorAll('.live *, h1')].filter(n => n.offsetParent && hasText(n));
      return shown.map(n => [getComputedStyle(n).color, ground(n), n.textContent]);
    """)
    assert len(pairs) > 40
    for ink, paper, text in pairs:
        assert contrast(ink, paper) >= 4.5, (ink, paper, text)


def contrast(ink, paper):
    """The contrast of two colours as WCAG reckons it."""

    def light(colour):
        numbers = colour[colour.index("(") + 1 : -1].replace(",", " ").split()
        scale = 1.0 if colour.startswith("color(") else 255.0
        parts = (
            [float(part) / scale for part in numbers[1:4]]
            if colour.startswith("color(")
            else [float(part) / scale for part in numbers[:3]]
        )
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    a, b = sorted((light(ink), light(paper)))
    return (b + 0.05) / (a + 0.05)


def test_prints_as_a_handout(page):
    browser = page("article")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = browser.execute_script(
        "return [...document.querySelectorAll('.handout h3')].filter(h => h.offsetParent).map(h => h.textContent)"
    )
    live = browser.execute_script("return document.querySelector('.live').offsetParent")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert [text.split(":")[0] for text in shown] == [f"Step {k}" for k in range(12)]
    assert live is None
    paper = base64.b64decode(
        browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"]
    )
    assert paper.startswith(b"%PDF")


def test_the_page_is_one_file(folder):
    assert (folder / "playground.html").stat().st_size < 300_000
    text = (folder / "article.html").read_text(encoding="utf-8")
    markup = text[: text.index('<script type="application/json"')]
    assert (
        "http" not in markup.replace("http-equiv", "")
        and "@import" not in text
        and "@@" not in text
    )
    assert len(text) < 300_000
