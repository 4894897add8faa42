/* The functions of the version that this processor runs. */

#ifndef TWINMLP_DISPATCH
#define TWINMLP_DISPATCH
#include "base-core.h"
#include "base-widths.h"

#ifdef MANY_WIDTHS
#define BY_WIDTH(call, ...) \
    (core_width() == 8   ? call##_8(__VA_ARGS__) \
     : core_width() == 4 ? call##_4(__VA_ARGS__) \
                         : call##_2(__VA_ARGS__))
#else
#define BY_WIDTH(call, ...) call##_2(__VA_ARGS__)
#endif
#endif
