/* Runs of whole epochs, for R: a run is an external pointer, which keeps the samples. */

#include "base-core.h"
#include "r-glue.h"

#define WORDS 624

SEXP r_core_place(SEXP table, SEXP name)
{
    int place =
        core_place(CHAR(STRING_ELT(table, 0)), Rf_translateCharUTF8(STRING_ELT(name, 0)));
    return Rf_ScalarInteger(place < 0 ? NA_INTEGER : place);
}

static void free_run(SEXP run)
{
    core_run_free(R_ExternalPtrAddr(run));
    R_ClearExternalPtr(run);
}

SEXP r_core_run_free(SEXP run)
{
    free_run(run);
    return R_NilValue;
}

static const double *numbers_or_null(SEXP x)
{
    return x == R_NilValue ? NULL : REAL(x);
}

/* samples: a list of X, y and weights; lists: of parameters, masks, states and powers. */
SEXP r_core_run_new(SEXP settings, SEXP samples, SEXP lists, SEXP key, SEXP position)
{
    SEXP X = VECTOR_ELT(samples, 0), y = VECTOR_ELT(samples, 1);
    uint32_t words[WORDS] = {0};
    for (R_xlen_t i = 0; key != R_NilValue && i < WORDS; i++)
        words[i] = (uint32_t)REAL(key)[i];
    SEXP run = PROTECT(R_MakeExternalPtr(NULL, R_NilValue, samples));
    R_RegisterCFinalizer(run, free_run);
    void *made = core_run_new(
        REAL(settings), 1, REAL(X), 1, Rf_nrows(X), REAL(y), 1, Rf_nrows(y),
        numbers_or_null(VECTOR_ELT(samples, 2)), REAL(VECTOR_ELT(lists, 0)),
        numbers_or_null(VECTOR_ELT(lists, 1)), REAL(VECTOR_ELT(lists, 2)),
        REAL(VECTOR_ELT(lists, 3)), key == R_NilValue ? NULL : words, Rf_asInteger(position));
    R_SetExternalPtrAddr(run, made);
    UNPROTECT(1);
    if (made == NULL)
        Rf_error("cannot allocate memory");
    return run;
}

/* Status, the losses of the epochs, and the report; Ctrl-C is heard in between. */
SEXP r_core_run(SEXP run, SEXP epochs, SEXP rates, SEXP seconds)
{
    R_xlen_t count = (R_xlen_t)Rf_asReal(epochs);
    SEXP result = PROTECT(Rf_allocVector(VECSXP, 3));
    SEXP losses = Rf_allocVector(REALSXP, count);
    SET_VECTOR_ELT(result, 1, losses);
    SEXP report = Rf_allocVector(REALSXP, 3);
    SET_VECTOR_ELT(result, 2, report);
    int status;
    while ((status = core_run(R_ExternalPtrAddr(run), count, REAL(rates), XLENGTH(rates),
                              REAL(losses), Rf_asReal(seconds), REAL(report))) == 1)
        R_CheckUserInterrupt();
    SET_VECTOR_ELT(result, 0, Rf_ScalarInteger(status));
    UNPROTECT(1);
    return result;
}

SEXP r_core_run_loss(SEXP run)
{
    return Rf_ScalarReal(core_run_loss(R_ExternalPtrAddr(run)));
}

/* Parameters, states, powers, key and position, of so many parameters and layers. */
SEXP r_core_run_state(SEXP run, SEXP parameters, SEXP layers)
{
    R_xlen_t size = (R_xlen_t)Rf_asReal(parameters), powers = 4 * (R_xlen_t)Rf_asReal(layers);
    R_xlen_t lengths[5] = {size, 2 * size, powers, WORDS, 1};
    SEXP result = PROTECT(Rf_allocVector(VECSXP, 5));
    double *to[5];
    uint32_t words[WORDS];
    int position;
    for (int k = 0; k < 5; k++) {
        SET_VECTOR_ELT(result, k, Rf_allocVector(REALSXP, lengths[k]));
        to[k] = REAL(VECTOR_ELT(result, k));
    }
    core_run_state(R_ExternalPtrAddr(run), 1, to[0], to[1], to[2], words, &position);
    for (int i = 0; i < WORDS; i++)
        to[3][i] = words[i];
    to[4][0] = position;
    UNPROTECT(1);
    return result;
}
