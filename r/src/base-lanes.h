/* A vector of WIDTH doubles, its lanes, and what is done with it. Included once a version. */

#ifndef TWINMLP_LANES
#define TWINMLP_LANES
#include <math.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define FN TARGET static inline __attribute__((always_inline, unused))
#define lanes NAME(lanes)
#define ints NAME(ints)
#define uints NAME(uints)
#define load NAME(load)
#define store NAME(store)
#define all NAME(all)
#define either NAME(either)
#define magnitude NAME(magnitude)
#define root NAME(root)
#define sum_of_lanes NAME(sum_of_lanes)
#endif

typedef double lanes __attribute__((vector_size(8 * WIDTH)));
typedef int64_t ints __attribute__((vector_size(8 * WIDTH)));
typedef uint64_t uints __attribute__((vector_size(8 * WIDTH)));

FN lanes load(const double *from)
{
    lanes v;
    memcpy(&v, from, sizeof v);
    return v;
}

FN void store(double *to, lanes v)
{
    memcpy(to, &v, sizeof v);
}

/* One number in every lane. */
FN lanes all(double x)
{
    return x - (lanes){0.0};
}

/* a where the mask is all ones, b where it is 0. */
FN lanes either(ints mask, lanes a, lanes b)
{
    return (lanes)((mask & (ints)a) | (~mask & (ints)b));
}

FN lanes magnitude(lanes x)
{
    return (lanes)((ints)x & INT64_MAX);
}

/* The square root, rounded once. */
FN lanes root(lanes x)
{
#if WIDTH == 8
    return (lanes)_mm512_sqrt_pd((__m512d)x);
#elif WIDTH == 4
    return (lanes)_mm256_sqrt_pd((__m256d)x);
#elif defined(__x86_64__)
    return (lanes)_mm_sqrt_pd((__m128d)x);
#else
    lanes y = {sqrt(x[0]), sqrt(x[1])};
    return y;
#endif
}

/* The tree over the lanes, without its last + 0.0. */
FN double sum_of_lanes(lanes v)
{
    double p[WIDTH];
    memcpy(p, &v, sizeof p);
    for (int h = WIDTH / 2; h > 0; h /= 2)
        for (int i = 0; i < h; i++)
            p[i] += p[i + h];
    return p[0];
}
