/* The exponential function and its relatives, one vector at a time; SPEC.md, The reproducible
   arithmetic. Included once a version. Source: Tang, Table-driven implementation of the exponential
   function, ACM TOMS 15(2), 1989. */

#ifndef TWINMLP_EXP
#define TWINMLP_EXP
#include "arithmetic-exp_table.h"

/* Adding and subtracting it rounds to the nearest whole number, halves to even. */
#define SHIFT 6755399441055744.0
#define SHIFT_BITS INT64_C(0x4338000000000000)
/* 32 / ln 2, and ln 2 / 32 in two parts, the first with few enough bits that its whole multiples
   are exact. */
#define EXP_RATE 0x1.71547652b82fep+5
#define EXP_STEP_HIGH 0x1.62e42feep-6
#define EXP_STEP_LOW 0x1.a39ef35793c76p-38
/* By which heads are held away from underflow and overflow. */
#define UP 0x1p64
#define DOWN 0x1p-64
#define EXP_SMALLEST (-746.0)
#define EXP_LARGEST 710.0
/* Below it exp(x) - 1 rounds to -1. */
#define EXPM1_SMALLEST (-44.0)

#define parts NAME(parts)
#define look_up NAME(look_up)
#define exp_parts NAME(exp_parts)
#define exp_of_negative NAME(exp_of_negative)
#define less_one NAME(less_one)
#define tree_exp NAME(tree_exp)
#define tree_expm1 NAME(tree_expm1)
#define tree_tanh NAME(tree_tanh)
#define tree_sigmoid NAME(tree_sigmoid)
#endif

typedef struct {
    lanes s, t;
    ints above; /* m > 0 */
} parts;

/* table[j mod 32] */
FN lanes look_up(const double *table, ints j)
{
#if WIDTH == 8
    __m512d t0 = (__m512d)load(table), t1 = (__m512d)load(table + 8);
    __m512d t2 = (__m512d)load(table + 16), t3 = (__m512d)load(table + 24);
    __m512d low = _mm512_permutex2var_pd(t0, (__m512i)j, t1);
    __m512d high = _mm512_permutex2var_pd(t2, (__m512i)j, t3);
    __mmask8 upper = _mm512_test_epi64_mask((__m512i)j, _mm512_set1_epi64(16));
    return (lanes)_mm512_mask_blend_pd(upper, low, high);
#else
    lanes found = {0.0};
    for (int i = 0; i < WIDTH; i++)
        found[i] = table[j[i] & 31];
    return found;
#endif
}

/* s, t and whether m > 0, with e^x = (s + s t) 2^-64 for m <= 0, 2^64 for m > 0: x = m ln 2 / 32 +
   r. The exponent of s is put together from the bits of m. */
FN parts exp_parts(lanes x)
{
    lanes shifted = x * EXP_RATE + SHIFT;
    lanes m = shifted - SHIFT;
    ints place = (ints)shifted - SHIFT_BITS;
    lanes r = (x - m * EXP_STEP_HIGH) - m * EXP_STEP_LOW;
    lanes q = r * (1.0 / 5040.0) + 1.0 / 720.0;
    q = q * r + 1.0 / 120.0;
    q = q * r + 1.0 / 24.0;
    q = q * r + 1.0 / 6.0;
    q = q * r + 1.0 / 2.0;
    ints above = place > 0;
    uints whole = ((uints)place & ~UINT64_C(31)) << 47;
    uints held = (uints)((above & -128) + 64) << 52;
    parts found;
    found.t = ((r * r) * q + look_up(TAILS, place)) + r;
    found.s = (lanes)((uints)look_up(HEADS, place) + whole + held);
    found.above = above;
    return found;
}

/* s + s t - one, and what s - one loses by rounding is added to s t. */
FN lanes less_one(lanes s, lanes t, lanes one)
{
    lanes difference = s - one;
    return (s * t + (s - (difference + one))) + difference;
}

FN lanes exp_of_negative(lanes x)
{
    lanes minus = -magnitude(x);
    parts e = exp_parts(either(minus < EXP_SMALLEST, all(EXP_SMALLEST), minus));
    return (e.t * e.s + e.s) * DOWN;
}

FN lanes tree_exp(lanes x)
{
    x = either(x < EXP_SMALLEST, all(EXP_SMALLEST), x);
    parts e = exp_parts(either(x > EXP_LARGEST, all(EXP_LARGEST), x));
    return (e.t * e.s + e.s) * either(e.above, all(UP), all(DOWN));
}

FN lanes tree_expm1(lanes x)
{
    lanes inside = either(x < EXPM1_SMALLEST, all(EXPM1_SMALLEST), x);
    parts e = exp_parts(either(inside > EXP_LARGEST, all(EXP_LARGEST), inside));
    lanes y = less_one(e.s, e.t, either(e.above, all(DOWN), all(UP)));
    return either(x == 0.0, x, y * either(e.above, all(UP), all(DOWN)));
}

FN lanes tree_tanh(lanes x)
{
    lanes minus = magnitude(x) * -2.0;
    parts e = exp_parts(either(minus < EXPM1_SMALLEST, all(EXPM1_SMALLEST), minus));
    lanes t = less_one(e.s, e.t, all(UP)) * DOWN;
    lanes y = t / (t + 2.0);
    return either(x == 0.0, x, either(x > 0.0, -y, y));
}

FN lanes tree_sigmoid(lanes x)
{
    lanes e = exp_of_negative(x);
    return either(x >= 0.0, all(1.0), e) / (e + 1.0);
}
