/* What data-metrics.c computes, for all versions. Counts are multiples of 8. */

#ifndef TWINMLP_METRICS
#define TWINMLP_METRICS
#include <stddef.h>

#define METRIC_TERMS(v) \
    void metric_terms_##v(int metric, ptrdiff_t count, const double *A, const double *y, \
                          double *terms); \
    void spread_##v(ptrdiff_t count, double mean, const double *x, double *terms);
METRIC_TERMS(8)
METRIC_TERMS(4)
METRIC_TERMS(2)
#endif
