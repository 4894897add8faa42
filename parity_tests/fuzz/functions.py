"""The public functions that exist in both languages: how each is called, and with which arguments."""

from __future__ import annotations

from typing import NamedTuple

from .good_values import GOOD, settings
from .values import Value


class Argument(NamedTuple):
    """An argument: its names in both languages, its good values, whether it is always there, whether it takes a list."""

    python: str
    r: str
    good: list[Value]
    needed: bool
    is_list: bool


# The functions by their names in R: how Python calls it, and its arguments. `a:b` has the good values of b; `!` is
# always there; `a/b` is b in R. A model is an object there, and X is x, where nothing else is said.
CALLS = {
    "mlp": ("fit", "X! y! epochs! validation sample_weight classes SETTINGS"),
    "partial_fit": (".partial_fit", "model! X! y! epochs validation sample_weight classes"),
    "mlp_resume": ("MLP.resume", "path:saved! X! y! validation sample_weight epochs"),
    "predict": (".predict", "model! X/newdata! type:predicted"),
    "layer_outputs": (".layer_outputs", "model! X/newdata!"),
    "mlp_metrics": (".metrics", "model! X! y! names"),
    "gradcheck": (".gradcheck", "model! X! y! sample_weight"),
    "coef": (".coef", "model! type:coefficients"),
    "summary": (".summary", "model!"),
    "write_mlp": (".save", "model! path!"),
    "read_mlp": ("MLP.load", "path:network!"),
    "mlp_from_layers": (
        "MLP.from_layers",
        "layers! inputs:columns outputs:columns classes activation",
    ),
    "mlp_case": (".case", "model! X! y! id steps sample_weight"),
    "mlp_trace": (".trace", "model! X! y! steps sample_weight"),
    "mlp_walkthrough": (".walkthrough", "model! X! y! path:page! steps"),
    "mlp_workbook": (".workbook", "model! X! y! path:book! epochs"),
    "mlp_listing": (".listing", "model! X! y! path:program! language style"),
    "mlp_worksheet": (".worksheet", "model! X! y! path:sheet! blank decimals key:flag seed:step"),
    "mlp_mark": (".mark", "model! X! y! answers:sheet! blank"),
    "to_onnx": ("to_onnx", "model/model! path:program! precision"),
    "to_c": ("to_c", "model/model! path:program! name:id"),
    "to_safetensors": ("to_safetensors", "model/model! path:program! precision"),
    "from_safetensors": ("from_safetensors", "path:saved!"),
    "plot": (".plot", "model/x! which! data theme path:picture!"),
    "plot_steps": (".plot_steps", "model! X! y! step numbers decimals theme path:picture!"),
    "stream": ("stream", "seed! generator"),
    "uniform": ("uniform", "stream! n! low:limit high:limit"),
    "normal": ("normal", "stream! n! mean:limit sd:limit ops"),
    "permutation": ("permutation", "stream! n!"),
    "integers": ("integers", "stream! n! low:count! high!"),
    "stream_state": ("stream_state", "stream!"),
    "restore_stream": ("restore_stream", "state!"),
    "choose_arithmetic": ("choose_arithmetic", "name:arithmetic! engine threads:count"),
    "moons": ("moons", "n_samples:samples noise:limit seed shuffled:flag generator ops"),
    "blobs": (
        "blobs",
        "n_samples:sizes n_features:count centers cluster_std:spread seed shuffled:flag "
        "center_box:box generator ops",
    ),
    "metric": ("metric", "name:metric! A:values! y:values! ops"),
    "confusion_matrix": ("confusion_matrix", "A:values! y:values!"),
    "perceptron": ("perceptron", "x:values! weights:values bias:limit threshold:limit"),
    "run_case": ("run_case", "case! arithmetic engine"),
    "compare_traces": ("compare_traces", "trace! reference:trace! factor:count"),
    "format_comparison": ("format_comparison", "comparison!"),
    "read_document": ("read_document", "path:network! kind!"),
    "write_json": ("write_json", "path! value! argument"),
    "recorder": ("Recorder", "case! name:id"),
    "record": ("record", "recorder! name:quantity! layer:count value:value_of_one"),
    "recorded_trace": ("recorded_trace", "recorder!"),
}

# Functions of one language, as what they take is: they have no twin to be held against.
OTHERS = {
    "from_sklearn": ("Python", "estimator:net!"),
    "from_keras": ("Python", "model:net! inputs:columns"),
    "from_torch": ("Python", "net! inputs:columns"),
    "to_sklearn": ("Python", "model/model!"),
    "to_torch": ("Python", "model/model!"),
    "as_mlp": ("R", "net/object! classes"),
    "fit_mlp": ("R", "X/x! y! l2:limit weights:sample_weight"),
    "record_net": ("R", "net! X/x! y!"),
}

# One number or word is a list of one in R, and no list in Python: where a list may stand, an input with one value in its
# place has no twin, and both may say to it what they like, in the words of the house.
LISTS = {
    "X",
    "y",
    "values",
    "steps",
    "numbers",
    "names",
    "classes",
    "box",
    "columns",
    "sizes",
    "centers",
    "spread",
}
LISTS |= {"sample_weight", "layers"}

# Exports that are not driven by a name of their own, and why.
NOT_DRIVEN = {
    "MLP": "the class; driven as mlp and by its methods",
    "TwinMLPError": "a class of errors",
    "TwinMLPWarning": "a class of warnings",
    "check_trace": "R's; in Python the checker, whose command both are held to",
    "caret_twinmlp": "has no argument",
    "deal": "starts workers; what is dealt out is refused by the functions that are driven",
}

# What the two languages mean by different things: the function, a part of Python's text, and why.
EXCEPTED = {
    ("predict", "X=None"): "R: left out, which is the training data",
    ("mlp", "hidden=None"): "R: NULL is c(), a vector of nothing",
    ("mlp", "metrics=None"): "R: NULL is c(), a vector of nothing",
    ("mlp", "categorical=None"): "R: NULL is c(), a vector of nothing",
    ("coef", "type="): "R has vectors with names, and a type for them",
}


def arguments_of(name: str) -> list[Argument]:
    """The arguments of a function."""
    found = []
    for word in (CALLS | OTHERS)[name][1].split():
        if word == "SETTINGS":
            others = [(n, v) for n, v in settings().items() if n != "epochs"]
            found += [Argument(n, n, values, False, False) for n, values in others]
            continue
        names, _, good = word.rstrip("!").partition(":")
        python, _, r = names.partition("/")
        r = r or {"model": "object", "X": "x"}.get(python, python)
        key = good or python
        found.append(Argument(python, r, GOOD[key], word.endswith("!"), key in LISTS))
    return found


def written(name: str, chosen: list[tuple[Argument, Value]]) -> Value:
    """The call of a function in both languages."""
    head = CALLS.get(name, (name,))[0]
    in_r = ", ".join(f"{a.r} = {value.r}" for a, value in chosen)
    named = ", ".join(f"{a.python}={value.python}" for a, value in chosen)
    python = f"method({head[1:]!r}, {named})" if head.startswith(".") else f"{head}({named})"
    return Value(python, f"{name}({in_r})")
