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
    void weigh_##v(ptrdiff_t ld, ptrdiff_t units, const double *weight, double *values); \
    void penalize_##v(double l1, double l2, ptrdiff_t count, const double *p, double *dp); \
    void freeze_##v(ptrdiff_t count, const double *mask, double *g); \
    void clip_values_##v(double limit, ptrdiff_t count, double *g); \
    void multiply_##v(double factor, ptrdiff_t count, double *g); \
    void sizes_##v(ptrdiff_t count, const double *p, double *size); \
    void update_##v(int optimizer, const double *options, double rate, double decay, \
                    ptrdiff_t count, double *w_at, const double *g_at, double *s_at, double *t_at, \
                    double *powers, const double *mask); \
    void join_##v(ptrdiff_t count, const double *from, double *to); \
    void metric_terms_##v(int metric, ptrdiff_t count, const double *A, const double *y, \
                          double *terms); \
    void spread_##v(ptrdiff_t count, double mean, const double *x, double *terms);
NETWORK(8)
NETWORK(4)
NETWORK(2)
#endif
