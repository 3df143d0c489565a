#include "isa.h"
#include "threads.h"

/// Rows with the same keys that are computed together: each key comes from memory once for all of them.
enum { GROUP = 16 };

typedef struct {
    const struct heed_kernels *kernels;
    float *to;
    const heed_attention_row *rows;
    size_t count;
    const heed_attention_form *form;
    float *scratch;
    size_t scratch_size; ///< of one row
} attention_context;

/// The kernel writes whole groups of four scores; a cache line between threads keeps them apart.
static size_t scratch_size(size_t keys) { return (keys + 15) / 16 * 16 + 16; }

size_t heed_attention_scratch(size_t keys) { return scratch_size(keys) * GROUP * (size_t)heed_threads(); }

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static bool share_keys(const heed_attention_row *a, const heed_attention_row *b) {
    return a->keys == b->keys && a->values == b->values && a->slots == b->slots && a->keys_stride == b->keys_stride &&
           a->values_stride == b->values_stride && a->head_stride == b->head_stride;
}

/// Items are (row, head) pairs: run by run of rows that share their keys, in each run head by head, so that the part of
/// the keys that belongs to a head is in the cache for all rows of the run.
static void attention_items(const void *data, size_t begin, size_t end, size_t thread) {
    const attention_context *c = data;
    size_t heads = c->form->heads, row_size = heads * c->form->head_dim;
    float *scratch = c->scratch + thread * GROUP * c->scratch_size;
    for (size_t item = begin; item < end;) {
        // A run of n rows has n · heads items, so that the item says which row's run it belongs to.
        size_t first = item / heads, past = first + 1;
        while (first > 0 && share_keys(&c->rows[first - 1], &c->rows[first])) first--;
        while (past < c->count && share_keys(&c->rows[past - 1], &c->rows[past])) past++;
        size_t run = past - first, run_end = least(end, past * heads);
        while (item < run_end) {
            size_t place = item - first * heads, head = place / run, row = place % run;
            size_t group = least(GROUP, least(run - row, run_end - item)), after = place + group;
            // What follows on this thread is the run's next rows or head, or the next run.
            const heed_attention_row *next = item + group == end            ? NULL
                                             : item + group == past * heads ? c->rows + past
                                                                            : c->rows + first + after % run;
            c->kernels->attention(c->to + (first + row) * row_size, c->rows + first + row, group, c->form, head, next,
                                  after / run % heads, scratch, c->scratch_size);
            item += group;
        }
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
    heed_parallel(count * form->heads, work, scratch_count / (GROUP * c.scratch_size), attention_items, &c);
}
