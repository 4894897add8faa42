/* A place in a random stream, and what training draws from it; SPEC.md, Random streams. */

#ifndef TWINMLP_MERSENNE
#define TWINMLP_MERSENNE
#include <stddef.h>
#include <stdint.h>

#define KEY_WORDS 624

enum { NUMPY, R_STREAM };

typedef struct {
    int generator, position;
    uint32_t key[KEY_WORDS];
} random_stream;

/* The next word, from 0 to 2^32 - 1. */
uint32_t next_word(random_stream *stream);

/* A number in [0, 1), of R's generator in (0, 1). */
double next_uniform(random_stream *stream);

/* A permutation of 0 .. n - 1. */
void draw_permutation(random_stream *stream, ptrdiff_t n, ptrdiff_t *order, ptrdiff_t *left);
#endif
