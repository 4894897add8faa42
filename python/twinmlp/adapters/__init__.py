"""Other libraries: what comes from them, goes to them, and works as a part of them.

None is imported before it is asked for; one that is missing is named, with the line that installs
it.

- extras: other libraries, imported when they are asked for
- estimator, sklearn: MLPClassifier and MLPRegressor, which scikit-learn's tools take as their own
- recorder: the trace of a program of one's own
- record_torch, torch_loss, torch_optimizer, torch_checks, torch_watch; record_keras, keras_case,
  keras_checks; record_sklearn: the trace of a training there
- modules, weights, torch, torch_modules, keras, sklearn_models: networks of other libraries, in
  and out
- export_table, protobuf, onnx, c_header, safetensors: networks as files for other programs

The weights of a network of Keras, as its `get_weights` gives them:

>>> from twinmlp import from_keras
>>> weights = [[[1.0], [2.0]], [0.5]]
>>> from_keras(weights, output_activation="identity").predict([[10, 20]]).tolist()
[[50.5]]
"""
