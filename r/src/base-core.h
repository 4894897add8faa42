/* What the core does for the packages, which know nothing of its versions. */

#ifndef TWINMLP_CORE
#define TWINMLP_CORE
#include <stddef.h>
#include "arithmetic-tree_sums.h"

/* The version of this interface; a library of another version is not used. */
#define CORE_VERSION 1
int core_version(void);

/* Doubles in a vector: 8, 4 or 2. core_use_width takes the widest that is not wider than asked for
   and that the processor has, and says which that is. */
int core_width(void);
int core_use_width(int width);

/* 1 if this library computes as IEEE 754 says, on this processor: no fused multiply-add, no flush
   to zero, each operation rounded once to double. */
int core_is_exact(void);

/* Results that need room return 0, or 1 if there is no memory. */
void core_map(int function, ptrdiff_t n, const double *x, double *y);
int core_product(ptrdiff_t M, ptrdiff_t K, ptrdiff_t N, const double *A, ptrdiff_t A_row,
                 ptrdiff_t A_column, const double *B, ptrdiff_t B_row, ptrdiff_t B_column,
                 double *C, ptrdiff_t C_row, ptrdiff_t C_column);
int core_column_sums(ptrdiff_t rows, ptrdiff_t columns, const double *A, ptrdiff_t row,
                     ptrdiff_t column, double *sums);
int core_total(ptrdiff_t rows, ptrdiff_t columns, const double *A, ptrdiff_t row, ptrdiff_t column,
               double *total);
#endif
