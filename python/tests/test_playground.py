"""Pages that compute: what is changed on them, trained, linked and saved has the bits of Python, whoever changes it."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
from browser import chromium, set_size
from helpers import case, load
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait
from test_javascript import BITS, CASES, hexed
from test_walkthrough import CELLS
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.files import read_document
from twinmlp.listing.program import listing_text
from twinmlp.listing.table import listing_table
from twinmlp.trace.record import run_case
from twinmlp.walkthrough.page import MOONS, walkthrough_page, write_playground
from twinmlp.worksheet.answers import read_answers
from twinmlp.worksheet.mark import mark_answers, points_of
from twinmlp.worksheet.marks import format_marks
from twinmlp.worksheet.mistakes import known_mistake


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        set_size(running, 1280, 800)
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("playground")
    write_playground(folder / "playground.html")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("twinmlp.walkthrough.sources.run_other", lambda case: None)
        page, search = walkthrough_page(case()), walkthrough_page(case("lbfgs"))
    (folder / "article.html").write_text(page, encoding="utf-8")
    (folder / "search.html").write_text(search, encoding="utf-8")
    return folder


@pytest.fixture
def page(browser, folder):
    """Opens a page anew; afterwards nothing may have been complained of."""

    def show(name="playground", hash=""):
        browser.get("about:blank")
        browser.get((folder / f"{name}.html").as_uri() + hash)
        return browser

    yield show
    assert browser.get_log("browser") == []


def choose(browser, id, text):
    Select(browser.find_element(By.ID, id)).select_by_visible_text(text)


def write(browser, id, text):
    field = browser.find_element(By.ID, id)
    field.clear()
    field.send_keys(text + Keys.ENTER)


def reach(browser, number):
    browser.execute_script(f"goTo({number}); goOn(1e5); showStep()")


def saved(browser, tmp_path):
    """The case that the page saves, as the command line reads it."""
    path = tmp_path / "saved.json"
    path.write_text(browser.execute_script("return caseText()"), encoding="utf-8")
    return read_document(path, "case")


def is_pythons(browser, tmp_path):
    """The saved case trained by Python has the bits that the page shows, at every recorded step."""
    document = saved(browser, tmp_path)
    document["training"]["epochs"] = browser.execute_script("return view.current.epoch + 1")
    trace = run_case(document)
    shown = json.loads(
        browser.execute_script(BITS + "return JSON.stringify(nested(shownStep().record))")
    )
    assert shown == hexed(trace["steps"][-1])


CHANGES = {
    "units": lambda b: b.find_element(By.ID, "units-0-1").click(),
    "layers": lambda b: [b.find_element(By.ID, "add-layer").click() for _ in range(2)],
    "no biases": lambda b: b.find_element(By.ID, "set-biases").click(),
    "no hidden layer": lambda b: b.find_element(By.ID, "remove-layer").click(),
    "activation": lambda b: choose(b, "activation-0", "gelu"),
    "loss": lambda b: choose(b, "set-loss", "huber"),
    "output and loss": lambda b: choose(b, "activation-1", "tanh"),
    "optimizer": lambda b: choose(b, "set-optimizer", "adam"),
    "a search": lambda b: [choose(b, "set-order", "shuffled"), choose(b, "set-optimizer", "lbfgs")],
    "no search": lambda b: [choose(b, "set-optimizer", "lbfgs"), write(b, "set-batch-size", "40")],
    "an option": lambda b: [choose(b, "set-optimizer", "adadelta"), write(b, "set-rho", "0.7")],
    "learning rate": lambda b: write(b, "set-learning-rate", "0.037"),
    "batches": lambda b: [write(b, "set-batch-size", "7"), choose(b, "set-order", "shuffled")],
    "penalty": lambda b: write(b, "set-l2-penalty", "0.01"),
    "seed": lambda b: write(b, "set-seed", "7"),
    "stream of R": lambda b: [
        choose(b, "set-weights", "he normal"),
        choose(b, "set-stream", "R's"),
    ],
    "reduction": lambda b: choose(b, "set-reduction", "sum"),
    "iris": lambda b: choose(b, "set-data", "Iris flowers"),
    "cars": lambda b: choose(b, "set-data", "Stopping cars"),
    "blobs": lambda b: choose(b, "set-data", "Three blobs"),
    "xor": lambda b: choose(b, "set-data", "XOR"),
}


# What changes nothing before the first update.
SAME_AT_FIRST = ("optimizer", "learning rate", "a search", "an option", "no biases")


def test_every_setting_is_followed(page, tmp_path):
    """One change after the other, each of the page as it opens; every quantity of the tenth step is Python's."""
    browser = page()
    before = browser.execute_script("return view.current.loss")
    for name, change in CHANGES.items():
        browser.execute_script("restore()")
        change(browser)
        changed = browser.execute_script("return view.current.loss") != before
        assert changed or name in SAME_AT_FIRST, name
        reach(browser, 9)
        is_pythons(browser, tmp_path)
        assert browser.find_element(By.ID, "message").text == "", name


def test_numbers_are_changed_where_they_stand(page, tmp_path):
    """An input, a target and a weight of the article's example, typed over; the weight of a drawing, too."""
    browser = page("article")
    assert not browser.find_element(By.ID, "restore").is_displayed()

    def cell(key, place):
        where = f'table[data-key="{key}"] td[data-place="{place}"] button'
        return browser.find_element(By.CSS_SELECTOR, where)

    for key, place, text in (("X", "1,2", "0.25"), ("y", "2,0", "0.5")):
        cell(key, place).click()
        browser.switch_to.active_element.send_keys(text + Keys.ENTER)
    assert browser.find_element(By.ID, "restore").is_displayed()
    browser.execute_script("go(2)")
    cell("wh", "3,1").click()
    browser.switch_to.active_element.send_keys("-1,5" + Keys.ENTER)
    browser.execute_script("reveal([]); showTab('play')")
    browser.execute_script(
        "document.querySelector('[data-bias=\"1,2\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    write(browser, "inspected", "0.125")
    document = saved(browser, tmp_path)
    assert document["data"]["X"][1] == [1, 0, 0.25, 1] and document["data"]["y"][2] == [0.5]
    assert document["parameters"][0]["W"][3][1] == -1.5
    assert document["parameters"][0]["b"][2] == 0.125
    reach(browser, 20)
    is_pythons(browser, tmp_path)
    # What Python and R recorded is of another case now.
    browser.execute_script("showTab('steps'); go(2)")
    sides = browser.execute_script(CELLS)[0]["sides"]
    assert list(sides) == ["this page"]
    browser.find_element(By.ID, "restore").click()
    assert len(browser.execute_script("go(2);" + CELLS)[0]["sides"]) == 4


def test_a_weight_that_is_changed_on_the_way_begins_a_new_run(page, tmp_path):
    browser = page()
    reach(browser, 12)
    weights = browser.execute_script("return toRows(view.current.before[0].W)")
    browser.execute_script(
        "document.querySelector('[data-weight=\"1,1,3\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    write(browser, "inspected", "2")
    weights[1][3] = 2
    assert saved(browser, tmp_path)["parameters"][0]["W"] == weights
    assert browser.find_element(By.ID, "at").get_attribute("value") == "1"
    reach(browser, 5)
    is_pythons(browser, tmp_path)


def test_the_button_saves_the_case(page, tmp_path):
    browser = page()
    settings = {"behavior": "allow", "downloadPath": str(tmp_path)}
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", settings)
    reach(browser, 2)
    browser.find_element(By.ID, "save").click()
    saved_file = tmp_path / "playground.json"
    WebDriverWait(browser, 10).until(lambda _: saved_file.exists() and saved_file.stat().st_size)
    assert read_document(saved_file, "case") == saved(browser, tmp_path)
    browser.find_element(By.ID, "link").click()
    assert browser.find_element(By.ID, "link").text != "Copy link"


def test_a_link_repeats_the_state(page):
    browser = page()
    choose(browser, "set-optimizer", "rmsprop")
    write(browser, "set-learning-rate", "0.02")
    reach(browser, 33)
    browser.execute_script("view.tab = 'steps'; view.decimals = 4; go(3); showAll()")
    look = "return [view.current.loss, view.current.step, view.tab, view.named, view.decimals, view.set, view.document, isChanged()]"
    state, hash = browser.execute_script(look), browser.execute_script("return location.hash")
    assert 50 < len(hash) < 2000 and hash[1:].replace("-", "").replace("_", "").isalnum()
    browser = page(hash=hash)
    assert browser.execute_script(look) == state
    for broken in ("#", "#e30", "#" + hash[1:90], "#" + "x" * 50):
        assert page(hash=broken).execute_script("return view.current.step") == 0


def test_a_link_cannot_ask_for_too_much(page):
    browser = page()
    hash = browser.execute_script(
        "view.document.network.layers[0].units = 1e8; view.document.network.layers[1].inputs = 1e8;"
        "return '#' + stateText()"
    )
    assert page(hash=hash).execute_script("return view.document.network.layers[0].units") == 6


TABLE = "length,width,kind\n1.5,2,small\n-2,1e1,large\n3,.5,small\n4,4,middle\n"
PASTED = {
    TABLE: {"X": [[1.5, 2], [-2, 10], [3, 0.5], [4, 4]], "classes": ["large", "middle", "small"]},
    "1;2\n2;4\n3;6": {"X": [[1], [2], [3]], "y": [[2], [4], [6]]},
    "a\tyes\n".replace("a", "0.5") + "1\tno": {"X": [[0.5], [1]], "y": [[1], [0]]},
}
NEEDS = (
    "A table needs two lines and two columns at least, apart by commas, semicolons, tabs or blanks."
)
REFUSED = {
    "1,2": NEEDS,
    "a,b,c\n1,2,3\n1,2": "Line 3 has 2 columns, the first has 3.",
    "a,b,c\n1,x,3\n1,2,3": 'Line 2: "x" is not a number; only the last column may be words.',
    "1,a\n2,a": "The last column has only one class.",
}


def paste(browser, text, scaled=False):
    browser.find_element(By.ID, "paste").click()
    browser.execute_script(
        "byId('paste-text').value = arguments[0]; byId('paste-scaled').checked = arguments[1]",
        text,
        scaled,
    )
    browser.find_element(By.ID, "paste-use").click()


def test_tables_are_pasted(page, tmp_path):
    browser = page()
    for text, expected in PASTED.items():
        paste(browser, text)
        document = saved(browser, tmp_path)
        assert {**document["data"], **document}.items() >= expected.items()
        reach(browser, 3)
        is_pythons(browser, tmp_path)
    assert document["network"]["layers"][-1]["activation"] == "sigmoid"
    paste(browser, "1,2,1\n3,4,2\n5,9,3", scaled=True)
    X = np.array(saved(browser, tmp_path)["data"]["X"])
    assert np.allclose(X.mean(0), 0) and np.allclose(X.std(0), 1)


def test_tables_are_refused_with_a_reason(page):
    browser = page()
    for text, reason in REFUSED.items():
        paste(browser, text)
        assert browser.find_element(By.ID, "paste-error").text == reason
        browser.find_element(By.ID, "paste-cancel").click()


def test_it_runs_pauses_and_goes_back(page, tmp_path):
    browser = page()
    run = browser.find_element(By.ID, "run")
    run.click()
    WebDriverWait(browser, 20).until(lambda b: b.execute_script("return view.current.step > 20"))
    run.click()
    number = browser.execute_script("return view.current.step")
    is_pythons(browser, tmp_path)
    browser.find_element(By.ID, "before").click()
    assert browser.execute_script("return view.current.step") == number - 1
    is_pythons(browser, tmp_path)
    browser.find_element(By.ID, "reset").click()
    assert browser.execute_script("return view.current.step") == 0


def test_a_change_far_on_is_followed_to_the_same_step(page, tmp_path):
    """It takes more than a moment; the page says where it is going, goes there, and stays."""
    browser = page()
    reach(browser, 1500)
    write(browser, "set-learning-rate", "0.9")
    assert "On the way to training step 1501" in browser.find_element(By.ID, "message").text
    WebDriverWait(browser, 60).until(lambda b: b.execute_script("return view.target === null"))
    assert browser.execute_script("return [view.current.step, view.looping]") == [1500, False]
    is_pythons(browser, tmp_path)


def test_the_way_back_is_the_way_forth(page):
    """Losses of steps far on and back again, past many snapshots."""
    browser = page()
    browser.execute_script(
        "change((document) => { putData(document, dataOf('xor')); return 'start'; })"
    )
    seen = browser.execute_script(
        "const found = []; for (const k of [4000, 3999, 37, 12, 2600, 0, 2601]) {"
        " seek(k); goOn(1e5); found.push([view.current.step, view.current.loss, view.run.losses.length]); }"
        " return [found, runCase({...view.document, training: {...view.document.training, epochs: 4001}}).losses,"
        " view.snapshots.length]"
    )
    assert [step for step, _, _ in seen[0]] == [4000, 3999, 37, 12, 2600, 0, 2601]
    for step, loss, count in seen[0]:
        assert loss == seen[1][step] and count == step + 1
    assert 50 < seen[2] <= 100


def test_training_that_diverges_says_so(page):
    browser = page()
    choose(browser, "set-data", "Stopping cars")
    write(browser, "set-learning-rate", "1e9")
    reach(browser, 400)
    assert "Training diverged" in browser.find_element(By.ID, "message").text
    assert not browser.execute_script("return view.running")


def test_predict_then_reveal(page):
    """Numbers are hidden until they are typed, right at the chosen decimals, or asked for."""
    browser = page("article")
    browser.find_element(By.ID, "predict").click()
    browser.execute_script("go(2)")
    fields = browser.find_elements(By.CSS_SELECTOR, "#matrices .guess")
    assert len(fields) == 9 and "1.265" not in browser.find_element(By.ID, "matrices").text
    for text, mark in (("1.27", "wrong"), ("1.2651", "right")):
        field = browser.find_element(By.CSS_SELECTOR, "#matrices .guess")
        field.clear()
        field.send_keys(text + Keys.ENTER)
        marked = browser.find_elements(By.CSS_SELECTOR, f"#matrices .{mark}")
        assert len(marked) == 1
    assert browser.switch_to.active_element.get_attribute("aria-label").startswith(
        "your answer for hidden_layer_input, s1, h2"
    )
    assert browser.find_element(By.ID, "score").text == "1 of 9 right"
    browser.find_element(By.CSS_SELECTOR, "#detail button").click()
    assert browser.find_element(By.ID, "score").text == "1 of 9 right, 1 shown"
    choose(browser, "decimals", "2")
    field = browser.find_element(By.CSS_SELECTOR, "#matrices .guess")
    field.send_keys("1.27" + Keys.ENTER)
    assert browser.find_element(By.ID, "score").text == "1 of 9 right"
    browser.find_element(By.ID, "reveal").click()
    assert browser.find_element(By.ID, "score").text == "1 of 9 right, 8 shown"


def test_a_step_is_on_one_screen(page):
    """Nothing that a named step of the article's example needs is below the fold of a projector."""
    browser = page("article")
    for k in range(12):
        browser.execute_script(f"go({k}); document.querySelector('table.computed button').focus()")
        low = browser.execute_script(
            "return Math.max(...['matrices', 'detail'].map((id) => byId(id).getBoundingClientRect().bottom))"
        )
        assert low <= 800 and browser.execute_script("return scrollY") == 0, k


def test_what_is_not_known_is_shown_as_recorded(page):
    """A case of an optimizer that the page does not have, as one that was just added may be."""
    browser = page("search")
    browser.execute_script("go(2)")
    assert "this page" in browser.execute_script(CELLS)[0]["sides"]
    browser.execute_script("delete OPTIMIZERS.lbfgs; restore(); go(2)")
    assert not browser.find_element(By.ID, "run").is_enabled()
    assert "this page" not in browser.execute_script(CELLS)[0]["sides"]


@pytest.mark.parametrize("style", ["plain", "article"])
def test_the_page_writes_the_programs_of_python(page, style):
    """Of every fourth case in all languages; what has no lines is refused in the same words."""
    documents = [
        load(f"cases/{id}.json")
        for id in CASES[:: 1 if os.environ.get("TWINMLP_ALL") == "1" else 4]
    ]
    code = """
      const [documents, languages, style] = JSON.parse(arguments[0]);
      return documents.map((one) => languages.map((language) => {
        try { return listingText(one, language, style); } catch (problem) { return problem.message; }
      }))"""
    languages = list(listing_table()["languages"])
    found = page().execute_script(code, json.dumps([documents, languages, style]))
    for document, texts in zip(documents, found, strict=True):
        for language, text in zip(languages, texts, strict=True):
            try:
                expected = listing_text(case(document["id"]), language, style)
            except TwinMLPError as error:
                expected = str(error)
            assert text == expected, (document["id"], language)


def test_a_network_is_saved_as_a_program(page, tmp_path):
    """What the dialog shows is the listing of the saved case, changed as it is."""
    browser = page("article", "")
    browser.find_element(By.ID, "tab-play").click()
    choose(browser, "activation-0", "tanh")
    browser.find_element(By.ID, "code").click()
    choose(browser, "code-language", "R")
    choose(browser, "code-style", "the article's: wh, bh ...")
    shown = browser.find_element(By.ID, "code-text").get_property("textContent")
    assert shown == listing_text(saved(browser, tmp_path), "r", "article")
    assert "tanh(hidden_layer_input)" in shown and ", changed" in shown.splitlines()[0]
    browser.find_element(By.ID, "code-close").click()
    choose(browser, "set-optimizer", "adam")
    browser.find_element(By.ID, "code").click()
    said = "`style` must be plain where the update is more than learning_rate times the gradient"
    assert said in browser.find_element(By.ID, "code-error").text
    assert not browser.find_element(By.ID, "code-save").is_enabled()


@pytest.mark.parametrize("name, number", [("article", 0), ("article", 2), ("search", 0)])
def test_answers_of_a_page_are_marked(page, tmp_path, name, number):
    """All numbers typed in, one of them wrong, which is used rightly further down."""
    browser = page(name)
    browser.find_element(By.ID, "predict").click()
    browser.execute_script(f"goTo({number})")
    browser.execute_script(
        """
        view.steps.forEach((step, k) => {
          view.named = k;
          if (step.number < 2) return;
          for (const [key, i, j] of cellsOf(step, view.matrices)) {
            const value = view.matrices[key].rows[i][j].toFixed(view.decimals);
            const off = k === 2 && i + j === 0 ? "9.5" : value;
            view.guesses.set(guessKey(key, i, j), { text: off.replace(".", ","), mark: "right" });
          }
        });
        view.named = 0;"""
    )
    path = tmp_path / "answers.csv"
    path.write_text(browser.execute_script("return answersText()"), encoding="utf-8")
    answers = read_answers(str(path))
    assert (answers.step, answers.decimals, answers.seed) == (number, 3, 0)
    if name == "search":
        with pytest.raises(TwinMLPError, match="`optimizer` must be one of"):
            mark_answers(case("lbfgs"), answers)
        return
    found = mark_answers(case(), answers, None, known_mistake)
    points, of = points_of(found)
    assert of == len(answers.numbers) == 79 and points == of - 1
    assert [b.key for b in found.blocks if b.points < b.of] == ["Z1"]
    assert (
        format_marks([found])[0] == f"answers (training step {number + 1}): {of - 1} of {of} points"
    )


# Tables as people have them: the inputs and targets that they are read as, or what is wrong.
TABLES = {
    "a;b;c\n0,5;1,5;ja\n1,5;2;nein": ([[0.5, 1.5], [1.5, 2]], [[0], [1]]),
    '"a, first","b"\n"1",2\n3,4': ([[1], [3]], [[2], [4]]),
    "1 2 0\n3 4 1": ([[1, 2], [3, 4]], [[0], [1]]),
    "a;b;\n1;0;\n3;1;": ([[1], [3]], [[0], [1]]),
    "l\tk\n1\ta\n2\tb\n3\tc": ([[1], [2], [3]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    "a,b\n1,2\n3,": "Line 3 has an empty cell; leave such lines out.",
    "1\n2": NEEDS,
    "x,y\nNaN,1": 'Line 2: "NaN" is not a number; only the last column may be words.',
    "a,b\n1,2,3": "Line 2 has 3 columns, the first has 2.",
    "a,b\n1,x\n2,x": "The last column has only one class.",
}


@pytest.mark.parametrize("table", TABLES)
def test_tables_as_people_have_them(page, table):
    code = """
      try { const { X, y } = readTable(arguments[0], false); return [X, y]; }
      catch (problem) { return problem.message; }"""
    expected = TABLES[table]
    found = page().execute_script(code, table)
    assert found == (expected if isinstance(expected, str) else list(expected))


FIELDS = {
    ("set-learning-rate", "NaN"): 'Not changed: "NaN" should be a number, above 0.',
    ("set-learning-rate", "-1"): 'Not changed: "-1" should be a number, above 0.',
    ("set-momentum", "2"): 'Not changed: "2" should be a number, 0 or more and below 1.',
    **{
        (
            id,
            text,
        ): f'Not changed: "{text}" should be a whole number, {least} or more and {most} or less.'
        for id, least, most in (
            ("at", 1, 1000000),
            ("set-batch-size", 1, 200000),
            ("set-seed", 0, 2147483647),
        )
        for text in ("-1", "1.5", "abc", "1e308", "1e999")
    },
    ("at", "0"): 'Not changed: "0" should be a whole number, 1 or more and 1000000 or less.',
    ("at", ""): 'Not changed: "" should be a whole number, 1 or more and 1000000 or less.',
    ("at", "1e7"): 'Not changed: "1e7" should be a whole number, 1 or more and 1000000 or less.',
}


def test_another_step_typed_stops_the_way_to_the_one_before(page):
    """By the keyboard alone: at the first digit it stays where it is, and says nothing of a way."""
    browser = page()
    state = "return [view.target, view.looping, view.current.step]"
    field = browser.find_element(By.ID, "at")
    field.send_keys(Keys.HOME, Keys.DELETE, "1000000", Keys.ENTER)
    said = "On the way to training step 1000000 \u2026"
    assert browser.find_element(By.ID, "message").text == said
    browser.switch_to.active_element.send_keys(Keys.END, Keys.BACKSPACE)
    assert browser.find_element(By.ID, "message").text == ""
    WebDriverWait(browser, 20).until(lambda b: not b.execute_script("return view.looping"))
    target, _, at = browser.execute_script(state)
    assert target is None and 0 < at < 99999
    field.send_keys(Keys.BACKSPACE * 6, "3", Keys.ENTER)
    assert browser.execute_script(state) == [None, False, 2]
    field.send_keys(Keys.END, "00000", Keys.ENTER)
    run = browser.find_element(By.ID, "run")
    assert run.text == "Pause"
    run.send_keys(Keys.SPACE)
    WebDriverWait(browser, 20).until(lambda b: not b.execute_script("return view.looping"))
    assert run.text == "Run" and browser.execute_script(state)[2] < 299999


def test_a_page_has_a_last_step(page):
    browser = page()
    browser.execute_script("view.run.step = MOST_STEPS - 1; advance(); advance(); showStep()")
    said = "Training has ended: a page goes no further than step 1000000."
    assert browser.find_element(By.ID, "message").text == said
    assert browser.execute_script("return view.current.step") == 999999
    for step in ("1e308", "-1", "1.5", "'x'"):
        hash = browser.execute_script(
            f"return '#' + toText({{ ...fromText(stateText()), step: {step} }})"
        )
        assert page(hash=hash).execute_script("return view.current.step") == 0


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_typed_wrong_is_said(page, field):
    browser = page()
    before = browser.execute_script("return plainText(view.document)")
    write(browser, *field)
    assert browser.find_element(By.ID, "message").text == FIELDS[field]
    assert browser.execute_script("return plainText(view.document)") == before


def test_numbers_too_large_to_begin_with_change_nothing(page):
    browser = page()
    browser.find_element(By.ID, "paste").click()
    browser.execute_script("byId('paste-text').value = 'x,t\\n1,1e200\\n2,-1e200'")
    browser.find_element(By.ID, "paste-use").click()
    said = "Not changed: the numbers are so large that the loss is not finite."
    assert browser.find_element(By.ID, "message").text == said
    assert browser.execute_script("return view.document.data.X.length") == MOONS


def test_a_guess_is_right_by_the_numbers_as_they_are_shown(page):
    """At 2 decimals, where what follows from them is another number than the true one."""
    browser = page("article")
    browser.execute_script("view.decimals = 2; view.predict = true; go(2)")
    code = """
      const [key] = currentStep().computes;
      const found = view.matrices[key];
      const rule = ruleOf(view.document, found, view.shown.record);
      return found.rows.map((row, i) => row.map((value, j) => {
        const shown = valueAsShown(rule, i, j);
        const text = shown.toFixed(2);
        return [text, isRight(text, [value]), isRight(text, [value, shown])];
      }))"""
    cells = [cell for row in browser.execute_script(code) for cell in row]
    X, W, b = (np.array(case()["data"]["X"]), *case()["parameters"][0].values())
    by_hand = np.round(X @ np.round(W, 2) + np.round(b, 2), 2)
    assert [float(text) for text, _, _ in cells] == by_hand.ravel().round(2).tolist()
    assert all(right for _, _, right in cells) and not all(exact for _, exact, _ in cells)
