/* The settings of a run as numbers, in this order: those of the run, then those of every layer.
   Both languages put them together (train/core_settings.py, train-core_settings.R). */

#ifndef TWINMLP_SETTINGS
#define TWINMLP_SETTINGS

enum {
    LAYERS,
    SAMPLES,
    INPUTS,
    BATCH,         /* rows of a batch */
    SHUFFLED,      /* 1: a new order in every epoch */
    GENERATOR,     /* place in its table */
    LOSS,          /* place in its table */
    LOSS_OPTION,   /* huber's delta */
    MEAN,          /* 1: J is a mean */
    OPTIMIZER,     /* place in its table */
    OPTION,        /* its options, but learning_rate and weight_decay, in the order of its table */
    DECAY = OPTION + 5,
    CLIPPING,      /* 0 none, 1 by value, 2 by norm */
    LIMIT,
    L1,
    L2,
    ON_BIASES,
    EPOCH_LOSS,    /* where that of an epoch comes from: 1 step, 2 batches, 3 pass */
    THREADS,       /* how many work on a step that is large enough */
    NATIVE,        /* 1: sums of products in native order */
    RUN_SETTINGS
};

enum { FROM_STEP = 1, FROM_BATCHES, FROM_PASS };

enum { UNITS, BIAS, ACTIVATION, ALPHA, RATE, LAYER_SETTINGS };

#endif
