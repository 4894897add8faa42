/* What arithmetic-tree_sums.c computes, for all versions. */

#ifndef TWINMLP_TREE_SUMS
#define TWINMLP_TREE_SUMS
#include <stddef.h>

#define TREE_SUMS(v) \
    double tree_sum_##v(ptrdiff_t n, const double *x); \
    double tree_dot_##v(ptrdiff_t n, const double *x, const double *y); \
    void tree_dots_##v(ptrdiff_t n, const double *x, const double *y, ptrdiff_t apart, \
                       ptrdiff_t rows, double *to, ptrdiff_t to_apart); \
    void tree_across_##v(ptrdiff_t n, const double *x, ptrdiff_t apart, double *sums);
TREE_SUMS(8)
TREE_SUMS(4)
TREE_SUMS(2)
#endif
