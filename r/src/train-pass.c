/* Rows of samples as a batch, and J of all of them. */

#include "base-exact.h"
#include "train-run.h"
#include <math.h>
#include <stdlib.h>

static void gather_columns(matrix from, ptrdiff_t columns, const ptrdiff_t *rows, ptrdiff_t n,
                           double *to)
{
    ptrdiff_t ld = padded(n);
    for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t j = 0; j < columns; j++)
            to[j * ld + i] = from.at[rows[i] * from.row + j * from.column];
    for (ptrdiff_t j = 0; j < columns; j++)
        for (ptrdiff_t i = n; i < ld; i++)
            to[j * ld + i] = 0.0;
}

void gather(run *r, const ptrdiff_t *order, ptrdiff_t first, ptrdiff_t n)
{
    const ptrdiff_t *rows = order + first;
    gather_columns(r->X, r->layer[0].inputs, rows, n, r->inputs);
    gather_columns(r->y, r->layer[r->layers - 1].units, rows, n, r->targets);
    for (ptrdiff_t i = 0; r->weights != NULL && i < padded(n); i++)
        r->weight[i] = i < n ? r->weights[rows[i]] : 0.0;
    r->is_there = 1;
}

int is_whole(const run *r)
{
    return r->settings[SHUFFLED] == 0.0 && r->batch >= r->samples;
}

int has_penalty(const run *r)
{
    return r->settings[L1] != 0.0 || r->settings[L2] != 0.0;
}

/* The terms of all samples, batch by batch, in their order. */
static double *terms_of_all(run *r)
{
    ptrdiff_t units = r->layer[r->layers - 1].units, all = padded(r->samples);
    if (r->all_terms == NULL)
        r->all_terms = calloc((size_t)(all * units), sizeof *r->all_terms);
    for (ptrdiff_t first = 0; r->all_terms != NULL && first < r->samples; first += r->batch) {
        ptrdiff_t left = r->samples - first, n = left < r->batch ? left : r->batch;
        if (!is_whole(r) || !r->is_there)
            gather(r, r->natural, first, n);
        forward_pass(r, n, 0);
        terms_of_loss(r, n);
        for (ptrdiff_t j = 0; j < units; j++)
            for (ptrdiff_t i = 0; i < n; i++)
                r->all_terms[j * all + first + i] = r->terms[j * padded(n) + i];
    }
    return r->all_terms;
}

double core_run_loss(void *of)
{
    run *r = of;
    double *terms = terms_of_all(r);
    if (terms == NULL)
        return NAN;
    double J = loss_of_terms(r, r->samples, terms);
    return has_penalty(r) ? J + penalty_of(r) : J;
}
