/* Which version of the core runs: the widest vectors that the processor has, or fewer lanes, if
   somebody asks. */

#include "base-exact.h"
#include "base-dispatch.h"
#include <float.h>
#include <math.h>

static int chosen = 0;

static int widest(void)
{
#ifdef MANY_WIDTHS
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f"))
        return 8;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 4 : 2;
#else
    return 2;
#endif
}

int core_version(void)
{
    return CORE_VERSION;
}

int core_width(void)
{
    return chosen ? chosen : core_use_width(8);
}

int core_use_width(int width)
{
    int most = widest();
    int wanted = width >= 8 ? 8 : width >= 4 ? 4 : 2;
    chosen = wanted < most ? wanted : most;
    return chosen;
}

/* The sum of two products, and a power of two, as the core computes them. */
static double product_of_pairs(double a, double b, double c, double d)
{
    double A[2] = {a, c}, B[2] = {b, d}, C[1];
    return core_product(1, 2, 1, A, 2, 1, B, 1, 1, C, 1, 1) ? NAN : C[0];
}

int core_is_exact(void)
{
    double tiny[1] = {-708.5}, small[1];
    core_map(0, 1, tiny, small);
    return FLT_EVAL_METHOD == 0 &&
           /* the exact sum is -2^-54; after rounding the product it is 0 */
           product_of_pairs(1.0 + 0x1p-27, 1.0 - 0x1p-27, -1.0, 1.0) == 0.0 &&
           product_of_pairs(-1.0, 1.0, 1.0 + 0x1p-27, 1.0 - 0x1p-27) == 0.0 &&
           /* subnormal numbers stay */
           product_of_pairs(0x1p-1022, 0.5, 0.0, 0.0) == 0x1p-1023 && small[0] > 0.0 &&
           small[0] < 0x1p-1022 &&
           /* halves to even, and no wider format */
           product_of_pairs(1.0, 1.0, 0x1p-53, 1.0) == 1.0 &&
           product_of_pairs(1.0, 1.0, 1.5 * 0x1p-52, 1.0) == 1.0 + 0x1p-51 &&
           product_of_pairs(1.0, 1.0, 0x1p-53 + 0x1p-78, 1.0) == 1.0 + 0x1p-52;
}
