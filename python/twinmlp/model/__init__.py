"""The network that users create, train, predict with and save: the class MLP, in R mlp().

>>> from twinmlp import MLP
>>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
>>> model = MLP(hidden=3, optimizer="adam", epochs=500, arithmetic="reproducible").fit(X, y)
>>> model.predict(X, type="class").tolist()
[0, 1, 1, 0]

- mlp: the class; arguments: its arguments, each checked against fixtures/options.json
- start: matrices, weights and the network before training; targets: the kind of the targets
- run: one training, or the best of several; jobs: several at a time; dealt: rows held by workers
- fit: training, further training, resuming from a file
- names: inputs, outputs and classes by name; summary: lines of text about a model
- recording: its training as a case and as a trace; plot: pictures and views of it
- predict: predictions, metrics and checks; coefficients: its weights by name
- gradcheck, probe: derivatives compared with differences of J; perceptron: the threshold unit
- layer_list, network_file: a network as a list and as a file
- checkpoint, checkpoint_checks: a run as a file, and back
"""
