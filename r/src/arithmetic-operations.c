/* The operations of the reproducible arithmetic on matrices in any layout: element (i, j) of A is
   at A + i row + j column. */

#include "base-exact.h"
#include "base-dispatch.h"
#include "arithmetic-functions.h"
#include "arithmetic-native_product.h"
#include "arithmetic-tree_sums.h"
#include <stdlib.h>

/* Sums of many terms with few results go through vectors of terms. */
#define MANY_TERMS 64

void core_map(int function, ptrdiff_t n, const double *x, double *y)
{
    BY_WIDTH(map, function, n, x, y);
}

static ptrdiff_t up_to_eight(ptrdiff_t n)
{
    return (n + 7) / 8 * 8;
}

/* Columns one behind the other, each with zeros up to a multiple of 8. */
static double *gathered(ptrdiff_t rows, ptrdiff_t columns, const double *A, ptrdiff_t row,
                        ptrdiff_t column)
{
    ptrdiff_t apart = up_to_eight(rows);
    double *copy = calloc((size_t)(apart * columns) + 1, sizeof *copy);
    if (copy != NULL)
        for (ptrdiff_t i = 0; i < rows; i++)
            for (ptrdiff_t j = 0; j < columns; j++)
                copy[j * apart + i] = A[i * row + j * column];
    return copy;
}

/* Room for so many doubles, which a thread keeps for its next call: a new piece of this size would
   be cleared page by page. */
static double *working_room(size_t size)
{
    static _Thread_local double *room = NULL;
    static _Thread_local size_t kept = 0;
    if (size > kept) {
        free(room);
        room = malloc(size * sizeof *room);
        kept = room == NULL ? 0 : size;
    }
    return room;
}

/* How much work it is to have `across` in vectors, for `rows`. */
static ptrdiff_t work(ptrdiff_t across, ptrdiff_t rows)
{
    int width = core_width();
    return (across + width - 1) / width * rows;
}

/* A product by vectors of terms. */
static int long_product(const product_task *x)
{
    ptrdiff_t apart = up_to_eight(x->terms);
    double *rows = gathered(x->terms, x->across, x->V, x->vk, x->vl);
    double *columns = gathered(x->terms, x->rows, x->S, x->sk, x->sr);
    int failed = rows == NULL || columns == NULL;
    for (ptrdiff_t i = 0; i < x->across && !failed; i++)
        BY_WIDTH(tree_dots, x->terms, rows + i * apart, columns, apart, x->rows, x->C + i * x->cl,
                 x->cr);
    free(rows);
    free(columns);
    return failed;
}

int core_native_product(ptrdiff_t M, ptrdiff_t K, ptrdiff_t N, const double *A, ptrdiff_t A_row,
                        ptrdiff_t A_column, const double *B, ptrdiff_t B_row, ptrdiff_t B_column,
                        double *C, ptrdiff_t C_row, ptrdiff_t C_column)
{
    native_task task = {.of = {.across = M, .rows = N, .terms = K,
                               .V = A, .vl = A_row, .vk = A_column,
                               .S = B, .sr = B_column, .sk = B_row,
                               .C = C, .cl = C_row, .cr = C_column}};
    if (C_column == 1)
        task.of = turned(&task.of);
    double *room = working_room(native_room(&task.of) + 1);
    if (room == NULL)
        return 1;
    BY_WIDTH(native_product, &task, room);
    return 0;
}

int core_product(ptrdiff_t M, ptrdiff_t K, ptrdiff_t N, const double *A, ptrdiff_t A_row,
                 ptrdiff_t A_column, const double *B, ptrdiff_t B_row, ptrdiff_t B_column,
                 double *C, ptrdiff_t C_row, ptrdiff_t C_column)
{
    /* with A's rows in vectors */
    product_task task = {.across = M, .rows = N, .terms = K,
                         .V = A, .vl = A_row, .vk = A_column,
                         .S = B, .sr = B_column, .sk = B_row,
                         .C = C, .cl = C_row, .cr = C_column};
    if (M == 0 || N == 0)
        return 0;
    if (K >= MANY_TERMS && M * N <= 32)
        return long_product(&task);
    ptrdiff_t by_rows = work(M, N), by_columns = work(N, M);
    if (by_columns < by_rows || (by_columns == by_rows && B_column == 1))
        task = turned(&task);
    double *room = working_room(product_room(&task));
    if (room == NULL)
        return 1;
    BY_WIDTH(tree_product, &task, room);
    return 0;
}

int core_column_sums(ptrdiff_t rows, ptrdiff_t columns, const double *A, ptrdiff_t row,
                     ptrdiff_t column, double *sums)
{
    double one = 1.0;
    if (rows < MANY_TERMS || columns > 32) /* the product with a row of ones */
        return core_product(1, rows, columns, &one, 0, 0, A, row, column, sums, 0, 1);
    double *copy = gathered(rows, columns, A, row, column);
    if (copy == NULL)
        return 1;
    for (ptrdiff_t j = 0; j < columns; j++)
        sums[j] = BY_WIDTH(tree_sum, rows, copy + j * up_to_eight(rows));
    free(copy);
    return 0;
}

int core_total(ptrdiff_t rows, ptrdiff_t columns, const double *A, ptrdiff_t row, ptrdiff_t column,
               double *total)
{
    double *sums = calloc((size_t)up_to_eight(columns) + 1, sizeof *sums);
    int failed = sums == NULL || core_column_sums(rows, columns, A, row, column, sums);
    if (!failed)
        *total = BY_WIDTH(tree_sum, columns, sums);
    free(sums);
    return failed;
}
