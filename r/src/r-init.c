/* The routines that R may call. */

#include "r-glue.h"
#include <R_ext/Rdynload.h>
#include <R_ext/Visibility.h>

static const R_CallMethodDef ROUTINES[] = {
    {"core_about", (DL_FUNC)&r_core_about, 1},
    {"core_map", (DL_FUNC)&r_core_map, 2},
    {"core_product", (DL_FUNC)&r_core_product, 4},
    {"core_sums", (DL_FUNC)&r_core_sums, 2},
    {"core_total", (DL_FUNC)&r_core_total, 1},
    {NULL, NULL, 0},
};

attribute_visible void R_init_twinmlp(DllInfo *info)
{
    R_registerRoutines(info, NULL, ROUTINES, NULL, NULL);
    R_useDynamicSymbols(info, FALSE);
    R_forceSymbols(info, TRUE);
}
