/* What the core does for the packages, which know nothing of its versions. */

#ifndef TWINMLP_CORE
#define TWINMLP_CORE
#include <stddef.h>
#include <stdint.h>

/* The version of this interface; a library of another version is not used. */
#define CORE_VERSION 3
int core_version(void);

/* Doubles in a vector: 8, 4 or 2. core_use_width takes the widest that is not wider than asked for
   and that the processor has, and says which that is. */
int core_width(void);
int core_use_width(int width);

/* 1 if this library computes as IEEE 754 says, on this processor: no fused multiply-add, no flush
   to zero, each operation rounded once to double. */
int core_is_exact(void);

/* Results that need room return 0, or 1 if there is no memory. */
void core_map(int function, ptrdiff_t n, const double *x, double *y);
int core_product(ptrdiff_t M, ptrdiff_t K, ptrdiff_t N, const double *A, ptrdiff_t A_row,
                 ptrdiff_t A_column, const double *B, ptrdiff_t B_row, ptrdiff_t B_column,
                 double *C, ptrdiff_t C_row, ptrdiff_t C_column);
/* The same in the native arithmetic. */
int core_native_product(ptrdiff_t M, ptrdiff_t K, ptrdiff_t N, const double *A, ptrdiff_t A_row,
                        ptrdiff_t A_column, const double *B, ptrdiff_t B_row, ptrdiff_t B_column,
                        double *C, ptrdiff_t C_row, ptrdiff_t C_column);
int core_column_sums(ptrdiff_t rows, ptrdiff_t columns, const double *A, ptrdiff_t row,
                     ptrdiff_t column, double *sums);
int core_total(ptrdiff_t rows, ptrdiff_t columns, const double *A, ptrdiff_t row, ptrdiff_t column,
               double *total);

/* The place of a name in one of the tables "activations", "losses", "optimizers", "generators",
   "metrics"; -1 if it is not there. */
int core_place(const char *table, const char *name);

/* A run of whole epochs: settings as train-settings.h has them; parameters, masks (or NULL), states
   (as many lists as the optimizer has) in the order W_1, b_1, W_2, ..., matrices by columns or by
   rows; powers, two for each W and b; a random stream, or NULL. X, y and weights (or NULL) must
   stay where they are. NULL if there is no memory. */
void *core_run_new(const double *settings, int by_column, const double *X, ptrdiff_t X_row,
                   ptrdiff_t X_column, const double *y, ptrdiff_t y_row, ptrdiff_t y_column,
                   const double *weights, const double *parameters, const double *masks,
                   const double *states, const double *powers, const uint32_t *key, int position);

/* What a row has besides the loss: metrics, by their places, of outputs * divisor + shift (or
   NULL), and the loss and metrics of validation data, `validated` samples, which may be none; they
   must stay where they are. 1 if there is no memory. */
int core_run_watch(void *of, const double *metrics, ptrdiff_t count, const double *shift,
                   const double *divisor, ptrdiff_t validated, const double *X, ptrdiff_t X_row,
                   ptrdiff_t X_column, const double *y, ptrdiff_t y_row, ptrdiff_t y_column,
                   const double *weights);

/* Go on for so many epochs, with one learning rate or one for each of their steps, and write the
   row of every epoch, which is of the network before it, and, if kept is not NULL, its parameters:
   0 done, if the seconds are over with fewer epochs; 1 the seconds are over within an epoch, call
   again with the same arguments; 2 a loss, 3 a norm of gradients is not finite. report: epochs
   and steps of this call, and that norm. */
int core_run(void *of, ptrdiff_t epochs, const double *rates, ptrdiff_t count, double *rows,
             double *kept, double seconds, double *report);

/* The row of the network as it is; 1 if the seconds are over, call again. */
int core_run_look(void *of, double *row, double seconds);

/* The state between two epochs; and back to such a state. */
void core_run_state(void *of, double *parameters, double *states, double *powers, uint32_t *key,
                    int *position);
void core_run_set(void *of, const double *parameters, const double *states, const double *powers,
                  const uint32_t *key, int position);
void core_run_free(void *of);
#endif
