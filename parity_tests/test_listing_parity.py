"""Listings: the same bytes from both languages, and programs that train as the golden values say.

`make listings` runs every case in every language; here a sample of them runs.
"""

from __future__ import annotations

import pytest
from bridge import ROOT, to_r
from listings import COMMANDS, distances, run_program
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.files import fixture_path, read_document
from twinmlp.listing.program import listing_text
from twinmlp.listing.table import LISTING_STYLES

CASES = sorted(path.stem for path in (ROOT / "fixtures/cases").glob("*.json"))
# Batches, weights, penalties, frozen parameters and clipping; every optimizer's kind of state.
SAMPLE = {
    "article_a_uniform": ("article", COMMANDS),
    "masks_penalty_clip_norm": ("plain", COMMANDS),
    "cross_entropy_deep": ("article", ("c", "javascript")),
    "sample_weights_minibatch": ("plain", ("r", "c")),
    "sample_weights_absolute": ("plain", ("javascript",)),
    "rprop": ("plain", ("python", "c")),
    "schedule_cosine_smallest": ("plain", ("r", "javascript")),
    "gelu_far": ("plain", ("python", "c")),
    "hard_sigmoid_output": ("plain", ("r",)),
}


def case(id):
    return read_document(fixture_path(f"cases/{id}.json"), "case")


def said(write, *arguments):
    """A text, or the words of a refusal."""
    try:
        return write(*arguments)
    except TwinMLPError as error:
        return str(error)


@pytest.mark.parametrize("id", CASES[::12])
def test_both_languages_write_the_same_bytes(id, r_package):
    from rpy2.rinterface_lib.embedded import RRuntimeError

    document = r_package.raw("read_document")(
        to_r(str(fixture_path(f"cases/{id}.json"))), to_r("case")
    )
    for language in COMMANDS:
        for style in LISTING_STYLES:
            ours = said(listing_text, case(id), language, style)
            try:
                theirs = str(
                    r_package.raw("listing_text")(document, to_r(language), to_r(style))[0]
                )
            except RRuntimeError as error:
                theirs = str(error)
                assert ours in theirs, (language, style)
                continue
            assert ours == theirs, (language, style)


@pytest.mark.parametrize(
    "id, language", [(id, language) for id, (_, some) in SAMPLE.items() for language in some]
)
def test_a_listing_trains_as_the_golden_values_say(id, language):
    style = SAMPLE[id][0]
    program = listing_text(case(id), language, style)
    assert max(distances(case(id), run_program(program, language))) <= 1


def test_a_wrong_line_is_seen():
    """The sum of the bias gradients left out, the old weights taken too late, another rate."""
    program = listing_text(case("article_a_uniform"), "python", "article")
    wout = "    wout = wout + hiddenlayer_activations.T @ d_output * learning_rate\n"
    back = "    Error_at_hidden_layer = d_output @ wout.T\n"
    assert program.count(wout) == program.count(back) == 1
    wrong = [
        program.replace("d_output.sum(axis=0)", "d_output.mean(axis=0)"),
        program.replace(wout, "").replace(back, wout + back),
        program.replace("learning_rate = 0.1", "learning_rate = 0.1000000001"),
    ]
    for text_of_it in wrong:
        assert text_of_it != program
        assert max(distances(case("article_a_uniform"), run_program(text_of_it, "python"))) > 1


def test_programs_are_as_short_as_a_lesson():
    """C and JavaScript say how matrices are multiplied, too."""
    for id, style in (
        ("article_a_uniform", "article"),
        ("logistic_mean", "plain"),
        ("tanh_hidden", "plain"),
    ):
        lines = {name: listing_text(case(id), name, style).count("\n") for name in COMMANDS}
        assert all(40 <= lines[name] <= 100 for name in ("python", "r")), (id, lines)
        assert all(lines[name] <= 150 for name in ("c", "javascript")), (id, lines)
