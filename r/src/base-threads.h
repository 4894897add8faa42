/* Work on several threads, where the system has them. */

#ifndef TWINMLP_THREADS
#define TWINMLP_THREADS

/* More threads than anybody has use for. */
#define MOST_THREADS 1024

/* Threads that have been asked for help; NULL before. */
typedef struct crew crew;

/* Call do_it(of, 0) on the caller's thread, do_it(of, 1), ... each on one of the crew's, and return
   when all have that came in time. A thread that cannot be had, or comes when everything is done,
   is done without: do_it takes what nobody has taken, until there is nothing left. */
void on_threads(crew **c, int threads, void (*do_it)(void *of, int thread), void *of);

/* The crew's threads end. */
void send_home(crew **c);
#endif
