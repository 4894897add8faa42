/* The whole of it in C, with nothing but libm: reads a case, trains, writes a trace.  cc -O2 -o net net.c -lm */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A JSON value: a number, a text, or a list or object of children (an object's children have names). */
typedef struct Value { char kind; double number; char *text, *name; struct Value **child; int count; } Value;
static const char *at;

static void stop(const char *why, int status) { fprintf(stderr, "%s\n", why); exit(status); }
static void blanks(void) { while (isspace((unsigned char)*at)) at++; }

static char *text(void) {
    const char *from = ++at;
    while (*at && *at != '"') at += *at == '\\' ? 2 : 1;
    char *copy = calloc(at - from + 1, 1);
    memcpy(copy, from, at++ - from);
    return copy;
}

static Value *value(void) {
    Value *v = calloc(1, sizeof *v);
    blanks();
    v->kind = *at;
    if (*at == '"') { v->text = text(); return v; }
    if (*at != '{' && *at != '[') {
        char *end;
        v->number = strtod(at, &end);
        if (end == at) while (isalpha((unsigned char)*at)) at++; else { at = end; v->kind = '0'; }
        return v;
    }
    char close = *at++ == '{' ? '}' : ']';
    for (blanks(); *at && *at != close; blanks()) {
        char *name = close == '}' ? text() : NULL;
        if (name) { blanks(); at++; }
        v->child = realloc(v->child, (v->count + 1) * sizeof(Value *));
        (v->child[v->count++] = value())->name = name;
        blanks();
        if (*at == ',') at++;
    }
    at++;
    return v;
}

static Value *get(Value *v, const char *name) {
    for (int i = 0; v && i < v->count; i++) if (v->child[i]->name && !strcmp(v->child[i]->name, name)) return v->child[i];
    return NULL;
}

typedef struct { int rows, columns; double *x; } Matrix;
static Matrix matrix(int rows, int columns) { return (Matrix){rows, columns, calloc((size_t)rows * columns + 1, sizeof(double))}; }
#define AT(M, i, j) (M).x[(i) * (M).columns + (j)]

static Matrix read_matrix(Value *v) {
    int flat = v->child[0]->kind != '[';
    Matrix m = matrix(flat ? 1 : v->count, flat ? v->count : v->child[0]->count);
    for (int i = 0; i < m.rows; i++) for (int j = 0; j < m.columns; j++) AT(m, i, j) = (flat ? v : v->child[i])->child[j]->number;
    return m;
}

static void write_matrix(FILE *out, const char *name, Matrix m, int flat) {
    fprintf(out, "\"%s\": %s", name, flat ? "" : "[");
    for (int i = 0; i < m.rows; i++) {
        for (int j = 0; j < m.columns; j++) fprintf(out, "%s%.17g", j ? ", " : i ? ", [" : "[", AT(m, i, j));
        fputc(']', out);
    }
    fputs(flat ? "" : "]", out);
}

typedef struct { char f; int inputs, units, bias; Matrix W, b, Z, A, dA, dZ, dW, db; } Layer;

static double f(char kind, double z) { return kind == 's' ? 1 / (1 + exp(-z)) : kind == 't' ? tanh(z) : kind == 'r' ? (z > 0 ? z : 0) : z; }
static double slope(char kind, double z, double a) { return kind == 's' ? a * (1 - a) : kind == 't' ? 1 - a * a : kind == 'r' ? z > 0 : 1; }

static void size_for(Layer *l, int n) {
    l->Z = matrix(n, l->units); l->A = matrix(n, l->units); l->dA = matrix(n, l->units); l->dZ = matrix(n, l->units);
    l->dW = matrix(l->inputs, l->units); l->db = matrix(1, l->units);
}

static double forward(Layer *layers, int L, Matrix X, Matrix y, int mean) {
    for (int l = 0; l < L; l++) {
        Layer *t = layers + l;
        Matrix in = l ? layers[l - 1].A : X;
        for (int i = 0; i < X.rows; i++) for (int j = 0; j < t->units; j++) {
            double z = t->bias ? t->b.x[j] : 0;
            for (int k = 0; k < t->inputs; k++) z += AT(in, i, k) * AT(t->W, k, j);
            AT(t->Z, i, j) = z; AT(t->A, i, j) = f(t->f, z);
        }
    }
    double J = 0;
    for (int i = 0; i < y.rows * y.columns; i++) J += (layers[L - 1].A.x[i] - y.x[i]) * (layers[L - 1].A.x[i] - y.x[i]) / 2;
    return mean ? J / y.rows : J;
}

static void backward(Layer *layers, int L, Matrix X, Matrix y, int mean) {
    for (int i = 0; i < y.rows * y.columns; i++) layers[L - 1].dA.x[i] = (layers[L - 1].A.x[i] - y.x[i]) / (mean ? y.rows : 1);
    for (int l = L - 1; l >= 0; l--) {
        Layer *t = layers + l;
        Matrix in = l ? layers[l - 1].A : X;
        for (int i = 0; i < X.rows * t->units; i++) t->dZ.x[i] = t->dA.x[i] * slope(t->f, t->Z.x[i], t->A.x[i]);
        for (int i = 0; i < X.rows; i++) for (int j = 0; j < t->units; j++) {
            t->db.x[j] += AT(t->dZ, i, j);
            for (int k = 0; k < t->inputs; k++) AT(t->dW, k, j) += AT(in, i, k) * AT(t->dZ, i, j);
            if (l) for (int k = 0; k < t->inputs; k++) AT(layers[l - 1].dA, i, k) += AT(t->dZ, i, j) * AT(t->W, k, j);
        }
    }
}

static void write_layers(FILE *out, Layer *layers, int L, int all) {
    for (int l = 0; l < L; l++) {
        Layer *t = layers + l;
        Matrix given[] = {t->Z, t->A, t->dA, t->dZ, t->dW};
        const char *names[] = {"Z", "A", "dA", "dZ", "dW"};
        fputs(l ? ", {" : "{", out);
        for (int q = 0; all && q < 5; q++) { write_matrix(out, names[q], given[q], 0); fputs(", ", out); }
        if (all && t->bias) { write_matrix(out, "db", t->db, 1); fputs(", ", out); }
        write_matrix(out, "W", t->W, 0);
        if (t->bias) { fputs(", ", out); write_matrix(out, "b", t->b, 1); }
        fputs("}", out);
    }
}

static int is_one_of(Value *v, const char *names) {
    char word[64];
    return v && v->text && snprintf(word, sizeof word, " %s ", v->text) < 64 && strstr(names, word) != NULL;
}

static void refuse_what_is_not_here(Value *c, Value *shapes) {
    Value *optimizer = get(c, "optimizer"), *penalty = get(c, "penalty"), *l1 = get(penalty, "l1"), *l2 = get(penalty, "l2");
    Value *weights = get(get(c, "data"), "sample_weight");
    if (!is_one_of(get(optimizer, "name"), " sgd ") || get(optimizer, "schedule") || get(optimizer, "weight_decay")) stop("plain sgd only", 77);
    if (!is_one_of(get(get(c, "loss"), "name"), " half_squared_error ")) stop("half squared error only", 77);
    if (get(c, "clipping") || get(c, "masks") || (l1 && l1->number) || (l2 && l2->number)) stop("no penalty, clipping or masks here", 77);
    Value *training = get(c, "training");
    if (get(training, "validation_fraction") || get(training, "patience") || get(training, "threshold")) stop("no early end here", 77);
    if (weights && weights->kind == '[') stop("no weights of samples here", 77);
    for (int l = 0; l < shapes->count; l++) {
        if (get(shapes->child[l], "dropout")) stop("no dropout here", 77);
        if (!is_one_of(get(shapes->child[l], "activation"), " identity sigmoid tanh relu ")) stop("not this activation", 77);
    }
}

int main(int count, char **words) {
    static char file[1 << 24];
    FILE *in = count == 3 ? fopen(words[1], "rb") : NULL;
    if (!in) stop("usage: net CASE TRACE", 2);
    file[fread(file, 1, sizeof file - 1, in)] = 0;
    at = file;
    Value *c = value(), *training = get(c, "training"), *shapes = get(get(c, "network"), "layers"), *order = get(training, "order");
    if (order && order->text && !strcmp(order->text, "shuffled")) stop("no shuffling here", 77);
    if (get(c, "parameters")->kind != '[') stop("no random numbers here", 77);
    refuse_what_is_not_here(c, shapes);
    Matrix X = read_matrix(get(get(c, "data"), "X")), y = read_matrix(get(get(c, "data"), "y"));
    Value *reduction = get(get(c, "loss"), "reduction"), *batch = get(training, "batch_size"), *record = get(get(c, "record"), "steps");
    int L = shapes->count, n = X.rows, mean = reduction && !strcmp(reduction->text, "mean"), step = 0, written = 0;
    int size = batch && batch->kind == '0' ? (int)batch->number : n, epochs = (int)get(training, "epochs")->number;
    double rate = get(get(c, "optimizer"), "learning_rate")->number, *losses = calloc(epochs, sizeof(double));
    Layer *layers = calloc(L, sizeof(Layer));
    for (int l = 0; l < L; l++) {
        Value *shape = shapes->child[l], *given = get(c, "parameters")->child[l], *b = get(given, "b");
        layers[l] = (Layer){.f = get(shape, "activation")->text[0], .inputs = (int)get(shape, "inputs")->number, .units = (int)get(shape, "units")->number};
        layers[l].W = read_matrix(get(given, "W"));
        if ((layers[l].bias = b && b->kind == '[')) layers[l].b = read_matrix(b);
    }
    FILE *out = fopen(words[2], "w");
    fputs("{\"format\": \"twinmlp-trace\", \"implementation\": {\"name\": \"net.c\", \"language\": \"C\"}, \"steps\": [", out);
    for (int epoch = 0; epoch < epochs; epoch++) {
        for (int l = 0; l < L; l++) size_for(layers + l, n);
        losses[epoch] = forward(layers, L, X, y, mean);
        for (int first = 0; first < n; first += size, step++) {
            int rows = n - first < size ? n - first : size;
            Matrix some = {rows, X.columns, X.x + first * X.columns}, targets = {rows, y.columns, y.x + first * y.columns};
            for (int l = 0; l < L; l++) size_for(layers + l, rows);
            double J = forward(layers, L, some, targets, mean);
            backward(layers, L, some, targets, mean);
            for (int l = 0; l < L; l++) {
                for (int i = 0; i < layers[l].inputs * layers[l].units; i++) layers[l].W.x[i] -= rate * layers[l].dW.x[i];
                for (int j = 0; layers[l].bias && j < layers[l].units; j++) layers[l].b.x[j] -= rate * layers[l].db.x[j];
            }
            for (int r = 0; r < record->count; r++) if ((int)record->child[r]->number == step) {
                fprintf(out, "%s{\"step\": %d, \"epoch\": %d, \"loss\": %.17g, \"rows\": [", written++ ? ", " : "", step, epoch, J);
                for (int i = 0; i < rows; i++) fprintf(out, "%s%d", i ? ", " : "", first + i);
                fputs("], \"layers\": [", out);
                write_layers(out, layers, L, 1);
                fputs("]}", out);
            }
        }
    }
    fputs("], \"losses\": [", out);
    for (int e = 0; e < epochs; e++) fprintf(out, "%s%.17g", e ? ", " : "", losses[e]);
    for (int l = 0; l < L; l++) size_for(layers + l, n);
    fprintf(out, "], \"final\": {\"loss\": %.17g, \"parameters\": [", forward(layers, L, X, y, mean));
    write_layers(out, layers, L, 0);
    fputs("]}}\n", out);
    return ferror(out) || fclose(out);
}
