"""Pictures of a trained model, and the views of its training."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Sequence

from ..base.checks import check_choice, check_count
from ..base.errors import fail
from ..base.structures import check_two
from ..data.dealt import gathered
from ..data.scale import fold_inputs, scale_targets
from ..plots.boundary import layout_boundary
from ..plots.case import case_step, case_step_tables
from ..plots.curves import layout_curve
from ..plots.draw import draw_picture, write_picture
from ..plots.heat import layout_heat
from ..plots.network import layout_network
from ..plots.shapes import THEMES, Picture, beside
from ..plots.tables import layout_sheet, layout_step
from .arguments import as_list
from .names import data_names
from .recording import RecordingMethods
from .summary import describe_network

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PLOTS = ("error", "network", "weights", "boundary")


class ViewMethods(RecordingMethods):
    """The methods of MLP that draw it or write a view of its training."""

    def plot(
        self, which: str = "error", data: Any = None, theme: str = "light", path: str | None = None
    ) -> Figure:
        """Draw a trained network.

        which: "error", "network", "weights" or "boundary"; default "error".
        data: For "boundary": (X, y), inputs of two features and targets; default None.
        theme: "light" or "dark"; default "light".
        path: File to write the picture to, png, svg or pdf, or None; default None.
        Returns: the figure of Matplotlib, which a notebook shows.
        Errors: E_CHOICE for another `which` or theme, E_TYPE where "boundary" has no data, or
            "error" no losses, E_SHAPE where there are other than two features; E_PLATFORM where
            Matplotlib is not installed.

        >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
        >>> figure = MLP(epochs=100).fit(X, y).plot("network", path="network.png")
        """
        check_choice(which, "which", PLOTS)
        check_choice(theme, "theme", THEMES)
        layers = self.trained()
        title = describe_network(layers)
        names = data_names(self, None, None, self.classes, layers[-1].W.shape[1])
        if which == "boundary":
            pair = check_two(data, "data", '(X, y) where `which` is "boundary"')
            X, y, _ = self._data(gathered(pair[0]), pair[1])
            y, layers = scale_targets(y, self.scale), fold_inputs(layers, self.scale)
            return show(layout_boundary(layers, X, y, title, theme, names, 400), path)
        if which == "network":
            return show(layout_network(layers, title, theme, 2, names), path)
        if which == "weights":
            weights = {f"W_{l}": layer.W for l, layer in enumerate(layers, start=1)}
            return show(layout_heat(weights, title, theme, names=names), path)
        if not len(self.losses):
            fail("E_TYPE", "model", 'trained where `which` is "error"', "one without losses")
        title = "The error before each epoch"
        return show(layout_curve({"error": self.losses}, title, None, theme), path)

    def plot_steps(
        self,
        X: Any,
        y: Any,
        step: int = 0,
        numbers: Sequence[int] | None = None,
        decimals: int = 3,
        theme: str = "light",
        path: str | None = None,
    ) -> Figure:
        """Draw one training step as the article's step tables.

        Yellow cells are computed in a step, orange ones are what it computes them from.

        X, y: The data it was trained on, as for fit.
        step: Number of the training step, counted from 0; default 0.
        numbers: Named steps to draw, 0 to 11; None, the default, for all on one sheet.
        decimals: Decimals that the cells show, 1 or more; default 3.
        theme: "light" or "dark"; default "light".
        path: File to write the picture to, png, svg or pdf, or None; default None.
        Returns: the figure of Matplotlib, which a notebook shows.
        Errors: E_CHOICE for another theme, E_RANGE for a step that the training does not have.

        >>> X, y = [[1, 0, 1, 0], [1, 0, 1, 1], [0, 1, 0, 1]], [1, 1, 0]
        >>> figure = MLP(epochs=10).plot_steps(X, y, numbers=[2], path="step.png")
        """
        check_choice(theme, "theme", THEMES)
        step, decimals = check_count(step, "step", 0), check_count(decimals, "decimals", 1, 17)
        wanted = [
            check_count(n, "numbers", 0, 11) for n in as_list([] if numbers is None else numbers)
        ]
        found = case_step(self.case(X, y, steps=[step]), step)
        tables = case_step_tables(found, decimals)
        if numbers is None:
            return show(layout_sheet(tables, f"Training step {step}", theme), path)
        chosen = [layout_step(table, theme) for table in tables if table.number in wanted]
        return show(beside(chosen, 2), path)

    def walkthrough(self, X: Any, y: Any, path: str, steps: Sequence[int] = (0,)) -> None:
        """Write the walk-through page of the training that `fit` does on X and y.

        X, y: as for fit.
        path: The page to write, a path.
        steps: Numbers of the steps to show, counted from 0: a list of counts; default [0].

        >>> MLP(hidden=2, epochs=10).walkthrough([[0], [1]], [0, 1], "page.html", steps=[0, 9])
        """
        page = import_module("twinmlp.walkthrough.page")
        page.write_walkthrough(self.case(X, y, steps=steps), path)

    def workbook(self, X: Any, y: Any, path: str, epochs: int = 20) -> None:
        """Write the first epochs of the training that `fit` does on X and y as a live spreadsheet.

        X, y: as for fit.
        path: The spreadsheet to write, .xlsx.
        epochs: Epochs to show: a count; default 20.
        Errors: E_PLATFORM where openpyxl is not installed.

        >>> MLP(hidden=2, epochs=10).workbook([[0], [1]], [0, 1], "book.xlsx", epochs=3)
        """
        book = import_module("twinmlp.workbook").workbook_module("draw")
        book.write_workbook(self.case(X, y), path, check_count(epochs, "epochs"))

    def listing(
        self, X: Any, y: Any, path: str, language: str = "python", style: str = "plain"
    ) -> None:
        """Write the training that `fit` does on X and y as a program that needs nothing but its
        language.

        X, y: as for fit.
        path: The program to write, a path.
        language: "python", "r", "c" or "javascript"; default "python".
        style: "plain", or "article" for the steps and names of the article; default "plain".
        Errors: E_CHOICE for another language or style, and for what a listing has no lines for.

        >>> MLP(hidden=2, epochs=10).listing([[0], [1]], [0, 1], "network.c", language="c")
        """
        program = import_module("twinmlp.listing.program")
        program.write_listing(self.case(X, y), path, language, style)

    def worksheet(
        self,
        X: Any,
        y: Any,
        path: str,
        blank: Any = None,
        decimals: int = 3,
        key: bool = False,
        seed: int = 0,
    ) -> None:
        """Write the first training step that `fit` does on X and y as a sheet with boxes to fill
        in.

        X, y: as for fit.
        path: The file to write: .html, .pdf, .xlsx, .csv, or a notebook, .ipynb or .Rmd.
        blank: Names of quantities, such as "dZ,dW2", or a share of all numbers, such as "40%";
            None, the default, for dZ, dW and db.
        decimals: Decimals of the numbers, 1 to 6; default 3.
        key: Whether the answers stand in it, too: on pages of their own; default False.
        seed: 0 for the model's own weights, else the number of a variant; default 0.
        Errors: E_CHOICE for another ending of the file, for names that are no quantities, and for
            what a worksheet has no lines for; E_PLATFORM where openpyxl or Chromium is missing.

        >>> MLP(hidden=2, epochs=10).worksheet([[0], [1]], [0, 1], "sheet.html", "dZ,dW", seed=7)
        """
        write = import_module("twinmlp.worksheet.write")
        write.write_worksheet(self.case(X, y), path, blank, decimals, key, seed)

    def mark(self, X: Any, y: Any, answers: Any, blank: Any = None) -> list[str]:
        """Mark filled-in worksheets of the training that `fit` does on X and y.

        X, y: as for fit.
        answers: Paths of the filled-in sheets, .xlsx or .csv, or of what a page has saved.
        blank: What was asked for, as for worksheet; None, the default, for what the files say.
        Returns: the report, line by line: points, what went wrong, and of several sheets a table.

        >>> MLP(hidden=2).worksheet([[0], [1]], [0, 1], "empty.csv", "db2")
        >>> MLP(hidden=2).mark([[0], [1]], [0, 1], "empty.csv")
        ['empty (variant 0): 0 of 1 points', '  db2  0/1  1 empty']
        """
        named = import_module("twinmlp.worksheet.mistakes")
        return named.marked_lines(self.case(X, y), as_list(answers) or [None], blank)


def show(picture: Picture, path: str | None) -> Figure:
    """Draw a picture as a figure, or write it to a file, too, if there is a path."""
    if path is not None:
        write_picture(picture, path, argument="path")
    return draw_picture(picture)
