/* What R calls; registered in r-init.c. */

#ifndef TWINMLP_GLUE
#define TWINMLP_GLUE
#define R_NO_REMAP
#include <R.h>
#include <Rinternals.h>

/* An error, if the core ran out of memory. */
void check_memory(int failed);

SEXP r_core_about(SEXP width);
SEXP r_core_map(SEXP function, SEXP x);
SEXP r_core_product(SEXP A, SEXP B, SEXP turn_A, SEXP turn_B, SEXP native);
SEXP r_core_sums(SEXP A, SEXP of_rows);
SEXP r_core_total(SEXP A);
SEXP r_core_place(SEXP table, SEXP name);
SEXP r_core_run_new(SEXP settings, SEXP samples, SEXP masks, SEXP state);
SEXP r_core_run_watch(SEXP run, SEXP metrics, SEXP shift, SEXP divisor, SEXP data);
SEXP r_core_run(SEXP run, SEXP epochs, SEXP rates, SEXP width, SEXP size, SEXP seconds);
SEXP r_core_call(SEXP frame, SEXP around, SEXP first, SEXP last);
SEXP r_core_run_look(SEXP run, SEXP width, SEXP seconds);
SEXP r_core_run_state(SEXP run, SEXP parameters, SEXP arrays, SEXP layers);
SEXP r_core_run_set(SEXP run, SEXP state);
SEXP r_core_row(SEXP epoch, SEXP columns, SEXP k, SEXP network);
SEXP r_core_layers(SEXP parameters, SEXP like, SEXP k);
SEXP r_core_run_free(SEXP run);
#endif
