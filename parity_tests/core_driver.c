/* What the compiled core computes, as one number, without Python or R: for processors that are emulated, and for
   memory checkers. cc -I r/src core_driver.c r/src/....c -lm; the number must be the same everywhere. With an argument: what
   native arithmetic computes, whose number depends on processor and compiler, but not on threads. */

#include "base-core.h"
#include "train-settings.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t hash = UINT64_C(14695981039346656037);

/* Fowler, Noll and Vo's hash; every NaN counts as the same. */
static void add(const double *x, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++) {
        uint64_t bits = UINT64_C(0x7ff8000000000000);
        if (x[i] == x[i])
            memcpy(&bits, &x[i], sizeof bits);
        for (int byte = 0; byte < 8; byte++)
            hash = (hash ^ (bits >> 8 * byte & 255)) * UINT64_C(1099511628211);
    }
}

static double *formula(ptrdiff_t n, int seed)
{
    double *x = malloc((size_t)(n + 1) * sizeof *x);
    for (ptrdiff_t i = 0; x != NULL && i < n; i++)
        x[i] = ((double)((7919 * i + 104729 * seed) % 2003) - 1001.0) / 997.0;
    return x;
}

static void functions(void)
{
    enum { POINTS = 40003 };
    double *x = formula(POINTS, 3), *y = malloc(POINTS * sizeof *y);
    const double special[] = {0.0, -0.0, 1.0 / 0.0, -1.0 / 0.0, 0.0 / 0.0, 5e-324, -745.2, 709.8};
    for (int i = 0; i < POINTS; i++)
        x[i] *= i % 3 == 0 ? 750.0 : i % 3 == 1 ? 3.0 : 1e-9;
    memcpy(x, special, sizeof special);
    for (int function = 0; function < 7; function++) {
        core_map(function, POINTS, x, y);
        add(y, POINTS);
    }
    free(x);
    free(y);
}

static void products(void)
{
    const int sizes[][3] = {{0, 3, 2}, {1, 1, 1}, {3, 4, 3}, {2, 1000, 10}, {17, 33, 9}, {130, 64, 65}, {70, 785, 40}, {9, 3000, 41}};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        ptrdiff_t M = sizes[k][0], K = sizes[k][1], N = sizes[k][2];
        double *A = formula(M * K, 1), *B = formula(K * N, 2), *C = malloc((size_t)((M + 1) * N + 1) * sizeof *C), total;
        core_product(M, K, N, A, K, 1, B, N, 1, C, N, 1);
        add(C, M * N);
        core_product(M, K, N, A, 1, M, B, 1, K, C, 1, M);
        add(C, M * N);
        core_column_sums(K, N, B, N, 1, C);
        add(C, N);
        core_total(K, N, B, N, 1, &total);
        add(&total, 1);
        free(A);
        free(B);
        free(C);
    }
}

/* A network of 5-7-3 with this activation, loss and optimizer: 4 epochs of 45 samples in batches of 8. */
static void training(int activation, int loss, int optimizer)
{
    double settings[RUN_SETTINGS + 2 * LAYER_SETTINGS] = {
        [LAYERS] = 2, [SAMPLES] = 45, [INPUTS] = 5, [BATCH] = 8, [SHUFFLED] = 1, [GENERATOR] = optimizer % 2,
        [LOSS] = loss, [LOSS_OPTION] = 0.4, [MEAN] = 1, [OPTIMIZER] = optimizer, [OPTION] = 0.9, [OPTION + 1] = 0.8,
        [OPTION + 2] = 1e-6, [OPTION + 3] = 0.9, [DECAY] = 0.01, [CLIPPING] = 2, [LIMIT] = 0.5, [L1] = 0.01, [L2] = 0.02,
        [ON_BIASES] = 1, [EPOCH_LOSS] = FROM_PASS, [THREADS] = 1};
    const double layers[] = {7, 1, activation, 0.5, 0.25, 3, 1, loss == 4 ? 1 : 12, 0, 0};
    memcpy(settings + RUN_SETTINGS, layers, sizeof layers);
    if (optimizer == 8) /* rprop: increase, decrease, smallest and largest step, backtracking */
        memcpy(settings + OPTION, (const double[]){1.2, 0.5, 1e-6, 50.0, 1.0}, 5 * sizeof(double));
    double *X = formula(225, 4), *y = formula(135, 5), *parameters = formula(66, 6), *states = formula(132, 7);
    double powers[8] = {1, 1, 1, 1, 1, 1, 1, 1}, rate = 0.01, losses[4], report[3];
    uint32_t key[624];
    int position = 624;
    for (int i = 0; i < 624; i++)
        key[i] = (uint32_t)(i * 2654435761u + 1);
    for (int i = 0; i < 132; i++)
        states[i] = optimizer == 8 && i >= 66 ? 0.01 : 0.0;
    void *run = core_run_new(settings, 0, X, 5, 1, y, 3, 1, NULL, parameters, NULL, states, powers, key, position);
    if (run == NULL || core_run(run, 4, &rate, 1, losses, NULL, 1e9, report) != 0) {
        printf("a training failed\n");
        exit(1);
    }
    core_run_state(run, parameters, states, powers, key, &position);
    add(losses, 4);
    add(parameters, 66);
    add(states, 132);
    core_run_free(run);
    free(X);
    free(y);
    free(parameters);
    free(states);
}

/* A network of 130-40-3 on steps that are large enough for threads, two epochs, each looked at: metrics, validation data,
   the state before and the way back to it; from a pass with weights of the samples. */
static void large(int activation, int batch, int source, int native)
{
    enum { ROWS = 4193, INPUTS_ = 130, HIDDEN = 40, OUTPUTS = 3, SIZE = 130 * 40 + 40 + 40 * 3 + 3 };
    const char *threads = getenv("TWINMLP_THREADS");
    double settings[RUN_SETTINGS + 2 * LAYER_SETTINGS] = {
        [LAYERS] = 2, [SAMPLES] = ROWS, [INPUTS] = INPUTS_, [BATCH] = batch, [LOSS] = 4, [MEAN] = 1, [OPTIMIZER] = 5, [OPTION] = 0.9,
        [OPTION + 1] = 0.8, [OPTION + 2] = 1e-6, [CLIPPING] = 2, [LIMIT] = 0.5, [EPOCH_LOSS] = source,
        [THREADS] = threads == NULL ? 1 : atoi(threads), [NATIVE] = native, [SHUFFLED] = native && source == FROM_PASS};
    const double layers[] = {HIDDEN, 1, activation, 0.5, source == FROM_PASS ? 0.25 : 0.0, OUTPUTS, 1, 1, 0, 0};
    const double metrics[] = {0, 1, 2, 3, 4, 5, 6}, rate = 0.01, scale[OUTPUTS] = {1.0, 0.5, 2.0};
    memcpy(settings + RUN_SETTINGS, layers, sizeof layers);
    double *X = formula(ROWS * INPUTS_, 4), *y = formula(ROWS * OUTPUTS, 5), *parameters = formula(SIZE, 6);
    double *weights = source == FROM_PASS ? formula(ROWS, 8) : NULL;
    double *states = calloc(2 * SIZE, sizeof *states), powers[8] = {1, 1, 1, 1, 1, 1, 1, 1}, rows[3 * 16] = {0.0}, kept[3 * SIZE];
    double report[3];
    uint32_t key[624];
    int position = 624;
    for (int i = 0; i < 624; i++)
        key[i] = (uint32_t)(i * 2654435761u + 1);
    void *run = core_run_new(settings, 0, X, INPUTS_, 1, y, OUTPUTS, 1, weights, parameters, NULL, states, powers, key, position);
    if (run == NULL || core_run_watch(run, metrics, 7, scale, scale, 300, X, INPUTS_, 1, y, OUTPUTS, 1, weights)) {
        printf("no memory\n");
        exit(1);
    }
    core_run_state(run, parameters, states, powers, key, &position);
    for (int again = 0; again < 2; again++) {
        core_run_set(run, parameters, states, powers, key, position);
        while (core_run(run, 2, &rate, 1, rows, kept, again ? 1e9 : 0.0, report) == 1)
            ;
        add(rows, (ptrdiff_t)report[0] * 16);
        add(kept, (ptrdiff_t)report[0] * SIZE);
    }
    while (core_run_look(run, rows, 0.0))
        ;
    add(rows, 16);
    core_run_free(run);
    free(X);
    free(y);
    free(weights);
    free(parameters);
    free(states);
}

static void native_products(void)
{
    const int sizes[][3] = {{1, 1, 1}, {2, 0, 3}, {3, 4, 3}, {2, 1000, 10}, {17, 33, 9}, {130, 64, 65}, {201, 385, 40}, {9, 640, 411}};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        ptrdiff_t M = sizes[k][0], K = sizes[k][1], N = sizes[k][2];
        double *A = formula(M * K, 1), *B = formula(K * N, 2), *C = formula(M * N + 64, 3);
        core_native_product(M, K, N, A, K, 1, B, N, 1, C, N, 1);
        add(C, M * N + 64);
        core_native_product(M, K, N, A, 1, M, B, 1, K, C, 1, M);
        add(C, M * N + 64);
        free(A);
        free(B);
        free(C);
    }
}

int main(int arguments, char **words)
{
    (void)words;
    const char *lanes = getenv("TWINMLP_LANES");
    core_use_width(lanes == NULL ? 8 : atoi(lanes));
    if (!core_is_exact()) {
        printf("not exact\n");
        return 3;
    }
    if (arguments > 1) {
        native_products();
        large(1, 4193, FROM_STEP, 1);
        large(2, 1025, FROM_PASS, 1);
        large(2, 1025, FROM_BATCHES, 1);
        printf("%016llx\n", (unsigned long long)hash);
        return 0;
    }
    functions();
    products();
    for (int activation = 0; activation < 12; activation++)
        training(activation, activation % 6 == 4 ? 0 : activation % 6, activation % 9);
    training(1, 4, 5);
    large(1, 4193, FROM_STEP, 0);
    large(2, 1025, FROM_PASS, 0);
    large(2, 1025, FROM_BATCHES, 0);
    printf("%016llx\n", (unsigned long long)hash);
    return 0;
}
