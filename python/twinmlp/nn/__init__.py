"""The heart: forward and backward through a network of layers.

>>> import numpy as np
>>> from twinmlp.arithmetic.kinds import NATIVE
>>> from twinmlp.nn.layers import Layer, backward, forward
>>> X, network = np.array([[1.0, 2.0]]), [Layer(np.array([[0.5], [1.0]]), np.zeros(1), "relu")]
>>> values = forward(network, X, NATIVE)
>>> gradients = backward(network, X, values, values[-1].A - 2.0, NATIVE)  # dA = A - y, y = 2
>>> values[0].A, gradients[0].dW.tolist(), gradients[0].db
(array([[2.5]]), [[0.5], [1.0]], array([0.5]))

| module | what is in it |
|---|---|
| layers | Layer, forward and backward: of one layer, and of a network |
| activations | the table of activations: value and derivative of each |
| activation_functions | those of them that take more than a line |
| losses | the table of losses: terms and gradient of each; J and dA_L |
| dropout | dropout masks, drawn and applied |
| initializers | the table of initializers: how starting weights are drawn |
"""
