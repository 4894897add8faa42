/* The loop over batches and epochs; SPEC.md, The training loop and stopping. */

#include "base-exact.h"
#include "train-run.h"
#include <math.h>

/* How many numbers are computed, about, between two looks at the clock. */
#define WORK_BETWEEN 200000

/* The dropout masks of one step, first layer to last, row by row; they lie part by part. */
static void draw_masks(run *r)
{
    double *dropped = r->dropped;
    for (ptrdiff_t l = 0; l < r->layers; l++) {
        layer *x = &r->worker->layer[l];
        ptrdiff_t parts = r->deal.parts, most = padded(rows_of_part(&r->deal, 0));
        if (x->rate == 0.0)
            continue;
        for (ptrdiff_t i = 0; i < r->deal.n; i++) {
            ptrdiff_t part = i % parts, ld = padded(rows_of_part(&r->deal, part));
            double *to = dropped + part * most * x->units + i / parts;
            for (ptrdiff_t j = 0; j < x->units; j++)
                to[j * ld] = next_uniform(&r->stream) < x->rate ? 0.0 : 1.0;
        }
        dropped += parts * most * x->units;
    }
}

static double with_penalty(run *r, double J)
{
    return has_penalty(r) ? J + penalty_of(r) : J;
}

/* What is looked at, at the network as it is: 0 if the time is up before. Without the training
   samples, if a step goes through them, which knows the rest. */
static int look(run *r, int without, double *row)
{
    ptrdiff_t of_training = 1 + r->metrics;
    if (r->phase == AT_BEGIN)
        r->phase = without ? AT_VALIDATION : AT_PASS;
    if (r->phase == AT_PASS) {
        if (!pass(r, &r->training))
            return 0;
        row[0] = with_penalty(
            r, loss_of_terms(r->worker, r->training.n, r->training.terms, r->worker->native));
        metrics_of(r, &r->training, row + 1);
        r->phase = AT_VALIDATION;
    }
    if (r->width > of_training) {
        if (!pass(r, &r->validation))
            return 0;
        row[of_training] = loss_of_terms(r->worker, r->validation.n, r->validation.terms, 0);
        metrics_of(r, &r->validation, row + of_training + 1);
    }
    r->phase = AT_STEPS;
    return 1;
}

static void begin_epoch(run *r, double *kept)
{
    if (kept != NULL)
        copy_list(r, 0, kept + r->epoch * r->size, 1);
    if (r->settings[SHUFFLED] != 0.0)
        draw_permutation(&r->stream, r->training.n, r->order, r->left);
    r->gathered = 0.0;
    r->counted = 0;
    r->penalty = r->settings[EPOCH_LOSS] == FROM_BATCHES ? penalty_of(r) : 0.0;
}

/* One step on the next rows of the epoch, or a part of it. */
static int step(run *r, double rate, double *row, double *number)
{
    ptrdiff_t left = r->training.n - r->row, n = left < r->batch ? left : r->batch;
    if (!r->begun) {
        begin_step(r, n);
        draw_masks(r);
        r->step_penalty = penalty_of(r);
        r->begun = 1;
    }
    if (!gradients_of_step(r))
        return TIME_IS_UP;
    r->begun = 0;
    int native = r->worker->native, together = native || r->deal.parts > 1;
    double loss = loss_of_terms(r->worker, n, together ? r->terms : r->worker->terms, native);
    r->before = has_penalty(r) ? loss + r->step_penalty : loss;
    if (r->settings[EPOCH_LOSS] == FROM_STEP) {
        row[0] = r->before;
        metrics_of(r, &r->training, row + 1);
    }
    int status = update_network(r, rate, number);
    if (status == DONE && !isfinite(r->before))
        status = LOSS_NOT_FINITE;
    double part = r->settings[MEAN] != 0.0 ? (double)n * loss : loss;
    r->gathered = r->counted == 0 ? part : r->gathered + part;
    r->counted += n;
    r->row += n;
    return status;
}

/* The epoch is over: J from its batches, if it comes from them. */
static void end_epoch(run *r, double *row)
{
    double total = r->settings[MEAN] != 0.0 ? r->gathered / (double)r->counted : r->gathered;
    if (r->settings[EPOCH_LOSS] == FROM_BATCHES)
        row[0] = has_penalty(r) ? total + r->penalty : total;
    r->row = 0;
    r->phase = AT_BEGIN;
    r->epoch++;
}

static int goes_on(run *r, ptrdiff_t epochs, const double *rates, ptrdiff_t count, double *rows,
                   double *kept, double *number)
{
    double work = 0.0, each = 20.0 * (double)r->batch + work_of_row(r) / 3.0 * (double)r->batch;
    int at_step = r->settings[EPOCH_LOSS] == FROM_STEP, looked = r->width > 1 || !at_step;
    looked = looked && r->settings[EPOCH_LOSS] != FROM_BATCHES;
    while (r->epoch < epochs) {
        double *row = rows + r->epoch * r->width;
        if (r->phase == AT_BEGIN)
            begin_epoch(r, kept);
        if (looked && r->phase != AT_STEPS && !look(r, at_step, row))
            return TIME_IS_UP;
        r->phase = AT_STEPS;
        int status = step(r, rates[count == 1 ? 0 : r->step_of_call], row, number);
        if (status != DONE)
            return status;
        r->step_of_call++;
        if (r->row == r->training.n)
            end_epoch(r, row);
        work += each;
        if (work >= WORK_BETWEEN) {
            work = 0.0;
            if (seconds_now() > r->until) /* at the end of an epoch there is something to tell */
                return r->phase == AT_BEGIN ? DONE : TIME_IS_UP;
        }
    }
    return DONE;
}

int core_run(void *of, ptrdiff_t epochs, const double *rates, ptrdiff_t count, double *rows,
             double *kept, double seconds, double *report)
{
    run *r = of;
    double number = 0.0;
    r->until = seconds_now() + seconds;
    int status = goes_on(r, epochs, rates, count, rows, kept, &number);
    send_home(&r->crew);
    report[0] = (double)r->epoch;
    report[1] = (double)r->step_of_call;
    report[2] = number;
    if (status == DONE)
        r->epoch = r->step_of_call = 0;
    return status;
}

int core_run_look(void *of, double *row, double seconds)
{
    run *r = of;
    r->until = seconds_now() + seconds;
    int found = look(r, 0, row);
    send_home(&r->crew);
    r->phase = found ? AT_BEGIN : r->phase;
    return found ? DONE : TIME_IS_UP;
}
