/* The rows of epochs, and calls of on_epoch with them, for R. */

#include "base-core.h"
#include "r-glue.h"
#include <string.h>

/* on_epoch(seen_row(rows, k)) in a frame, for every k from the first to the last, until one answers
   something but NULL, which is returned. `taken`, in the frame around it, is the last k that has
   answered. From here a call costs little more than itself; the row is made if it is looked at. */
SEXP r_core_call(SEXP frame, SEXP around, SEXP first, SEXP last)
{
    SEXP on_epoch = Rf_install("on_epoch"), seen_row = Rf_install("seen_row");
    SEXP rows = Rf_install("rows"), taken = Rf_install("taken"), answer = R_NilValue;
    double end = Rf_asReal(last);
    for (double k = Rf_asReal(first); k <= end && answer == R_NilValue; k++) {
        SEXP place = PROTECT(Rf_ScalarReal(k));
        SEXP row = PROTECT(Rf_lang3(seen_row, rows, place));
        SEXP call = PROTECT(Rf_lang2(on_epoch, row));
        answer = PROTECT(Rf_eval(call, frame));
        Rf_defineVar(taken, place, around);
        UNPROTECT(4);
    }
    return answer;
}

/* A row as on_epoch sees it: the epoch, the k-th of every column, the network. */
SEXP r_core_row(SEXP epoch, SEXP columns, SEXP k, SEXP network)
{
    int count = Rf_length(columns);
    SEXP names = Rf_getAttrib(columns, R_NamesSymbol);
    SEXP row = PROTECT(Rf_allocVector(VECSXP, count + 2));
    SEXP own = PROTECT(Rf_allocVector(STRSXP, count + 2));
    SET_VECTOR_ELT(row, 0, epoch);
    SET_STRING_ELT(own, 0, Rf_mkChar("epoch"));
    for (int j = 0; j < count; j++) {
        SEXP pick = PROTECT(Rf_lang3(R_Bracket2Symbol, VECTOR_ELT(columns, j), k));
        SET_VECTOR_ELT(row, j + 1, Rf_eval(pick, R_BaseEnv));
        SET_STRING_ELT(own, j + 1, STRING_ELT(names, j));
        UNPROTECT(1);
    }
    SET_VECTOR_ELT(row, count + 1, network);
    SET_STRING_ELT(own, count + 1, Rf_mkChar("network"));
    Rf_setAttrib(row, R_NamesSymbol, own);
    UNPROTECT(2);
    return row;
}

static int place_of(SEXP list, const char *name)
{
    SEXP names = Rf_getAttrib(list, R_NamesSymbol);
    for (int k = 0; k < Rf_length(names); k++)
        if (strcmp(CHAR(STRING_ELT(names, k)), name) == 0)
            return k;
    return -1;
}

/* Layers like others, with the parameters in the k-th column. */
SEXP r_core_layers(SEXP parameters, SEXP like, SEXP k)
{
    SEXP layers = PROTECT(Rf_shallow_duplicate(like));
    R_xlen_t column = (R_xlen_t)Rf_asReal(k) - 1;
    const double *from = REAL(parameters) + (column > 0 ? column * Rf_nrows(parameters) : 0);
    for (int l = 0; l < Rf_length(like); l++) {
        SEXP layer = Rf_shallow_duplicate(VECTOR_ELT(like, l));
        SET_VECTOR_ELT(layers, l, layer);
        for (int part = 0; part < 2; part++) {
            int place = place_of(layer, part == 0 ? "W" : "b");
            SEXP old = place < 0 ? R_NilValue : VECTOR_ELT(layer, place);
            if (old == R_NilValue)
                continue;
            SEXP values = part == 0 ? Rf_allocMatrix(REALSXP, Rf_nrows(old), Rf_ncols(old))
                                    : Rf_allocVector(REALSXP, XLENGTH(old));
            SET_VECTOR_ELT(layer, place, values);
            memcpy(REAL(values), from, (size_t)XLENGTH(values) * sizeof *from);
            from += XLENGTH(values);
        }
    }
    UNPROTECT(1);
    return layers;
}
