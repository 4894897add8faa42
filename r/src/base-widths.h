/* Whether there are versions for wider vectors than the narrowest. Not on Windows, where GCC does
   not keep the stack aligned for them; TWINMLP_NARROW leaves them out, too. */

#ifndef TWINMLP_WIDTHS
#define TWINMLP_WIDTHS
#if defined(__x86_64__) && defined(__GNUC__) && !defined(_WIN32) && !defined(TWINMLP_NARROW)
#define MANY_WIDTHS
#endif
#endif
