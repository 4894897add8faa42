"""What each language says to a document or a file: accepted, or the code and the text of the refusal."""

from __future__ import annotations

from typing import Any, Callable

from twinmlp.base.errors import TwinMLPError

ACCEPTED = ("accepted", "")


def python_says(function: Callable[..., Any], *arguments: Any, **named: Any) -> tuple[str, str]:
    """The refusal of a Python call."""
    try:
        function(*arguments, **named)
    except TwinMLPError as error:
        return error.code, str(error)
    return ACCEPTED


class RSays:
    """The refusal of an R expression that sees `path` and the package's functions; anything but a refusal fails."""

    def __init__(self, expression: str) -> None:
        import rpy2.robjects as ro

        self.call = ro.r(f"""
            local({{
              body <- function(path) {expression}
              environment(body) <- new.env(parent = asNamespace("twinmlp"))
              function(path) tryCatch({{ body(path); c("accepted", "") }}, twinmlp_error = function(e) c(e$code, conditionMessage(e)))
            }})
        """)

    def __call__(self, path: Any) -> tuple[str, str]:
        code, text = self.call(str(path))
        return str(code), str(text)
