/* Activation functions and their derivatives; SPEC.md, Activations. */

#ifndef WIDTH
#include "base-exact.h"
#include "nn-tables.h"
#include "arithmetic-tree_sums.h"

int needs_z(int activation)
{
    return activation >= LEAKY_RELU && activation != SOFTMAX;
}

/* Each rounded once: scale = 1.0507... and scale * alpha = 1.7580..., with alpha = 1.6732... */
#define SELU_SCALE 0x1.0cfabd6a91132p+0
#define SELU_SCALE_ALPHA 0x1.c212cc640f031p+0
/* Each rounded once: 2 sqrt(2/pi), 0.044715 times it, and three times that. */
#define GELU_LINEAR 0x1.9884533d43651p+0
#define GELU_CUBIC 0x1.2444f2a4d8b4bp-4
#define GELU_SLOPE 0x1.b6676bf7450f0p-3

#define ROOM "nn-activations.c"
#include "base-versions.h"
#else
#include "base-lanes.h"
#include "arithmetic-exp.h"
#include "arithmetic-log.h"

#define elu NAME(elu)
#define within_forty NAME(within_forty)
#define gelu_sigmoid NAME(gelu_sigmoid)
#define row_largest NAME(row_largest)

/* z for z > 0, else scale (exp(z) - 1): expm1 of what is positive is not asked for. */
FN lanes elu(lanes z, double positive, double scale)
{
    lanes below = scale * tree_expm1(either(z > 0.0, all(0.0), z));
    return either(z > 0.0, positive * z, below);
}

/* z held within -40 and 40: beyond, gelu's sigmoid is 0 or 1, and z^2 could overflow. */
FN lanes within_forty(lanes z)
{
    return either(z < -40.0, all(-40.0), either(z > 40.0, all(40.0), z));
}

FN lanes gelu_sigmoid(lanes v)
{
    return tree_sigmoid(v * (GELU_LINEAR + GELU_CUBIC * (v * v)));
}

#define EACH(value) \
    for (ptrdiff_t i = 0; i < count; i += WIDTH) { \
        lanes z = load(Z + i); \
        store(A + i, value); \
    } \
    break;

TARGET void NAME(activate)(int activation, double alpha, ptrdiff_t count, const double *Z,
                           double *A)
{
    switch (activation) {
    case IDENTITY:
        if (A != Z)
            memcpy(A, Z, (size_t)count * sizeof *A);
        break;
    case SIGMOID_UNIT:
        EACH(tree_sigmoid(z))
    case TANH_UNIT:
        EACH(tree_tanh(z))
    case RELU:
        EACH(either(z <= 0.0, all(0.0), z))
    case LEAKY_RELU:
        EACH(either(z > 0.0, z, alpha * z))
    case ELU:
        EACH(elu(z, 1.0, alpha))
    case SELU:
        EACH(elu(z, SELU_SCALE, SELU_SCALE_ALPHA))
    case SOFTPLUS_UNIT:
        EACH(tree_softplus(z))
    case SOFTSIGN:
        EACH(z / (1.0 + magnitude(z)))
    case SILU:
        EACH(z * tree_sigmoid(z))
    case GELU:
        EACH(z * gelu_sigmoid(within_forty(z)))
    default: /* hard_sigmoid */
        EACH(either(z <= -3.0, all(0.0), either(z >= 3.0, all(1.0), z / 6.0 + 0.5)))
    }
}
#undef EACH

#define EACH(slope) \
    for (ptrdiff_t i = 0; i < count; i += WIDTH) { \
        lanes z = load(Z + i), a = load(A + i); \
        (void)z, (void)a; \
        store(dA + i, load(dA + i) * (slope)); \
    } \
    break;
TARGET void NAME(delta)(int activation, double alpha, ptrdiff_t count, const double *Z,
                        const double *A, double *dA)
{
    lanes one = all(1.0);
    switch (activation) {
    case IDENTITY:
        break;
    case SIGMOID_UNIT:
        EACH(a * (1.0 - a))
    case TANH_UNIT:
        EACH(1.0 - a * a)
    case RELU:
        EACH(either(a > 0.0, one, all(0.0)))
    case LEAKY_RELU:
        EACH(either(z > 0.0, one, all(alpha)))
    case ELU:
        EACH(either(z > 0.0, one, a + alpha))
    case SELU:
        EACH(either(z > 0.0, all(SELU_SCALE), a + SELU_SCALE_ALPHA))
    case SOFTPLUS_UNIT:
        EACH(tree_sigmoid(z))
    case SOFTSIGN:
        for (ptrdiff_t i = 0; i < count; i += WIDTH) {
            lanes t = 1.0 / (1.0 + magnitude(load(Z + i)));
            store(dA + i, load(dA + i) * (t * t));
        }
        break;
    case SILU:
        for (ptrdiff_t i = 0; i < count; i += WIDTH) {
            lanes s = tree_sigmoid(load(Z + i));
            store(dA + i, load(dA + i) * (s + load(A + i) * (1.0 - s)));
        }
        break;
    case GELU:
        for (ptrdiff_t i = 0; i < count; i += WIDTH) {
            lanes v = within_forty(load(Z + i)), s = gelu_sigmoid(v);
            lanes steep = GELU_LINEAR + GELU_SLOPE * (v * v);
            store(dA + i, load(dA + i) * (s + (load(A + i) * (1.0 - s)) * steep));
        }
        break;
    default: /* hard_sigmoid */
        EACH(either((z > -3.0) & (z < 3.0), all(1.0 / 6.0), all(0.0)))
    }
}
#undef EACH

TARGET void NAME(add_bias)(ptrdiff_t ld, ptrdiff_t units, const double *b, double *Z)
{
    for (ptrdiff_t j = 0; j < units; j++)
        for (ptrdiff_t i = 0; i < ld; i += WIDTH)
            store(Z + j * ld + i, load(Z + j * ld + i) + b[j]);
}

/* a = e / (row sum of e), e = exp(z - largest z of the row) */
TARGET void NAME(softmax)(ptrdiff_t ld, ptrdiff_t units, const double *Z, double *A)
{
    for (ptrdiff_t i = 0; i < ld; i += WIDTH) {
        lanes largest = load(Z + i);
        for (ptrdiff_t j = 1; j < units; j++) {
            lanes z = load(Z + j * ld + i);
            largest = either(z > largest, z, largest);
        }
        for (ptrdiff_t j = 0; j < units; j++)
            store(A + j * ld + i, tree_exp(load(Z + j * ld + i) - largest));
        double sums[WIDTH];
        NAME(tree_across)(units, A + i, ld, sums);
        for (ptrdiff_t j = 0; j < units; j++)
            store(A + j * ld + i, load(A + j * ld + i) / load(sums));
    }
}

/* dZ = a (dA - row sum of dA a), in the place of dA; room for ld * units numbers. */
TARGET void NAME(softmax_delta)(ptrdiff_t ld, ptrdiff_t units, const double *A, double *dA,
                                double *room)
{
    for (ptrdiff_t i = 0; i < ld; i += WIDTH) {
        for (ptrdiff_t j = i; j < i + units * ld; j += ld)
            store(room + j, load(dA + j) * load(A + j));
        double sums[WIDTH];
        NAME(tree_across)(units, room + i, ld, sums);
        for (ptrdiff_t j = i; j < i + units * ld; j += ld)
            store(dA + j, load(A + j) * (load(dA + j) - load(sums)));
    }
}

/* values * mask / keep */
TARGET void NAME(drop)(ptrdiff_t count, const double *values, const double *mask, double keep,
                       double *to)
{
    for (ptrdiff_t i = 0; i < count; i += WIDTH)
        store(to + i, load(values + i) * load(mask + i) / keep);
}
#endif
