/* What arithmetic-functions.c computes, for all versions. */

#ifndef TWINMLP_FUNCTIONS
#define TWINMLP_FUNCTIONS
#include <stddef.h>

/* The functions by their places in the tables of both languages. */
enum { EXP, EXPM1, LOG, LOG1P, TANH, SIGMOID, SOFTPLUS, FUNCTIONS };

#define ELEMENTARY(v) \
    void map_##v(int function, ptrdiff_t n, const double *x, double *y);
ELEMENTARY(8)
ELEMENTARY(4)
ELEMENTARY(2)
#endif
