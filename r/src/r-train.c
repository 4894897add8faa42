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

static void read_words(SEXP key, uint32_t *words)
{
    for (R_xlen_t i = 0; i < WORDS; i++)
        words[i] = (uint32_t)REAL(key)[i];
}

/* samples: a list of X, y and weights; state: parameters, arrays, numbers, key and position. */
SEXP r_core_run_new(SEXP settings, SEXP samples, SEXP masks, SEXP state)
{
    SEXP X = VECTOR_ELT(samples, 0), y = VECTOR_ELT(samples, 1);
    uint32_t words[WORDS];
    read_words(VECTOR_ELT(state, 3), words);
    SEXP run = PROTECT(R_MakeExternalPtr(NULL, R_NilValue, samples));
    R_RegisterCFinalizer(run, free_run);
    void *made = core_run_new(
        REAL(settings), 1, REAL(X), 1, Rf_nrows(X), REAL(y), 1, Rf_nrows(y),
        numbers_or_null(VECTOR_ELT(samples, 2)), REAL(VECTOR_ELT(state, 0)),
        numbers_or_null(masks), REAL(VECTOR_ELT(state, 1)), REAL(VECTOR_ELT(state, 2)), words,
        Rf_asInteger(VECTOR_ELT(state, 4)));
    R_SetExternalPtrAddr(run, made);
    UNPROTECT(1);
    check_memory(made == NULL);
    return run;
}

/* What is looked at: places of metrics, shift and divisor of targets (or NULL), and a list of X, y
   and weights of validation data, or NULL; the caller keeps it. */
SEXP r_core_run_watch(SEXP run, SEXP metrics, SEXP shift, SEXP divisor, SEXP data)
{
    SEXP X = data == R_NilValue ? data : VECTOR_ELT(data, 0);
    SEXP y = data == R_NilValue ? data : VECTOR_ELT(data, 1);
    ptrdiff_t n = data == R_NilValue ? 0 : Rf_nrows(y);
    check_memory(core_run_watch(
        R_ExternalPtrAddr(run), REAL(metrics), XLENGTH(metrics), numbers_or_null(shift),
        numbers_or_null(divisor), n, numbers_or_null(X), 1, n, numbers_or_null(y), 1, n,
        data == R_NilValue ? NULL : numbers_or_null(VECTOR_ELT(data, 2))));
    return R_NilValue;
}

/* Status, the report, the rows of the epochs, a column an epoch, and if they are kept the
   parameters before them, as many as `size` says; Ctrl-C is heard in between. */
SEXP r_core_run(SEXP run, SEXP epochs, SEXP rates, SEXP width, SEXP size, SEXP seconds)
{
    int count = Rf_asInteger(epochs), kept = Rf_asInteger(size), status;
    SEXP result = PROTECT(Rf_allocVector(VECSXP, 4));
    SET_VECTOR_ELT(result, 1, Rf_allocVector(REALSXP, 3));
    SET_VECTOR_ELT(result, 2, Rf_allocMatrix(REALSXP, Rf_asInteger(width), count));
    SET_VECTOR_ELT(result, 3, Rf_allocMatrix(REALSXP, kept, count));
    double *report = REAL(VECTOR_ELT(result, 1)), *rows = REAL(VECTOR_ELT(result, 2));
    double *parameters = kept > 0 ? REAL(VECTOR_ELT(result, 3)) : NULL;
    while ((status = core_run(R_ExternalPtrAddr(run), count, REAL(rates), XLENGTH(rates), rows,
                              parameters, Rf_asReal(seconds), report)) == 1)
        R_CheckUserInterrupt();
    SET_VECTOR_ELT(result, 0, Rf_ScalarInteger(status));
    UNPROTECT(1);
    return result;
}

/* The row of the network as it is, of so many numbers. */
SEXP r_core_run_look(SEXP run, SEXP width, SEXP seconds)
{
    SEXP row = PROTECT(Rf_allocVector(REALSXP, Rf_asInteger(width)));
    while (core_run_look(R_ExternalPtrAddr(run), REAL(row), Rf_asReal(seconds)))
        R_CheckUserInterrupt();
    UNPROTECT(1);
    return row;
}

/* Parameters, arrays, numbers, key and position, of so many parameters, in so many arrays, and
   layers. */
SEXP r_core_run_state(SEXP run, SEXP parameters, SEXP arrays, SEXP layers)
{
    R_xlen_t size = (R_xlen_t)Rf_asReal(parameters), numbers = 4 * (R_xlen_t)Rf_asReal(layers);
    R_xlen_t lengths[5] = {size, (R_xlen_t)Rf_asReal(arrays) * size, numbers, WORDS, 1};
    SEXP result = PROTECT(Rf_allocVector(VECSXP, 5));
    double *to[5];
    uint32_t words[WORDS];
    int position;
    for (int k = 0; k < 5; k++) {
        SET_VECTOR_ELT(result, k, Rf_allocVector(REALSXP, lengths[k]));
        to[k] = REAL(VECTOR_ELT(result, k));
    }
    core_run_state(R_ExternalPtrAddr(run), to[0], to[1], to[2], words, &position);
    for (int i = 0; i < WORDS; i++)
        to[3][i] = words[i];
    to[4][0] = position;
    UNPROTECT(1);
    return result;
}

/* Back to a state, as r_core_run_state gives it. */
SEXP r_core_run_set(SEXP run, SEXP state)
{
    uint32_t words[WORDS];
    read_words(VECTOR_ELT(state, 3), words);
    core_run_set(R_ExternalPtrAddr(run), REAL(VECTOR_ELT(state, 0)), REAL(VECTOR_ELT(state, 1)),
                 REAL(VECTOR_ELT(state, 2)), words, Rf_asInteger(VECTOR_ELT(state, 4)));
    return R_NilValue;
}
