"""Cases that say what to train, and traces that record every quantity of every step.

>>> from twinmlp import compare_traces, read_document, run_case
>>> from twinmlp.base.files import fixture_path
>>> trace = run_case(read_document(fixture_path("cases/one_unit.json"), "case"))
>>> golden = read_document(fixture_path("golden/one_unit.json"), "golden")
>>> compare_traces(trace, golden).wrong
0

- case: the parts of a case file; case_file: the inverse; names: its columns and classes
- record: a run of a case as a trace; endings: when it ended, and why
- quantity_table: what is recorded (fixtures/quantities.json); quantities: a trace, listed by it
- compare, compare_report: two traces, quantity by quantity; formulas: fixtures/formulas.json
- article_names, article_layers, article_steps: a step as the twelve named steps of the article
"""
