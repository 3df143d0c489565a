// The kernels that work row by row or number by number, spread over threads.
#include "isa.h"
#include "threads.h"

/// About how many multiply-adds one number is worth: an exponential takes a few dozen instructions, and one pass over
/// memory as long as several multiply-adds in registers.
enum { EXPONENTIAL_WORK = 24, MEMORY_WORK = 6 };

/// Numbers a thread takes at a time where there are no rows: a multiple of the vectors' width.
enum { BLOCK = 4096 };

typedef struct {
    const struct heed_kernels *kernels;
    float *to;
    const float *from;
    const float *gain;
    const float *bias;
    const int32_t *ids;
    size_t count, size;
    float number;
    enum heed_activation activation;
} rows_context;

static size_t blocks_of(size_t count) { return count / BLOCK + (count % BLOCK != 0); }

static size_t end_of_blocks(size_t blocks, size_t count) { return blocks * BLOCK < count ? blocks * BLOCK : count; }

static void add_blocks(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const rows_context *c = data;
    size_t first = begin * BLOCK;
    c->kernels->add(c->to + first, c->from + first, end_of_blocks(end, c->count) - first);
}

void heed_add(float *to, const float *other, size_t count) {
    rows_context c = {.kernels = heed_kernels_active(), .to = to, .from = other, .count = count};
    heed_parallel(blocks_of(count), count * MEMORY_WORK, SIZE_MAX, add_blocks, &c);
}

static void scale_blocks(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const rows_context *c = data;
    size_t first = begin * BLOCK;
    c->kernels->scale(c->to + first, c->to + first, c->number, end_of_blocks(end, c->count) - first);
}

void heed_scale(float *numbers, float factor, size_t count) {
    rows_context c = {.kernels = heed_kernels_active(), .to = numbers, .count = count, .number = factor};
    heed_parallel(blocks_of(count), count * MEMORY_WORK, SIZE_MAX, scale_blocks, &c);
}

static void activate_blocks(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const rows_context *c = data;
    size_t first = begin * BLOCK;
    c->kernels->activate(c->to + first, end_of_blocks(end, c->count) - first, c->activation);
}

void heed_activate(float *numbers, size_t count, enum heed_activation activation) {
    rows_context c = {.kernels = heed_kernels_active(), .to = numbers, .count = count, .activation = activation};
    size_t work = activation == HEED_RELU ? MEMORY_WORK : EXPONENTIAL_WORK;
    heed_parallel(blocks_of(count), count * work, SIZE_MAX, activate_blocks, &c);
}

static void gate_rows(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const rows_context *c = data;
    for (size_t row = begin; row < end; row++) {
        const float *gates = c->from + row * 2 * c->size;
        c->kernels->gate(c->to + row * c->size, gates, gates + c->size, c->size, c->activation);
    }
}

void heed_gate(float *to, const float *from, size_t rows, size_t size, enum heed_activation activation) {
    rows_context c = {.kernels = heed_kernels_active(), .to = to, .from = from, .size = size, .activation = activation};
    heed_parallel(rows, rows * size * EXPONENTIAL_WORK, SIZE_MAX, gate_rows, &c);
}

void heed_round_to_half(void *to, const float *from, size_t count) {
    heed_kernels_active()->round_to_half(to, from, count);
}

void heed_round_to_byte(uint8_t *to, const float *from, size_t count) {
    heed_kernels_active()->round_to_byte(to, from, count);
}

static void layer_norm_rows(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const rows_context *c = data;
    for (size_t row = begin; row < end; row++) {
        c->kernels->layer_norm(c->to + row * c->size, c->from + row * c->size, c->gain, c->bias, c->size, c->number);
    }
}

void heed_layer_norm(float *to, const float *x, const float *gain, const float *bias, size_t rows, size_t size,
                     float epsilon) {
    rows_context c = {.kernels = heed_kernels_active(),
                      .to = to,
                      .from = x,
                      .gain = gain,
                      .bias = bias,
                      .size = size,
                      .number = epsilon};
    heed_parallel(rows, rows * size * MEMORY_WORK, SIZE_MAX, layer_norm_rows, &c);
}

static void rms_norm_rows(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const rows_context *c = data;
    for (size_t row = begin; row < end; row++) {
        c->kernels->rms_norm(c->to + row * c->size, c->from + row * c->size, c->gain, c->size, c->number);
    }
}

void heed_rms_norm(float *to, const float *x, const float *gain, size_t rows, size_t size, float epsilon) {
    rows_context c = {
        .kernels = heed_kernels_active(), .to = to, .from = x, .gain = gain, .size = size, .number = epsilon};
    heed_parallel(rows, rows * size * MEMORY_WORK, SIZE_MAX, rms_norm_rows, &c);
}

static void softmax_rows(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const rows_context *c = data;
    for (size_t row = begin; row < end; row++) c->kernels->softmax(c->to + row * c->size, c->size);
}

void heed_softmax(float *x, size_t rows, size_t size) {
    rows_context c = {.kernels = heed_kernels_active(), .to = x, .size = size};
    heed_parallel(rows, rows * size * EXPONENTIAL_WORK, SIZE_MAX, softmax_rows, &c);
}

static void log_softmax_rows(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const rows_context *c = data;
    for (size_t row = begin; row < end; row++) c->kernels->log_softmax(c->to + row * c->size, c->size);
}

void heed_log_softmax(float *x, size_t rows, size_t size) {
    rows_context c = {.kernels = heed_kernels_active(), .to = x, .size = size};
    heed_parallel(rows, rows * size * EXPONENTIAL_WORK, SIZE_MAX, log_softmax_rows, &c);
}

float heed_log_sum_exp(const float *row, size_t size) { return heed_kernels_active()->log_sum_exp(row, size); }

size_t heed_argmax(const float *row, size_t size) { return heed_kernels_active()->argmax(row, size); }

void heed_top_k(const float *row, size_t size, heed_ranked *best, size_t k) {
    heed_kernels_active()->top_k(row, size, best, k);
}

static void gather_rows(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const rows_context *c = data;
    for (size_t row = begin; row < end; row++) {
        c->kernels->scale(c->to + row * c->size, c->from + (size_t)c->ids[row] * c->size, c->number, c->size);
    }
}

void heed_gather(float *to, const float *table, const int32_t *ids, size_t rows, size_t size, float scale) {
    rows_context c = {
        .kernels = heed_kernels_active(), .to = to, .from = table, .ids = ids, .size = size, .number = scale};
    heed_parallel(rows, rows * size * MEMORY_WORK, SIZE_MAX, gather_rows, &c);
}
