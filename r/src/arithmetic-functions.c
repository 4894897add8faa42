/* Elementary functions of n numbers. */

#ifndef WIDTH
#include "base-exact.h"
#include "arithmetic-functions.h"
#define ROOM "arithmetic-functions.c"
#include "base-versions.h"
#else
#include "base-lanes.h"
#include "arithmetic-exp.h"
#include "arithmetic-log.h"

/* y = f(x), vector by vector; what is left over at the end goes through a vector of its own. */
#define EACH(f) \
    for (; i + WIDTH <= n; i += WIDTH) \
        store(y + i, f(load(x + i))); \
    if (i < n) { \
        double last[WIDTH] = {0.0}; \
        memcpy(last, x + i, (size_t)(n - i) * sizeof *x); \
        store(last, f(load(last))); \
        memcpy(y + i, last, (size_t)(n - i) * sizeof *y); \
    } \
    break;

TARGET void NAME(map)(int function, ptrdiff_t n, const double *x, double *y)
{
    ptrdiff_t i = 0;
    switch (function) {
    case EXP:
        EACH(tree_exp)
    case EXPM1:
        EACH(tree_expm1)
    case LOG:
        EACH(tree_log)
    case LOG1P:
        EACH(tree_log1p)
    case TANH:
        EACH(tree_tanh)
    case SIGMOID:
        EACH(tree_sigmoid)
    default:
        EACH(tree_softplus)
    }
}
#undef EACH
#endif
