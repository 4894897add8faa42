/* The buffers of a run, all from one piece of memory. */

#include "base-exact.h"
#include "train-run.h"
#include "arithmetic-native_product.h"
#include <stdlib.h>
#include <string.h>

/* Numbers of the rows that a pass takes at once, about, which stay in the nearest cache; rows at
   least and at most, and products of two numbers; where steps take more, so does a pass. */
#define NUMBERS_OF_PASS 10000
#define LEAST_OF_PASS 32
#define MOST_OF_PASS 1024
#define PRODUCTS_OF_PASS 2.5e8

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

static void take_parameter(run *r, arena *from, parameter *p, ptrdiff_t rows, ptrdiff_t columns,
                           int masked)
{
    p->rows = rows;
    p->columns = columns;
    p->ld = padded(rows);
    ptrdiff_t count = p->ld * columns;
    p->value = take(from, count);
    for (int k = 0; k < 2; k++) /* who remembers nothing does not look there */
        p->state[k] = k < states_of((int)r->settings[OPTIMIZER]) ? take(from, count) : p->value;
    p->mask = masked ? take(from, count) : NULL;
    p->place = r->gradients;
    r->gradients += count;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The room that the products of a layer take for n rows. */
static size_t layer_room(const worker *w, const layer *x, ptrdiff_t n)
{
    product_task forward = {.across = n, .rows = x->units, .terms = x->inputs};
    product_task gradient = {.across = x->inputs, .rows = x->units, .terms = n};
    product_task back = {.across = n, .rows = x->inputs, .terms = x->units};
    size_t (*room)(const product_task *) = w->native ? native_room : product_room;
    return larger(room(&forward), larger(room(&gradient), room(&back)));
}

static rows_of_samples take_rows(const worker *w, arena *from, ptrdiff_t n)
{
    rows_of_samples rows;
    rows.inputs = take(from, n * w->layer[0].inputs);
    rows.targets = take(from, n * last_layer(w)->units);
    rows.weight = take(from, n);
    return rows;
}

/* The room of a thread, for n rows. */
static ptrdiff_t thread_room(const worker *w, ptrdiff_t n)
{
    size_t room = (size_t)(padded(n) * last_layer(w)->units); /* which softmax needs */
    for (ptrdiff_t l = 0; l < w->layers; l++)
        room = larger(room, layer_room(w, &w->layer[l], n));
    return padded((ptrdiff_t)room);
}

/* What a worker has of its own, for n rows. */
static void take_worker(arena *from, worker *w, ptrdiff_t n)
{
    ptrdiff_t ld = padded(n), widest = 1;
    for (ptrdiff_t l = 0; l < w->layers; l++) {
        layer *x = &w->layer[l];
        int fused = l == w->layers - 1 && is_fused(w->loss);
        x->A = take(from, ld * x->units);
        x->Z = needs_z(x->activation) || fused ? take(from, ld * x->units) : x->A;
        x->dZ = take(from, ld * x->units);
        x->D = x->rate != 0.0 ? take(from, ld * x->units) : x->A;
        widest = x->units > widest ? x->units : widest;
        if (w->native && x->rate != 0.0)
            x->dropped = take(from, ld * x->units);
    }
    w->own = take_rows(w, from, ld);
    w->terms = take(from, ld * last_layer(w)->units);
    w->sums = take(from, widest);
}

/* The gradients that groups of so many parts hold at a time. */
static ptrdiff_t slots_of(ptrdiff_t parts, ptrdiff_t groups)
{
    ptrdiff_t levels = 1;
    for (ptrdiff_t each = parts / groups; each > 1; each /= 2)
        levels++;
    return groups * levels;
}

/* The same, of steps of so many parts at most. */
static ptrdiff_t most_slots(const run *r, ptrdiff_t parts)
{
    ptrdiff_t most = 1;
    for (; parts > 0; parts /= 2) {
        ptrdiff_t alone = slots_of(parts, 1), shared = slots_of(parts, groups_of(r, parts));
        most = alone > most ? alone : most;
        most = r->threads > 1 && shared > most ? shared : most;
    }
    return most;
}

static void take_run(run *r, arena *from, int masked, const dealing *deal)
{
    worker *w = r->worker;
    ptrdiff_t outputs = last_layer(w)->units, most = deal->parts * padded(rows_of_part(deal, 0));
    ptrdiff_t dropped = 0;
    r->gradients = 0;
    for (ptrdiff_t l = 0; l < r->layers; l++) {
        layer *x = &w->layer[l];
        take_parameter(r, from, &x->W, x->inputs, x->units, masked);
        take_parameter(r, from, &x->b, x->units, 1, masked);
        dropped += x->rate != 0.0 ? most * x->units : 0;
    }
    r->slots = take(from, most_slots(r, deal->parts) * r->gradients);
    r->dropped = take(from, dropped);
    r->terms = take(from, w->native || deal->parts > 1 ? padded(r->batch) * outputs : 0);
    r->training.terms = take(from, padded(r->training.n) * outputs);
    if (is_whole(r) && !w->native)
        r->training.stay = take_rows(w, from, most);
    r->size_of_room = thread_room(w, r->at_once);
    r->rooms = take(from, r->threads * r->size_of_room);
    for (ptrdiff_t k = 0; k < r->workers; k++) {
        if (k > 0)
            memcpy(r->worker[k].layer, w->layer, (size_t)r->layers * sizeof *w->layer);
        take_worker(from, &r->worker[k], r->at_once);
        if (k < r->threads && r->rooms != NULL)
            r->worker[k].room = r->rooms + k * r->size_of_room;
    }
}

static ptrdiff_t rows_of_pass(const run *r)
{
    const layer *x = r->worker->layer;
    ptrdiff_t numbers = x->inputs, rows;
    for (ptrdiff_t l = 0; l < r->layers; l++)
        numbers += x[l].units;
    rows = NUMBERS_OF_PASS / numbers / 8 * 8;
    rows = rows > MOST_OF_PASS ? MOST_OF_PASS : rows < LEAST_OF_PASS ? LEAST_OF_PASS : rows;
    double most = PRODUCTS_OF_PASS / (work_of_row(r) / 3.0 + 1.0);
    rows = (double)rows > most ? (ptrdiff_t)most + 1 : rows;
    return rows < r->training.n ? rows : r->training.n;
}

int take_memory(run *r, int masked)
{
    dealing deal = deal_out(r, r->batch);
    ptrdiff_t rows = rows_of_pass(r);
    arena from = {NULL, 0};
    ptrdiff_t part = r->worker->native ? rows_of_native_part(r) : rows_of_part(&deal, 0);
    r->at_once = part > rows ? part : rows;
    r->training.parts = deal.parts;
    take_run(r, &from, masked, &deal);
    r->memory = calloc(from.used + 8, sizeof *from.at);
    r->subtree = calloc((size_t)deal.parts, sizeof *r->subtree);
    r->order = calloc(3 * (size_t)r->training.n + 1, sizeof *r->order);
    if (r->memory == NULL || r->subtree == NULL || r->order == NULL)
        return 0;
    from.at = (double *)(((uintptr_t)r->memory + 63) / 64 * 64); /* where vectors begin */
    from.used = 0;
    take_run(r, &from, masked, &deal);
    use_gradients(r->worker, r->slots);
    return 1;
}
