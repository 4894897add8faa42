/* Products of matrices in the native arithmetic. Blocks of V and S that fit into the caches are
   packed, and the kernel goes through them tile by tile; after Goto and van de Geijn, Anatomy of
   High-Performance Matrix Multiplication (2008). */

#ifndef WIDTH
#include "base-fused.h"
#include "arithmetic-native_product.h"
#include "arithmetic-product_cut.h"
#include "arithmetic-native_kernel.h"

/* Numbers of V that are packed at once, about, so that they stay in the second cache. */
#define NUMBERS_OF_BLOCK 73728
/* Terms of a block, at most. */
#define MOST_TERMS (TERMS_OF_BLOCK + TERMS_OF_BLOCK / 2)
/* Vectors of V and rows of S in a tile, at most. */
#define MOST_VECTORS 3
#define MOST_TILE 8
/* Rows that are too few to turn V for. */
#define FEW_ROWS 16
/* Packing pays where so many rows, or lanes, read what is packed, and terms are so far apart. */
#define WORTH_PACKING 48

/* Lanes of a block: alike, and a multiple of 8. Fewer terms have more of them. */
static ptrdiff_t lanes_of_block(ptrdiff_t across, ptrdiff_t terms)
{
    ptrdiff_t most = NUMBERS_OF_BLOCK / (smaller(terms, MOST_TERMS) + 1);
    ptrdiff_t blocks = (across + most - 1) / most;
    return blocks == 0 ? 8 : ((across + blocks - 1) / blocks + 7) / 8 * 8;
}

size_t native_room(const product_task *task)
{
    ptrdiff_t terms = smaller(task->terms, MOST_TERMS), lanes = (task->across + 7) / 8 * 8;
    return (size_t)(smaller(lanes * terms, NUMBERS_OF_BLOCK + 8 * terms) + MOST_TILE * terms);
}

/* S goes into vectors, where few rows would read a V that has to be turned. */
static native_task turned_task(const native_task *x)
{
    const product_task *of = &x->of;
    if (of->vl == 1 || of->rows > FEW_ROWS || of->across < 2 * of->rows)
        return *x;
    return (native_task){.of = turned(of), .part = x->part, .v_part = x->s_part,
                         .s_part = x->v_part, .more = x->more};
}

#define ROOM "arithmetic-native_product.c"
#include "base-versions.h"
#else
#include "base-lanes.h"
#include "arithmetic-native_pack.h"

#define tiles NAME(tiles)
#define tile_of NAME(tile_of)
#define rows_of_tile NAME(rows_of_tile)
#define rows_of_block NAME(rows_of_block)
#define block_of_lanes NAME(block_of_lanes)
#define side_ NAME(side_)

#undef TILE_ROWS
#if WIDTH == 8
#define TILE_ROWS 8
#else
#define TILE_ROWS 4
#endif

/* Kernels for 1 to 3 vectors and 1, 2, 4, 8 rows, side by side or apart. */
#define KERNELS(r) \
    NATIVE_KERNEL(NAME(side_1_##r), V_OF_1, R_OF_##r, 1) \
    NATIVE_KERNEL(NAME(side_2_##r), V_OF_2, R_OF_##r, 1) \
    NATIVE_KERNEL(NAME(side_3_##r), V_OF_3, R_OF_##r, 1) \
    NATIVE_KERNEL(NAME(apart_1_##r), V_OF_1, R_OF_##r, t->sr) \
    NATIVE_KERNEL(NAME(apart_2_##r), V_OF_2, R_OF_##r, t->sr) \
    NATIVE_KERNEL(NAME(apart_3_##r), V_OF_3, R_OF_##r, t->sr)
#define OF_ROWS(r) \
    { \
        {NAME(apart_1_##r), NAME(apart_2_##r), NAME(apart_3_##r)}, \
            {NAME(side_1_##r), NAME(side_2_##r), NAME(side_3_##r)} \
    }
KERNELS(1)
KERNELS(2)
KERNELS(4)
#if TILE_ROWS == 8
KERNELS(8)
#define LAST_TILE OF_ROWS(8)
#else
#define LAST_TILE OF_ROWS(4)
#endif
static void (*const tiles[4][2][MOST_VECTORS])(const native_tile *) = {
    OF_ROWS(1), OF_ROWS(2), OF_ROWS(4), LAST_TILE};
#undef KERNELS
#undef OF_ROWS
#undef LAST_TILE

/* Which kernels: of as many rows as fit. */
static inline int rows_of_tile(ptrdiff_t left)
{
    return left >= TILE_ROWS ? TILE_ROWS : left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/* One tile of C. Where it is not whole vectors side by side it is computed elsewhere. */
TARGET static void tile_of(const product_task *task, native_tile t, ptrdiff_t lane, ptrdiff_t row,
                           int vectors, int rows)
{
    double own[MOST_VECTORS * WIDTH * MOST_TILE];
    ptrdiff_t lanes_of_tile = vectors * WIDTH, count = smaller(lanes_of_tile, task->across - lane);
    double *to = task->C + lane * task->cl + row * task->cr;
    int whole = task->cl == 1 && (task->padded || count == lanes_of_tile);
    t.c = whole ? to : own;
    t.cr = whole ? task->cr : lanes_of_tile;
    for (ptrdiff_t r = 0; r < rows && !whole && t.more; r++)
        for (ptrdiff_t l = 0; l < lanes_of_tile; l++)
            own[r * lanes_of_tile + l] = l < count ? to[r * task->cr + l * task->cl] : 0.0;
    tiles[rows == 8 ? 3 : rows / 2][t.sr == 1][vectors - 1](&t);
    for (ptrdiff_t r = 0; r < rows && !whole; r++)
        for (ptrdiff_t l = 0; l < count; l++)
            to[r * task->cr + l * task->cl] = own[r * lanes_of_tile + l];
}

/* A block of terms by a block of lanes, whose factors V are packed, or where they are. */
TARGET static void block_of_lanes(const native_task *x, ptrdiff_t first, ptrdiff_t terms,
                                  ptrdiff_t lane, ptrdiff_t last, double *room)
{
    const product_task *task = &x->of;
    native_factor V = {task->V, task->vl, task->vk, x->part, x->v_part};
    native_factor S = {task->S, task->sr, task->sk, x->part, x->s_part};
    int pack_v = x->part > 0 || task->vl != 1 || (task->across % WIDTH != 0 && !task->padded) ||
                 (task->rows >= WORTH_PACKING && terms >= WORTH_PACKING);
    int pack_s = x->part > 0 || (task->sk >= WORTH_PACKING && last - lane >= WORTH_PACKING);
    double *packed_s = room + (last - lane + 7) / 8 * 8 * terms;
    for (ptrdiff_t row = 0; row < task->rows;) {
        int rows = rows_of_tile(task->rows - row), vectors;
        native_tile t = {.terms = terms, .more = x->more || first > 0};
        if (pack_s)
            pack_terms(&S, row, first, rows, rows, terms, packed_s);
        t.s = pack_s ? packed_s : task->S + row * task->sr + first * task->sk;
        t.sk = pack_s ? rows : task->sk;
        t.sr = pack_s ? 1 : task->sr;
        for (ptrdiff_t l = lane; l < last; l += vectors * WIDTH) {
            ptrdiff_t left = (last - l + WIDTH - 1) / WIDTH;
            vectors = (int)(left == 4 ? 2 : smaller(left, MOST_VECTORS));
            double *packed_v = room + (l - lane) * terms;
            if (pack_v && row == 0)
                pack_terms(&V, l, first, smaller(vectors * WIDTH, task->across - l),
                           vectors * WIDTH, terms, packed_v);
            t.v = pack_v ? packed_v : task->V + l + first * task->vk;
            t.vk = pack_v ? vectors * WIDTH : task->vk;
            tile_of(task, t, l, row, vectors, rows);
        }
        row += rows;
    }
}

TARGET void NAME(native_product)(const native_task *given, double *room)
{
    native_task taken = turned_task(given);
    const native_task *x = &taken;
    const product_task *task = &x->of;
    ptrdiff_t at_once = lanes_of_block(task->across, task->terms), terms;
    for (ptrdiff_t r = 0; r < task->rows && task->terms == 0 && !x->more; r++)
        for (ptrdiff_t l = 0; l < task->across; l++)
            task->C[l * task->cl + r * task->cr] = 0.0;
    for (ptrdiff_t first = 0; first < task->terms; first += terms) {
        terms = next_block(task->terms - first);
        for (ptrdiff_t lane = 0; lane < task->across; lane += at_once)
            block_of_lanes(x, first, terms, lane, smaller(task->across, lane + at_once), room);
    }
}
#endif
