"""The walk-through: a training run as a page that shows where every number comes from.

The page computes: change a number, and all others follow. The playground is the same page without
a case.

The steps are those of "Understanding and coding Neural Networks From Scratch in Python and R".

>>> from twinmlp.base.files import fixture_path, read_document
>>> from twinmlp.walkthrough.page import walkthrough_page
>>> case = read_document(fixture_path("cases/article_a_uniform.json"), "case")
>>> walkthrough_page(case)[:15]
'<!DOCTYPE html>'

- sources: the traces that the page shows beside its own numbers; story: the page's data
- page: the template with the data put in; index: a page of links
- fixtures/walkthrough: the template, with the twin in JavaScript
"""
