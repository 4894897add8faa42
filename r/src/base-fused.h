/* A product and a sum may be fused into one rounding, which is faster and no less exact: included
   instead of base-exact.h before all else, by what computes in an order of its own, only in the
   native arithmetic. Compilers do it within a statement, where the processor can. */

#ifndef TWINMLP_FUSED
#define TWINMLP_FUSED
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("fp-contract=fast")
#else
#pragma STDC FP_CONTRACT ON
#endif
#endif
