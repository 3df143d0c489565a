#include "isa.h"
#include "threads.h"

/// Rows with the same keys that are computed together: each key comes from memory once for all of them.
enum { GROUP = 16 };
/// The same of whole sequences: whole tiles of 6 and of 12 rows.
enum { WHOLE_GROUP = 24 };
/// Fewer keys are not worth packing.
enum { WHOLE_LEAST_KEYS = 24 };

typedef struct {
    const struct heed_kernels *kernels;
    float *to;
    const heed_attention_row *rows;
    size_t count;
    const heed_attention_form *form;
    float *scratch;
    size_t scratch_size; ///< of one row
    size_t keys;         ///< at most of a row
} attention_context;

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/// The kernels write whole groups of 16 scores; a cache line between threads keeps them apart.
static size_t scratch_size(size_t keys) { return (keys + 15) / 16 * 16 + 16; }

/// Of one thread: scores, and a head's queries, packed keys and values.
static size_t thread_scratch(size_t keys, const heed_attention_form *form) {
    return WHOLE_GROUP * (scratch_size(keys) + form->head_dim) + 2 * scratch_size(keys) * form->head_dim;
}

size_t heed_attention_scratch(size_t keys, const heed_attention_form *form) {
    return thread_scratch(keys, form) * (size_t)heed_threads();
}

/// Whether a row goes through the kernel for whole sequences.
static bool is_whole(const heed_attention_row *row, const heed_attention_form *form) {
    return row->whole && !row->slots && row->key_count >= WHOLE_LEAST_KEYS && form->head_dim % 16 == 0;
}

static bool share_keys(const heed_attention_row *a, const heed_attention_row *b, const heed_attention_form *form) {
    return a->keys == b->keys && a->values == b->values && a->slots == b->slots && a->keys_stride == b->keys_stride &&
           a->values_stride == b->values_stride && a->head_stride == b->head_stride &&
           is_whole(a, form) == is_whole(b, form) && (!is_whole(a, form) || a->key_count == b->key_count);
}

/// A head of a run of rows, from the item begin to the item end, all of that head; the run's keys may be packed
/// already.
static void whole_items(const attention_context *c, size_t first, size_t head, size_t row, size_t rows, float *scratch,
                        bool is_packed) {
    size_t head_dim = c->form->head_dim, row_size = c->form->heads * head_dim;
    float *queries = scratch + WHOLE_GROUP * c->scratch_size, *keys = queries + WHOLE_GROUP * head_dim;
    float *values = keys + c->scratch_size * head_dim;
    if (!is_packed) c->kernels->pack_head(keys, values, c->rows + first, c->form, head);
    c->kernels->attention_whole(c->to + (first + row) * row_size, c->rows + first + row, rows, c->form, head, keys,
                                values, queries, scratch, c->scratch_size);
}

/// Items are (row, head) pairs: run by run of rows that share their keys, in each run head by head, so that the part of
/// the keys that belongs to a head is in the cache for all rows of the run.
static void attention_items(const void *data, size_t begin, size_t end, size_t thread) {
    const attention_context *c = data;
    size_t heads = c->form->heads, row_size = heads * c->form->head_dim;
    float *scratch = c->scratch + thread * thread_scratch(c->keys, c->form);
    for (size_t item = begin; item < end;) {
        // A run of n rows has n · heads items, so that the item says which row's run it belongs to.
        size_t first = item / heads, past = first + 1;
        while (first > 0 && share_keys(&c->rows[first - 1], &c->rows[first], c->form)) first--;
        while (past < c->count && share_keys(&c->rows[past - 1], &c->rows[past], c->form)) past++;
        size_t run = past - first, run_end = least(end, past * heads);
        bool whole = is_whole(&c->rows[first], c->form);
        size_t packed_head = SIZE_MAX;
        while (item < run_end) {
            size_t place = item - first * heads, head = place / run, row = place % run;
            size_t group = least(whole ? WHOLE_GROUP : GROUP, least(run - row, run_end - item)), after = place + group;
            if (whole) {
                whole_items(c, first, head, row, group, scratch, head == packed_head);
                packed_head = head;
            } else {
                // What follows on this thread is the run's next rows or head, or the next run.
                const heed_attention_row *next = item + group == end            ? NULL
                                                 : item + group == past * heads ? c->rows + past
                                                                                : c->rows + first + after % run;
                c->kernels->attention(c->to + (first + row) * row_size, c->rows + first + row, group, c->form, head,
                                      next, after / run % heads, scratch, c->scratch_size);
            }
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
    attention_context c = {heed_kernels_active(), to, rows, count, form, scratch, scratch_size(most), most};
    // Two products per key and head dimension, and a softmax; short rows cost about a key's worth by themselves.
    size_t work = (keys + count) * form->heads * (2 * form->head_dim + 32);
    heed_parallel(count * form->heads, work, scratch_count / thread_scratch(most, form), attention_items, &c);
}
