/* What there is to do in pieces, which threads take one after the other: who is faster takes
   more of them. */

#ifndef TWINMLP_PIECES
#define TWINMLP_PIECES
#include "train-run.h"

/* Shares of all numbers of the parameters for every thread. */
#define SHARES_OF_THREAD 4

/* Where a share of so many numbers begins, a multiple of 8. */
static inline ptrdiff_t share_of(const run *r, ptrdiff_t count, ptrdiff_t share)
{
    return share == r->shares ? count : count / r->shares / 8 * 8 * share;
}

/* All pieces of something, taken by as many threads as there may be: do_it(of, thread) takes the
   next one with next_piece, until there is none. */
static inline void take_all(run *r, int threads, void (*do_it)(void *of, int thread), void *of)
{
    atomic_store(&r->piece, 0);
    on_threads(&r->crew, threads, do_it, of);
}

static inline ptrdiff_t next_piece(run *r)
{
    return atomic_fetch_add(&r->piece, 1);
}

typedef struct {
    run *r;
    void (*do_it)(run *r, ptrdiff_t share);
} share_task;

static inline void take_shares(void *of, int thread)
{
    const share_task *task = of;
    (void)thread;
    for (ptrdiff_t share; (share = next_piece(task->r)) < task->r->shares;)
        task->do_it(task->r, share);
}

/* All shares of what goes number by number. */
static inline void share_out(run *r, void (*do_it)(run *r, ptrdiff_t share))
{
    share_task task = {r, do_it};
    take_all(r, r->shares > 1 ? r->threads : 1, take_shares, &task);
}
#endif
