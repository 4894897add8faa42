"""Sums, products, exp, log and other operations, native or reproducible.

>>> import numpy as np
>>> from twinmlp.arithmetic.kinds import choose_arithmetic
>>> ops = choose_arithmetic("reproducible")
>>> float(ops.exp(np.array(1.0))).hex()  # the same bits on every machine, and in R
'0x1.5bf0a8b145769p+1'

- kinds: the two arithmetics, each a table of operations
- tree_sums: sums and products in one written order; exp, exp_table and log: elementary functions
- engines: the plain twin or the compiled core; compiled: the core, which is C
- platform: refuses a machine that does not compute as IEEE 754 says
"""
