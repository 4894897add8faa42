/* The Mersenne Twister MT19937 and what NumPy's and R's streams make of its words. Source:
   Matsumoto and Nishimura, Mersenne Twister, ACM TOMACS 8(1), 1998. */

#include "base-exact.h"
#include "rng-mersenne.h"

static void next_key(uint32_t *key)
{
    for (int i = 0; i < KEY_WORDS; i++) {
        uint32_t y = (key[i] & UINT32_C(0x80000000)) | (key[(i + 1) % KEY_WORDS] & 0x7fffffff);
        key[i] = key[(i + 397) % KEY_WORDS] ^ (y >> 1) ^ (y & 1 ? UINT32_C(0x9908b0df) : 0);
    }
}

uint32_t next_word(random_stream *stream)
{
    if (stream->position >= KEY_WORDS) {
        next_key(stream->key);
        stream->position = 0;
    }
    uint32_t y = stream->key[stream->position++];
    y ^= y >> 11;
    y ^= (y << 7) & UINT32_C(0x9d2c5680);
    y ^= (y << 15) & UINT32_C(0xefc60000);
    return y ^ (y >> 18);
}

double next_uniform(random_stream *stream)
{
    uint32_t word = next_word(stream);
    if (stream->generator == NUMPY) {
        double high = word >> 5;
        return (high * 67108864.0 + (double)(next_word(stream) >> 6)) / 9007199254740992.0;
    }
    return word == 0 ? 0x1.00000000fffffp-33 : (double)word / 4294967296.0;
}

/* The smallest k with value < 2^k. */
static int bit_length(uint64_t value)
{
    int bits = 0;
    for (; value; value >>= 1)
        bits++;
    return bits;
}

/* An index below a bound: drawn again while it is too large. NumPy takes the low bits of a word (of
   two words, the high one first, for more than 32 bits), R the upper halves of several words. */
static ptrdiff_t next_index(random_stream *stream, ptrdiff_t bound)
{
    int bits = bit_length((uint64_t)bound - 1);
    for (;;) {
        uint64_t value;
        if (stream->generator == NUMPY) {
            value = next_word(stream);
            if (bits > 32)
                value = (value & ((UINT64_C(1) << (bits - 32)) - 1)) << 32 | next_word(stream);
            else
                value &= (UINT64_C(1) << bits) - 1;
        } else {
            value = (next_word(stream) >> 16) & ((UINT64_C(1) << (bits % 16)) - 1);
            for (int more = bits / 16; more > 0; more--)
                value = value << 16 | next_word(stream) >> 16;
        }
        if (value < (uint64_t)bound)
            return (ptrdiff_t)value;
    }
}

void draw_permutation(random_stream *stream, ptrdiff_t n, ptrdiff_t *order, ptrdiff_t *left)
{
    ptrdiff_t *from = stream->generator == NUMPY ? order : left;
    for (ptrdiff_t i = 0; i < n; i++)
        from[i] = i;
    if (stream->generator == NUMPY) { /* Fisher and Yates */
        for (ptrdiff_t i = n - 1; i > 0; i--) {
            ptrdiff_t j = next_index(stream, i + 1), kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return;
    }
    for (ptrdiff_t k = 0; k < n; k++) { /* what is drawn makes room for the last */
        ptrdiff_t j = next_index(stream, n - k);
        order[k] = left[j];
        left[j] = left[n - 1 - k];
    }
}
