/* What arithmetic-products.c computes, for all versions. */

#ifndef TWINMLP_PRODUCTS
#define TWINMLP_PRODUCTS
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

void tree_product_8(const product_task *task, double *room);
void tree_product_4(const product_task *task, double *room);
void tree_product_2(const product_task *task, double *room);
#endif
