/* Work on several threads: POSIX threads, and elsewhere one thread. They live for one call of the
   core, so none is left over, and a process that is forked between calls has none to miss. */

#include "base-exact.h"
#if defined(__unix__) || defined(__APPLE__)
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <signal.h>
#define HAS_THREADS
#endif
#include "base-threads.h"

#ifdef HAS_THREADS
#include <stdatomic.h>
#include <stdlib.h>

/* How often a thread looks whether it is its turn before it sleeps: some 30 microseconds, which
   waking it would take. */
#define LOOKS 30000

typedef struct {
    pthread_t thread;
    int number, runs;
    crew *of;
} helper;

/* job: how many there have been; helpers who come while it is open are at work until they are done
   with it. */
struct crew {
    pthread_mutex_t lock;
    pthread_cond_t begins, ends;
    atomic_int job, at_work;
    int open, over, threads;
    void (*do_it)(void *of, int thread);
    void *of;
    helper helpers[];
};

/* Wait for the next job; 0 if there is none any more. */
static int next_job(crew *c, int *seen, int *takes_part)
{
    for (int k = 0; k < LOOKS && atomic_load(&c->job) == *seen; k++)
        ;
    pthread_mutex_lock(&c->lock);
    while (atomic_load(&c->job) == *seen)
        pthread_cond_wait(&c->begins, &c->lock);
    int goes_on = !c->over;
    *seen = atomic_load(&c->job);
    *takes_part = c->open;
    atomic_fetch_add(&c->at_work, c->open);
    pthread_mutex_unlock(&c->lock);
    return goes_on;
}

static void *help(void *own)
{
    helper *h = own;
    crew *c = h->of;
    int seen = 0, takes_part;
    while (next_job(c, &seen, &takes_part))
        if (takes_part) {
            c->do_it(c->of, h->number);
            pthread_mutex_lock(&c->lock);
            if (atomic_fetch_sub(&c->at_work, 1) == 1)
                pthread_cond_signal(&c->ends);
            pthread_mutex_unlock(&c->lock);
        }
    return NULL;
}

/* Signals are for the thread that has called: helpers hear none. */
static crew *hire_crew(int threads)
{
    crew *c = calloc(1, sizeof *c + (size_t)threads * sizeof *c->helpers);
    sigset_t every, before;
    if (c == NULL)
        return NULL;
    c->threads = threads;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->begins, NULL);
    pthread_cond_init(&c->ends, NULL);
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    for (int k = 1; k < threads; k++) {
        helper *h = &c->helpers[k];
        *h = (helper){.number = k, .of = c};
        h->runs = !pthread_create(&h->thread, NULL, help, h);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return c;
}

static void announce(crew *c, int open, int over)
{
    pthread_mutex_lock(&c->lock);
    c->open = open;
    c->over = over;
    atomic_fetch_add(&c->job, open || over);
    pthread_cond_broadcast(&c->begins);
    pthread_mutex_unlock(&c->lock);
}

/* Who has not come yet is not waited for: what there was to do is done. */
static void with_crew(crew *c, void (*do_it)(void *of, int thread), void *of)
{
    c->do_it = do_it;
    c->of = of;
    announce(c, 1, 0);
    do_it(of, 0);
    pthread_mutex_lock(&c->lock);
    c->open = 0;
    pthread_mutex_unlock(&c->lock);
    for (int k = 0; k < LOOKS && atomic_load(&c->at_work) > 0; k++)
        ;
    pthread_mutex_lock(&c->lock);
    while (atomic_load(&c->at_work) > 0)
        pthread_cond_wait(&c->ends, &c->lock);
    pthread_mutex_unlock(&c->lock);
}
#endif

void on_threads(crew **c, int threads, void (*do_it)(void *of, int thread), void *of)
{
#ifdef HAS_THREADS
    if (threads > 1 && *c == NULL)
        *c = hire_crew(threads);
    if (threads > 1 && *c != NULL) {
        with_crew(*c, do_it, of);
        return;
    }
#endif
    (void)c;
    (void)threads;
    do_it(of, 0);
}

void send_home(crew **c)
{
#ifdef HAS_THREADS
    if (*c == NULL)
        return;
    announce(*c, 0, 1);
    for (int k = 1; k < (*c)->threads; k++)
        if ((*c)->helpers[k].runs)
            pthread_join((*c)->helpers[k].thread, NULL);
    pthread_cond_destroy(&(*c)->ends);
    pthread_cond_destroy(&(*c)->begins);
    pthread_mutex_destroy(&(*c)->lock);
    free(*c);
#endif
    *c = NULL;
}
