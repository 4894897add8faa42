/* The names that the core knows, in tables: a name's place is its number in settings. */

#ifndef TWINMLP_TABLES
#define TWINMLP_TABLES
#include <stddef.h>

enum {
    IDENTITY, SIGMOID_UNIT, TANH_UNIT, RELU, LEAKY_RELU, ELU, SELU, SOFTPLUS_UNIT, SOFTSIGN, SILU,
    GELU, HARD_SIGMOID, SOFTMAX
};

enum {
    HALF_SQUARED_ERROR, SQUARED_ERROR, ABSOLUTE_ERROR, HUBER, BINARY_CROSS_ENTROPY, CROSS_ENTROPY
};

enum {
    ACCURACY, LOG_LOSS, R_SQUARED, MEAN_ABSOLUTE_ERROR, MEAN_SQUARED_ERROR, LABEL_ACCURACY,
    LABEL_LOG_LOSS
};

enum { SGD, MOMENTUM, NESTEROV, ADAGRAD, RMSPROP, ADAM, ADAMW, ADADELTA, RPROP };

/* Whether the derivative reads Z; whether a loss takes Z and gives dZ. */
int needs_z(int activation);
int is_fused(int loss);

/* How many numbers an optimizer remembers of every parameter. */
int states_of(int optimizer);

/* f(Z) and dZ = dA * f'(Z), elementwise, for `count` numbers, a multiple of 8; dZ may be dA, A may
   be Z. Softmax and its losses are of n rows, which are ld apart from column to column. */
#define NETWORK(v) \
    void activate_##v(int activation, double alpha, ptrdiff_t count, const double *Z, double *A); \
    void add_bias_##v(ptrdiff_t ld, ptrdiff_t units, const double *b, double *Z); \
    void delta_##v(int activation, double alpha, ptrdiff_t count, const double *Z, \
                   const double *A, double *dA); \
    void softmax_##v(ptrdiff_t ld, ptrdiff_t units, const double *Z, double *A); \
    void softmax_delta_##v(ptrdiff_t ld, ptrdiff_t units, const double *A, double *dA, \
                           double *room); \
    void drop_##v(ptrdiff_t count, const double *values, const double *mask, double keep, \
                  double *to); \
    void loss_terms_##v(int loss, double option, ptrdiff_t ld, ptrdiff_t units, \
                        const double *outputs, const double *y, double *terms); \
    void loss_gradient_##v(int loss, double option, double divisor, ptrdiff_t count, \
                           const double *A, const double *y, double *gradient); \
    void weigh_##v(ptrdiff_t ld, ptrdiff_t units, const double *weight, double *values);
NETWORK(8)
NETWORK(4)
NETWORK(2)
#endif
