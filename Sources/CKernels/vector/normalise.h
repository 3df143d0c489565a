/// Σ x over a row: 16 partial sums, added in a fixed order.
INLINE float sum_row(const float *row, size_t size) {
    floats16 sum = splat(0.0f);
    size_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) sum += load(row + i);
    if (i < size) sum += load_part(row + i, size - i, 0.0f);
    return sum_lanes(sum);
}

/// Σ (x − center)² over a row.
INLINE float sum_squares(const float *row, size_t size, float center) {
    floats16 sum = splat(0.0f);
    size_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) {
        floats16 difference = load(row + i) - center;
        sum = fused(difference, difference, sum);
    }
    if (i < size) {
        floats16 difference = load_part(row + i, size - i, center) - center;
        sum = fused(difference, difference, sum);
    }
    return sum_lanes(sum);
}

static void layer_norm(float *to, const float *row, const float *gain, const float *bias, size_t size, float epsilon) {
    float mean = sum_row(row, size) / (float)size;
    float variance = sum_squares(row, size, mean) / (float)size;
    float factor = 1.0f / sqrtf(variance + epsilon);
    size_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) {
        floats16 scaled = (load(row + i) - mean) * factor;
        floats16 shift = bias ? load(bias + i) : splat(0.0f);
        store(to + i, fused(scaled, load(gain + i), shift));
    }
    if (i < size) {
        floats16 scaled = (load_part(row + i, size - i, mean) - mean) * factor;
        floats16 shift = bias ? load_part(bias + i, size - i, 0.0f) : splat(0.0f);
        store_part(to + i, size - i, fused(scaled, load_part(gain + i, size - i, 0.0f), shift));
    }
}

static void rms_norm(float *to, const float *row, const float *gain, size_t size, float epsilon) {
    float factor = 1.0f / sqrtf(sum_squares(row, size, 0.0f) / (float)size + epsilon);
    size_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) store(to + i, (load(row + i) * factor) * load(gain + i));
    for (; i < size; i++) to[i] = (row[i] * factor) * gain[i];
}
