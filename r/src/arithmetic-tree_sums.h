/* What arithmetic-tree_sums.c computes, for all versions. */

#ifndef TWINMLP_TREE_SUMS
#define TWINMLP_TREE_SUMS
#include <stddef.h>

/* Sums of products: result (l, r) is the tree over k < terms of V(l, k) S(r, k), l < across,
   r < rows.

   V(l, k) is at V + l vl + k vk, S(r, k) at S + r sr + k sk, the result goes to C + l cl + r cr.
   padded: vl and cl are 1, and there is room for reading V and writing C up to a multiple of 8. */
typedef struct {
    ptrdiff_t across, rows, terms;
    const double *V;
    ptrdiff_t vl, vk;
    const double *S;
    ptrdiff_t sr, sk;
    double *C;
    ptrdiff_t cl, cr;
    int padded;
} product_task;

/* How many doubles of working room a product takes. */
size_t product_room(const product_task *task);

#define TREE_SUMS(v) \
    void tree_product_##v(const product_task *task, double *room); \
    double tree_sum_##v(ptrdiff_t n, const double *x); \
    double tree_dot_##v(ptrdiff_t n, const double *x, const double *y); \
    void tree_dots_##v(ptrdiff_t n, const double *x, const double *y, ptrdiff_t apart, \
                       ptrdiff_t rows, double *to, ptrdiff_t to_apart); \
    void tree_across_##v(ptrdiff_t n, const double *x, ptrdiff_t apart, double *sums);
TREE_SUMS(8)
TREE_SUMS(4)
TREE_SUMS(2)
#endif
