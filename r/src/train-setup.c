/* A run is made from settings and numbers, gives its state back, goes back to one, and is freed. */

#include "base-exact.h"
#include "train-run.h"
#include <stdlib.h>
#include <string.h>

/* Copy a parameter from a flat list in the caller's order, or back; give the list's next place. */
static ptrdiff_t copy_parameter(const parameter *p, double *own, double *list, ptrdiff_t at,
                                int by_column, int back)
{
    ptrdiff_t step = by_column ? 1 : p->columns, next = by_column ? p->rows : 1;
    double *there = list + at;
    for (ptrdiff_t j = 0; j < p->columns; j++, own += p->ld, there += next)
        if (back)
            for (ptrdiff_t i = 0; i < p->rows; i++)
                there[i * step] = own[i];
        else
            for (ptrdiff_t i = 0; i < p->rows; i++)
                own[i] = there[i * step];
    return at + p->rows * p->columns;
}

/* Copy one list: 0 values, 1 and 2 states, if the optimizer has them, 3 masks. */
void copy_list(run *r, int which, double *list, int back)
{
    ptrdiff_t at = 0;
    if ((which == 1 || which == 2) && which > states_of((int)r->settings[OPTIMIZER]))
        return;
    for (ptrdiff_t k = 0; k < 2 * r->layers; k++) {
        layer *x = &r->worker->layer[k / 2];
        parameter *p = k % 2 == 0 ? &x->W : &x->b;
        double *own = which == 0 ? p->value : which == 3 ? p->mask : p->state[which - 1];
        if (k % 2 == 0 || x->has_bias)
            at = copy_parameter(p, own, list, at, r->by_column, back);
    }
}

static double *powers_of(run *r, ptrdiff_t k)
{
    layer *x = &r->worker->layer[k / 2];
    return k % 2 == 0 ? x->W.powers : x->b.powers;
}

static void read_settings(run *r, const double *settings)
{
    const double *own = settings + RUN_SETTINGS;
    memcpy(r->settings, settings, sizeof r->settings);
    r->training.n = (ptrdiff_t)settings[SAMPLES];
    r->batch = (ptrdiff_t)settings[BATCH];
    ptrdiff_t inputs = (ptrdiff_t)settings[INPUTS];
    for (ptrdiff_t l = 0; l < r->layers; l++, own += LAYER_SETTINGS) {
        layer *x = &r->worker->layer[l];
        x->inputs = inputs;
        x->units = inputs = (ptrdiff_t)own[UNITS];
        x->has_bias = own[BIAS] != 0.0;
        x->activation = (int)own[ACTIVATION];
        x->alpha = own[ALPHA];
        x->rate = own[RATE];
        r->size += x->units * (x->inputs + x->has_bias);
    }
}

/* A run with as many workers as there may be threads or parts; 0 if there is no memory. */
static int hire(run *r, const double *settings)
{
    r->layers = (ptrdiff_t)settings[LAYERS];
    r->threads = settings[THREADS] < MOST_THREADS ? (int)settings[THREADS] : MOST_THREADS;
    r->workers = settings[NATIVE] != 0.0 ? parts_of_chunk(r) : r->threads;
    r->worker = calloc((size_t)r->workers, sizeof *r->worker);
    layer *layers = calloc((size_t)(r->workers * r->layers), sizeof *layers);
    if (r->worker == NULL || layers == NULL) {
        free(layers);
        return 0;
    }
    for (ptrdiff_t k = 0; k < r->workers; k++)
        r->worker[k] = (worker){.native = settings[NATIVE] != 0.0,
                                .loss = (int)settings[LOSS],
                                .mean = settings[MEAN] != 0.0,
                                .loss_option = settings[LOSS_OPTION],
                                .layers = r->layers,
                                .layer = layers + k * r->layers};
    read_settings(r, settings);
    r->width = r->shares = 1;
    return 1;
}

void core_run_set(void *of, const double *parameters, const double *states, const double *powers,
                  const uint32_t *key, int position)
{
    run *r = of;
    copy_list(r, 0, (double *)parameters, 0);
    for (int which = 1; which <= 2; which++)
        copy_list(r, which, (double *)states + (which - 1) * r->size, 0);
    for (ptrdiff_t k = 0; k < 2 * r->layers; k++)
        memcpy(powers_of(r, k), powers + 2 * k, 2 * sizeof *powers);
    r->stream.position = position;
    if (key != NULL)
        memcpy(r->stream.key, key, sizeof r->stream.key);
    r->epoch = r->row = r->step_of_call = 0;
    r->phase = AT_BEGIN;
    r->begun = 0;
    r->training.next = r->validation.next = 0;
}

void *core_run_new(const double *settings, int by_column, const double *X, ptrdiff_t X_row,
                   ptrdiff_t X_column, const double *y, ptrdiff_t y_row, ptrdiff_t y_column,
                   const double *weights, const double *parameters, const double *masks,
                   const double *states, const double *powers, const uint32_t *key, int position)
{
    run *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    if (!hire(r, settings) || !take_memory(r, masks != NULL)) {
        core_run_free(r);
        return NULL;
    }
    r->by_column = by_column;
    r->left = r->order + r->training.n;
    r->natural = r->left + r->training.n;
    for (ptrdiff_t i = 0; i < r->training.n; i++)
        r->order[i] = r->natural[i] = i;
    r->training.X = (matrix){X, X_row, X_column};
    r->training.y = (matrix){y, y_row, y_column};
    r->training.weights = weights;
    if (weights == NULL)
        r->training.stay.weight = NULL;
    if (masks != NULL)
        copy_list(r, 3, (double *)masks, 0);
    r->stream.generator = (int)settings[GENERATOR];
    core_run_set(r, parameters, states, powers, key, position);
    return r;
}

void core_run_state(void *of, double *parameters, double *states, double *powers, uint32_t *key,
                    int *position)
{
    run *r = of;
    copy_list(r, 0, parameters, 1);
    for (int which = 1; which <= 2; which++)
        copy_list(r, which, states + (which - 1) * r->size, 1);
    for (ptrdiff_t k = 0; k < 2 * r->layers; k++)
        memcpy(powers + 2 * k, powers_of(r, k), 2 * sizeof *powers);
    memcpy(key, r->stream.key, sizeof r->stream.key);
    *position = r->stream.position;
}

void core_run_free(void *of)
{
    run *r = of;
    if (r != NULL) {
        if (r->worker != NULL)
            free(r->worker->layer);
        free(r->worker);
        free(r->memory);
        free(r->watched);
        free(r->metric);
        free(r->subtree);
        free(r->order);
        free(r);
    }
}
