/* A room of the core is written once and compiled for every width of vectors that the processor may
   have; which of them runs is chosen when it is loaded (base-dispatch.c). The room, named by ROOM,
   includes this file, which includes it again with

   WIDTH    doubles in a vector: 8 (AVX-512), 4 (AVX2) or 2
   TARGET   what allows the compiler to use them in one function
   NAME(x)  x with the version's ending

   No result depends on the width: every number is computed by the same operations in the same
   order. But for those of rooms that begin with base-fused.h. */

#include "base-widths.h"

#ifdef MANY_WIDTHS
#define WIDTH 8
#define TARGET __attribute__((target("avx512f")))
#define NAME(x) x##_8
#include ROOM
#undef WIDTH
#undef TARGET
#undef NAME
#define WIDTH 4
#ifdef TWINMLP_FUSED
#define TARGET __attribute__((target("avx2,fma")))
#else
#define TARGET __attribute__((target("avx2")))
#endif
#define NAME(x) x##_4
#include ROOM
#undef WIDTH
#undef TARGET
#undef NAME
#endif

#define WIDTH 2
#define TARGET
#define NAME(x) x##_2
#include ROOM
