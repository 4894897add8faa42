/* A run of whole epochs: the network, its buffers and where the run stands.

   Matrices are stored by columns, which are ld numbers apart, a multiple of 8; what is between the
   last row and ld is no part of them. Sums over rows read zeros there. */

#ifndef TWINMLP_RUN
#define TWINMLP_RUN
#include "base-dispatch.h"
#include "nn-tables.h"
#include "rng-mersenne.h"
#include "train-settings.h"

/* One parameter: `rows` by `columns` numbers, its gradient, the state of its optimizer. */
typedef struct {
    ptrdiff_t rows, columns, ld;
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

typedef struct {
    double settings[RUN_SETTINGS];
    ptrdiff_t layers, samples, batch;
    layer *layer;
    matrix X, y;
    const double *weights;
    double *inputs, *targets, *weight, *terms; /* of a batch; terms is room for n x n_L numbers */
    double *sums, *room; /* for column sums, and for products */
    size_t room_needed;
    ptrdiff_t *order, *left, *natural; /* of the samples in an epoch; 0, 1, 2, ... */
    random_stream stream;
    void *memory;
    double *all_terms; /* of all samples, once a pass has been asked for */
    int is_there;      /* whether a batch that stays is there */
    /* where it stands: epochs of the call, rows of the epoch, steps of the call and in all */
    ptrdiff_t epoch, row, step_of_call, steps;
    double before, penalty, gathered, passed; /* the epoch's loss so far */
    ptrdiff_t counted;
} run;

enum { DONE, TIME_IS_UP, LOSS_NOT_FINITE, NORM_NOT_FINITE };

static inline ptrdiff_t padded(ptrdiff_t n)
{
    return (n + 7) / 8 * 8;
}

/* Forward and backward on the n rows that are in inputs and targets. */
void forward_pass(run *r, ptrdiff_t n, int training);
void backward_pass(run *r, ptrdiff_t n);

/* The terms of their losses, times their weights, in terms. */
void terms_of_loss(run *r, ptrdiff_t n);

/* J of n rows from their terms, without the penalty. */
double loss_of_terms(run *r, ptrdiff_t n, const double *terms);

/* J of these rows, and dA_L, or dZ_L of a fused loss, in dZ of the last layer. */
double batch_loss(run *r, ptrdiff_t n);

/* Samples `first` .. of an order become the batch. */
void gather(run *r, const ptrdiff_t *order, ptrdiff_t first, ptrdiff_t n);

/* The batch is all samples, in their order, and stays where it is. */
int is_whole(const run *r);

int has_penalty(const run *r);

/* The tree over all elements: of every column, then over these. */
double total_of(run *r, ptrdiff_t n, ptrdiff_t columns, ptrdiff_t ld, const double *values);

/* What the penalty adds to J. */
double penalty_of(run *r);

/* One update of the whole network; NORM_NOT_FINITE, and the norm, where it is not. */
int update_network(run *r, double rate, double *norm);
#endif
