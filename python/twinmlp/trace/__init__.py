"""Cases that say what to train, and traces that record every quantity of every step.

>>> from twinmlp import compare_traces, read_document, run_case
>>> from twinmlp.base.files import fixture_path
>>> trace = run_case(read_document(fixture_path("cases/one_unit.json"), "case"))
>>> golden = read_document(fixture_path("golden/one_unit.json"), "golden")
>>> compare_traces(trace, golden).wrong
0

- case: what a case file says; record: a run of it as a trace; endings: when it ended, and why
- quantity_table: what is recorded (fixtures/quantities.json); quantities: a trace, listed by it
- compare and compare_report: two traces, quantity by quantity
- article_names and article_steps: a step of a trace as the twelve named steps of the article
- case_file: a training run as a case
"""
