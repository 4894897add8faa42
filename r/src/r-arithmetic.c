/* The operations of the reproducible arithmetic, for R: matrices are stored by columns. */

#include "base-core.h"
#include "r-glue.h"

void check_memory(int failed)
{
    if (failed)
        Rf_error("cannot allocate memory");
}

SEXP r_core_about(SEXP width)
{
    SEXP about = PROTECT(Rf_allocVector(INTSXP, 3));
    INTEGER(about)[0] = core_version();
    INTEGER(about)[1] = core_use_width(Rf_asInteger(width));
    INTEGER(about)[2] = core_is_exact();
    UNPROTECT(1);
    return about;
}

SEXP r_core_map(SEXP function, SEXP x)
{
    x = PROTECT(Rf_coerceVector(x, REALSXP));
    SEXP y = PROTECT(Rf_allocVector(REALSXP, XLENGTH(x)));
    core_map(Rf_asInteger(function), XLENGTH(x), REAL(x), REAL(y));
    SHALLOW_DUPLICATE_ATTRIB(y, x);
    UNPROTECT(2);
    return y;
}

/* A B, or with a flag A or B transposed; in the native arithmetic or the reproducible one. */
SEXP r_core_product(SEXP A, SEXP B, SEXP turn_A, SEXP turn_B, SEXP native)
{
    int first = Rf_asLogical(turn_A), second = Rf_asLogical(turn_B);
    A = PROTECT(Rf_coerceVector(A, REALSXP));
    B = PROTECT(Rf_coerceVector(B, REALSXP));
    ptrdiff_t a = Rf_nrows(A), b = Rf_nrows(B);
    ptrdiff_t M = first ? Rf_ncols(A) : a, K = first ? a : Rf_ncols(A);
    ptrdiff_t N = second ? b : Rf_ncols(B);
    SEXP C = PROTECT(Rf_allocMatrix(REALSXP, (int)M, (int)N));
    int failed = (Rf_asLogical(native) ? core_native_product : core_product)(
        M, K, N, REAL(A), first ? a : 1, first ? 1 : a, REAL(B), second ? b : 1, second ? 1 : b,
        REAL(C), 1, M);
    UNPROTECT(3);
    check_memory(failed);
    return C;
}

/* The sums of the columns, or with a flag of the rows. */
SEXP r_core_sums(SEXP A, SEXP of_rows)
{
    int turned = Rf_asLogical(of_rows);
    A = PROTECT(Rf_coerceVector(A, REALSXP));
    ptrdiff_t n = Rf_nrows(A), m = Rf_ncols(A);
    SEXP sums = PROTECT(Rf_allocVector(REALSXP, turned ? n : m));
    int failed = turned ? core_column_sums(m, n, REAL(A), n, 1, REAL(sums))
                        : core_column_sums(n, m, REAL(A), 1, n, REAL(sums));
    UNPROTECT(2);
    check_memory(failed);
    return sums;
}

SEXP r_core_total(SEXP A)
{
    A = PROTECT(Rf_coerceVector(A, REALSXP));
    ptrdiff_t n = Rf_isMatrix(A) ? Rf_nrows(A) : XLENGTH(A), m = Rf_isMatrix(A) ? Rf_ncols(A) : 1;
    double total = 0.0;
    int failed = core_total(n, m, REAL(A), 1, n, &total);
    UNPROTECT(1);
    check_memory(failed);
    return Rf_ScalarReal(total);
}
