/* Sums of products in one written order; SPEC.md, Sums. */

#ifndef WIDTH
#include "arithmetic-tree_sums.h"

/* The most doubles of S that are packed at once: half of what the second cache holds. */
#define PACKED_AT_ONCE 65536

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

/* How many rows of S are packed at once. */
static ptrdiff_t rows_at_once(const product_task *task)
{
    ptrdiff_t rows = PACKED_AT_ONCE / (task->terms + 1) / 8 * 8;
    return smaller(rows < 8 ? 8 : rows, (task->rows + 7) / 8 * 8);
}

/* Places that a packed factor takes: the power of two at or above n. */
static ptrdiff_t places(ptrdiff_t n)
{
    ptrdiff_t P = 1;
    while (P < n)
        P *= 2;
    return P;
}

size_t product_room(const product_task *task)
{
    return (size_t)places(task->terms) * (size_t)(8 + rows_at_once(task));
}

#define ROOM "arithmetic-tree_sums.c"
#include "base-versions.h"
#else
#include "base-lanes.h"
#include "arithmetic-tree_kernel.h"

#define rows_1 NAME(rows_1)
#define rows_2 NAME(rows_2)
#define rows_4 NAME(rows_4)
#define rows_8 NAME(rows_8)
#define dots_1 NAME(dots_1)
#define dots_4 NAME(dots_4)
#define sums_1 NAME(sums_1)
#define pack NAME(pack)
#define some_rows NAME(some_rows)
#define panel NAME(panel)

/* Products with one number of S for all lanes. */
#define TERM(m, r) (v##m * s##r[m * ss])
KERNEL(rows_1, ONE_ROW)
KERNEL(rows_2, TWO_ROWS)
KERNEL(rows_4, FOUR_ROWS)
#if WIDTH == 8
KERNEL(rows_8, EIGHT_ROWS)
#undef MOST_ROWS
#define MOST_ROWS 8
#else
#undef MOST_ROWS
#define MOST_ROWS 4
#endif
#undef TERM
/* Products with as many numbers of S as there are lanes. */
#define TERM(m, r) (v##m * load(s##r + m * ss))
KERNEL(dots_1, ONE_ROW)
KERNEL(dots_4, FOUR_ROWS)
#undef TERM
/* V alone. */
#define TERM(m, r) ((void)s##r, v##m)
KERNEL(sums_1, ONE_ROW)
#undef TERM

/* Pack `count` numbers of every term side by side, `width` of them with zeros at the end, in the
   order in which trees take terms. */
TARGET static void pack(tree_shape shape, const double *from, ptrdiff_t apart, ptrdiff_t step,
                        ptrdiff_t count, ptrdiff_t width, double *to)
{
    for (ptrdiff_t t = 0, i = 0; t < shape.s; t++, i = next_reversed(i, shape.s)) {
        ptrdiff_t leaves = shape.whole + (i < shape.more);
        for (ptrdiff_t m = 0; m < leaves; m++) {
            const double *x = from + (i + m * shape.s) * step;
            double *p = to + (t + m * shape.s) * width;
            ptrdiff_t l = 0;
            for (; l < count; l++)
                p[l] = x[l * apart];
            for (; l < width; l++)
                p[l] = 0.0;
        }
    }
}

/* As many rows as are left and fit into one kernel: 8, 4, 2 or 1. */
TARGET static ptrdiff_t some_rows(ptrdiff_t left, tree_shape shape, const tree_terms *x,
                                  lanes *sums)
{
#if WIDTH == 8
    if (left >= 8) {
        rows_8(shape, x, sums);
        return 8;
    }
#endif
    if (left >= 4) {
        rows_4(shape, x, sums);
        return 4;
    }
    if (left >= 2) {
        rows_2(shape, x, sums);
        return 2;
    }
    rows_1(shape, x, sums);
    return 1;
}

/* The results of WIDTH lanes from `lane` on, for the rows from `first` to `last`. */
TARGET static void panel(const product_task *task, tree_shape shape, tree_terms x, ptrdiff_t lane,
                         ptrdiff_t first, ptrdiff_t last)
{
    ptrdiff_t count = smaller(WIDTH, task->across - lane), P = places(task->terms);
    const double *S = x.S;
    for (ptrdiff_t r = first; r < last;) {
        lanes sums[8];
        x.S = x.s_packed ? S + (r - first) / MOST_ROWS * MOST_ROWS * P + (r - first) % MOST_ROWS
                         : task->S + r * task->sr;
        ptrdiff_t rows = some_rows(last - r, shape, &x, sums);
        for (ptrdiff_t done = 0; done < rows; done++, r++) {
            double *to = task->C + lane * task->cl + r * task->cr;
            lanes sum = sums[done] + 0.0;
            if (task->cl == 1 && (task->padded || count == WIDTH))
                store(to, sum);
            else
                for (ptrdiff_t l = 0; l < count; l++)
                    to[l * task->cl] = sum[l];
        }
    }
}

TARGET void NAME(tree_product)(const product_task *task, double *room)
{
    ptrdiff_t n = task->terms, P = places(n), at_once = rows_at_once(task);
    tree_shape shape = shape_of_tree(n);
    if (n == 0) {
        for (ptrdiff_t r = 0; r < task->rows; r++)
            for (ptrdiff_t l = 0; l < task->across; l++)
                task->C[l * task->cl + r * task->cr] = 0.0;
        return;
    }
    int s_packed = n >= 32 && task->across >= 8 * WIDTH;
    for (ptrdiff_t first = 0; first < task->rows; first += at_once) {
        ptrdiff_t last = smaller(task->rows, first + at_once);
        tree_terms x = {task->V, task->S, task->vk, task->sk, task->sr, 0, 0};
        if (s_packed) {
            double *to = room + 8 * P;
            for (ptrdiff_t r = first; r < last; r += MOST_ROWS, to += MOST_ROWS * P)
                pack(shape, task->S + r * task->sr, task->sr, task->sk,
                     smaller(MOST_ROWS, last - r), MOST_ROWS, to);
            x.S = room + 8 * P;
            x.sk = MOST_ROWS;
            x.sr = 1;
            x.s_packed = 1;
        }
        for (ptrdiff_t lane = 0; lane < task->across; lane += WIDTH) {
            ptrdiff_t count = smaller(WIDTH, task->across - lane);
            const double *V = task->V + lane * task->vl;
            x.v_packed = task->vl != 1 || (count < WIDTH && !task->padded) ||
                         (n >= 64 && last - first >= 16);
            if (x.v_packed) {
                pack(shape, V, task->vl, task->vk, count, WIDTH, room);
                V = room;
            }
            x.V = V;
            x.vk = x.v_packed ? WIDTH : task->vk;
            panel(task, shape, x, lane, first, last);
        }
    }
}

/* The tree over x_0 .. x_{n-1}. There are zeros behind them, up to a multiple of 8: a vector holds
   WIDTH terms, and the trees over vectors are the upper levels of the tree. */
TARGET double NAME(tree_sum)(ptrdiff_t n, const double *x)
{
    lanes sum;
    tree_terms terms = {x, x, WIDTH, WIDTH, 0, 0, 0};
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
        tree_terms terms = {x, y + r * apart, WIDTH, WIDTH, apart, 0, 0};
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
    tree_terms terms = {x, x, apart, apart, 0, 0, 0};
    sums_1(shape_of_tree(n), &terms, &sum);
    store(sums, sum + 0.0);
}
#endif
