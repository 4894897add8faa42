/* No product and sum may be fused into one rounding: included before all else by what computes.
   GCC does not know the pragma of C, and has one of its own. */

#ifndef TWINMLP_EXACT
#define TWINMLP_EXACT
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("fp-contract=off")
#else
#pragma STDC FP_CONTRACT OFF
#endif
#endif
