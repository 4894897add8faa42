/* Whether what was compiled computes as SPEC.md says, asked of the core itself. */

#include "base-exact.h"
#include "base-core.h"
#include "arithmetic-functions.h"
#include <float.h>
#include <math.h>

/* The sum of two products, and a power of two, as the core computes them. */
static double product_of_pairs(double a, double b, double c, double d)
{
    double A[2] = {a, c}, B[2] = {b, d}, C[1];
    return core_product(1, 2, 1, A, 2, 1, B, 1, 1, C, 1, 1) ? NAN : C[0];
}

int core_is_exact(void)
{
    double tiny[1] = {-708.5}, small[1];
    core_map(EXP, 1, tiny, small);
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
