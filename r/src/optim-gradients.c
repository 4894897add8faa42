/* Penalties, frozen parameters and clipping; SPEC.md. Counts are multiples of 8. */

#ifndef WIDTH
#include "base-exact.h"
#include "optim-optimizers.h"
#define ROOM "optim-gradients.c"
#include "base-versions.h"
#else
#include "base-lanes.h"

/* to + from */
TARGET void NAME(join)(ptrdiff_t count, const double *from, double *to)
{
    for (ptrdiff_t i = 0; i < count; i += WIDTH)
        store(to + i, load(from + i) + load(to + i));
}

/* dp + l1 sign(p) + l2 p */
TARGET void NAME(penalize)(double l1, double l2, ptrdiff_t count, const double *p, double *dp)
{
    for (ptrdiff_t i = 0; i < count; i += WIDTH) {
        lanes w = load(p + i);
        lanes sign =
            either(w > 0.0, all(1.0), either(w < 0.0, all(-1.0), either(w == 0.0, all(0.0), w)));
        store(dp + i, (load(dp + i) + l1 * sign) + l2 * w);
    }
}

/* 0 where the mask is 0 */
TARGET void NAME(freeze)(ptrdiff_t count, const double *mask, double *g)
{
    for (ptrdiff_t i = 0; i < count; i += WIDTH)
        store(g + i, either(load(mask + i) == 0.0, all(0.0), load(g + i)));
}

TARGET void NAME(clip_values)(double limit, ptrdiff_t count, double *g)
{
    for (ptrdiff_t i = 0; i < count; i += WIDTH) {
        lanes x = load(g + i);
        store(g + i, either(x > limit, all(limit), either(x < -limit, all(-limit), x)));
    }
}

TARGET void NAME(multiply)(double factor, ptrdiff_t count, double *g)
{
    for (ptrdiff_t i = 0; i < count; i += WIDTH)
        store(g + i, load(g + i) * factor);
}

TARGET void NAME(sizes)(ptrdiff_t count, const double *p, double *size)
{
    for (ptrdiff_t i = 0; i < count; i += WIDTH)
        store(size + i, magnitude(load(p + i)));
}
#endif
