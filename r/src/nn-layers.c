/* Forward and backward through the layers; SPEC.md, A whole step, in order.

   forward:    Z_l = A_{l-1} W_l + b_l        A_l = f_l(Z_l)
   backward:   dZ_l = dA_l * f_l'(Z_l)        dW_l = A_{l-1}^T dZ_l
               dA_{l-1} = dZ_l W_l^T          db_l = column sums of dZ_l */

#include "base-exact.h"
#include "nn-layers.h"
#include "arithmetic-native_product.h"
#include "arithmetic-tree_sums.h"

/* Gradients of few weights from many rows go through vectors of rows. */
#define MANY_ROWS 64
#define FEW_WEIGHTS 64

matrix seen(const worker *w, ptrdiff_t l, int training)
{
    if (l == 0)
        return w->X;
    const layer *below = &w->layer[l - 1];
    return (matrix){training && below->rate != 0.0 ? below->D : below->A, 1, w->ld};
}

/* A product in the arithmetic of the run. */
static void product(const worker *w, const product_task *task)
{
    native_task native = {.of = *task};
    if (w->native)
        BY_WIDTH(native_product, &native, w->room);
    else
        BY_WIDTH(tree_product, task, w->room);
}

/* Zeros behind the n rows. */
static void clear_behind(ptrdiff_t n, ptrdiff_t ld, ptrdiff_t columns, double *values)
{
    if (ld != n)
        for (ptrdiff_t j = 0; j < columns; j++)
            for (ptrdiff_t i = n; i < ld; i++)
                values[j * ld + i] = 0.0;
}

void forward_pass(worker *w, ptrdiff_t n, int training)
{
    ptrdiff_t ld = w->ld;
    for (ptrdiff_t l = 0; l < w->layers; l++) {
        layer *x = &w->layer[l];
        ptrdiff_t count = ld * x->units;
        matrix A = seen(w, l, training);
        product_task task = {.across = n, .rows = x->units, .terms = x->inputs,
                             .V = A.at, .vl = A.row, .vk = A.column, .padded = A.column == ld,
                             .S = x->W.value, .sr = x->W.ld, .sk = 1,
                             .C = x->Z, .cl = 1, .cr = ld};
        product(w, &task);
        if (x->has_bias)
            BY_WIDTH(add_bias, ld, x->units, x->b.value, x->Z);
        if (x->activation == SOFTMAX)
            BY_WIDTH(softmax, ld, x->units, x->Z, x->A);
        else
            BY_WIDTH(activate, x->activation, x->alpha, count, x->Z, x->A);
        clear_behind(n, ld, x->units, x->A);
        if (training && x->rate != 0.0)
            BY_WIDTH(drop, count, x->A, x->dropped, 1.0 - x->rate, x->D);
    }
}

/* dW_l = A_{l-1}^T dZ_l */
static void weight_gradient(worker *w, layer *x, const double *A, ptrdiff_t n)
{
    ptrdiff_t ld = w->ld;
    if (n >= MANY_ROWS && x->inputs * x->units <= FEW_WEIGHTS) {
        if (x->units > 1)
            for (ptrdiff_t k = 0; k < x->inputs; k++)
                BY_WIDTH(tree_dots, n, A + k * ld, x->dZ, ld, x->units, x->W.gradient + k, x->W.ld);
        else
            BY_WIDTH(tree_dots, n, x->dZ, A, ld, x->inputs, x->W.gradient, 1);
        return;
    }
    product_task task = {.across = x->inputs, .rows = x->units, .terms = n,
                         .V = A, .vl = ld, .vk = 1, .padded = 1,
                         .S = x->dZ, .sr = ld, .sk = 1,
                         .C = x->W.gradient, .cl = 1, .cr = x->W.ld};
    BY_WIDTH(tree_product, &task, w->room);
}

/* dA_{l-1} = dZ_l W_l^T, and through dropout */
static void input_gradient(worker *w, layer *x, layer *below, ptrdiff_t n)
{
    ptrdiff_t ld = w->ld;
    product_task task = {.across = n, .rows = x->inputs, .terms = x->units,
                         .V = x->dZ, .vl = 1, .vk = ld, .padded = 1,
                         .S = x->W.value, .sr = 1, .sk = x->W.ld,
                         .C = below->dZ, .cl = 1, .cr = ld};
    product(w, &task);
    if (below->rate != 0.0)
        BY_WIDTH(drop, ld * below->units, below->dZ, below->dropped, 1.0 - below->rate, below->dZ);
}

void backward_pass(worker *w, ptrdiff_t n)
{
    ptrdiff_t ld = w->ld;
    for (ptrdiff_t l = w->layers - 1; l >= 0; l--) {
        layer *x = &w->layer[l];
        int fused = l == w->layers - 1 && is_fused(w->loss);
        if (x->activation == SOFTMAX && !fused)
            BY_WIDTH(softmax_delta, ld, x->units, x->A, x->dZ, w->room);
        else if (!fused)
            BY_WIDTH(delta, x->activation, x->alpha, ld * x->units, x->Z, x->A, x->dZ);
        clear_behind(n, ld, x->units, x->dZ);
        if (!w->native)
            weight_gradient(w, x, seen(w, l, 1).at, n);
        if (!w->native && x->has_bias)
            for (ptrdiff_t j = 0; j < x->units; j++)
                x->b.gradient[j] = BY_WIDTH(tree_sum, n, x->dZ + j * ld);
        if (l > 0)
            input_gradient(w, x, x - 1, n);
    }
}

double total_of(worker *w, ptrdiff_t n, ptrdiff_t columns, ptrdiff_t ld, const double *values)
{
    if (columns == 1)
        return BY_WIDTH(tree_sum, n, values);
    for (ptrdiff_t j = 0; j < columns; j++)
        w->sums[j] = BY_WIDTH(tree_sum, n, values + j * ld);
    for (ptrdiff_t j = columns; j < padded(columns); j++)
        w->sums[j] = 0.0;
    return BY_WIDTH(tree_sum, columns, w->sums);
}

void terms_of_loss(worker *w, ptrdiff_t n)
{
    layer *last = last_layer(w);
    BY_WIDTH(loss_terms, w->loss, w->loss_option, w->ld, last->units,
             is_fused(w->loss) ? last->Z : last->A, w->at.targets, w->terms);
    if (w->at.weight != NULL)
        BY_WIDTH(weigh, w->ld, last->units, w->at.weight, w->terms);
    clear_behind(n, w->ld, last->units, w->terms);
}

static double divisor_of(const worker *w, ptrdiff_t n)
{
    return w->mean ? (double)n : 1.0;
}

double loss_of_terms(worker *w, ptrdiff_t n, const double *terms, int in_blocks)
{
    double factor = w->loss == HALF_SQUARED_ERROR ? 0.5 : 1.0, J = 0.0;
    for (ptrdiff_t first = 0, rows; first < n; first += rows) {
        rows = in_blocks ? next_block(n - first) : n;
        double total = total_of(w, rows, last_layer(w)->units, padded(n), terms + first);
        double part = total * factor / divisor_of(w, n);
        J = first == 0 ? part : J + part;
    }
    return J;
}

void loss_gradient(worker *w, ptrdiff_t all)
{
    layer *last = last_layer(w);
    BY_WIDTH(loss_gradient, w->loss, w->loss_option, divisor_of(w, all),
             w->ld * last->units, last->A, w->at.targets, last->dZ);
    if (w->at.weight != NULL)
        BY_WIDTH(weigh, w->ld, last->units, w->at.weight, last->dZ);
}
