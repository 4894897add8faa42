/* The tree over the terms p_k, WIDTH sums at once; SPEC.md, Sums.

   P is the power of two at or above n, s = P / 8 (1 for n <= 8). The terms i, i + s, ..., i + 7 s
   make a subtree by themselves, and i goes through 0 .. s - 1 with its bits reversed, so that
   subtrees are joined with their neighbours like the carries of a binary counter: everything but a
   small stack stays in registers. Terms at n or beyond are absent; the first four of a subtree
   never are, if n > 8. Included once a version. */

#ifndef TWINMLP_TREE_KERNEL
#define TWINMLP_TREE_KERNEL
#include <stddef.h>

/* How the terms of a tree are taken: s subtrees of `whole` terms each, the first `more` of them
   with one term more. */
typedef struct {
    ptrdiff_t s, whole, more;
} tree_shape;

static inline tree_shape shape_of_tree(ptrdiff_t n)
{
    tree_shape shape = {1, n, 0};
    while (8 * shape.s < n)
        shape.s *= 2;
    shape.whole = n / shape.s;
    shape.more = n % shape.s;
    return shape;
}

/* What follows i in the order of reversed bits, below s, a power of two. */
static inline ptrdiff_t next_reversed(ptrdiff_t i, ptrdiff_t s)
{
    ptrdiff_t bit = s >> 1;
    for (; i & bit; bit >>= 1)
        i ^= bit;
    return i | bit;
}

/* Where the factors of the terms are: term k of V at V + k vk, WIDTH numbers; of S at S + k sk, one
   number or WIDTH, for each of several sums at S, S + sr, ... Of packed factors term i + m s is at
   place 8 t + m, where i is the t-th in the order of reversed bits: the terms of a subtree are
   neighbours. */
typedef struct {
    const double *V, *S;
    ptrdiff_t vk, sk, sr;
    int v_packed, s_packed;
} tree_terms;

/* A subtree of n terms TERM(m, r), m = 0 .. n - 1; r is the number of the sum. */
#define SUM1(r) TERM(0, r)
#define SUM2(r) TERM(0, r) + TERM(1, r)
#define SUM3(r) (TERM(0, r) + TERM(2, r)) + TERM(1, r)
#define SUM4(r) (TERM(0, r) + TERM(2, r)) + (TERM(1, r) + TERM(3, r))
#define SUM5(r) ((TERM(0, r) + TERM(4, r)) + TERM(2, r)) + (TERM(1, r) + TERM(3, r))
#define SUM6(r) ((TERM(0, r) + TERM(4, r)) + TERM(2, r)) + ((TERM(1, r) + TERM(5, r)) + TERM(3, r))
#define SUM7(r) \
    ((TERM(0, r) + TERM(4, r)) + (TERM(2, r) + TERM(6, r))) + \
        ((TERM(1, r) + TERM(5, r)) + TERM(3, r))
#define SUM8(r) \
    ((TERM(0, r) + TERM(4, r)) + (TERM(2, r) + TERM(6, r))) + \
        ((TERM(1, r) + TERM(5, r)) + (TERM(3, r) + TERM(7, r)))

#define LOAD1 lanes v0 = load(v);
#define LOAD2 LOAD1 lanes v1 = load(v + vs);
#define LOAD3 LOAD2 lanes v2 = load(v + 2 * vs);
#define LOAD4 LOAD3 lanes v3 = load(v + 3 * vs);
#define LOAD5 LOAD4 lanes v4 = load(v + 4 * vs);
#define LOAD6 LOAD5 lanes v5 = load(v + 5 * vs);
#define LOAD7 LOAD6 lanes v6 = load(v + 6 * vs);
#define LOAD8 LOAD7 lanes v7 = load(v + 7 * vs);

#define LEAVES1(r) a##r = SUM1(r);
#define LEAVES2(r) a##r = SUM2(r);
#define LEAVES3(r) a##r = SUM3(r);
#define LEAVES4(r) a##r = SUM4(r);
#define LEAVES5(r) a##r = SUM5(r);
#define LEAVES6(r) a##r = SUM6(r);
#define LEAVES7(r) a##r = SUM7(r);
#define LEAVES8(r) a##r = SUM8(r);

#define DECLARE(r) lanes a##r;
#define POINT(r) const double *s##r = s + r * sr;
#define JOIN(r) a##r = kept[level][r] + a##r;
#define KEEP(r) kept[level][r] = a##r;
#define GIVE(r) sums[r] = a##r;
#define ONE_ROW(DO) DO(0)
#define TWO_ROWS(DO) DO(0) DO(1)
#define FOUR_ROWS(DO) DO(0) DO(1) DO(2) DO(3)
#define EIGHT_ROWS(DO) FOUR_ROWS(DO) DO(4) DO(5) DO(6) DO(7)

#define SUBTREE(n, ROWS) \
    case n: { \
        LOAD##n ROWS(LEAVES##n) \
    } break;

/* More levels than any tree has. */
#define DEEPEST 56

/* A function that computes several sums, without their last + 0.0. The terms of a subtree are
   V_STEP and S_STEP numbers apart, the factors S of two sums S_APART. */
#define KERNEL(name, ROWS, V_STEP, S_STEP, S_APART) \
    TARGET __attribute__((unused)) static void name( \
        tree_shape shape, const tree_terms *x, lanes *sums) \
    { \
        lanes kept[DEEPEST][8]; \
        const ptrdiff_t vs = V_STEP, ss = S_STEP, sr = S_APART; \
        (void)ss; \
        ROWS(DECLARE) \
        ptrdiff_t t = 0, i = 0; \
        for (;;) { \
            const double *v = x->V + (x->v_packed ? 8 * t * vs : i * x->vk); \
            const double *s = x->S + (x->s_packed ? 8 * t * ss : i * x->sk); \
            ROWS(POINT) \
            switch (shape.whole + (i < shape.more)) { \
                SUBTREE(1, ROWS) \
                SUBTREE(2, ROWS) \
                SUBTREE(3, ROWS) \
                SUBTREE(4, ROWS) \
                SUBTREE(5, ROWS) \
                SUBTREE(6, ROWS) \
                SUBTREE(7, ROWS) \
            default: { \
                LOAD8 ROWS(LEAVES8) \
            } \
            } \
            ptrdiff_t level = 0; \
            for (ptrdiff_t u = t; u & 1; u >>= 1, level++) { \
                ROWS(JOIN) \
            } \
            if (++t == shape.s) \
                break; \
            ROWS(KEEP) \
            i = next_reversed(i, shape.s); \
        } \
        ROWS(GIVE) \
    }
#endif
