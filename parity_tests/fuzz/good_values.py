"""Good values of the arguments of public functions, by the argument's name."""

from __future__ import annotations

import json

from bridge import ROOT

from .values import NO, NULL, YES, Value, lists, same, words

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
    "recorder": [Value("recording()", "recording()")],
    "quantity": words("Z", "loss", "losses", "step", "stopped", "state", "final W"),
    "value_of_one": lists(1, [[1], [2]], 0.5),
    "net": same("net"),
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
