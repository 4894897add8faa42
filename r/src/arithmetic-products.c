/* Products of matrices, each element a tree; SPEC.md, Sums. What is packed stays in the caches: a
   panel of V with a few rows of S, in the order in which trees take their terms. */

#ifndef WIDTH
#include "base-exact.h"
#include "arithmetic-product_cut.h"

size_t product_room(const product_task *task)
{
    product_cut cut = cut_of(task);
    size_t packed = (size_t)cut.places * (size_t)(cut.lanes_at_once + cut.rows);
    return packed + (cut.deep > 0 ? (size_t)(cut.deep + 1) * (size_t)cut.apart : 0);
}

#define ROOM "arithmetic-products.c"
#include "base-versions.h"
#else
#include "base-lanes.h"
#include "arithmetic-tree_kernel.h"
#include "arithmetic-product_pack.h"

#define rows_1 NAME(rows_1)
#define rows_2 NAME(rows_2)
#define rows_4 NAME(rows_4)
#define rows_8 NAME(rows_8)
#define packed_1 NAME(packed_1)
#define packed_2 NAME(packed_2)
#define packed_4 NAME(packed_4)
#define packed_8 NAME(packed_8)
#define some_rows NAME(some_rows)
#define panel NAME(panel)
#define block NAME(block)
#define joined NAME(joined)

/* Products with one number of S for all lanes: from where S is, and from packed factors, whose
   distances the compiler knows. */
#define TERM(m, r) (v##m * s##r[m * ss])
#define ROWS(n, SOME) \
    KERNEL(rows_##n, SOME, x->v_packed ? WIDTH : x->vk * shape.s, x->sk * shape.s, x->sr) \
    KERNEL(packed_##n, SOME, WIDTH, MOST_ROWS, 1)
ROWS(1, ONE_ROW)
ROWS(2, TWO_ROWS)
ROWS(4, FOUR_ROWS)
#if MOST_ROWS == 8
ROWS(8, EIGHT_ROWS)
#endif
#undef ROWS
#undef TERM

/* As many rows as are left and fit into one kernel: 8, 4, 2 or 1. */
TARGET static ptrdiff_t some_rows(ptrdiff_t left, tree_shape shape, const tree_terms *x,
                                  lanes *sums)
{
#define SOME(n) \
    if (left >= n) { \
        (x->s_packed ? packed_##n : rows_##n)(shape, x, sums); \
        return n; \
    }
#if MOST_ROWS == 8
    SOME(8)
#endif
    SOME(4)
    SOME(2)
    SOME(1)
#undef SOME
    return 0;
}

/* The results of WIDTH lanes from `lane` on, for the rows from `first` to `last`. */
TARGET static void panel(const product_task *task, tree_shape shape, tree_terms x,
                         ptrdiff_t places, ptrdiff_t lane, ptrdiff_t first, ptrdiff_t last)
{
    ptrdiff_t count = smaller(WIDTH, task->across - lane);
    const double *S = x.S;
    for (ptrdiff_t r = first; r < last;) {
        lanes sums[8];
        ptrdiff_t group = (r - first) / MOST_ROWS * MOST_ROWS;
        x.S = x.s_packed ? S + group * places + (r - first - group) : task->S + r * task->sr;
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

/* The product of so few terms and lanes that V is packed once. */
TARGET static void block(const product_task *task, ptrdiff_t places, ptrdiff_t at_once,
                         double *room)
{
    ptrdiff_t n = task->terms;
    tree_shape shape = shape_of_tree(n);
    tree_terms x = {.V = task->V, .S = task->S, .vk = task->vk, .sk = task->sk, .sr = task->sr};
    x.s_packed = n >= 32 && task->across >= 8 * WIDTH;
    x.v_packed = x.s_packed || task->vl != 1 || (task->across % WIDTH != 0 && !task->padded) ||
                 (n >= 64 && task->rows >= 16);
    double *V = room, *S = room + (task->across + 7) / 8 * 8 * places;
    for (ptrdiff_t lane = 0; x.v_packed && lane < task->across; lane += WIDTH)
        pack(shape, task->V + lane * task->vl, task->vl, task->vk,
             smaller(WIDTH, task->across - lane), WIDTH, V + lane * places);
    for (ptrdiff_t first = 0; first < task->rows; first += at_once) {
        ptrdiff_t last = smaller(task->rows, first + at_once);
        for (ptrdiff_t r = first; x.s_packed && r < last; r += MOST_ROWS)
            pack(shape, task->S + r * task->sr, task->sr, task->sk, smaller(MOST_ROWS, last - r),
                 MOST_ROWS, S + (r - first) * places);
        tree_terms y = x;
        y.S = x.s_packed ? S : task->S;
        y.sk = x.s_packed ? MOST_ROWS : task->sk;
        y.sr = x.s_packed ? 1 : task->sr;
        y.vk = x.v_packed ? WIDTH : task->vk;
        for (ptrdiff_t lane = 0; lane < task->across; lane += WIDTH) {
            y.V = x.v_packed ? V + lane * places : task->V + lane;
            panel(task, shape, y, places, lane, first, last);
        }
    }
}

/* The sums of many terms: those of every remainder, joined. */
TARGET static void joined(const product_task *task, const product_cut *cut, double *room)
{
    double *sums[DEEPEST], *here;
    ptrdiff_t apart = (task->across + 7) / 8 * 8;
    double *free_room = room + (cut->lanes_at_once + cut->rows) * cut->places;
    for (ptrdiff_t level = 0; level <= cut->deep; level++)
        sums[level] = free_room + level * cut->apart;
    here = sums[cut->deep];
    for (ptrdiff_t t = 0, i = 0; t < cut->parts; t++, i = next_reversed(i, cut->parts)) {
        product_task part = *task;
        part.V += i * task->vk;
        part.S += i * task->sk;
        part.vk *= cut->parts;
        part.sk *= cut->parts;
        part.terms = (task->terms - i + cut->parts - 1) / cut->parts;
        part.C = here;
        part.cl = 1;
        part.cr = apart;
        /* here, there is room for whole vectors; what V has behind its last lane is asked for */
        part.padded = task->padded || task->across % 8 == 0;
        block(&part, cut->places, cut->rows, room);
        ptrdiff_t level = 0;
        for (ptrdiff_t u = t; u & 1; u >>= 1, level++)
            for (ptrdiff_t k = 0; k < task->rows * apart; k += WIDTH)
                store(here + k, load(sums[level] + k) + load(here + k));
        if (t + 1 < cut->parts) {
            double *kept = sums[level];
            sums[level] = here;
            here = kept;
        }
    }
    for (ptrdiff_t r = 0; r < task->rows; r++)
        for (ptrdiff_t l = 0; l < task->across; l++)
            task->C[l * task->cl + r * task->cr] = here[r * apart + l] + 0.0;
}

TARGET void NAME(tree_product)(const product_task *task, double *room)
{
    product_cut cut = cut_of(task);
    if (task->terms == 0) {
        for (ptrdiff_t r = 0; r < task->rows; r++)
            for (ptrdiff_t l = 0; l < task->across; l++)
                task->C[l * task->cl + r * task->cr] = 0.0;
        return;
    }
    for (ptrdiff_t lane = 0; lane < task->across; lane += cut.lanes_at_once) {
        product_task part = *task;
        part.across = smaller(cut.lanes_at_once, task->across - lane);
        part.V += lane * task->vl;
        part.C += lane * task->cl;
        if (cut.deep > 0)
            joined(&part, &cut, room);
        else
            block(&part, cut.places, cut.rows, room);
    }
}
#endif
