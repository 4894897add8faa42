"""The checker of anybody's implementation: an oracle and its tolerances, sharing no code with the
twins.
"""
