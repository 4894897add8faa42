/* The gradients of a step, part by part. Rows are dealt out by their remainder modulo a power of
   two, whose sums are subtrees: they are joined to the same bits, whoever has computed them, and
   between two of them a step may wait. */

#include "base-exact.h"
#include "train-pieces.h"
#include "optim-optimizers.h"

/* Products of two numbers in a part, about: a few hundredths of a second. Rows at most and at
   least; the least number of rows for a thread. */
#define PRODUCTS_OF_PART 3e8
#define MOST_ROWS 1024
#define LEAST_ROWS 32
#define ROWS_OF_THREAD 8

ptrdiff_t groups_of(const run *r, ptrdiff_t parts)
{
    ptrdiff_t groups = 1;
    while (groups < r->threads)
        groups *= 2;
    if (parts >= 8 * groups) /* who is faster takes more of them */
        groups *= 4;
    return groups < parts ? groups : parts;
}

dealing deal_out(const run *r, ptrdiff_t n)
{
    dealing deal = {n, 1, 1}; /* which it is in native arithmetic */
    double work = work_of_row(r), rows = PRODUCTS_OF_PART / work;
    if (r->worker->native)
        return deal;
    rows = rows > MOST_ROWS ? MOST_ROWS : rows < LEAST_ROWS ? LEAST_ROWS : rows;
    while ((double)n > (double)deal.parts * rows)
        deal.parts *= 2;
    if (r->threads == 1 || work * (double)n < WORTH_THREADS)
        return deal;
    while (deal.parts < r->threads && n >= 2 * ROWS_OF_THREAD * deal.parts)
        deal.parts *= 2;
    deal.groups = groups_of(r, deal.parts);
    return deal;
}

ptrdiff_t rows_of_part(const dealing *deal, ptrdiff_t part)
{
    return (deal->n - part + deal->parts - 1) / deal->parts;
}

/* t with its bits reversed, below `parts`, a power of two. */
static ptrdiff_t reversed(ptrdiff_t t, ptrdiff_t parts)
{
    ptrdiff_t i = 0;
    for (ptrdiff_t bit = 1; bit < parts; bit *= 2, t /= 2)
        i = 2 * i + t % 2;
    return i;
}

void use_gradients(worker *w, double *gradients)
{
    for (ptrdiff_t l = 0; l < w->layers; l++) {
        w->layer[l].W.gradient = gradients + w->layer[l].W.place;
        w->layer[l].b.gradient = gradients + w->layer[l].b.place;
    }
}

/* The rows of a part become those that a worker looks at. */
static void take_part(run *r, worker *w, ptrdiff_t part, ptrdiff_t n)
{
    sample_set *set = &r->training;
    ptrdiff_t most = padded(rows_of_part(&r->deal, 0)), place = part * most;
    rows_of_samples *stay = &set->stay;
    w->ld = padded(n);
    if (stay->inputs == NULL)
        see_rows(r, set, w, r->order, r->row + part, r->deal.parts, n);
    else {
        w->at.inputs = stay->inputs + place * w->layer[0].inputs;
        w->at.targets = stay->targets + place * last_layer(w)->units;
        w->at.weight = set->weights == NULL ? NULL : stay->weight + place;
        w->X = (matrix){w->at.inputs, 1, w->ld};
        if (!set->is_there)
            gather(set, w, r->order, r->row + part, r->deal.parts, n, &w->at);
    }
    double *dropped = r->dropped;
    for (ptrdiff_t l = 0; l < r->layers; l++)
        if (w->layer[l].rate != 0.0) {
            w->layer[l].dropped = dropped + place * w->layer[l].units;
            dropped += r->deal.parts * most * w->layer[l].units;
        }
}

static void gradients_of_part(run *r, worker *w, ptrdiff_t part, double *gradients)
{
    ptrdiff_t n = rows_of_part(&r->deal, part);
    take_part(r, w, part, n);
    use_gradients(w, gradients);
    go_through(r, w, part, r->deal.parts, n);
}

/* The next part of a subtree; what is complete is joined. */
static void grow(run *r, worker *w, ptrdiff_t group)
{
    subtree *s = &r->subtree[group];
    ptrdiff_t each = r->deal.parts / r->deal.groups, t = s->next++, level = 0;
    gradients_of_part(r, w, reversed(group * each + t, r->deal.parts), s->here);
    for (ptrdiff_t u = t; u & 1; u >>= 1, level++)
        BY_WIDTH(join, r->gradients, s->kept[level], s->here);
    if (s->next < each) {
        double *kept = s->kept[level];
        s->kept[level] = s->here;
        s->here = kept;
    }
}

/* Groups that nobody has taken, until there are none, or the time is up. */
static void take_groups(void *of, int thread)
{
    run *r = of;
    ptrdiff_t each = r->deal.parts / r->deal.groups, group;
    while ((group = next_piece(r)) < r->deal.groups)
        while (r->subtree[group].next < each) {
            grow(r, &r->worker[thread], group);
            if (r->deal.parts > 1 && seconds_now() > r->until)
                return;
        }
}

/* The subtrees of a step begin, each with its room. */
static void plant(run *r, ptrdiff_t n)
{
    r->deal = deal_out(r, n);
    double *room = r->slots;
    for (ptrdiff_t group = 0; group < r->deal.groups; group++) {
        subtree *s = &r->subtree[group];
        s->next = 0;
        s->here = room;
        room += r->gradients;
        ptrdiff_t level = 0;
        for (ptrdiff_t m = r->deal.parts / r->deal.groups; m > 1; m /= 2, room += r->gradients)
            s->kept[level++] = room;
    }
}

void begin_step(run *r, ptrdiff_t n)
{
    plant(r, n);
    r->done = r->gone_through = 0;
    atomic_store(&r->piece, 0);
    for (ptrdiff_t j = 0; r->terms != NULL && j < last_layer(r->worker)->units; j++)
        for (ptrdiff_t i = n; i < padded(n); i++)
            r->terms[j * padded(n) + i] = 0.0;
}

/* A share of all gradients, joined over the groups. */
static void join_share(run *r, ptrdiff_t share)
{
    ptrdiff_t first = share_of(r, r->gradients, share);
    ptrdiff_t count = share_of(r, r->gradients, share + 1) - first;
    for (ptrdiff_t h = 1; h < r->deal.groups; h *= 2)
        for (ptrdiff_t group = 0; group + h < r->deal.groups; group += 2 * h)
            BY_WIDTH(join, count, r->subtree[group + h].here + first,
                     r->subtree[group].here + first);
}

int gradients_of_step(run *r)
{
    if (r->worker->native)
        return native_gradients(r);
    ptrdiff_t each = r->deal.parts / r->deal.groups;
    take_all(r, r->deal.groups > 1 ? r->threads : 1, take_groups, r);
    for (ptrdiff_t group = 0; group < r->deal.groups; group++)
        if (r->subtree[group].next < each)
            return 0;
    r->training.is_there = 1;
    r->shares = r->deal.groups > 1 ? SHARES_OF_THREAD * r->threads : 1;
    if (r->shares > 1)
        share_out(r, join_share);
    use_gradients(r->worker, r->subtree[0].here);
    return 1;
}
