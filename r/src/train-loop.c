/* The loop over batches and epochs; SPEC.md, The training loop and stopping. */

#include "train-run.h"
#include <math.h>
#include <time.h>

/* How many numbers are computed, about, between two looks at the clock. */
#define WORK_BETWEEN 200000

static double seconds_now(void)
{
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

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

/* Samples `first` .. of the epoch's order become the batch. */
static void gather(run *r, ptrdiff_t first, ptrdiff_t n)
{
    const ptrdiff_t *rows = r->order + first;
    gather_columns(r->X, r->layer[0].inputs, rows, n, r->inputs);
    gather_columns(r->y, r->layer[r->layers - 1].units, rows, n, r->targets);
    for (ptrdiff_t i = 0; r->weights != NULL && i < padded(n); i++)
        r->weight[i] = i < n ? r->weights[rows[i]] : 0.0;
}

static void in_order(run *r)
{
    for (ptrdiff_t i = 0; i < r->samples; i++)
        r->order[i] = i;
}

/* The dropout masks of one step, first layer to last, row by row. */
static void draw_masks(run *r, ptrdiff_t n)
{
    ptrdiff_t ld = padded(n);
    for (ptrdiff_t l = 0; l < r->layers; l++) {
        layer *x = &r->layer[l];
        for (ptrdiff_t i = 0; x->rate != 0.0 && i < n; i++)
            for (ptrdiff_t j = 0; j < x->units; j++)
                x->dropped[j * ld + i] = next_uniform(&r->stream) < x->rate ? 0.0 : 1.0;
    }
}

/* The batch is all samples, in their order, and stays where it is. */
static int is_whole(const run *r)
{
    return r->settings[SHUFFLED] == 0.0 && r->batch >= r->samples;
}

static void begin_epoch(run *r)
{
    if (r->settings[SHUFFLED] != 0.0)
        draw_permutation(&r->stream, r->samples, r->order, r->left);
    else if (r->steps == 0)
        in_order(r);
    r->gathered = 0.0;
    r->counted = 0;
    r->penalty = r->settings[EPOCH_LOSS] == 2.0 ? penalty_of(r) : 0.0;
}

static int has_penalty(const run *r)
{
    return r->settings[L1] != 0.0 || r->settings[L2] != 0.0;
}

/* One step on the next rows of the epoch. */
static int step(run *r, double rate, double *number)
{
    ptrdiff_t left = r->samples - r->row, n = left < r->batch ? left : r->batch;
    if (!is_whole(r) || r->steps == 0)
        gather(r, r->row, n);
    draw_masks(r, n);
    forward_pass(r, n, 1);
    double loss = batch_loss(r, n, n);
    double whole = has_penalty(r) ? loss + penalty_of(r) : loss;
    backward_pass(r, n);
    int status = update_network(r, rate, number);
    if (status == DONE && !isfinite(whole))
        status = LOSS_NOT_FINITE;
    double part = r->settings[MEAN] != 0.0 ? (double)n * loss : loss;
    r->gathered = r->counted == 0 ? part : r->gathered + part;
    r->counted += n;
    r->before = whole;
    r->row += n;
    return status;
}

/* J of the epoch, from its only step or from its batches. */
static double epoch_loss(const run *r)
{
    if (r->settings[EPOCH_LOSS] != 2.0)
        return r->before;
    double total = r->settings[MEAN] != 0.0 ? r->gathered / (double)r->counted : r->gathered;
    return has_penalty(r) ? total + r->penalty : total;
}

int core_run(void *of, ptrdiff_t epochs, const double *rates, ptrdiff_t count, double *losses,
             double seconds, double *report)
{
    run *r = of;
    double until = seconds_now() + seconds, work = 0.0, each = 0.0, number = 0.0;
    int status = DONE;
    for (ptrdiff_t l = 0; l < r->layers; l++)
        each += (double)(r->layer[l].inputs + 20) * (double)(r->layer[l].units * r->batch);
    while (status == DONE && r->epoch < epochs) {
        if (r->row == 0)
            begin_epoch(r);
        status = step(r, rates[count == 1 ? 0 : r->step_of_call], &number);
        if (status != DONE)
            break;
        r->step_of_call++;
        r->steps++;
        if (r->row == r->samples) {
            losses[r->epoch++] = epoch_loss(r);
            r->row = 0;
        }
        work += each;
        if (work >= WORK_BETWEEN) {
            work = 0.0;
            status = r->epoch < epochs && seconds_now() > until ? TIME_IS_UP : DONE;
        }
    }
    report[0] = (double)r->epoch;
    report[1] = (double)r->steps;
    report[2] = number;
    if (status == DONE)
        r->epoch = r->step_of_call = 0;
    return status;
}
