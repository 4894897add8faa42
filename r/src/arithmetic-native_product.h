/* Products in the native arithmetic, where the order of sums is free: what
   arithmetic-native_product.c computes, for all versions. */

#ifndef TWINMLP_NATIVE_PRODUCT
#define TWINMLP_NATIVE_PRODUCT
#include "arithmetic-products.h"

/* Every element is ((B_0 + B_1) + B_2) + ..., B_i the sum of the i-th block of terms, one term
   after the other from the first on. So it does not depend on how a product is cut into pieces, if
   these begin where blocks do. */
#define TERMS_OF_BLOCK 256

/* The terms of the next block, if so many are left: the last one takes what is too little for one
   of its own. */
static inline ptrdiff_t next_block(ptrdiff_t left)
{
    return left < TERMS_OF_BLOCK + TERMS_OF_BLOCK / 2 ? left : TERMS_OF_BLOCK;
}

/* The terms lie in parts of `part` terms, a multiple of 8, v_part and s_part numbers apart; 0: they
   are in one piece. more: what is in C is the sum of blocks before. */
typedef struct {
    product_task of;
    ptrdiff_t part, v_part, s_part;
    int more;
} native_task;

/* How many doubles of working room a product takes. */
size_t native_room(const product_task *task);

void native_product_8(const native_task *task, double *room);
void native_product_4(const native_task *task, double *room);
void native_product_2(const native_task *task, double *room);
#endif
