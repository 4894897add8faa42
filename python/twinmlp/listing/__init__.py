"""Write a network and its training as a short program without any library.

>>> from twinmlp.base.files import fixture_path, read_document
>>> from twinmlp.listing.program import listing_text
>>> case = read_document(fixture_path("cases/one_unit.json"), "case")
>>> program = listing_text(case, "r").splitlines()
>>> program[0]
'# One input, one unit: every matrix of weights has one element'
>>> [line.strip() for line in program if "dW1" in line and "<-" in line]
['dW1 <- t(X) %*% dZ1', 'W1 <- W1 - learning_rate * dW1']

- table: fixtures/listing.json, and what it has no lines for
- names: what matrices are called; expressions: a formula in the words of a language
- statements: what a program is made of; its parts are head, training, backward, update
- literals: numbers written out; program: all of it as text
"""
