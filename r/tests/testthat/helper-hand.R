# One training step of a 2-2-1 network, two samples, by hand; every number is a sum of powers of two, so nothing rounds.

hand <- local({
  X <- rbind(c(1, 2), c(-1, 1))
  y <- rbind(1.5, -7.5)
  learning_rate <- 0.5
  network <- list(
    list(W = rbind(c(0.5, -1), c(0.25, 1)), b = c(0, -0.5), activation = "relu"),
    list(W = rbind(2, -4), b = 0.5, activation = "identity")
  )
  # Z_1 = X W_1 + b_1:  1 (0.5) + 2 (0.25) + 0 = 1         1 (-1) + 2 (1) - 0.5 = 0.5
  #                    -1 (0.5) + 1 (0.25) + 0 = -0.25    -1 (-1) + 1 (1) - 0.5 = 1.5
  # A_1 = max(Z_1, 0)
  # dA_1 = dZ_2 W_2^T:  -1 (2) = -2, -1 (-4) = 4     2 (2) = 4, 2 (-4) = -8
  # dZ_1 = dA_1 * f'(Z_1), and f'(-0.25) = 0, else 1
  # dW_1 = X^T dZ_1:  1 (-2) - 1 (0) = -2, 1 (4) - 1 (-8) = 12     2 (-2) + 1 (0) = -4, 2 (4) + 1 (-8) = 0
  # db_1:  -2 + 0 = -2, 4 - 8 = -4
  # W <- W - 0.5 dW, b <- b - 0.5 db
  first <- list(
    Z = rbind(c(1, 0.5), c(-0.25, 1.5)), A = rbind(c(1, 0.5), c(0, 1.5)), dA = rbind(c(-2, 4), c(4, -8)),
    dZ = rbind(c(-2, 4), c(0, -8)), dW = rbind(c(-2, 12), c(-4, 0)), db = c(-2, -4),
    W = rbind(c(1.5, -7), c(2.25, 1)), b = c(1, 1.5)
  )
  # Z_2 = A_1 W_2 + b_2:  1 (2) + 0.5 (-4) + 0.5 = 0.5     0 (2) + 1.5 (-4) + 0.5 = -5.5;  A_2 = Z_2
  # dA_2 = A_2 - y;  dZ_2 = dA_2 * 1
  # dW_2 = A_1^T dZ_2:  1 (-1) + 0 (2) = -1     0.5 (-1) + 1.5 (2) = 2.5;  db_2 = -1 + 2
  second <- list(
    Z = rbind(0.5, -5.5), A = rbind(0.5, -5.5), dA = rbind(-1, 2), dZ = rbind(-1, 2), dW = rbind(-1, 2.5), db = 1,
    W = rbind(2.5, -5.25), b = 0
  )
  # J = ((0.5 - 1.5)^2 + (-5.5 + 7.5)^2) / 2 = (1 + 4) / 2
  list(X = X, y = y, learning_rate = learning_rate, network = network, layers = list(first, second), loss = 2.5)
})
