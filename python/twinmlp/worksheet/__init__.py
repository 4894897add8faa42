"""Worksheets: one training step with boxes to fill in, their answer keys, and the marking.

>>> from twinmlp.base.files import fixture_path, read_document
>>> from twinmlp.worksheet.sheet import make_worksheet, number_of_blanks
>>> case = read_document(fixture_path("cases/one_unit.json"), "case")
>>> sheet = make_worksheet(case, "dZ,dW", 3, 7)
>>> [(block.key, block.formula) for block in sheet.blocks if block.blank.any()]
[('dZ1', "dZ1 = dA1 * f'(Z1), f' = a * (1 - a)"), ('dW1', 'dW1 = X^T dZ1')]
>>> number_of_blanks(sheet)
4

- table: fixtures/worksheet.json; variant: the numbers; formulas, blanks, sheet: what stands on it
- cells, html, form, book, notebook: how it is written; write: into which file
- answers, step, values, mark, marks: points for what was filled in; mistakes: what went wrong
"""
