/* The routines that R may call. */

#include "r-glue.h"
#include <R_ext/Rdynload.h>
#include <R_ext/Visibility.h>

/* By way of void (*)(void), which compilers let go as any function. */
#define ROUTINE(name, arguments) {#name, (DL_FUNC)(void (*)(void))r_##name, arguments}

static const R_CallMethodDef ROUTINES[] = {
    ROUTINE(core_about, 1),
    ROUTINE(core_map, 2),
    ROUTINE(core_product, 5),
    ROUTINE(core_sums, 2),
    ROUTINE(core_total, 1),
    ROUTINE(core_place, 2),
    ROUTINE(core_run_new, 4),
    ROUTINE(core_run_watch, 5),
    ROUTINE(core_run, 6),
    ROUTINE(core_call, 4),
    ROUTINE(core_run_look, 3),
    ROUTINE(core_run_state, 4),
    ROUTINE(core_run_set, 2),
    ROUTINE(core_row, 4),
    ROUTINE(core_layers, 3),
    ROUTINE(core_run_free, 1),
    {NULL, NULL, 0},
};

attribute_visible void R_init_twinmlp(DllInfo *info)
{
    R_registerRoutines(info, NULL, ROUTINES, NULL, NULL);
    R_useDynamicSymbols(info, FALSE);
    R_forceSymbols(info, TRUE);
}
