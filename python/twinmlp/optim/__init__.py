"""Update a network from the derivatives of a step: optimizers, schedules, penalty, clipping.

>>> import numpy as np
>>> from twinmlp.arithmetic.kinds import NATIVE
>>> from twinmlp.optim.optimizers import OPTIMIZERS, check_optimizer
>>> name, options = check_optimizer({"name": "momentum", "momentum": 0.5}, "optimizer")
>>> w, g, optimizer = np.array([1.0]), np.array([2.0]), OPTIMIZERS[name]
>>> options["learning_rate"] = 0.25
>>> optimizer.update(w, g, optimizer.start(w, options), options, NATIVE)  # w - 0.25 * velocity
(array([0.5]), {'velocity': array([2.])})

| module | what is in it |
|---|---|
| optimizers | the table of optimizers: options, start of the state, one update |
| adaptive, rprop | the updates that take more than a line |
| lbfgs, line_search | L-BFGS: the direction, and the search along it |
| schedules | the table of learning-rate schedules |
| penalty, frozen, clipping | what is done to the gradients before the update |
| update | one update of a whole network |
"""
