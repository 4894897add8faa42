"""The checker of anybody's implementation: which number is wrong first, and why, probably.

>>> from twinmlp import read_document, run_case
>>> from twinmlp.base.files import fixture_path
>>> from twinmlp.conformance.judge.check import check
>>> case = read_document(fixture_path("cases/one_unit.json"), "case")
>>> trace = run_case(case)
>>> check(case, trace).passed
True
>>> trace["steps"][0]["loss"] *= 2
>>> [(finding.place, finding.fits[0].code) for finding in check(case, trace).findings]
[((0, 'loss', None, 'loss'), 'NOT_HALVED')]

- spec: the equations, written once more; truth: their certified values, with tolerances
- judge: a trace against the true run and against its own inputs; report: what to say of it
- mistakes: what people get wrong (fixtures/mistakes.json), planted, replayed and named
- bits: the reproducible arithmetic, one number at a time
- runner: a command that runs cases; fuzz and shrink: random cases, and the smallest that fails
"""
