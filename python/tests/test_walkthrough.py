"""The walk-through page in a real browser: its numbers, its highlights, its keys, and that it keeps to itself."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from browser import chromium, set_size
from helpers import case, load
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from test_workbook import deep_case
from twinmlp.base.files import write_json
from twinmlp.conformance.truth import oracle
from twinmlp.trace.article_steps import article_steps
from twinmlp.trace.case import case_parts
from twinmlp.trace.compare import ulp
from twinmlp.trace.record import run_case
from twinmlp.walkthrough.page import walkthrough_page
from twinmlp.walkthrough.sources import gather_traces, with_steps_before
from twinmlp.walkthrough.story import page_data

CASES = {"article": case(), "deep": deep_case()}
SIZES = {"phone": (390, 844), "laptop": (1366, 768), "projector": (1920, 1080)}

# Everything a reader can see of a step: names, roles, cells; and of every yellow cell what lights up and what is spelled.
LOOK = """
return [...document.querySelectorAll('#matrices table')].map(table => ({
  key: table.dataset.key, role: table.className, caption: table.caption.textContent,
  cells: [...table.tBodies[0].rows].map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent)),
}));
"""
CELLS = """
const found = [];
for (const table of document.querySelectorAll('#matrices table.computed'))
  for (const button of table.querySelectorAll('button')) {
    button.dispatchEvent(new MouseEvent('mouseenter'));
    const values = [...document.querySelectorAll('#detail tbody td')].map(cell => cell.textContent);
    found.push({
      key: table.dataset.key, place: button.parentElement.dataset.place, spelled: document.querySelector('#detail .spelled').textContent,
      python: values[0], from_true: values[1], r: values[2], true: values[4],
      lit: [...document.querySelectorAll('.lit')].map(cell => cell.closest('table').dataset.key + ' ' + cell.dataset.place),
      edges: document.querySelectorAll('#network .edge.active').length,
    });
  }
return found;
"""


def data_of(document, trace=None):
    """The data of a page."""
    parts = case_parts(document)
    return page_data(parts, gather_traces(document, parts.record, trace))


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
    return folder


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
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


def press(browser, *keys):
    browser.switch_to.active_element.send_keys(*keys)


def heading(browser):
    return browser.find_element(By.ID, "heading").text


@pytest.mark.parametrize("name", CASES)
def test_every_number_is_that_of_the_trace(name, page):
    """Every cell of every named step of every recorded step, as the page shows it."""
    document, browser = CASES[name], page(name)
    parts = case_parts(document)
    wanted = with_steps_before(document, parts.record)
    trace = {step["step"]: step for step in run_case(wanted)["steps"]}
    browser.execute_script(
        "document.getElementById('decimals').value = '6'; document.getElementById('decimals').dispatchEvent(new Event('change'))"
    )
    for place, number in enumerate(parts.record):
        before = parts.network
        if number > 0:
            before = [
                layer._replace(W=r["W"], b=r["b"])
                for layer, r in zip(parts.network, trace[number - 1]["layers"])
            ]
        steps = article_steps(parts.X, parts.y, before, trace[number])
        known: dict[str, np.ndarray] = {}
        for k, step in enumerate(steps):
            browser.execute_script(f"go({k}, {place})")
            shown = browser.execute_script(LOOK)
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
    data = json.loads(browser.execute_script("return document.getElementById('data').textContent"))
    layers = data["layers"]
    n = len(data["records"][0]["values"]["X"]["own"])
    checked = 0
    for k in range(len(data["steps"])):
        browser.execute_script(f"go({k}, 0)")
        for cell in browser.execute_script(CELLS):
            matrix = data["matrices"][cell["key"]]
            l, (i, j) = matrix["layer"], map(int, cell["place"].split(","))
            inputs = layers[l - 1]["inputs"] if l else 0
            after = layers[l]["units"] if l < len(layers) else 1
            expected = {
                "X": 0,
                "y": 0,
                "Z": 2 * inputs + 1,
                "A": 1,
                "slope": 1,
                "dA": 2 if l == len(layers) else 2 * after,
                "dZ": 2,
                "W": 1 + 2 * n,
                "b": 1 + n,
            }[matrix["quantity"]]
            if data["steps"][k]["number"] < 2:
                expected = 0
            assert len(cell["lit"]) == len(set(cell["lit"])) == expected, cell
            if matrix["quantity"] == "Z":
                below = data["records"][0]["rules"][cell["key"]]["inputs"]
                rows = (
                    [f"{below[0]} {i},{m}" for m in range(inputs)]
                    + [f"{below[1]} {m},{j}" for m in range(inputs)]
                    + [f"{below[2]} 0,{j}"]
                )
                assert sorted(cell["lit"]) == sorted(rows)
                assert cell["edges"] == inputs
            worked_out(cell["spelled"])
            checked += 1
    assert checked > 50


def worked_out(spelled):
    """What is spelled gives, but for the rounding of its numbers, what stands after the equals sign."""
    if "=" not in spelled or "more terms" in spelled:
        return
    left, right = spelled.rsplit(" = ", 1)
    words = {"exp": np.exp, "tanh": np.tanh, "max": max, "where": np.where}
    value = eval(left.replace("^", "**").replace("if(", "where("), words)
    assert abs(value - float(right)) < 0.02, spelled


def test_an_update_with_a_penalty_is_not_said_to_follow_from_the_formula(browser, tmp_path):
    """Step 10 and 11 have momentum and a penalty on weights and biases; step 4 has neither."""
    path = tmp_path / "penalty.html"
    path.write_text(walkthrough_page(case("penalty_biases")), encoding="utf-8")
    browser.get(path.as_uri())
    for step, follows in ((4, True), (10, False), (11, False)):
        browser.execute_script(f"go({step}, 0)")
        for cell in browser.execute_script(CELLS):
            more = ", and what the optimizer, penalty, clipping ... of the case do"
            assert (more in cell["spelled"]) != follows


def test_every_side_and_its_distance(page):
    """17 digits from Python, R and the golden file, and the units in the last place between them."""
    browser = page("article")
    data = data_of(CASES["article"])
    golden = load("golden/article_a_uniform.json")["steps"][0]["layers"]
    browser.execute_script("go(2, 0)")
    python = np.array(data["records"][0]["values"]["hidden_layer_input"]["own"])
    for cell in browser.execute_script(CELLS):
        i, j = map(int, cell["place"].split(","))
        true = golden[0]["Z"][i][j]
        assert float(cell["python"]) == python[i, j] and float(cell["true"]) == true
        assert float(cell["from_true"]) == abs(python[i, j] - true) / ulp(true)
        assert float(cell["r"]) == (
            np.nextafter(python[i, j], np.inf) if (i, j) == (0, 0) else python[i, j]
        )


def test_no_value_is_made_up(folder):
    """Slopes have no true value, and R has none where no trace of R is at hand."""
    data = data_of(CASES["deep"], str(folder / "deep.trace.json"))
    values = data["records"][1]["values"]
    assert values["slope_output_layer"]["true"] is None
    assert (
        values["output"]["true"].tolist() == oracle.run(CASES["deep"])["steps"][1]["layers"][2]["A"]
    )
    own, other, true = gather_traces(CASES["article"], [0, 2], str(folder / "article.trace.json"))
    assert (
        [step["step"] for step in own["steps"]] == [0, 1, 2]
        and other is not None
        and true is not None
    )


def test_keys_alone_reach_everything(page):
    browser = page("article")
    seen = [heading(browser)]
    for _ in range(11):
        press(browser, Keys.ARROW_RIGHT)
        seen.append(heading(browser))
    assert [int(text.split()[1].rstrip(":")) for text in seen] == list(range(12))
    assert not browser.find_element(By.ID, "next").is_enabled()
    press(browser, Keys.SHIFT, Keys.ARROW_RIGHT)
    assert browser.find_element(By.ID, "epoch").text.startswith("step 1, epoch 1")
    press(browser, Keys.NULL)
    for _ in range(9):
        press(browser, Keys.ARROW_LEFT)
    assert heading(browser).startswith("Step 2")
    for _ in range(12):
        press(browser, Keys.TAB)
        if browser.switch_to.active_element.find_elements(By.XPATH, "ancestor::td"):
            break
    assert browser.switch_to.active_element.get_attribute("aria-label").startswith(
        "hidden_layer_input, s1, h1"
    )
    press(browser, Keys.ARROW_DOWN)
    press(browser, Keys.ARROW_RIGHT)
    assert browser.find_element(By.CSS_SELECTOR, "#detail h3").text.startswith(
        "hidden_layer_input, s2, h2"
    )
    assert heading(browser).startswith("Step 2")


def test_buttons_and_sliders_reach_everything(page):
    browser = page("article")
    for number in range(1, 12):
        browser.find_element(By.ID, "next").click()
        assert heading(browser).startswith(f"Step {number}:")
    slider = browser.find_element(By.ID, "record")
    slider.send_keys(Keys.END)
    assert browser.find_element(By.ID, "epoch").text.startswith("step 4999")
    browser.find_element(By.ID, "step").send_keys(Keys.HOME)
    assert heading(browser).startswith("Step 0")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CASES)
def test_nothing_runs_over(name, size, page):
    """No step is wider than the window, and no cell's text wider than its cell."""
    browser = page(name, size)
    for k in range(browser.execute_script("return data.steps.length")):
        browser.execute_script(
            f"go({k}, 0); const b = document.querySelector('table.computed button'); b.focus()"
        )
        wide = browser.execute_script(
            "return [document.documentElement.scrollWidth - document.documentElement.clientWidth,"
            " [...document.querySelectorAll('td, th, #detail')].filter(cell => cell.scrollWidth > cell.clientWidth + 1).length]"
        )
        assert wide == [0, 0]


def test_readable_by_machines(page):
    """Tables have captions and heads, drawings and controls have names."""
    browser = page("article")
    unnamed = browser.execute_script(
        "go(4, 0); return [...document.querySelectorAll('table')].filter(t => !t.caption && t.closest('#matrices')).length"
        " + [...document.querySelectorAll('svg')].filter(s => !s.getAttribute('aria-label')).length"
        " + [...document.querySelectorAll('input, select')].filter(c => !c.labels.length).length"
        " + [...document.querySelectorAll('#matrices th')].filter(h => !h.scope).length"
    )
    assert unnamed == 0
    assert browser.execute_script("return document.documentElement.lang") == "en"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast(theme, page):
    """Text stands out 4.5 to 1 at least, on paper, panels and cells."""
    browser = page("article")
    browser.execute_script(f"document.documentElement.dataset.theme = '{theme}'; go(2, 0)")
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
    text = (folder / "article.html").read_text(encoding="utf-8")
    markup = text[: text.index('<script type="application/json"')]
    assert (
        "http" not in markup.replace("http-equiv", "")
        and "@import" not in text
        and "@@" not in text
    )
    assert len(text) < 300_000
