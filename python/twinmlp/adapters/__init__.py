"""Other libraries: what comes from them, goes to them, and works as a part of them.

None is imported before it is asked for; one that is missing is named, with the line that installs
it.

- extras: other libraries, imported when they are asked for
- estimator, sklearn: MLPClassifier and MLPRegressor, which scikit-learn's tools take as their own
"""
