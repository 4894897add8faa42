/* The logarithm and its relatives, one vector at a time; SPEC.md, The reproducible arithmetic.
   Included once a version. Source: FreeBSD's e_log.c. */

#ifndef TWINMLP_LOG
#define TWINMLP_LOG
/* ln 2 in two parts, the first with few enough bits that its whole multiples are exact. */
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33
/* The square root of 2, rounded once. */
#define SQRT2 0x1.6a09e667f3bcdp+0

#define log_of_positive NAME(log_of_positive)
#define log1p_of_positive NAME(log1p_of_positive)
#define with_log_limits NAME(with_log_limits)
#define tree_log NAME(tree_log)
#define tree_log1p NAME(tree_log1p)
#define tree_softplus NAME(tree_softplus)
#endif

/* log(x) of finite x > 0: x = 2^e (1 + f), s = f / (2 + f),
   log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))). */
FN lanes log_of_positive(lanes x)
{
    ints tiny = x < 0x1p-1022;
    ints bits = (ints)either(tiny, x * 0x1p54, x);
    lanes e = (lanes)(((uints)bits >> 52) | UINT64_C(0x4330000000000000)) - 0x1p52;
    lanes m = (lanes)((bits & INT64_C(0xfffffffffffff)) | INT64_C(0x3ff0000000000000));
    ints large = m > SQRT2;
    e = e - either(tiny, all(1077.0), all(1023.0)) + either(large, all(1.0), all(0.0));
    lanes f = either(large, m * 0.5, m) - 1.0;
    lanes s = f / (f + 2.0);
    lanes z = s * s;
    lanes q = z * (2.0 / 21.0);
    q = (q + 2.0 / 19.0) * z;
    q = (q + 2.0 / 17.0) * z;
    q = (q + 2.0 / 15.0) * z;
    q = (q + 2.0 / 13.0) * z;
    q = (q + 2.0 / 11.0) * z;
    q = (q + 2.0 / 9.0) * z;
    q = (q + 2.0 / 7.0) * z;
    q = (q + 2.0 / 5.0) * z;
    q = (q + 2.0 / 3.0) * z;
    lanes half = (0.5 * f) * f;
    q = (q + half) * s + e * LN2_LOW;
    return e * LN2_HIGH - ((half - q) - f);
}

/* log(1 + u) of finite u > -1: log(w) + (u - (w - 1)) / w with w = 1 + u. */
FN lanes log1p_of_positive(lanes u)
{
    lanes w = 1.0 + u;
    return log_of_positive(w) + (u - (w - 1.0)) / w;
}

/* y, but -infinity where x = 0, x where it is infinity or NaN, and NaN where x < 0. */
FN lanes with_log_limits(lanes y, lanes x)
{
    y = either(x > 0.0, y, either(x == 0.0, all(-INFINITY), all(NAN)));
    return either(x == INFINITY, x, y);
}

FN lanes tree_log(lanes x)
{
    return with_log_limits(log_of_positive(x), x);
}

FN lanes tree_log1p(lanes x)
{
    return either(x == 0.0, x, with_log_limits(log1p_of_positive(x), 1.0 + x));
}

/* max(x, 0) + log1p(exp(-|x|)) */
FN lanes tree_softplus(lanes x)
{
    return either(x <= 0.0, all(0.0), x) + log1p_of_positive(exp_of_negative(x));
}
