/* What optim-gradients.c and optim-optimizers.c compute, for all versions. Counts are multiples of
   8. */

#ifndef TWINMLP_OPTIMIZERS
#define TWINMLP_OPTIMIZERS
#include <stddef.h>

/* `count` numbers w of one parameter, their gradients g, what the optimizer remembers of them, s
   and t, its powers, and a mask, or NULL; options but the rate and the decay, in their order. */
typedef struct {
    int optimizer;
    const double *options;
    double rate, decay;
    ptrdiff_t count;
    double *w;
    const double *g;
    double *s, *t, *powers;
    const double *mask;
} update_task;

#define OPTIM(v) \
    void penalize_##v(double l1, double l2, ptrdiff_t count, const double *p, double *dp); \
    void freeze_##v(ptrdiff_t count, const double *mask, double *g); \
    void clip_values_##v(double limit, ptrdiff_t count, double *g); \
    void multiply_##v(double factor, ptrdiff_t count, double *g); \
    void sizes_##v(ptrdiff_t count, const double *p, double *size); \
    void join_##v(ptrdiff_t count, const double *from, double *to); \
    void update_##v(const update_task *task);
OPTIM(8)
OPTIM(4)
OPTIM(2)
#endif
