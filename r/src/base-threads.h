/* Work on several threads, where the system has them. */

#ifndef TWINMLP_THREADS
#define TWINMLP_THREADS

/* More threads than anybody has use for. */
#define MOST_THREADS 1024

/* Call do_it(of, 0), do_it(of, 1), ..., each on a thread of its own, the first on the caller's, and
   return when all have. A thread that cannot be had is done without: whoever is there takes what
   there is to do. */
void on_threads(int threads, void (*do_it)(void *of, int thread), void *of);
#endif
