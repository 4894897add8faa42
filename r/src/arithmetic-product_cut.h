/* How a product is cut into pieces that stay in the caches. */

#ifndef TWINMLP_PRODUCT_CUT
#define TWINMLP_PRODUCT_CUT
#include "arithmetic-products.h"

/* What is packed at once, so that it stays in the caches: terms, lanes, and numbers of S. */
#define TERMS_AT_ONCE 512
#define LANES_AT_ONCE 1024
#define NUMBERS_AT_ONCE 65536

static inline ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

/* How a product is cut. Many terms are dealt out by their remainder modulo 2^deep: these make
   subtrees, which are joined like the terms of a block. */
typedef struct {
    ptrdiff_t deep, parts, places, rows, lanes_at_once, apart;
} product_cut;

static inline product_cut cut_of(const product_task *task)
{
    product_cut cut = {0, 1, 1, 0, smaller(LANES_AT_ONCE, (task->across + 7) / 8 * 8), 0};
    while (task->terms > TERMS_AT_ONCE * cut.parts) {
        cut.parts *= 2;
        cut.deep++;
    }
    while (cut.places * cut.parts < task->terms)
        cut.places *= 2;
    cut.rows = NUMBERS_AT_ONCE / cut.places / 8 * 8;
    cut.rows = smaller(cut.rows, (task->rows + 7) / 8 * 8);
    cut.apart = task->rows * cut.lanes_at_once;
    return cut;
}
#endif
