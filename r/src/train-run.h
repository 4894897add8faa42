/* A run of whole epochs: the network, its buffers and where the run stands. */

#ifndef TWINMLP_RUN
#define TWINMLP_RUN
#include "base-clock.h"
#include "base-threads.h"
#include "nn-layers.h"
#include "rng-mersenne.h"
#include "train-settings.h"
#include <stdatomic.h>

/* Samples that a pass goes through, and what it finds. */
typedef struct {
    matrix X, y;
    const double *weights;
    ptrdiff_t n;
    double *terms, *outputs, *targets; /* of all; the last two without a scale, for metrics */
    rows_of_samples stay;              /* all of them, part by part, if they stay as they are */
    int is_there;
    ptrdiff_t parts;
    _Atomic ptrdiff_t next; /* the first row that nobody has taken */
} sample_set;

/* How the n rows of a step are dealt out: row i to the part i modulo `parts`, a power of two; parts
   to groups that are subtrees. */
typedef struct {
    ptrdiff_t n, parts, groups;
} dealing;

/* A subtree of the gradients: its next part, what waits to be joined, level by level, and room. */
#define DEEPEST_PART 40
typedef struct {
    ptrdiff_t next;
    double *kept[DEEPEST_PART], *here;
} subtree;

typedef struct {
    double settings[RUN_SETTINGS];
    int by_column, threads, shares; /* threads there may be; pieces of an update */
    crew *crew;
    ptrdiff_t layers, batch, at_once, size; /* rows at once; how many parameters there are */
    ptrdiff_t workers;                      /* as many as threads, or parts of a chunk */
    worker *worker;
    double *rooms; /* of the threads, for products */
    ptrdiff_t size_of_room;
    sample_set training, validation;
    ptrdiff_t *order, *left, *natural; /* of the samples in an epoch; 0, 1, 2, ... */
    random_stream stream;
    void *memory, *watched;
    /* what is looked at before every epoch: metrics, and how targets were scaled */
    ptrdiff_t width, metrics;
    int *metric;
    double *shift, *divisor, *metric_terms;
    /* a step: its gradients, one behind the other */
    ptrdiff_t gradients;
    dealing deal;
    subtree *subtree;
    double *slots, *terms, *dropped; /* room for subtrees; of all rows of a step of several parts */
    _Atomic ptrdiff_t piece; /* the first one that no thread has taken */
    ptrdiff_t done; /* rows of a native step; and whether the next ones have been gone through */
    int gone_through;
    double rate, factor, until; /* of the update; when the time is up */
    /* where it stands: epochs of the call, rows of the epoch, steps of the call */
    ptrdiff_t epoch, row, step_of_call;
    int phase, begun;
    double before, penalty, gathered, step_penalty; /* the epoch's loss so far */
    ptrdiff_t counted;
} run;

enum { DONE, TIME_IS_UP, LOSS_NOT_FINITE, NORM_NOT_FINITE };

/* Where an epoch stands. */
enum { AT_BEGIN, AT_PASS, AT_VALIDATION, AT_STEPS };

/* Samples first, first + step, ... of an order, n of them. */
void gather(const sample_set *from, const worker *w, const ptrdiff_t *order, ptrdiff_t first,
            ptrdiff_t step, ptrdiff_t n, rows_of_samples *to);

/* The same become those that a worker looks at; inputs stay where they are, if the arithmetic can
   read them there. */
void see_rows(const run *r, const sample_set *from, worker *w, const ptrdiff_t *order,
              ptrdiff_t first, ptrdiff_t step, ptrdiff_t n);

/* Columns of a worker's n rows become rows first, first + step, ... of the columns of all. */
void put_rows(const worker *w, const double *from, ptrdiff_t n, ptrdiff_t first, ptrdiff_t step,
              ptrdiff_t all, double *to);

/* Forward and backward on a worker's n rows, which are first, first + step, ... of the step's. */
void go_through(const run *r, worker *w, ptrdiff_t first, ptrdiff_t step, ptrdiff_t n);

/* Products of two numbers that are worth another thread, which takes some 30 microseconds. */
#define WORTH_THREADS 4e6

/* How n rows are dealt out; parts that threads work at, in groups. */
dealing deal_out(const run *r, ptrdiff_t n);
ptrdiff_t groups_of(const run *r, ptrdiff_t parts);
ptrdiff_t rows_of_part(const dealing *deal, ptrdiff_t part);

/* A step of the n rows from r->row on begins; its gradients, or 0 if the time is up before. */
void begin_step(run *r, ptrdiff_t n);
int gradients_of_step(run *r);

/* The gradients of a native step, or 0; rows of a part and parts of a chunk that it goes through,
   at most. */
int native_gradients(run *r);
ptrdiff_t rows_of_native_part(const run *r);
ptrdiff_t parts_of_chunk(const run *r);

/* Where the gradients of a worker go. */
void use_gradients(worker *w, double *gradients);

/* The batch is all samples, in their order, and stays where it is. */
int is_whole(const run *r);
int has_dropout(const run *r);
int has_penalty(const run *r);

/* How many products of two numbers a row takes, about. */
double work_of_row(const run *r);

/* Terms, and if metrics are asked for outputs, of all samples; 0 if the time is up before. */
int pass(run *r, sample_set *set);

/* The metrics of the outputs of a set, without its scale. */
void metrics_of(run *r, const sample_set *set, double *to);

/* What the penalty adds to J. */
double penalty_of(run *r);

/* One update of the whole network; NORM_NOT_FINITE, and the norm, where it is not. */
int update_network(run *r, double rate, double *norm);

/* Buffers of a run; 0 if there is no memory. */
int take_memory(run *r, int masked);

/* Copy one list from the caller's, or back: 0 values, 1 and 2 states, 3 masks. */
void copy_list(run *r, int which, double *list, int back);
#endif
