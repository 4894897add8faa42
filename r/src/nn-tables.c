/* The names that the core knows, in tables: a name's place is its number in settings. */

#include "base-exact.h"
#include "base-core.h"
#include "nn-tables.h"
#include <string.h>

static const char *const ACTIVATIONS[] = {
    "identity", "sigmoid",  "tanh", "relu", "leaky_relu",   "elu",     "selu",
    "softplus", "softsign", "silu", "gelu", "hard_sigmoid", "softmax", NULL};
static const char *const LOSSES[] = {
    "half_squared_error", "squared_error", "absolute_error", "huber", "binary_cross_entropy",
    "cross_entropy", NULL};
static const char *const OPTIMIZERS[] = {
    "sgd",  "momentum", "nesterov", "adagrad", "rmsprop",
    "adam", "adamw",    "adadelta", "rprop",   NULL};
static const char *const GENERATORS[] = {"numpy", "r", NULL};
static const char *const METRICS[] = {
    "accuracy",           "log_loss",       "r_squared",      "mean_absolute_error",
    "mean_squared_error", "label_accuracy", "label_log_loss", NULL};

static const struct {
    const char *name;
    const char *const *names;
} TABLES[] = {{"activations", ACTIVATIONS},
              {"losses", LOSSES},
              {"optimizers", OPTIMIZERS},
              {"generators", GENERATORS},
              {"metrics", METRICS}};

int states_of(int optimizer)
{
    return optimizer == SGD ? 0 : optimizer < ADAM ? 1 : 2;
}

int core_place(const char *table, const char *name)
{
    for (size_t t = 0; t < sizeof TABLES / sizeof *TABLES; t++)
        if (strcmp(TABLES[t].name, table) == 0)
            for (int place = 0; TABLES[t].names[place] != NULL; place++)
                if (strcmp(TABLES[t].names[place], name) == 0)
                    return place;
    return -1;
}
