/* The gradients of a step in native arithmetic, chunk by chunk. A chunk's rows go forward and
   backward in parts, at least one for each thread, which stay in the caches; then its dW and db are
   added to those of the chunks before. Sums over rows are those of blocks (see
   arithmetic-native_product.h): no bit depends on chunks, parts or threads. */

#include "base-exact.h"
#include "train-pieces.h"
#include "arithmetic-native_product.h"
#include "arithmetic-tree_sums.h"
#include <string.h>

/* Rows of a chunk, a multiple of a block's: as many as threads are worth, but fewer than make so
   many products of two numbers. */
#define ROWS_OF_CHUNK 1024
#define PRODUCTS_OF_CHUNK 3e9
/* Rows of a part, at most: those of the last block. */
#define ROWS_OF_PART (TERMS_OF_BLOCK + TERMS_OF_BLOCK / 2)
/* Products of two numbers in all pieces of a layer's dW, or in a part, about, at most: between two
   of them the time may be up. A dW is cut between tiles of so many inputs, in a piece for each
   thread and no more, if it is small, as every piece packs all of dZ. */
#define PRODUCTS_OF_PIECE 1e9
#define INPUTS_OF_TILE 24

typedef struct {
    run *r;
    ptrdiff_t first, n, parts, rows, pieces; /* rows of every part but the last; pieces of a dW */
    int threads;
} chunk;

/* The next chunk of a step, of which so many rows are left. */
static chunk chunk_of(run *r, ptrdiff_t first, ptrdiff_t left)
{
    chunk c = {r, first, ROWS_OF_CHUNK, 1, 0, 1, 1};
    while (c.n > TERMS_OF_BLOCK && work_of_row(r) * (double)c.n > PRODUCTS_OF_CHUNK)
        c.n /= 2;
    c.n = left < c.n + TERMS_OF_BLOCK / 2 ? left : c.n;
    c.threads = work_of_row(r) * (double)c.n < WORTH_THREADS ? 1 : r->threads;
    ptrdiff_t parts = (c.n + ROWS_OF_PART - 1) / ROWS_OF_PART;
    double each = work_of_row(r) / 3.0 * (double)c.n / PRODUCTS_OF_PIECE;
    while (parts < r->workers && 2.0 * each > (double)parts)
        parts++;
    c.pieces = c.threads;
    while ((double)c.pieces < each)
        c.pieces++;
    parts = (parts + c.threads - 1) / c.threads * c.threads;
    c.rows = padded((c.n + parts - 1) / parts);
    c.parts = (c.n + c.rows - 1) / c.rows;
    return c;
}

ptrdiff_t rows_of_native_part(const run *r)
{
    return r->batch < ROWS_OF_PART ? r->batch : ROWS_OF_PART;
}

ptrdiff_t parts_of_chunk(const run *r)
{
    ptrdiff_t parts = (ROWS_OF_CHUNK + TERMS_OF_BLOCK / 2 + ROWS_OF_PART - 1) / ROWS_OF_PART;
    return (parts + r->threads - 1) / r->threads * r->threads;
}

/* Rows of the masks of dropout become the part's. */
static void take_masks(const run *r, worker *w, ptrdiff_t first, ptrdiff_t n)
{
    const double *from = r->dropped;
    for (ptrdiff_t l = 0; l < r->layers; l++) {
        layer *x = &w->layer[l];
        if (x->rate == 0.0)
            continue;
        for (ptrdiff_t j = 0; j < x->units; j++, from += padded(r->deal.n))
            memcpy(x->dropped + j * w->ld, from + first, (size_t)n * sizeof *from);
    }
}

/* Parts that nobody has taken, until there are none, or the time is up. */
static void take_parts(void *of, int thread)
{
    const chunk *c = of;
    run *r = c->r;
    do {
        ptrdiff_t part = next_piece(r);
        if (part >= c->parts)
            return;
        worker *w = &r->worker[part];
        ptrdiff_t at = part * c->rows, first = c->first + at, left = c->n - at;
        ptrdiff_t n = left < c->rows ? left : c->rows;
        w->room = r->rooms + thread * r->size_of_room;
        w->ld = padded(c->rows);
        see_rows(r, &r->training, w, r->order, r->row + first, 1, n);
        take_masks(r, w, first, n);
        go_through(r, w, first, 1, n);
    } while (seconds_now() < r->until);
}

/* db_l: the tree over the rows of every block, added. */
static void bias_gradient(const chunk *c, ptrdiff_t l)
{
    const layer *x = &c->r->worker->layer[l];
    ptrdiff_t ld = c->r->worker->ld, n;
    double column[ROWS_OF_PART + 8], *db = x->b.gradient;
    for (ptrdiff_t j = 0; j < x->units && x->has_bias; j++)
        for (ptrdiff_t first = 0; first < c->n; first += n) {
            n = next_block(c->n - first);
            for (ptrdiff_t i = 0, some; i < n; i += some) {
                ptrdiff_t part = (first + i) / c->rows, row = (first + i) % c->rows;
                some = c->rows - row < n - i ? c->rows - row : n - i;
                memcpy(column + i, c->r->worker[part].layer[l].dZ + j * ld + row,
                       (size_t)some * sizeof *column);
            }
            for (ptrdiff_t i = n; i < padded(n); i++)
                column[i] = 0.0;
            double sum = BY_WIDTH(tree_sum, n, column);
            db[j] = c->first + first > 0 ? db[j] + sum : sum;
        }
}

/* dW_l of the inputs from `first` to `last`: A_{l-1}^T dZ_l, whose terms lie in the parts. */
static void weight_gradient(const chunk *c, ptrdiff_t l, ptrdiff_t first, ptrdiff_t last,
                            double *room)
{
    const worker *w = c->r->worker, *next = c->parts > 1 ? w + 1 : w;
    const layer *x = &w->layer[l];
    matrix A = seen(w, l, 1), B = seen(next, l, 1);
    native_task task = {
        .of = {.across = last - first, .rows = x->units, .terms = c->n,
               .V = A.at + first * A.column, .vl = A.column, .vk = A.row, .padded = l > 0,
               .S = x->dZ, .sr = w->ld, .sk = 1,
               .C = x->W.gradient + first, .cl = 1, .cr = x->W.ld},
        .part = c->parts > 1 ? c->rows : 0,
        .v_part = B.at - A.at,
        .s_part = next->layer[l].dZ - x->dZ,
        .more = c->first > 0,
    };
    BY_WIDTH(native_product, &task, room);
}

/* Pieces of the layers that nobody has taken, until there are none, or the time is up. */
static void take_pieces(void *of, int thread)
{
    const chunk *c = of;
    run *r = c->r;
    ptrdiff_t pieces = c->pieces;
    do {
        ptrdiff_t next = next_piece(r);
        if (next >= r->layers * pieces)
            return;
        ptrdiff_t l = next / pieces, piece = next % pieces;
        ptrdiff_t inputs = r->worker->layer[l].inputs;
        ptrdiff_t first = inputs * piece / pieces / INPUTS_OF_TILE * INPUTS_OF_TILE;
        ptrdiff_t last = inputs * (piece + 1) / pieces / INPUTS_OF_TILE * INPUTS_OF_TILE;
        last = piece == pieces - 1 ? inputs : last;
        weight_gradient(c, l, first, last, r->rooms + thread * r->size_of_room);
        if (piece == 0)
            bias_gradient(c, l);
    } while (seconds_now() < r->until);
}

/* Go on with one of them, of which there are so many; 0 if the time is up before. */
static int goes_on(chunk *c, void (*do_it)(void *of, int thread), ptrdiff_t count)
{
    on_threads(&c->r->crew, c->threads, do_it, c);
    if (atomic_load(&c->r->piece) < count)
        return 0;
    atomic_store(&c->r->piece, 0);
    return 1;
}

int native_gradients(run *r)
{
    while (r->done < r->deal.n) {
        chunk c = chunk_of(r, r->done, r->deal.n - r->done);
        if (!r->gone_through && !goes_on(&c, take_parts, c.parts))
            return 0;
        r->gone_through = 1;
        if (!goes_on(&c, take_pieces, r->layers * c.pieces))
            return 0;
        r->gone_through = 0;
        r->done += c.n;
        r->shares = c.threads == 1 ? 1 : SHARES_OF_THREAD * c.threads;
    }
    return 1;
}
