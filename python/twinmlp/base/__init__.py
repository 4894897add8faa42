"""Errors, checks, options, files and text: every other subject uses them.

>>> from twinmlp.base.checks import check_count
>>> from twinmlp.base.errors import TwinMLPError
>>> try:
...     check_count(2.5, "epochs")
... except TwinMLPError as error:
...     print(error.code, error)
E_TYPE `epochs` must be a whole number, 1 or more, got 2.5.

- errors: the classes and codes of refusals; checks: one function for each kind of value
- registry: tables whose entries are chosen by name; options: named options with defaults and checks
- schema and files: JSON documents, read and written exactly; text: aligned tables
"""
