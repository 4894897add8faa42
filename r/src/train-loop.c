/* The loop over batches and epochs; SPEC.md, The training loop and stopping. */

#include "base-exact.h"
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

static void begin_epoch(run *r)
{
    if (r->settings[SHUFFLED] != 0.0)
        draw_permutation(&r->stream, r->samples, r->order, r->left);
    r->gathered = 0.0;
    r->counted = 0;
    r->penalty = r->settings[EPOCH_LOSS] == 2.0 ? penalty_of(r) : 0.0;
    if (r->settings[EPOCH_LOSS] == 3.0)
        r->passed = core_run_loss(r);
}

/* One step on the next rows of the epoch. */
static int step(run *r, double rate, double *number)
{
    ptrdiff_t left = r->samples - r->row, n = left < r->batch ? left : r->batch;
    if (!is_whole(r) || !r->is_there)
        gather(r, r->order, r->row, n);
    draw_masks(r, n);
    forward_pass(r, n, 1);
    double loss = batch_loss(r, n);
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

/* J of the epoch, from its only step, from its batches, or from a pass before it. */
static double epoch_loss(const run *r)
{
    if (r->settings[EPOCH_LOSS] == 3.0)
        return r->passed;
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
