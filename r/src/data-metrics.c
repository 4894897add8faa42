/* Metrics of outputs, by their place in the core's table; SPEC.md, Metrics. */

#ifndef WIDTH
#include "base-exact.h"
#include "data-metrics.h"
#include "nn-tables.h"
#define ROOM "data-metrics.c"
#include "base-versions.h"
#else
#include "base-lanes.h"
#include "arithmetic-exp.h"
#include "arithmetic-log.h"

#define held NAME(held)

/* p held 2^-52 away from 0 and 1. */
FN lanes held(lanes p)
{
    p = either(p < 0x1p-52, all(0x1p-52), p);
    return either(p > 1.0 - 0x1p-52, all(1.0 - 0x1p-52), p);
}

#define EACH(term) \
    for (ptrdiff_t i = 0; i < count; i += WIDTH) { \
        lanes a = load(A + i), t = load(y + i), d = a - t; \
        (void)d; \
        store(terms + i, term); \
    } \
    break;

TARGET void NAME(metric_terms)(int metric, ptrdiff_t count, const double *A, const double *y,
                               double *terms)
{
    switch (metric) {
    case LOG_LOSS:
        EACH(t * tree_log(held(a)))
    case LABEL_LOG_LOSS:
        EACH(t * tree_log(held(a)) + (1.0 - t) * tree_log(1.0 - held(a)))
    case MEAN_ABSOLUTE_ERROR:
        EACH(magnitude(d))
    default: /* mean_squared_error, and the rest of r_squared */
        EACH(d * d)
    }
}
#undef EACH

/* (x - mean)^2 */
TARGET void NAME(spread)(ptrdiff_t count, double mean, const double *x, double *terms)
{
    for (ptrdiff_t i = 0; i < count; i += WIDTH) {
        lanes d = load(x + i) - mean;
        store(terms + i, d * d);
    }
}
#endif
