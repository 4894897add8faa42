/* The layers of a network and what a thread computes them with.

   Matrices are stored by columns, which are ld numbers apart, a multiple of 8; what is between the
   last row and ld is no part of them. Sums over rows read zeros there. */

#ifndef TWINMLP_LAYERS
#define TWINMLP_LAYERS
#include "base-dispatch.h"
#include "nn-tables.h"

/* One parameter: `rows` by `columns` numbers, its gradient, which is at `place` of those of all
   parameters, the state of its optimizer. */
typedef struct {
    ptrdiff_t rows, columns, ld, place;
    double *value, *gradient, *state[2], *mask, powers[2];
} parameter;

typedef struct {
    ptrdiff_t inputs, units;
    int has_bias, activation;
    double alpha, rate; /* rate of dropout */
    parameter W, b;
    double *Z, *A, *dZ;  /* n x units; Z is A where nobody needs it, dZ stands where dA was */
    double *D, *dropped; /* what dropout leaves of A, and its mask */
} layer;

/* Rows of samples, as the caller stores them. */
typedef struct {
    const double *at;
    ptrdiff_t row, column;
} matrix;

/* Rows as layers see them; weight is NULL where there are none. */
typedef struct {
    double *inputs, *targets, *weight;
} rows_of_samples;

/* What one thread computes with: the parameters, which all share, and buffers of its own. */
typedef struct {
    int native, loss, mean; /* native arithmetic; the loss, and whether J is a mean */
    double loss_option;
    ptrdiff_t layers;
    layer *layer;
    rows_of_samples own, at; /* room for rows, and the rows that are looked at */
    matrix X;                /* their inputs */
    ptrdiff_t ld;            /* of matrices of its rows */
    double *terms;           /* of their losses; room for n x n_L numbers */
    double *sums, *room;     /* for column sums, and for products */
} worker;

static inline ptrdiff_t padded(ptrdiff_t n)
{
    return (n + 7) / 8 * 8;
}

static inline layer *last_layer(const worker *w)
{
    return &w->layer[w->layers - 1];
}

/* What layer l sees of the layer below, 0 of the inputs. */
matrix seen(const worker *w, ptrdiff_t l, int training);

/* Forward and backward on the n rows that are looked at; in native arithmetic without dW and db. */
void forward_pass(worker *w, ptrdiff_t n, int training);
void backward_pass(worker *w, ptrdiff_t n);

/* The terms of their losses, times their weights, in terms. */
void terms_of_loss(worker *w, ptrdiff_t n);

/* dA_L, or dZ_L of a fused loss, of rows of all those that J is of, in dZ of the last layer. */
void loss_gradient(worker *w, ptrdiff_t all);

/* J of n rows from their terms, without the penalty: the tree, or the sum of those of blocks. */
double loss_of_terms(worker *w, ptrdiff_t n, const double *terms, int in_blocks);

/* The tree over all elements: of every column, then over these. */
double total_of(worker *w, ptrdiff_t n, ptrdiff_t columns, ptrdiff_t ld, const double *values);
#endif
