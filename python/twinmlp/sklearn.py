"""MLP as a classifier and as a regressor of scikit-learn.

>>> from twinmlp.sklearn import MLPClassifier
>>> MLPClassifier(hidden=2).fit([[0], [1]], ["no", "yes"]).classes_.tolist()
['no', 'yes']
"""

from .adapters.extras import extra

extra("sklearn")

from .adapters.sklearn import MLPClassifier, MLPRegressor  # noqa: E402

__all__ = ["MLPClassifier", "MLPRegressor"]
