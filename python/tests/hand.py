"""One training step of a 2-2-1 network, two samples, by hand; every number is a sum of powers of two, so nothing rounds."""

from __future__ import annotations

import numpy as np
from twinmlp.nn.layers import Layer

X = np.array([[1.0, 2.0], [-1.0, 1.0]])
Y = np.array([[1.5], [-7.5]])
LEARNING_RATE = 0.5
NETWORK = [
    Layer(np.array([[0.5, -1.0], [0.25, 1.0]]), np.array([0.0, -0.5]), "relu"),
    Layer(np.array([[2.0], [-4.0]]), np.array([0.5]), "identity"),
]

# Z_1 = X W_1 + b_1:  1 (0.5) + 2 (0.25) + 0 = 1         1 (-1) + 2 (1) - 0.5 = 0.5
#                    -1 (0.5) + 1 (0.25) + 0 = -0.25    -1 (-1) + 1 (1) - 0.5 = 1.5
Z_1 = [[1.0, 0.5], [-0.25, 1.5]]
# A_1 = max(Z_1, 0)
A_1 = [[1.0, 0.5], [0.0, 1.5]]
# Z_2 = A_1 W_2 + b_2:  1 (2) + 0.5 (-4) + 0.5 = 0.5     0 (2) + 1.5 (-4) + 0.5 = -5.5;  A_2 = Z_2
Z_2 = A_2 = [[0.5], [-5.5]]
# J = ((0.5 - 1.5)^2 + (-5.5 + 7.5)^2) / 2 = (1 + 4) / 2
LOSS = 2.5
# dA_2 = A_2 - y;  dZ_2 = dA_2 * 1
DA_2 = DZ_2 = [[-1.0], [2.0]]
# dW_2 = A_1^T dZ_2:  1 (-1) + 0 (2) = -1     0.5 (-1) + 1.5 (2) = 2.5;  db_2 = -1 + 2
DW_2, DB_2 = [[-1.0], [2.5]], [1.0]
# dA_1 = dZ_2 W_2^T:  -1 (2) = -2, -1 (-4) = 4     2 (2) = 4, 2 (-4) = -8
DA_1 = [[-2.0, 4.0], [4.0, -8.0]]
# dZ_1 = dA_1 * f'(Z_1), and f'(-0.25) = 0, else 1
DZ_1 = [[-2.0, 4.0], [0.0, -8.0]]
# dW_1 = X^T dZ_1:  1 (-2) - 1 (0) = -2, 1 (4) - 1 (-8) = 12     2 (-2) + 1 (0) = -4, 2 (4) + 1 (-8) = 0
# db_1:  -2 + 0 = -2, 4 - 8 = -4
DW_1, DB_1 = [[-2.0, 12.0], [-4.0, 0.0]], [-2.0, -4.0]
# W <- W - 0.5 dW, b <- b - 0.5 db
NEW_W_1, NEW_B_1 = [[1.5, -7.0], [2.25, 1.0]], [1.0, 1.5]
NEW_W_2, NEW_B_2 = [[2.5], [-5.25]], [0.0]

# The same step as a trace holds it.
LAYERS = [
    {
        "Z": Z_1,
        "A": A_1,
        "dA": DA_1,
        "dZ": DZ_1,
        "dW": DW_1,
        "db": DB_1,
        "W": NEW_W_1,
        "b": NEW_B_1,
        "state": {},
    },
    {
        "Z": Z_2,
        "A": A_2,
        "dA": DA_2,
        "dZ": DZ_2,
        "dW": DW_2,
        "db": DB_2,
        "W": NEW_W_2,
        "b": NEW_B_2,
        "state": {},
    },
]
