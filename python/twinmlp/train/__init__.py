"""How a network is trained: one step, the loop over batches and epochs, and what ends it.

>>> import numpy as np
>>> from twinmlp.arithmetic.kinds import NATIVE
>>> from twinmlp.nn.layers import Layer
>>> from twinmlp.train.config import Samples, TrainConfig
>>> from twinmlp.train.loop import train
>>> samples = Samples(np.array([[1.0], [2.0]]), np.array([[2.0], [4.0]]))
>>> start = [Layer(np.array([[0.0]]), None, "identity")]
>>> run = train(start, samples, TrainConfig({"learning_rate": 0.125}, epochs=2), NATIVE)
>>> run.losses, run.network[0].W.item()  # dW = -10: w = 1.25; then dW = -3.75
([10.0, 1.40625], 1.71875)

| module | what is in it |
|---|---|
| config | TrainConfig, Samples, TrainingState: what training takes and returns |
| chunks | the rows of a step in pieces that fit into a processor's cache |
| objective | J: of all samples, and of an epoch from its batches |
| step | one step: forward, loss, backward, update |
| loop | the loop over epochs and batches |
| monitor | what is looked at between epochs and after steps; early stopping |
| fit | a whole fit: validation data set aside, the best network restored |
| warnings | what trains but cannot have been meant |
| history, progress | what a run did, as a table; how far it is, on a terminal |
"""
