/// Keys that all rows of a group pass by before the next come: few enough to stay in the first-level cache even if the
/// distance between keys is a power of two. A multiple of 4.
enum { ATTENTION_KEYS = 16 };

INLINE size_t key_place(const heed_attention_row *row, size_t key) {
    return row->slots ? (size_t)row->slots[key] : key;
}

/// scores[j] = queries · keys[j] for four keys. Each key's products are added in the same order whichever keys stand
/// beside it.
INLINE void score_four(float *scores, const float *queries, const float *const keys[4], size_t head_dim) {
    floats16 sums[4] = {splat(0.0f), splat(0.0f), splat(0.0f), splat(0.0f)};
    size_t i = 0;
    for (; i + WIDTH <= head_dim; i += WIDTH) {
        floats16 query = load(queries + i);
        for (int key = 0; key < 4; key++) sums[key] = fused(query, load(keys[key] + i), sums[key]);
    }
    if (i < head_dim && head_dim > WIDTH) {
        // The last 16 numbers, with zeros for those that have been counted.
        ints16 lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        ints16 counted = lanes < (int32_t)(i + WIDTH - head_dim);
        size_t last = head_dim - WIDTH;
        floats16 query = counted ? splat(0.0f) : load(queries + last);
        for (int key = 0; key < 4; key++) sums[key] = fused(query, load(keys[key] + last), sums[key]);
    } else if (i < head_dim) {
        floats16 query = load_part(queries, head_dim, 0.0f);
        for (int key = 0; key < 4; key++) sums[key] = fused(query, load_part(keys[key], head_dim, 0.0f), sums[key]);
    }
    for (int key = 0; key < 4; key++) scores[key] = sum_lanes(sums[key]);
}

/// Adds weights[j] · values[j] for the keys begin..<end to `blocks` · 16 columns of a row's output: with all calls
/// together one chain of multiply-adds over the keys per column.
INLINE void weigh(float *to, const heed_attention_row *row, const float *values, const float *weights, size_t begin,
                  size_t end, int blocks) {
    floats16 sums[4];
    for (int block = 0; block < blocks; block++) sums[block] = begin ? load(to + block * WIDTH) : splat(0.0f);
    for (size_t key = begin; key < end; key++) {
        const float *value = values + key_place(row, key) * row->values_stride;
        floats16 weight = splat(weights[key]);
        for (int block = 0; block < blocks; block++) {
            sums[block] = fused(weight, load(value + block * WIDTH), sums[block]);
        }
    }
    for (int block = 0; block < blocks; block++) store(to + block * WIDTH, sums[block]);
}

/// The same for fewer than 16 columns.
INLINE void weigh_narrow(float *to, const heed_attention_row *row, const float *values, const float *weights,
                         size_t begin, size_t end, size_t columns) {
    floats16 sum = begin ? load_part(to, columns, 0.0f) : splat(0.0f);
    for (size_t key = begin; key < end; key++) {
        const float *value = values + key_place(row, key) * row->values_stride;
        sum = fused(splat(weights[key]), load_part(value, columns, 0.0f), sum);
    }
    store_part(to, columns, sum);
}

static void weigh_keys(float *to, const heed_attention_row *row, const float *values, const float *weights,
                       size_t begin, size_t end, size_t head_dim) {
    if (head_dim < WIDTH) {
        weigh_narrow(to, row, values, weights, begin, end, head_dim);
        return;
    }
    float last[WIDTH];
    size_t column = 0, rest = head_dim % WIDTH;
    if (rest) {
        // The last 16 columns overlap the others: kept apart, as the others would be added to twice.
        if (begin) memcpy(last, to + head_dim - WIDTH, sizeof last);
        weigh(last, row, values + head_dim - WIDTH, weights, begin, end, 1);
    }
    for (; column + 4 * WIDTH <= head_dim; column += 4 * WIDTH) {
        weigh(to + column, row, values + column, weights, begin, end, 4);
    }
    if (column + 2 * WIDTH <= head_dim) {
        weigh(to + column, row, values + column, weights, begin, end, 2);
        column += 2 * WIDTH;
    }
    if (column + WIDTH <= head_dim) weigh(to + column, row, values + column, weights, begin, end, 1);
    if (rest) memcpy(to + head_dim - WIDTH, last, sizeof last);
}

static void score_keys(float *scores, const heed_attention_row *row, const float *queries, const float *keys,
                       size_t begin, size_t end, size_t head_dim) {
    for (size_t key = begin; key < end; key += 4) {
        const float *four[4];
        // Past the end the last key stands in, so that every key goes through the same code.
        for (size_t i = 0; i < 4; i++) {
            size_t place = key_place(row, key + i < end ? key + i : end - 1);
            four[i] = keys + place * row->keys_stride;
        }
        score_four(scores + key, queries, four, head_dim);
    }
}

INLINE size_t least(size_t a, size_t b) { return a < b ? a : b; }

/// Asks memory for one head's part of some keys or values: a head's are too few for the processor to see what follows.
INLINE void ask_for_rows(const heed_attention_row *row, const float *numbers, size_t stride, size_t begin, size_t end,
                         size_t head_dim) {
    for (size_t key = begin; key < end; key++) {
        const float *place = numbers + key_place(row, key) * stride;
        for (size_t i = 0; i < head_dim; i += WIDTH) __builtin_prefetch(place + i);
    }
}

/// Scores of a row's keys become its weights, and go where they are wanted.
static void weigh_scores(const heed_attention_row *row, const heed_attention_form *form, size_t head, float *scores) {
    size_t place = head * row->weights_stride;
    scale(scores, scores, form->scale, row->key_count);
    if (row->bias) add(scores, row->bias + head * row->bias_stride, row->key_count);
    if (row->scores) memcpy(row->scores + place, scores, row->key_count * sizeof(float));
    softmax(scores, row->key_count);
    if (row->weights) memcpy(row->weights + place, scores, row->key_count * sizeof(float));
}

static void attention(float *to, const heed_attention_row *rows, size_t count, const heed_attention_form *form,
                      size_t head, const heed_attention_row *next, size_t next_head, float *scratch,
                      size_t scratch_size) {
    size_t head_dim = form->head_dim, row_size = form->heads * head_dim, offset = head * head_dim, keys = 0;
    for (size_t row = 0; row < count; row++) {
        if (rows[row].key_count > keys) keys = rows[row].key_count;
        if (rows[row].key_count == 0) memset(to + row * row_size + offset, 0, head_dim * sizeof(float));
    }
    const heed_attention_row *first = &rows[0];
    for (size_t begin = 0; begin < keys; begin += ATTENTION_KEYS) {
        ask_for_rows(first, first->values + head * first->head_stride, first->values_stride, begin,
                     least(begin + ATTENTION_KEYS, first->key_count), head_dim);
        for (size_t row = 0; row < count; row++) {
            size_t end = least(begin + ATTENTION_KEYS, rows[row].key_count);
            score_keys(scratch + row * scratch_size, &rows[row], rows[row].queries + offset,
                       rows[row].keys + head * rows[row].head_stride, begin, end, head_dim);
        }
    }
    for (size_t row = 0; row < count; row++) {
        if (rows[row].key_count > 0) weigh_scores(&rows[row], form, head, scratch + row * scratch_size);
    }
    for (size_t begin = 0; begin < keys; begin += ATTENTION_KEYS) {
        if (next) {
            ask_for_rows(next, next->keys + next_head * next->head_stride, next->keys_stride, begin,
                         least(begin + ATTENTION_KEYS, next->key_count), head_dim);
        }
        for (size_t row = 0; row < count; row++) {
            size_t end = least(begin + ATTENTION_KEYS, rows[row].key_count);
            if (begin >= end) continue;
            const float *weights = scratch + row * scratch_size;
            weigh_keys(to + row * row_size + offset, &rows[row], rows[row].values + head * rows[row].head_stride,
                       weights, begin, end, head_dim);
        }
    }
}
