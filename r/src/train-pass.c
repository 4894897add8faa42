/* Rows of samples, and what a pass over all of them finds. */

#include "base-exact.h"
#include "train-run.h"
#include "base-threads.h"
#include <math.h>

static void gather_columns(matrix from, ptrdiff_t columns, const ptrdiff_t *order, ptrdiff_t first,
                           ptrdiff_t step, ptrdiff_t n, double *to)
{
    ptrdiff_t ld = padded(n), i = 0;
    for (; i + 8 <= n; i += 8) { /* a line of the cache is written at once */
        const double *row[8];
        for (int k = 0; k < 8; k++)
            row[k] = from.at + order[first + (i + k) * step] * from.row;
        for (ptrdiff_t j = 0; j < columns; j++)
            for (int k = 0; k < 8; k++)
                to[j * ld + i + k] = row[k][j * from.column];
    }
    for (; i < ld; i++) {
        const double *row = i < n ? from.at + order[first + i * step] * from.row : NULL;
        for (ptrdiff_t j = 0; j < columns; j++)
            to[j * ld + i] = row == NULL ? 0.0 : row[j * from.column];
    }
}

void gather(const sample_set *from, const worker *w, const ptrdiff_t *order, ptrdiff_t first,
            ptrdiff_t step, ptrdiff_t n, rows_of_samples *to)
{
    gather_columns(from->X, w->layer[0].inputs, order, first, step, n, to->inputs);
    gather_columns(from->y, last_layer(w)->units, order, first, step, n, to->targets);
    for (ptrdiff_t i = 0; from->weights != NULL && i < padded(n); i++)
        to->weight[i] = i < n ? from->weights[order[first + i * step]] : 0.0;
}

int is_whole(const run *r)
{
    return r->settings[SHUFFLED] == 0.0 && r->batch >= r->training.n;
}

int has_dropout(const run *r)
{
    for (ptrdiff_t l = 0; l < r->layers; l++)
        if (r->worker->layer[l].rate != 0.0)
            return 1;
    return 0;
}

int has_penalty(const run *r)
{
    return r->settings[L1] != 0.0 || r->settings[L2] != 0.0;
}

/* Columns of n rows become rows `first` .. of columns of all. */
static void put_rows(const double *from, ptrdiff_t columns, ptrdiff_t n, ptrdiff_t first,
                     ptrdiff_t all, double *to)
{
    for (ptrdiff_t j = 0; j < columns; j++)
        for (ptrdiff_t i = 0; i < n; i++)
            to[j * padded(all) + first + i] = from[j * padded(n) + i];
}

typedef struct {
    run *r;
    sample_set *set;
} pass_task;

/* Rows that nobody has taken, until there are none, or the time is up. */
static void take_rows(void *of, int thread)
{
    pass_task *task = of;
    run *r = task->r;
    sample_set *set = task->set;
    worker *w = &r->worker[thread];
    ptrdiff_t units = last_layer(w)->units, all = set->n;
    do {
        ptrdiff_t first = atomic_fetch_add(&set->next, r->at_once), left = all - first;
        ptrdiff_t n = left < r->at_once ? left : r->at_once;
        if (n <= 0)
            return;
        w->at = w->own;
        w->at.weight = set->weights == NULL ? NULL : w->own.weight;
        if (set->stay.inputs != NULL && set->parts == 1 && n == all) {
            if (!set->is_there)
                gather(set, w, r->natural, 0, 1, n, &set->stay);
            set->is_there = 1;
            w->at = set->stay;
        } else
            gather(set, w, r->natural, first, 1, n, &w->at);
        forward_pass(w, n, 0);
        terms_of_loss(w, n);
        put_rows(w->terms, units, n, first, all, set->terms);
        if (set->outputs != NULL)
            put_rows(last_layer(w)->A, units, n, first, all, set->outputs);
    } while (seconds_now() < r->until);
}

int pass(run *r, sample_set *set)
{
    pass_task task = {r, set};
    double work = work_of_row(r) / 3.0 * (double)set->n;
    on_threads(work >= WORTH_THREADS ? r->threads : 1, take_rows, &task);
    if (set->next < set->n)
        return 0;
    set->next = 0;
    return 1;
}
