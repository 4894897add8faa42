/* The routines that R may call. */

#include "r-glue.h"
#include <R_ext/Rdynload.h>
#include <R_ext/Visibility.h>

static const R_CallMethodDef ROUTINES[] = {
    {"core_about", (DL_FUNC)&r_core_about, 1},
    {"core_map", (DL_FUNC)&r_core_map, 2},
    {"core_product", (DL_FUNC)&r_core_product, 5},
    {"core_sums", (DL_FUNC)&r_core_sums, 2},
    {"core_total", (DL_FUNC)&r_core_total, 1},
    {"core_place", (DL_FUNC)&r_core_place, 2},
    {"core_run_new", (DL_FUNC)&r_core_run_new, 4},
    {"core_run_watch", (DL_FUNC)&r_core_run_watch, 5},
    {"core_run", (DL_FUNC)&r_core_run, 6},
    {"core_call", (DL_FUNC)&r_core_call, 4},
    {"core_run_look", (DL_FUNC)&r_core_run_look, 3},
    {"core_run_state", (DL_FUNC)&r_core_run_state, 4},
    {"core_run_set", (DL_FUNC)&r_core_run_set, 2},
    {"core_layers", (DL_FUNC)&r_core_layers, 2},
    {"core_run_free", (DL_FUNC)&r_core_run_free, 1},
    {NULL, NULL, 0},
};

attribute_visible void R_init_twinmlp(DllInfo *info)
{
    R_registerRoutines(info, NULL, ROUTINES, NULL, NULL);
    R_useDynamicSymbols(info, FALSE);
    R_forceSymbols(info, TRUE);
}
