#include "isa.h"
#include "threads.h"

typedef struct {
    const struct heed_kernels *kernels;
    float *to;
    const heed_attention_row *rows;
    size_t count;
    const heed_attention_form *form;
    float *scratch;
    size_t scratch_size;
} attention_context;

/// The kernel writes whole groups of four scores; a cache line between threads keeps them apart.
static size_t scratch_size(size_t keys) { return (keys + 15) / 16 * 16 + 16; }

size_t heed_attention_scratch(size_t keys) { return scratch_size(keys) * (size_t)heed_threads(); }

static void attention_items(const void *data, size_t begin, size_t end, size_t thread) {
    const attention_context *c = data;
    size_t row_size = c->form->heads * c->form->head_dim;
    float *scratch = c->scratch + thread * c->scratch_size;
    // Head by head, so that rows with the same keys find their part of them in the cache.
    for (size_t item = begin; item < end; item++) {
        size_t head = item / c->count, row = item % c->count;
        c->kernels->attention(c->to + row * row_size, &c->rows[row], c->form, head, scratch);
    }
}

void heed_attention(float *to, const heed_attention_row *rows, size_t count, const heed_attention_form *form,
                    float *scratch, size_t scratch_count) {
    size_t most = 0, keys = 0;
    for (size_t row = 0; row < count; row++) {
        keys += rows[row].key_count;
        if (rows[row].key_count > most) most = rows[row].key_count;
    }
    attention_context c = {heed_kernels_active(), to, rows, count, form, scratch, scratch_size(most)};
    // Two products per key and head dimension, and a softmax; short rows cost about a key's worth by themselves.
    size_t work = (keys + count) * form->heads * (2 * form->head_dim + 32);
    heed_parallel(count * form->heads, work, scratch_count / c.scratch_size, attention_items, &c);
}
