"""Data sets, scaling and labels before training, and metrics of the outputs after it.

>>> from twinmlp.data.datasets import DATA_SETS
>>> from twinmlp.data.preprocessing import apply_scaling, min_max_scaling
>>> cars = DATA_SETS["cars"]()
>>> apply_scaling(cars.X, min_max_scaling(cars.X))[[0, 49]].tolist()
[[0.0], [1.0]]

- datasets: small data sets by name; columns: names; tables: data files; preprocessing: scaling,
  splits, batches
- scale: inputs and targets of a model scaled, and predictions scaled back
- labels: labels as targets and back; levels: inputs that are text; weights: of samples and classes
- metrics: how good outputs are; dealt: inputs whose rows are held by workers
"""
