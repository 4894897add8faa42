/* One update of a parameter, elementwise; SPEC.md, Optimizers. */

#ifndef WIDTH
#include "base-exact.h"
#include "nn-tables.h"
#include "optim-optimizers.h"
#define ROOM "optim-optimizers.c"
#include "base-versions.h"
#else
#include "base-lanes.h"

#define moved NAME(moved)
#define rprop_step NAME(rprop_step)

/* w - (rate g) / (sqrt(squares) + epsilon) */
FN lanes moved(lanes w, lanes g, lanes squares, double rate, double epsilon)
{
    return w - rate * g / (root(squares) + epsilon);
}

/* Options: increase, decrease, smallest_step, largest_step, backtracking. */
FN lanes rprop_step(lanes w, lanes g, double *sign_at, double *step_at, const double *options)
{
    lanes before = load(sign_at), step = load(step_at);
    lanes sign =
        either(g > 0.0, all(1.0), either(g < 0.0, all(-1.0), either(g == 0.0, all(0.0), g)));
    lanes agreement = before * sign;
    lanes longer = step * options[0], shorter = step * options[1];
    longer = either(longer > options[3], all(options[3]), longer);
    shorter = either(shorter < options[2], all(options[2]), shorter);
    lanes now = either(agreement > 0.0, longer, either(agreement < 0.0, shorter, step));
    lanes move = sign * now;
    if (options[4] != 0.0) { /* where the sign has turned, the last move is undone */
        ints turned = agreement < 0.0;
        move = either(turned, -(before * step), move);
        sign = either(turned, all(0.0), sign);
    }
    store(sign_at, sign);
    store(step_at, now);
    return w - move;
}

/* w, g, s and t of each vector; `after` is the new w, which frozen parameters do not take. */
#define EACH(...) \
    for (ptrdiff_t i = 0; i < count; i += WIDTH) { \
        lanes at = load(w_at + i), w = decay != 0.0 ? at * kept : at, g = load(g_at + i), after; \
        __VA_ARGS__ \
        store(w_at + i, mask == NULL ? after : either(load(mask + i) == 0.0, at, after)); \
    } \
    break;

TARGET void NAME(update)(const update_task *task)
{
    const double rate = task->rate, decay = task->decay, kept = 1.0 - rate * decay;
    const double *options = task->options, *g_at = task->g, *mask = task->mask;
    double *w_at = task->w, *s_at = task->s, *t_at = task->t, *powers = task->powers;
    const double a = options[0], b = options[1], c = options[2];
    const ptrdiff_t count = task->count;
    const double other_a = 1.0 - a, other_b = 1.0 - b;
    double first, second, hat;
    switch (task->optimizer) {
    case SGD:
        EACH(after = w - rate * g;)
    case MOMENTUM:
        EACH(lanes v = a * load(s_at + i) + g; store(s_at + i, v); after = w - rate * v;)
    case NESTEROV:
        EACH(lanes v = a * load(s_at + i) + g; store(s_at + i, v); after = w - rate * (g + a * v);)
    case ADAGRAD:
        EACH(lanes s = load(s_at + i) + g * g; store(s_at + i, s); after = moved(w, g, s, rate, a);)
    case RMSPROP:
        EACH(lanes s = a * load(s_at + i) + other_a * (g * g); store(s_at + i, s);
             after = moved(w, g, s, rate, b);)
    case ADADELTA:
        EACH(lanes s = a * load(s_at + i) + other_a * (g * g); lanes m = load(t_at + i);
             lanes move = g * (root(m + b) / root(s + b)); store(s_at + i, s);
             store(t_at + i, a * m + other_a * (move * move)); after = w - rate * move;)
    case RPROP:
        EACH(after = rprop_step(w, g, s_at + i, t_at + i, options);)
    default: /* adam, adamw: beta1, beta2, epsilon, 1 for epsilon_mode hat */
        powers[0] *= a;
        powers[1] *= b;
        first = 1.0 - powers[0];
        second = 1.0 - powers[1];
        hat = rate * root(all(second))[0] / first;
        if (options[3] != 0.0) {
            EACH(lanes m = a * load(s_at + i) + other_a * g;
                 lanes v = b * load(t_at + i) + other_b * (g * g); store(s_at + i, m);
                 store(t_at + i, v); after = moved(w, m, v, hat, c);)
        }
        EACH(lanes m = a * load(s_at + i) + other_a * g;
             lanes v = b * load(t_at + i) + other_b * (g * g); store(s_at + i, m);
             store(t_at + i, v); after = moved(w, m / first, v / second, rate, c);)
    }
}
#endif
