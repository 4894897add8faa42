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

In what order `judge.check.check` works:

1. `read_trace`, `ready`: the trace as arrays; names that mean nothing; steps counted from 0.
2. `local_check`, `local_ending`: each number from the recorded ones that it is made from, with its
   bound (`precision` widens the bounds if doubles fail and the numbers are shorter); `states` says
   which places are right, wrong by their own inputs, off because something before is, or missing.
3. `explain`: what the wrong places come from, the plainest way first, each only where those before
   have found nothing: the entries of mistakes.json from what is recorded (`evidence`); another
   setting; a line with one thing changed (`lines_in_place`). Where what a place is made from is
   not recorded, the same in `runs`: entries and settings (`whole_runs`), lines (`lines_by_runs`).
4. `causes`: which of them explain how much, and what speaks against them; `advice`: what to record
   to learn more; `report`: all of it in words.

A mistake is added in one place: an entry of fixtures/mistakes.json, whose lines are made of the
names in mistakes/values.py and the words in mistakes/words.py. `make generated` writes it into
MISTAKES.md, and the tests plant it in its cases by themselves.
"""
