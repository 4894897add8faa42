/* A run is made from settings and numbers, gives its state back, and is freed. */

#include "base-exact.h"
#include "train-run.h"
#include <stdlib.h>
#include <string.h>

/* Takes pieces of one piece of memory; without one it only counts. */
typedef struct {
    double *at;
    size_t used;
} arena;

static double *take(arena *from, ptrdiff_t n)
{
    double *piece = from->at == NULL ? NULL : from->at + from->used;
    from->used += (size_t)padded(n > 0 ? n : 1);
    return piece;
}

static void take_parameter(arena *from, parameter *p, ptrdiff_t rows, ptrdiff_t columns, int masked)
{
    p->rows = rows;
    p->columns = columns;
    p->ld = padded(rows);
    ptrdiff_t count = p->ld * columns;
    p->value = take(from, count);
    p->gradient = take(from, count);
    p->state[0] = take(from, count);
    p->state[1] = take(from, count);
    p->mask = masked ? take(from, count) : NULL;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The room that the products of a layer take for n rows. */
static size_t layer_room(const layer *x, ptrdiff_t n)
{
    product_task forward = {.across = n, .rows = x->units, .terms = x->inputs};
    product_task gradient = {.across = x->inputs, .rows = x->units, .terms = n};
    product_task back = {.across = n, .rows = x->inputs, .terms = x->units};
    return larger(product_room(&forward), larger(product_room(&gradient), product_room(&back)));
}

/* All buffers of a run, from one piece of memory, or counted. */
static void take_buffers(run *r, arena *from, int masked)
{
    ptrdiff_t ld = padded(r->batch), widest = 1, outputs = r->layer[r->layers - 1].units;
    size_t room = 1;
    for (ptrdiff_t l = 0; l < r->layers; l++) {
        layer *x = &r->layer[l];
        int last = l == r->layers - 1, fused = last && is_fused((int)r->settings[LOSS]);
        take_parameter(from, &x->W, x->inputs, x->units, masked);
        take_parameter(from, &x->b, x->units, 1, masked);
        x->A = take(from, ld * x->units);
        x->Z = needs_z(x->activation) || fused ? take(from, ld * x->units) : x->A;
        x->dZ = take(from, ld * x->units);
        x->D = x->rate != 0.0 ? take(from, ld * x->units) : x->A;
        x->dropped = x->rate != 0.0 ? take(from, ld * x->units) : NULL;
        widest = x->units > widest ? x->units : widest;
        room = larger(room, layer_room(x, r->batch));
    }
    r->inputs = take(from, ld * r->layer[0].inputs);
    r->targets = take(from, ld * outputs);
    r->weight = take(from, ld);
    r->terms = take(from, ld * outputs);
    r->sums = take(from, widest);
    r->room = take(from, (ptrdiff_t)room);
}

/* Copy a parameter from a flat list in the caller's order, or back; give the list's next place. */
static ptrdiff_t copy_parameter(const parameter *p, double *own, double *list, ptrdiff_t at,
                                int by_column, int back)
{
    for (ptrdiff_t j = 0; j < p->columns; j++)
        for (ptrdiff_t i = 0; i < p->rows; i++) {
            double *here = own + j * p->ld + i;
            double *there = list + at + (by_column ? j * p->rows + i : i * p->columns + j);
            if (back)
                *there = *here;
            else
                *here = *there;
        }
    return at + p->rows * p->columns;
}

/* Copy one list: 0 values, 1 and 2 states, 3 masks. */
static void copy_list(run *r, int which, double *list, int by_column, int back)
{
    ptrdiff_t at = 0;
    for (ptrdiff_t k = 0; k < 2 * r->layers; k++) {
        layer *x = &r->layer[k / 2];
        parameter *p = k % 2 == 0 ? &x->W : &x->b;
        double *own = which == 0 ? p->value : which == 3 ? p->mask : p->state[which - 1];
        if (k % 2 == 0 || x->has_bias)
            at = copy_parameter(p, own, list, at, by_column, back);
    }
}

static ptrdiff_t list_length(const run *r)
{
    ptrdiff_t length = 0;
    for (ptrdiff_t l = 0; l < r->layers; l++)
        length += r->layer[l].units * (r->layer[l].inputs + r->layer[l].has_bias);
    return length;
}

static void read_settings(run *r, const double *settings)
{
    const double *own = settings + RUN_SETTINGS;
    memcpy(r->settings, settings, sizeof r->settings);
    r->samples = (ptrdiff_t)settings[SAMPLES];
    r->batch = (ptrdiff_t)settings[BATCH];
    ptrdiff_t inputs = (ptrdiff_t)settings[INPUTS];
    for (ptrdiff_t l = 0; l < r->layers; l++, own += LAYER_SETTINGS) {
        layer *x = &r->layer[l];
        x->inputs = inputs;
        x->units = inputs = (ptrdiff_t)own[UNITS];
        x->has_bias = own[BIAS] != 0.0;
        x->activation = (int)own[ACTIVATION];
        x->alpha = own[ALPHA];
        x->rate = own[RATE];
    }
}

void *core_run_new(const double *settings, int by_column, const double *X, ptrdiff_t X_row,
                   ptrdiff_t X_column, const double *y, ptrdiff_t y_row, ptrdiff_t y_column,
                   const double *weights, const double *parameters, const double *masks,
                   const double *states, const double *powers, const uint32_t *key, int position)
{
    run *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    r->layers = (ptrdiff_t)settings[LAYERS];
    r->layer = calloc((size_t)r->layers, sizeof *r->layer);
    arena from = {NULL, 0};
    if (r->layer != NULL) {
        read_settings(r, settings);
        take_buffers(r, &from, masks != NULL);
        r->memory = calloc(from.used + 8, sizeof *from.at);
        r->order = calloc(3 * (size_t)r->samples + 1, sizeof *r->order);
    }
    if (r->layer == NULL || r->memory == NULL || r->order == NULL) {
        core_run_free(r);
        return NULL;
    }
    from.at = (double *)(((uintptr_t)r->memory + 63) / 64 * 64); /* where vectors begin */
    from.used = 0;
    take_buffers(r, &from, masks != NULL);
    r->left = r->order + r->samples;
    r->natural = r->left + r->samples;
    for (ptrdiff_t i = 0; i < r->samples; i++)
        r->order[i] = r->natural[i] = i;
    r->X = (matrix){X, X_row, X_column};
    r->y = (matrix){y, y_row, y_column};
    r->weights = weights;
    copy_list(r, 0, (double *)parameters, by_column, 0);
    if (masks != NULL)
        copy_list(r, 3, (double *)masks, by_column, 0);
    for (int which = 1; states != NULL && which <= 2; which++)
        copy_list(r, which, (double *)states + (which - 1) * list_length(r), by_column, 0);
    for (ptrdiff_t k = 0; k < 2 * r->layers; k++)
        memcpy((k % 2 == 0 ? &r->layer[k / 2].W : &r->layer[k / 2].b)->powers, powers + 2 * k,
               2 * sizeof *powers);
    r->stream.generator = (int)settings[GENERATOR];
    r->stream.position = position;
    if (key != NULL)
        memcpy(r->stream.key, key, sizeof r->stream.key);
    return r;
}

void core_run_state(void *of, int by_column, double *parameters, double *states, double *powers,
                    uint32_t *key, int *position)
{
    run *r = of;
    copy_list(r, 0, parameters, by_column, 1);
    for (int which = 1; which <= 2; which++)
        copy_list(r, which, states + (which - 1) * list_length(r), by_column, 1);
    for (ptrdiff_t k = 0; k < 2 * r->layers; k++)
        memcpy(powers + 2 * k, (k % 2 == 0 ? &r->layer[k / 2].W : &r->layer[k / 2].b)->powers,
               2 * sizeof *powers);
    memcpy(key, r->stream.key, sizeof r->stream.key);
    *position = r->stream.position;
}

void core_run_free(void *of)
{
    run *r = of;
    if (r != NULL) {
        free(r->layer);
        free(r->memory);
        free(r->order);
        free(r->all_terms);
        free(r);
    }
}
