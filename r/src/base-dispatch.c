/* Which version of the core runs: the widest vectors that the processor has, or fewer lanes, if
   somebody asks. */

#include "base-exact.h"
#include "base-dispatch.h"

static int chosen = 0;

static int widest(void)
{
#ifdef MANY_WIDTHS
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f"))
        return 8;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 4 : 2;
#else
    return 2;
#endif
}

int core_version(void)
{
    return CORE_VERSION;
}

int core_width(void)
{
    return chosen ? chosen : core_use_width(8);
}

int core_use_width(int width)
{
    int most = widest();
    int wanted = width >= 8 ? 8 : width >= 4 ? 4 : 2;
    chosen = wanted < most ? wanted : most;
    return chosen;
}
