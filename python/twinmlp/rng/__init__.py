"""Random streams that draw the same numbers as NumPy and as R, in both languages.

>>> from twinmlp.rng.streams import stream, uniform
>>> first = uniform(stream(42), 2)
>>> first.values.round(6).tolist()  # as numpy.random.RandomState(42).uniform(size=2)
[0.37454, 0.950714]
>>> uniform(first.stream, 1).values.round(6).tolist()
[0.731994]

- streams: starting a stream, and all draws: each returns values and the stream after them
- mersenne: the generator; numpy_stream and r_stream: how each turns its words into numbers
- normal: normal numbers from uniform ones; limits: checks of arguments; serialize: streams in files
"""
