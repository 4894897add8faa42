"""The public functions that exist in both languages: how each is called, and good values of its arguments."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from bridge import ROOT

from .values import Value, list_of, number, object_of, text, whole


class Argument(NamedTuple):
    """An argument: its names in both languages, its good values, whether it is always there, whether it takes a list."""

    python: str
    r: str
    good: list[Value]
    needed: bool
    is_list: bool


def same(*names: str) -> list[Value]:
    """Values that have a name on both sides, in the world of the inputs."""
    return [Value(name, name) for name in names]


def words(*values: str) -> list[Value]:
    """Words."""
    return [text(value) for value in values]


def json_value(value: Any) -> Value:
    """A value of JSON in both languages."""
    if value is None or isinstance(value, bool):
        return {None: NULL, True: YES, False: NO}[value]
    if isinstance(value, (int, float)):
        return whole(value) if isinstance(value, int) else number(value)
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return list_of([json_value(item) for item in value])
    return object_of({name: json_value(item) for name, item in value.items()})


def lists(*values: Any) -> list[Value]:
    """Values of JSON."""
    return [json_value(value) for value in values]


NULL, YES, NO = Value("None", "NULL"), Value("True", "TRUE"), Value("False", "FALSE")
NONE_TWICE = Value("[None, None]", "list(NULL, NULL)")
PATHS = words("out.json", "no/such.json", ".")
# Good values by the name of an argument; where two functions mean different things, by a name with the function's.
GOOD = {
    "X": same("X", "frame"),
    "y": [*same("y", "labels", "three"), *lists([0, 1, 1, 0])],
    "validation": [NULL, *same("pair")],
    "sample_weight": lists(None, [1, 2, 0, 1]),
    "classes": lists(None, ["a", "b"], [0, 1]),
    "model": same("model", "labelled"),
    "epochs": lists(1, 2, 0.0),
    "path": PATHS,
    "steps": lists([0], [0, 1], [1]),
    "step": lists(0, 1),
    "numbers": lists(None, [2]),
    "decimals": lists(3, 1),
    "theme": words("light", "dark"),
    "which": words("error", "network", "weights", "boundary"),
    "stream": same("draws", "r_draws"),
    "n": lists(3, 2.0, 0),
    "count": lists(3, 1),
    "limit": lists(-1, 0, 1.5),
    "seed": lists(42, 7.0),
    "high": lists(7, 5.0),
    "flag": [YES, NO],
    "generator": words("numpy", "r"),
    "ops": same("ops", "exact"),
    "values": lists([0, 1, 1], [0.1, 0.9], [0, 1]),
    "trace": same("trace", "golden"),
}
GOOD |= {
    "saved": [*words("run.json"), *PATHS],
    "network": words("network.json", "run.json", "no.json"),
    "picture": words("p.svg", "no/p.svg", "p.txt"),
    "page": words("page.html", "no/page.html"),
    "book": words("book.xlsx", "no/book.xlsx"),
    "names": lists(None, "accuracy", ["accuracy", "r_squared"]),
    "predicted": words("response", "class", "probability"),
    "coefficients": words("layers", "table"),
    "layers": same("layers"),
    "columns": lists(None, ["a", "b"], ["o", "p"]),
    "activation": words("tanh"),
    "state": same("state"),
    "arithmetic": words("native", "reproducible"),
    "engine": words("auto", "compiled", "plain"),
    "language": words("python", "r", "c", "javascript"),
    "style": words("plain", "article"),
    "precision": words("double", "single"),
    "program": words("listing.txt", "no/listing.txt"),
    "sheet": words("sheet.html", "sheet.csv", "sheet.txt"),
    "blank": lists(None, "dZ", "40%"),
    "samples": lists(4, 5.0),
    "sizes": lists(4, [1, 2]),
    "centers": lists(2, [[0, 0], [1, 1]]),
    "spread": lists(1, [1, 2]),
    "box": lists([-1, 1]),
    "metric": words("accuracy", "log_loss", "r_squared"),
    "case": same("case"),
    "comparison": same("comparison"),
    "kind": words("case", "network", "reference"),
    "value": [*lists(1, [1, 2]), *same("case", "X")],
    "argument": words("out"),
    "id": words("model"),
    "data": [NULL, *same("pair")],
}

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
    "choose_arithmetic": ("choose_arithmetic", "name:arithmetic! engine"),
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
    **{
        name: "takes the network of another library, which one language has"
        for name in ("from_keras", "from_sklearn", "from_torch", "to_sklearn", "to_torch", "as_mlp")
    },
    **{
        name: "what other packages of R call" for name in ("caret_twinmlp", "fit_mlp", "record_net")
    },
    **{
        name: "in Python the class Recorder, whose calls are with a name each"
        for name in ("recorder", "record", "recorded_trace")
    },
}

# What the two languages mean by different things: the function, a part of Python's text, and why.
EXCEPTED = {
    ("predict", "X=None"): "R: left out, which is the training data",
    ("mlp", "hidden=None"): "R: NULL is c(), a vector of nothing",
    ("mlp", "metrics=None"): "R: NULL is c(), a vector of nothing",
    ("mlp", "categorical=None"): "R: NULL is c(), a vector of nothing",
    ("coef", "type="): "R has vectors with names, and a type for them",
}


def settings() -> dict[str, list[Value]]:
    """The arguments of a model, with their defaults and examples; runs are short."""
    table = json.loads((ROOT / "fixtures/options.json").read_text(encoding="utf-8"))["model"]
    found = {}
    for entry in table:
        choices = entry.get("choices", [])
        chosen = choices if isinstance(choices, list) else []
        found[entry["name"]] = lists(entry["default"], *entry.get("examples", []), *chosen)
    weights = [NULL, *same("weights"), NONE_TWICE]
    return found | {
        **{name: [NULL, *same("watch", "broken")] for name in ("on_step", "on_epoch")},
        "parameters": weights,
        "masks": weights,
        "checkpoint": [NULL, *PATHS],
        "restarts": lists(1, 2),
        "skip": lists(0, 3),
    }


def arguments_of(name: str) -> list[Argument]:
    """The arguments of a function."""
    found = []
    for word in CALLS[name][1].split():
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
    head = CALLS[name][0]
    in_r = ", ".join(f"{a.r} = {value.r}" for a, value in chosen)
    named = ", ".join(f"{a.python}={value.python}" for a, value in chosen)
    python = f"method({head[1:]!r}, {named})" if head.startswith(".") else f"{head}({named})"
    return Value(python, f"{name}({in_r})")
