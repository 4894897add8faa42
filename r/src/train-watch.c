/* What is looked at before every epoch: the loss, metrics, the loss of data set aside. */

#include "base-exact.h"
#include "train-run.h"
#include "arithmetic-tree_sums.h"
#include "data-metrics.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The targets of all samples, as metrics see them. */
static void put_targets(const run *r, sample_set *set)
{
    for (ptrdiff_t j = 0; j < last_layer(r->worker)->units; j++)
        for (ptrdiff_t i = 0; i < set->n; i++) {
            double y = set->y.at[i * set->y.row + j * set->y.column];
            set->targets[j * padded(set->n) + i] =
                r->shift == NULL ? y : y * r->divisor[j] + r->shift[j];
        }
}

/* Outputs and targets of a set begin here; where they end. */
static double *take_outputs(const run *r, sample_set *set, double *at)
{
    ptrdiff_t count = padded(set->n) * last_layer(r->worker)->units;
    set->outputs = at;
    set->targets = at + count;
    put_targets(r, set);
    return at + 2 * count;
}

int core_run_watch(void *of, const double *metrics, ptrdiff_t count, const double *shift,
                   const double *divisor, ptrdiff_t validated, const double *X, ptrdiff_t X_row,
                   ptrdiff_t X_column, const double *y, ptrdiff_t y_row, ptrdiff_t y_column,
                   const double *weights)
{
    run *r = of;
    sample_set *set = &r->validation, *own = &r->training;
    ptrdiff_t units = last_layer(r->worker)->units, inputs = r->worker->layer[0].inputs;
    ptrdiff_t n = padded(own->n), v = padded(validated), most = n > v ? n : v;
    ptrdiff_t stays = validated <= r->at_once ? v : 0;
    size_t for_metrics = count > 0 ? (size_t)(2 * n + 2 * v + most + 16) * (size_t)units : 0;
    size_t for_set = (size_t)v * (size_t)units + (size_t)(stays * (inputs + units + 1));
    double *at = calloc(for_metrics + for_set + (size_t)(2 * units + 8), sizeof *at);
    r->watched = at;
    r->metric = calloc((size_t)count + 1, sizeof *r->metric);
    if (at == NULL || r->metric == NULL)
        return 1;
    *set = (sample_set){.X = {X, X_row, X_column}, .y = {y, y_row, y_column}};
    set->weights = weights;
    set->n = validated;
    set->parts = 1;
    set->terms = at;
    at += v * units;
    if (stays > 0) {
        set->stay = (rows_of_samples){at, at + stays * inputs, NULL};
        at += stays * (inputs + units);
        set->stay.weight = weights == NULL ? NULL : at;
        at += stays;
    }
    if (shift != NULL) {
        r->shift = memcpy(at, shift, (size_t)units * sizeof *at);
        r->divisor = memcpy(at + units, divisor, (size_t)units * sizeof *at);
    }
    at += 2 * units;
    for (ptrdiff_t k = 0; k < count; k++)
        r->metric[k] = (int)metrics[k];
    if (count > 0)
        r->metric_terms = take_outputs(r, set, take_outputs(r, own, at));
    r->metrics = count;
    r->width = 1 + count + (validated > 0 ? 1 + count : 0);
    return 0;
}

/* The class of a row: of one output 1 if it is above 1/2, of several the first that is largest. */
static ptrdiff_t class_of(const double *A, ptrdiff_t units, ptrdiff_t ld)
{
    ptrdiff_t best = 0;
    if (units == 1)
        return A[0] > 0.5;
    for (ptrdiff_t j = 1; j < units; j++)
        if (A[j * ld] > A[best * ld])
            best = j;
    return best;
}

static int has_labels(const double *A, const double *y, ptrdiff_t units, ptrdiff_t ld)
{
    for (ptrdiff_t j = 0; j < units; j++)
        if ((A[j * ld] > 0.5) != (y[j * ld] > 0.5))
            return 0;
    return 1;
}

/* From the terms (y - a)^2, which it overwrites. */
static double r_squared(run *r, ptrdiff_t n, const double *y)
{
    ptrdiff_t units = last_layer(r->worker)->units, ld = padded(n);
    double *scores = r->worker->sums;
    for (ptrdiff_t j = 0; j < padded(units); j++)
        scores[j] = 0.0;
    for (ptrdiff_t j = 0; j < units; j++) {
        double *column = r->metric_terms + j * ld;
        double left = BY_WIDTH(tree_sum, n, column);
        BY_WIDTH(spread, ld, BY_WIDTH(tree_sum, n, y + j * ld) / (double)n, y + j * ld, column);
        for (ptrdiff_t i = n; i < ld; i++)
            column[i] = 0.0;
        double whole = BY_WIDTH(tree_sum, n, column), alike = left == 0.0 ? 1.0 : 0.0;
        scores[j] = whole == 0.0 ? alike : 1.0 - left / whole + 0.0;
    }
    return BY_WIDTH(tree_sum, units, scores) / (double)units;
}

static double metric_of(run *r, int metric, ptrdiff_t n, const double *A, const double *y)
{
    ptrdiff_t units = last_layer(r->worker)->units, ld = padded(n), right = 0;
    if (metric == ACCURACY || metric == LABEL_ACCURACY) {
        for (ptrdiff_t i = 0; i < n; i++)
            right += metric == ACCURACY
                         ? class_of(A + i, units, ld) == class_of(y + i, units, ld)
                         : has_labels(A + i, y + i, units, ld);
        return (double)right / (double)n;
    }
    if (metric == LOG_LOSS && units == 1)
        metric = LABEL_LOG_LOSS;
    BY_WIDTH(metric_terms, metric, ld * units, A, y, r->metric_terms);
    for (ptrdiff_t j = 0; j < units; j++)
        for (ptrdiff_t i = n; i < ld; i++)
            r->metric_terms[j * ld + i] = 0.0;
    if (metric == R_SQUARED)
        return r_squared(r, n, y);
    double total = total_of(r->worker, n, units, ld, r->metric_terms);
    if (metric == LOG_LOSS || metric == LABEL_LOG_LOSS)
        return -total / (double)n;
    return total / (double)(n * units);
}

void metrics_of(run *r, const sample_set *set, double *to)
{
    if (r->metrics == 0)
        return;
    double *outputs = set->outputs;
    ptrdiff_t units = last_layer(r->worker)->units, ld = padded(set->n);
    for (ptrdiff_t j = 0; r->shift != NULL && j < units; j++)
        for (ptrdiff_t i = 0; i < set->n; i++)
            outputs[j * ld + i] = outputs[j * ld + i] * r->divisor[j] + r->shift[j];
    for (ptrdiff_t k = 0; k < r->metrics; k++)
        to[k] = metric_of(r, r->metric[k], set->n, outputs, set->targets);
}
