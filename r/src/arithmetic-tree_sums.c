/* Sums of vectors in one written order; SPEC.md, Sums. */

#ifndef WIDTH
#include "base-exact.h"
#include "arithmetic-tree_sums.h"
#define ROOM "arithmetic-tree_sums.c"
#include "base-versions.h"
#else
#include "base-lanes.h"
#include "arithmetic-tree_kernel.h"

#define dots_1 NAME(dots_1)
#define dots_4 NAME(dots_4)
#define sums_1 NAME(sums_1)

/* Products of V and S, both of as many numbers as there are lanes. */
#define TERM(m, r) (v##m * load(s##r + m * ss))
KERNEL(dots_1, ONE_ROW, x->vk * shape.s, x->sk * shape.s, x->sr)
KERNEL(dots_4, FOUR_ROWS, x->vk * shape.s, x->sk * shape.s, x->sr)
#undef TERM
/* V alone. */
#define TERM(m, r) ((void)s##r, v##m)
KERNEL(sums_1, ONE_ROW, x->vk * shape.s, x->sk * shape.s, x->sr)
#undef TERM

/* The tree over x_0 .. x_{n-1}. There are zeros behind them, up to a multiple of 8: a vector holds
   WIDTH terms, and the trees over vectors are the upper levels of the tree. */
TARGET double NAME(tree_sum)(ptrdiff_t n, const double *x)
{
    lanes sum;
    tree_terms terms = {.V = x, .S = x, .vk = WIDTH, .sk = WIDTH};
    if (n == 0)
        return 0.0;
    sums_1(shape_of_tree((n + WIDTH - 1) / WIDTH), &terms, &sum);
    return sum_of_lanes(sum) + 0.0;
}

/* The tree over x_k y_k, both with zeros behind them. */
TARGET double NAME(tree_dot)(ptrdiff_t n, const double *x, const double *y)
{
    double sum;
    NAME(tree_dots)(n, x, y, 0, 1, &sum, 1);
    return sum;
}

/* The trees over x_k y_k for several y, which are `apart`. */
TARGET void NAME(tree_dots)(ptrdiff_t n, const double *x, const double *y, ptrdiff_t apart,
                            ptrdiff_t rows, double *to, ptrdiff_t to_apart)
{
    tree_shape shape = shape_of_tree((n + WIDTH - 1) / WIDTH);
    for (ptrdiff_t r = 0; r < rows;) {
        lanes sums[8];
        tree_terms terms = {.V = x, .S = y + r * apart, .vk = WIDTH, .sk = WIDTH, .sr = apart};
        ptrdiff_t some = rows - r >= 4 ? 4 : 1;
        if (some == 4)
            dots_4(shape, &terms, sums);
        else
            dots_1(shape, &terms, sums);
        for (ptrdiff_t done = 0; done < some; done++, r++)
            to[r * to_apart] = sum_of_lanes(sums[done]) + 0.0;
    }
}

/* As many trees as there are lanes: x_0 .. x_{n-1} are vectors, `apart`. */
TARGET void NAME(tree_across)(ptrdiff_t n, const double *x, ptrdiff_t apart, double *sums)
{
    lanes sum;
    tree_terms terms = {.V = x, .S = x, .vk = apart, .sk = apart};
    sums_1(shape_of_tree(n), &terms, &sum);
    store(sums, sum + 0.0);
}
#endif
