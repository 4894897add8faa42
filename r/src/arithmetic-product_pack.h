/* The factors of a product side by side, in the order in which trees take their terms. Included
   once a version. */

#ifndef TWINMLP_PRODUCT_PACK
#define TWINMLP_PRODUCT_PACK
#define pack NAME(pack)
#endif

/* The rows that one kernel computes at most: as many as there are registers for. */
#undef MOST_ROWS
#if WIDTH == 8
#define MOST_ROWS 8
#else
#define MOST_ROWS 4
#endif

/* Pack `count` numbers of every term side by side, `width` of them with zeros at the end; between
   the terms there are `step` numbers, between those of one term `apart`. */
TARGET static void pack(tree_shape shape, const double *from, ptrdiff_t apart, ptrdiff_t step,
                        ptrdiff_t count, ptrdiff_t width, double *to)
{
    for (ptrdiff_t t = 0, i = 0; t < shape.s; t++, i = next_reversed(i, shape.s)) {
        ptrdiff_t leaves = shape.whole + (i < shape.more);
        for (ptrdiff_t m = 0; m < leaves; m++) {
            const double *x = from + (i + m * shape.s) * step;
            double *p = to + (8 * t + m) * width;
            ptrdiff_t l = 0;
            if (apart == 1)
                for (; l + WIDTH <= count; l += WIDTH)
                    store(p + l, load(x + l));
            for (; l < count; l++)
                p[l] = x[l * apart];
            for (; l < width; l++)
                p[l] = 0.0;
        }
    }
}
