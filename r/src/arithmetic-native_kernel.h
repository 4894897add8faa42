/* The innermost loop of native products: the sums of some vectors of V by some rows of S stay in
   registers while it goes through the terms of a block. Included once a version. */

#ifndef TWINMLP_NATIVE_KERNEL
#define TWINMLP_NATIVE_KERNEL

/* Where the factors are: term k of V at v + k vk, whole vectors; of S at s + k sk + r sr; the
   results go to c + r cr, or are added to what is there. */
typedef struct {
    ptrdiff_t terms;
    const double *v;
    ptrdiff_t vk;
    const double *s;
    ptrdiff_t sk, sr;
    double *c;
    ptrdiff_t cr;
    int more;
} native_tile;

#define V_OF_1(DO, r) DO(0, r)
#define V_OF_2(DO, r) DO(0, r) DO(1, r)
#define V_OF_3(DO, r) V_OF_2(DO, r) DO(2, r)
#define R_OF_1(DO, V) DO(V, 0)
#define R_OF_2(DO, V) DO(V, 0) DO(V, 1)
#define R_OF_4(DO, V) R_OF_2(DO, V) DO(V, 2) DO(V, 3)
#define R_OF_8(DO, V) R_OF_4(DO, V) DO(V, 4) DO(V, 5) DO(V, 6) DO(V, 7)

#define ZERO(i, r) lanes a##i##r = all(0.0);
#define READ(i, r) const lanes v##i = load(v + i * WIDTH);
#define FUSE(i, r) a##i##r += v##i * x##r;
#define ADD(i, r) a##i##r = load(c##r + i * WIDTH) + a##i##r;
#define KEEP(i, r) store(c##r + i * WIDTH, a##i##r);
#define ZEROS(V, r) V(ZERO, r)
#define TERMS(V, r) \
    const double x##r = s[r * sr]; \
    V(FUSE, r)
#define WHERE(V, r) double *c##r = t->c + r * t->cr;
#define ADDS(V, r) V(ADD, r)
#define KEEPS(V, r) V(KEEP, r)

/* A function for V vectors and R rows; the rows of S are S_APART. */
#define NATIVE_KERNEL(name, V, R, S_APART) \
    TARGET static void name(const native_tile *t) \
    { \
        const double *v = t->v, *s = t->s; \
        const ptrdiff_t vk = t->vk, sk = t->sk, sr = S_APART; \
        (void)sr; \
        R(ZEROS, V) \
        for (ptrdiff_t k = t->terms; k > 0; k--, v += vk, s += sk) { \
            V(READ, 0) \
            R(TERMS, V) \
        } \
        R(WHERE, V) \
        if (t->more) { \
            R(ADDS, V) \
        } \
        R(KEEPS, V) \
    }
#endif
