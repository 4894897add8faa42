/* What a step in native arithmetic has of its own, and what it shares with others. */

#ifndef TWINMLP_NATIVE
#define TWINMLP_NATIVE
#include "arithmetic-native_product.h"
#include "train-run.h"

static inline int is_native(const worker *w)
{
    return w->settings[NATIVE] != 0.0;
}

/* The gradients of a step; 0 if the time is up before. Rows of a part and parts of a chunk that it
   goes through, at most. */
int native_gradients(run *r);
ptrdiff_t rows_of_native_part(const run *r);
ptrdiff_t parts_of_chunk(const run *r);

/* What layer l sees of the layer below, 0 of the inputs. */
matrix seen(const worker *w, ptrdiff_t l, int training);

/* Samples first, first + step, ... of an order, n of them, are those that are looked at; inputs
   stay where they are, if the arithmetic can read them there. */
void see_rows(const run *r, const sample_set *from, worker *w, const ptrdiff_t *order,
              ptrdiff_t first, ptrdiff_t step, ptrdiff_t n);

/* Columns of a worker's n rows become rows first, first + step, ... of the columns of all. */
void put_rows(const worker *w, const double *from, ptrdiff_t n, ptrdiff_t first, ptrdiff_t step,
              ptrdiff_t all, double *to);

/* Forward and backward on a worker's n rows, which are first, first + step, ... of the step's. */
void go_through(const run *r, worker *w, ptrdiff_t first, ptrdiff_t step, ptrdiff_t n);
#endif
