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

/* The same product with S in vectors. */
static inline product_task turned(const product_task *x)
{
    return (product_task){.across = x->rows, .rows = x->across, .terms = x->terms,
                          .V = x->S, .vl = x->sr, .vk = x->sk,
                          .S = x->V, .sr = x->vl, .sk = x->vk,
                          .C = x->C, .cl = x->cr, .cr = x->cl};
}

/* How many doubles of working room a product takes. */
size_t product_room(const product_task *task);

void tree_product_8(const product_task *task, double *room);
void tree_product_4(const product_task *task, double *room);
void tree_product_2(const product_task *task, double *room);
#endif
