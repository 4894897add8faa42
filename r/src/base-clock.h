/* The time. */

#ifndef TWINMLP_CLOCK
#define TWINMLP_CLOCK
#include <time.h>

/* In seconds. */
static inline double seconds_now(void)
{
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
#endif
