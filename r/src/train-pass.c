/* Rows of samples, and what a pass over all of them finds. */

#include "base-exact.h"
#include "train-run.h"
#include <string.h>

static void gather_columns(matrix from, ptrdiff_t columns, const ptrdiff_t *order, ptrdiff_t first,
                           ptrdiff_t step, ptrdiff_t n, ptrdiff_t ld, double *to)
{
    ptrdiff_t i = 0;
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
    if (to->inputs != NULL)
        gather_columns(from->X, w->layer[0].inputs, order, first, step, n, w->ld, to->inputs);
    gather_columns(from->y, last_layer(w)->units, order, first, step, n, w->ld, to->targets);
    for (ptrdiff_t i = 0; from->weights != NULL && i < w->ld; i++)
        to->weight[i] = i < n ? from->weights[order[first + i * step]] : 0.0;
}

void see_rows(const run *r, const sample_set *from, worker *w, const ptrdiff_t *order,
              ptrdiff_t first, ptrdiff_t step, ptrdiff_t n)
{
    matrix X = from->X;
    ptrdiff_t inputs = w->layer[0].inputs;
    int in_order = order == r->natural || r->settings[SHUFFLED] == 0.0;
    int stays = w->native && (in_order || X.column == 1);
    w->at = w->own;
    w->X = (matrix){w->own.inputs, 1, w->ld};
    if (from->weights == NULL)
        w->at.weight = NULL;
    if (stays) { /* where they are; or rows are copied as rows */
        w->at.inputs = NULL;
        w->X = (matrix){X.at + first * X.row, X.row, X.column};
    }
    gather(from, w, order, first, step, n, &w->at);
    if (!stays || in_order)
        return;
    w->X = (matrix){w->own.inputs, inputs, 1};
    for (ptrdiff_t i = 0; i < n; i++)
        memcpy(w->own.inputs + i * inputs, X.at + order[first + i] * X.row,
               (size_t)inputs * sizeof *X.at);
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

void put_rows(const worker *w, const double *from, ptrdiff_t n, ptrdiff_t first, ptrdiff_t step,
              ptrdiff_t all, double *to)
{
    for (ptrdiff_t j = 0; j < last_layer(w)->units; j++)
        for (ptrdiff_t i = 0; i < n; i++)
            to[j * padded(all) + first + i * step] = from[j * w->ld + i];
}

double work_of_row(const run *r)
{
    double work = 0.0;
    for (ptrdiff_t l = 0; l < r->layers; l++)
        work += 3.0 * (double)r->worker->layer[l].inputs * (double)r->worker->layer[l].units;
    return work;
}

void go_through(const run *r, worker *w, ptrdiff_t first, ptrdiff_t step, ptrdiff_t n)
{
    ptrdiff_t all = r->deal.n;
    forward_pass(w, n, 1);
    terms_of_loss(w, n);
    if (w->native || r->deal.parts > 1)
        put_rows(w, w->terms, n, first, step, all, r->terms);
    if (r->training.outputs != NULL && r->settings[EPOCH_LOSS] == FROM_STEP)
        put_rows(w, last_layer(w)->A, n, first, step, all, r->training.outputs);
    loss_gradient(w, all);
    backward_pass(w, n);
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
    ptrdiff_t all = set->n;
    do {
        ptrdiff_t first = atomic_fetch_add(&set->next, r->at_once), left = all - first;
        ptrdiff_t n = left < r->at_once ? left : r->at_once;
        if (n <= 0)
            return;
        w->ld = padded(n);
        w->room = r->rooms + thread * r->size_of_room;
        if (set->stay.inputs != NULL && set->parts == 1 && n == all) {
            if (!set->is_there)
                gather(set, w, r->natural, 0, 1, n, &set->stay);
            set->is_there = 1;
            w->at = set->stay;
            w->X = (matrix){w->at.inputs, 1, w->ld};
        } else
            see_rows(r, set, w, r->natural, first, 1, n);
        forward_pass(w, n, 0);
        terms_of_loss(w, n);
        put_rows(w, w->terms, n, first, 1, all, set->terms);
        if (set->outputs != NULL)
            put_rows(w, last_layer(w)->A, n, first, 1, all, set->outputs);
    } while (seconds_now() < r->until);
}

int pass(run *r, sample_set *set)
{
    pass_task task = {r, set};
    double work = work_of_row(r) / 3.0 * (double)set->n;
    on_threads(&r->crew, work >= WORTH_THREADS ? r->threads : 1, take_rows, &task);
    if (set->next < set->n)
        return 0;
    set->next = 0;
    return 1;
}
