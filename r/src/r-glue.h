/* What R calls; registered in r-init.c. */

#ifndef TWINMLP_GLUE
#define TWINMLP_GLUE
#define R_NO_REMAP
#include <R.h>
#include <Rinternals.h>

SEXP r_core_about(SEXP width);
SEXP r_core_map(SEXP function, SEXP x);
SEXP r_core_product(SEXP A, SEXP B, SEXP turn_A, SEXP turn_B);
SEXP r_core_sums(SEXP A, SEXP of_rows);
SEXP r_core_total(SEXP A);
#endif
