/* Losses: terms, gradients, weights of samples; SPEC.md, Losses. */

#ifndef WIDTH
#include "base-exact.h"
#include "nn-tables.h"
#include "arithmetic-tree_sums.h"

int is_fused(int loss)
{
    return loss == BINARY_CROSS_ENTROPY || loss == CROSS_ENTROPY;
}

#define ROOM "nn-losses.c"
#include "base-versions.h"
#else
#include "base-lanes.h"
#include "arithmetic-exp.h"
#include "arithmetic-log.h"

#define sign_of NAME(sign_of)
#define huber_term NAME(huber_term)
#define binary_term NAME(binary_term)
#define row_terms NAME(row_terms)

FN lanes sign_of(lanes x)
{
    return either(x > 0.0, all(1.0), either(x < 0.0, all(-1.0), either(x == 0.0, all(0.0), x)));
}

/* c (|d| - c / 2) with c = min(|d|, delta) */
FN lanes huber_term(lanes d, double delta)
{
    lanes distance = magnitude(d), near = either(distance > delta, all(delta), distance);
    return near * (distance - near / 2.0);
}

/* log(1 + exp(-|z|)) + |z| (1 - y where z > 0, else y) */
FN lanes binary_term(lanes z, lanes y)
{
    lanes distance = magnitude(z);
    return tree_log1p(tree_exp(-distance)) + distance * either(z > 0.0, 1.0 - y, y);
}

/* y (log(row sum of exp(d)) - d) with d = z - largest z of the row, for WIDTH rows. */
TARGET static void row_terms(ptrdiff_t ld, ptrdiff_t units, const double *Z, const double *y,
                             double *terms)
{
    double sums[WIDTH];
    lanes largest = load(Z);
    for (ptrdiff_t j = ld; j < units * ld; j += ld) {
        lanes z = load(Z + j);
        largest = either(z > largest, z, largest);
    }
    for (ptrdiff_t j = 0; j < units * ld; j += ld)
        store(terms + j, tree_exp(load(Z + j) - largest));
    NAME(tree_across)(units, terms, ld, sums);
    lanes logarithm = tree_log(load(sums));
    for (ptrdiff_t j = 0; j < units * ld; j += ld)
        store(terms + j, load(y + j) * (logarithm - (load(Z + j) - largest)));
}

#define EACH(term) \
    for (ptrdiff_t i = 0; i < ld * units; i += WIDTH) { \
        lanes a = load(outputs + i), t = load(y + i), d = a - t; \
        (void)d; \
        store(terms + i, term); \
    } \
    break;

TARGET void NAME(loss_terms)(int loss, double option, ptrdiff_t ld, ptrdiff_t units,
                             const double *outputs, const double *y, double *terms)
{
    switch (loss) {
    case HALF_SQUARED_ERROR:
    case SQUARED_ERROR:
        EACH(d * d)
    case ABSOLUTE_ERROR:
        EACH(magnitude(d))
    case HUBER:
        EACH(huber_term(d, option))
    case BINARY_CROSS_ENTROPY:
        EACH(binary_term(a, t))
    default: /* cross_entropy */
        for (ptrdiff_t i = 0; i < ld; i += WIDTH)
            row_terms(ld, units, outputs + i, y + i, terms + i);
    }
}
#undef EACH

#define EACH(slope) \
    for (ptrdiff_t i = 0; i < count; i += WIDTH) { \
        lanes d = load(A + i) - load(y + i), g = slope; \
        store(gradient + i, divisor != 1.0 ? g / divisor : g); \
    } \
    break;

TARGET void NAME(loss_gradient)(int loss, double option, double divisor, ptrdiff_t count,
                                const double *A, const double *y, double *gradient)
{
    switch (loss) {
    case SQUARED_ERROR:
        EACH(2.0 * d)
    case ABSOLUTE_ERROR:
        EACH(sign_of(d))
    case HUBER:
        EACH(either(d > option, all(option), either(d < -option, all(-option), d)))
    default: /* half_squared_error, and the fused ones */
        EACH(d)
    }
}
#undef EACH

/* Multiply every row by its sample's weight. */
TARGET void NAME(weigh)(ptrdiff_t ld, ptrdiff_t units, const double *weight, double *values)
{
    for (ptrdiff_t j = 0; j < units; j++)
        for (ptrdiff_t i = 0; i < ld; i += WIDTH)
            store(values + j * ld + i, load(values + j * ld + i) * load(weight + i));
}
#endif
