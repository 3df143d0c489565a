/// scores[j] = queries · keys[j] for four keys. Each key's products are added in the same order whichever keys stand beside it.
INLINE void score_four(float *scores, const float *queries, const float *const keys[4], size_t head_dim) {
    floats16 sums[4] = {splat(0.0f), splat(0.0f), splat(0.0f), splat(0.0f)};
    size_t i = 0;
    for (; i + WIDTH <= head_dim; i += WIDTH) {
        floats16 query = load(queries + i);
        for (int key = 0; key < 4; key++) sums[key] = fused(query, load(keys[key] + i), sums[key]);
    }
    if (i < head_dim) {
        floats16 query = load_part(queries + i, head_dim - i, 0.0f);
        for (int key = 0; key < 4; key++) {
            sums[key] = fused(query, load_part(keys[key] + i, head_dim - i, 0.0f), sums[key]);
        }
    }
    for (int key = 0; key < 4; key++) scores[key] = sum_lanes(sums[key]);
}

/// `blocks` · 16 columns of Σ weights[j] · values[j], one chain of multiply-adds over the keys per column.
INLINE void weigh(float *to, const heed_attention_row *row, const float *values, const float *weights, int blocks) {
    floats16 sums[4] = {splat(0.0f), splat(0.0f), splat(0.0f), splat(0.0f)};
    for (size_t key = 0; key < row->key_count; key++) {
        size_t slot = row->slots ? (size_t)row->slots[key] : key;
        const float *value = values + slot * row->values_stride;
        floats16 weight = splat(weights[key]);
        for (int block = 0; block < blocks; block++) {
            sums[block] = fused(weight, load(value + block * WIDTH), sums[block]);
        }
    }
    for (int block = 0; block < blocks; block++) store(to + block * WIDTH, sums[block]);
}

INLINE void weigh_part(float *to, const heed_attention_row *row, const float *values, const float *weights, size_t count) {
    floats16 sum = splat(0.0f);
    for (size_t key = 0; key < row->key_count; key++) {
        size_t slot = row->slots ? (size_t)row->slots[key] : key;
        sum = fused(splat(weights[key]), load_part(values + slot * row->values_stride, count, 0.0f), sum);
    }
    store_part(to, count, sum);
}

static void attention(float *to, const heed_attention_row *row, const heed_attention_form *form, size_t head,
                      float *scratch) {
    size_t head_dim = form->head_dim, count = row->key_count;
    float *outputs = to + head * head_dim;
    if (count == 0) {
        memset(outputs, 0, head_dim * sizeof(float));
        return;
    }
    const float *queries = row->queries + head * head_dim;
    const float *keys = row->keys + head * head_dim;
    const float *values = row->values + head * head_dim;
    for (size_t key = 0; key < count; key += 4) {
        const float *four[4];
        // Past the end the last key stands in, so that every key goes through the same code.
        for (size_t i = 0; i < 4; i++) {
            size_t position = key + i < count ? key + i : count - 1;
            four[i] = keys + (row->slots ? (size_t)row->slots[position] : position) * row->keys_stride;
        }
        score_four(scratch + key, queries, four, head_dim);
    }
    scale(scratch, scratch, form->scale, count);
    if (row->bias) add(scratch, row->bias + head * row->bias_stride, count);
    if (row->scores) memcpy(row->scores + head * row->weights_stride, scratch, count * sizeof(float));
    softmax(scratch, count);
    if (row->weights) memcpy(row->weights + head * row->weights_stride, scratch, count * sizeof(float));

    size_t column = 0;
    for (; column + 4 * WIDTH <= head_dim; column += 4 * WIDTH) weigh(outputs + column, row, values + column, scratch, 4);
    for (; column + 2 * WIDTH <= head_dim; column += 2 * WIDTH) weigh(outputs + column, row, values + column, scratch, 2);
    for (; column + WIDTH <= head_dim; column += WIDTH) weigh(outputs + column, row, values + column, scratch, 1);
    if (column < head_dim) weigh_part(outputs + column, row, values + column, scratch, head_dim - column);
}
