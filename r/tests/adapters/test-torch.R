# Trainings of torch are those of their cases; tests/testthat/test-record-net.R has a stand-in.

test_that("steps of torch are recorded", {
  torch::torch_manual_seed(1)
  x <- torch::torch_randn(12, 4, dtype = torch::torch_double())
  y <- torch::torch_randn(12, 2, dtype = torch::torch_double())
  optimizers <- list(
    function(p) torch::optim_sgd(p, lr = 0.1), function(p) torch::optim_sgd(p, lr = 0.1, momentum = 0.9),
    function(p) torch::optim_adam(p, lr = 0.01, weight_decay = 0.1), function(p) torch::optim_rmsprop(p, lr = 0.01)
  )
  for (optimizer in optimizers) {
    net <- torch::nn_sequential(torch::nn_linear(4, 5), torch::nn_tanh(), torch::nn_linear(5, 2))
    net$to(dtype = torch::torch_double())
    r <- record_net(net, x, y, optimizer(net$parameters), torch::nn_mse_loss())
    expect_true(summary(r)$passed)
  }
})
