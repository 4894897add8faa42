/* Work on several threads: POSIX threads, and elsewhere one thread. They live for one call, so none
   is left over, and a process that is forked between calls has none to miss. */

#include "base-exact.h"
#if defined(__unix__) || defined(__APPLE__)
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <signal.h>
#define HAS_THREADS
#endif
#include "base-threads.h"

#ifdef HAS_THREADS
typedef struct {
    pthread_t thread;
    int number, runs;
    void (*do_it)(void *of, int thread);
    void *of;
} helper;

static void *help(void *own)
{
    helper *h = own;
    h->do_it(h->of, h->number);
    return NULL;
}

/* Signals are for the thread that has called: helpers hear none. */
static void with_helpers(int threads, void (*do_it)(void *of, int thread), void *of)
{
    helper helpers[MOST_THREADS];
    sigset_t every, before;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    for (int k = 1; k < threads; k++) {
        helpers[k] = (helper){.number = k, .do_it = do_it, .of = of};
        helpers[k].runs = !pthread_create(&helpers[k].thread, NULL, help, &helpers[k]);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    do_it(of, 0);
    for (int k = 1; k < threads; k++)
        if (helpers[k].runs)
            pthread_join(helpers[k].thread, NULL);
}
#endif

void on_threads(int threads, void (*do_it)(void *of, int thread), void *of)
{
#ifdef HAS_THREADS
    if (threads > 1) {
        with_helpers(threads, do_it, of);
        return;
    }
#endif
    (void)threads;
    do_it(of, 0);
}
