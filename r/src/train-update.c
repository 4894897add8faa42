/* One update of a whole network: penalty, freezing and clipping of the gradients, then the
   optimizer; SPEC.md, A whole step, in order. */

#include "base-exact.h"
#include "train-pieces.h"
#include "arithmetic-tree_sums.h"
#include "optim-optimizers.h"
#include <math.h>

/* The parameters in the order W_1, b_1, W_2, ...; NULL where a layer has no biases. */
static parameter *parameter_of(run *r, ptrdiff_t k)
{
    layer *x = &r->worker->layer[k / 2];
    return k % 2 == 0 ? &x->W : x->has_bias ? &x->b : NULL;
}

static ptrdiff_t count_of(const parameter *p)
{
    return p->ld * p->columns;
}

/* The tree over the squares of all elements. */
static double total_of_squares(run *r, const parameter *p, const double *values)
{
    if (p->columns == 1)
        return BY_WIDTH(tree_dot, p->rows, values, values);
    for (ptrdiff_t j = 0; j < p->columns; j++)
        r->worker->sums[j] = BY_WIDTH(tree_dot, p->rows, values + j * p->ld, values + j * p->ld);
    for (ptrdiff_t j = p->columns; j < padded(p->columns); j++)
        r->worker->sums[j] = 0.0;
    return BY_WIDTH(tree_sum, p->columns, r->worker->sums);
}

double penalty_of(run *r)
{
    double sizes = 0.0, squares = 0.0, l1 = r->settings[L1], l2 = r->settings[L2];
    if (l1 == 0.0 && l2 == 0.0)
        return 0.0;
    for (int biases = 0; biases <= (r->settings[ON_BIASES] != 0.0); biases++)
        for (ptrdiff_t l = 0; l < r->layers; l++) {
            parameter *p = parameter_of(r, 2 * l + biases);
            if (p == NULL)
                continue;
            BY_WIDTH(sizes, count_of(p), p->value, p->gradient); /* which is not there yet */
            sizes += total_of(r->worker, p->rows, p->columns, p->ld, p->gradient);
            squares += total_of_squares(r, p, p->value);
        }
    return l1 * sizes + l2 * squares / 2.0;
}

/* g in the place of every gradient, and the norm of all, if it is asked for. */
static double gradients_for_update(run *r)
{
    double l1 = r->settings[L1], l2 = r->settings[L2], limit = r->settings[LIMIT], squares = 0.0;
    int clipping = (int)r->settings[CLIPPING];
    for (ptrdiff_t k = 0; k < 2 * r->layers; k++) {
        parameter *p = parameter_of(r, k);
        if (p == NULL)
            continue;
        if ((l1 != 0.0 || l2 != 0.0) && (k % 2 == 0 || r->settings[ON_BIASES] != 0.0))
            BY_WIDTH(penalize, l1, l2, count_of(p), p->value, p->gradient);
        if (p->mask != NULL)
            BY_WIDTH(freeze, count_of(p), p->mask, p->gradient);
        if (clipping == 1)
            BY_WIDTH(clip_values, limit, count_of(p), p->gradient);
        if (clipping == 2)
            squares = squares + total_of_squares(r, p, p->gradient);
    }
    return squares >= 0.0 ? sqrt(squares) : squares;
}

/* An update of no numbers yet: only the powers go on. */
static update_task task_of(const run *r)
{
    return (update_task){.optimizer = (int)r->settings[OPTIMIZER],
                         .options = r->settings + OPTION,
                         .rate = r->rate};
}

/* A share of every parameter, updated. */
static void update_share(run *r, ptrdiff_t share)
{
    update_task task = task_of(r);
    for (ptrdiff_t k = 0; k < 2 * r->layers; k++) {
        const parameter *p = parameter_of(r, k);
        if (p == NULL)
            continue;
        ptrdiff_t first = share_of(r, count_of(p), share);
        ptrdiff_t count = share_of(r, count_of(p), share + 1) - first;
        double powers[2] = {p->powers[0], p->powers[1]};
        if (r->factor != 1.0)
            BY_WIDTH(multiply, r->factor, count, p->gradient + first);
        task.decay = k % 2 == 0 ? r->settings[DECAY] : 0.0;
        task.count = count;
        task.w = p->value + first;
        task.g = p->gradient + first;
        task.s = p->state[0] + first;
        task.t = p->state[1] + first;
        task.powers = powers;
        task.mask = p->mask == NULL ? NULL : p->mask + first;
        BY_WIDTH(update, &task);
    }
}

int update_network(run *r, double rate, double *norm)
{
    double limit = r->settings[LIMIT];
    *norm = gradients_for_update(r);
    if (!isfinite(*norm))
        return NORM_NOT_FINITE;
    r->rate = rate;
    r->factor = (int)r->settings[CLIPPING] == 2 && *norm > limit ? limit / *norm : 1.0;
    share_out(r, update_share);
    update_task task = task_of(r);
    int has_powers = task.optimizer == ADAM || task.optimizer == ADAMW;
    for (ptrdiff_t k = 0; has_powers && k < 2 * r->layers; k++) {
        parameter *p = parameter_of(r, k);
        if (p == NULL)
            continue;
        task.powers = p->powers;
        BY_WIDTH(update, &task);
    }
    return DONE;
}
