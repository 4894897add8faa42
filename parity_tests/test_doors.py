"""What people hand over at the command line: tables of other programs, files twice, the home folder."""

from __future__ import annotations

import os

import pytest
from programs import PROGRAMS, run, run_both

TABLES = {
    "semicolons.csv": "a;b;y\n1,5;2;0\n2;3;1\n",
    "quoted.csv": '"a";"b";"y"\n1,5;2;0\n2;3;1\n',
    "tabs.tsv": "a\tb\ty\n1\t2\t0\n2\t3\t1\n",
    "bars.txt": "a|b|y\n1|2|0\n2|3|1\n",
    "rows.csv": '"","a","y"\n"1",2,0\n"2",3,1\n',
    "plain.csv": "a,b,y\n1,2,0\n2,3,1\n",
    "PLAIN.CSV": "a,b,y\n1,2,0\n2,3,1\n",
    "marks.csv": '"a;b","c|d",y\n1,2,0\n2,3,1\n',
}


@pytest.fixture
def folder(tmp_path):
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (["semicolons.csv"], ' a CSV file, got "semicolons.csv", which has semicolons in place of commas'),
        (["quoted.csv"], ' a CSV file, got "quoted.csv", which has semicolons in place of commas'),
        (["tabs.tsv"], ' a CSV file, got "tabs.tsv", which has tabs in place of commas'),
        (["bars.txt"], ' a CSV file, got "bars.txt", which has bars in place of commas'),
        (["rows.csv"], " a table of columns with names, got none in column 1"),
    ],
)  # fmt: skip
def test_tables_of_other_programs(line, text, folder):
    for said in run_both("train", *line, "--out", "n.json", "--epochs", "1", cwd=folder):
        assert said == (2, "", f"`data` must be{text}.\n")


@pytest.mark.parametrize("name", ["plain.csv", "PLAIN.CSV", "marks.csv"])
def test_tables_that_are_read(name, folder):
    python, r = run_both("train", name, "--out", "n.json", "--epochs", "1", cwd=folder)
    assert python == r and python.status == 0


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (["--out", "plain.csv"], '`--out` must be another file than the others, got "plain.csv".'),
        (["--out", "./plain.csv"], '`--out` must be another file than the others, got "./plain.csv".'),
        (["--out", "n", "--history", "n"], '`--history` must be another file than the others, got "n".'),
        (["--out", "-"], '`--out` must be the name of a file, got "-".'),
    ],
)  # fmt: skip
def test_no_file_is_written_over_another_of_the_line(line, text, folder):
    for said in run_both("train", "plain.csv", *line, "--epochs", "1", cwd=folder):
        assert said == (2, "", text + "\n")
    assert {path.name: path.read_text() for path in folder.iterdir()} == TABLES


def test_a_command_that_reads_nothing_writes_its_file(folder):
    for said in run_both("playground", "--out", "page.html", cwd=folder):
        assert said == (0, "", "")


@pytest.mark.parametrize("language", PROGRAMS)
def test_the_home_folder(language, folder):
    """Not in the words of a shell, which would put it in."""
    for line in (
        ["train", "~/plain.csv", "--out=~/n.json", "--epochs", "1"],
        ["predict", "~/n.json", "~/plain.csv", "--out=~/p.csv"],
    ):
        said = run(language, *line, env={**os.environ, "HOME": str(folder)})
        assert (said.status, said.err) == (0, "")
    assert {"n.json", "p.csv"} <= {path.name for path in folder.iterdir()}
