"""A network that users build, train, ask and save: the class MLP, in R the function mlp.

>>> from twinmlp import MLP
>>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
>>> model = MLP(hidden=3, optimizer="adam", epochs=500, arithmetic="reproducible").fit(X, y)
>>> model.predict(X, type="class").tolist()
[0, 1, 1, 0]

- mlp: the class; arguments: its arguments, each held against fixtures/options.json
- start: what a training starts from; run: one training, or the best of several
- fit: training, further training, going on from a file
- names: what it knows of its data by name; summary: its lines of text
- recording: its training as a case and as a trace; plot: pictures of it
- predict: what a trained model is asked; coefficients: its weights by name
- gradcheck: derivatives against differences of the loss; perceptron: the threshold unit
- layer_list, network_file, checkpoint: a network as a list and as a file, a run as a file
"""
