"""The command line: one table of commands and one of options, the same words in both languages.

>>> from twinmlp.cli.options import command_table, parse_line
>>> command_table()["train"]["says"]
'train a network on a data file and write it'
>>> parse_line(["data.csv", "--out", "net.json", "--hidden", "3,2"], command_table()["train"])
{'data': 'data.csv', 'out': 'net.json', 'hidden': [3.0, 2.0]}

- main: runs a command line; options: how a line is read; help: what --help says
- names: cases by their path or their id
- commands, pictures, article_pictures: what both languages have
- conformance, walkthrough, workbook: what the Python program has alone
"""

from .main import main

__all__ = ["main"]
