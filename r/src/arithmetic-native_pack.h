/* The factors of native products side by side, in the order in which the kernel takes them.
   Included once a version. */

#ifndef TWINMLP_NATIVE_PACK
#define TWINMLP_NATIVE_PACK
#define copy_terms NAME(copy_terms)
#define turn_terms NAME(turn_terms)
#define pack_terms NAME(pack_terms)

/* A factor: number l of term k is at `at` + l apart + k step; parts as native_task has them. */
typedef struct {
    const double *at;
    ptrdiff_t apart, step, part, far;
} native_factor;
#endif

/* Numbers that are neighbours: `count` of every term, and zeros up to `width`. */
TARGET static void copy_terms(const double *from, ptrdiff_t step, ptrdiff_t count, ptrdiff_t width,
                              ptrdiff_t terms, double *to)
{
    for (ptrdiff_t k = 0; k < terms; k++, from += step, to += width) {
        ptrdiff_t l = 0;
        for (; l + WIDTH <= count; l += WIDTH)
            store(to + l, load(from + l));
        for (; l < width; l++)
            to[l] = l < count ? from[l] : 0.0;
    }
}

/* The same, of numbers that are `apart`: eight terms at a time, which lie on one line of the cache
   where terms are neighbours. */
TARGET static void turn_terms(const double *from, ptrdiff_t apart, ptrdiff_t step,
                              ptrdiff_t count, ptrdiff_t width, ptrdiff_t terms, double *to)
{
    for (ptrdiff_t k = 0; k < terms; k += 8, from += 8 * step, to += 8 * width) {
        ptrdiff_t some = smaller(8, terms - k);
        for (ptrdiff_t l = 0; l < width; l++) {
            const double *x = from + l * apart;
            if (l < count && some == 8 && step == 1)
                for (ptrdiff_t m = 0; m < 8; m++)
                    to[m * width + l] = x[m];
            else
                for (ptrdiff_t m = 0; m < some; m++)
                    to[m * width + l] = l < count ? x[m * step] : 0.0;
        }
    }
}

/* Terms from the first one on, of all parts that they lie in. */
TARGET static void pack_terms(const native_factor *x, ptrdiff_t lane, ptrdiff_t first,
                              ptrdiff_t count, ptrdiff_t width, ptrdiff_t terms, double *to)
{
    for (ptrdiff_t k = 0, some; k < terms; k += some, to += some * width) {
        ptrdiff_t place = first + k, part = x->part > 0 ? place / x->part : 0;
        place -= part * x->part;
        some = x->part > 0 ? smaller(x->part - place, terms - k) : terms;
        const double *from = x->at + part * x->far + place * x->step + lane * x->apart;
        if (x->apart == 1)
            copy_terms(from, x->step, count, width, some, to);
        else
            turn_terms(from, x->apart, x->step, count, width, some, to);
    }
}
