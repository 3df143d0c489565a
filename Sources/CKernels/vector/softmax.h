/// The largest number of a row, −∞ for none; NaN is passed over.
INLINE float largest(const float *row, size_t size) {
    floats16 result = splat(-INFINITY);
    size_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) result = larger(result, load(row + i));
    if (i < size) result = larger(result, load_part(row + i, size - i, -INFINITY));
    return largest_lane(result);
}

/// row ← exp(row − maximum); returns the sum.
INLINE float exponentials(float *row, size_t size, float maximum) {
    floats16 sum = splat(0.0f);
    size_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) {
        floats16 value = exponential(load(row + i) - maximum);
        store(row + i, value);
        sum += value;
    }
    if (i < size) {
        floats16 value = exponential(load_part(row + i, size - i, -INFINITY) - maximum);
        store_part(row + i, size - i, value);
        sum += value;
    }
    return sum_lanes(sum);
}

static void softmax(float *row, size_t size) {
    float factor = 1.0f / exponentials(row, size, largest(row, size));
    scale(row, row, factor, size);
}

static float log_sum_exp(const float *row, size_t size) {
    float maximum = largest(row, size);
    // A row of −∞ alone has the limit −∞, and +∞ decides by itself; both would be NaN below. A NaN must stay one.
    float offset = isinf(maximum) ? 0.0f : maximum;
    floats16 sum = splat(0.0f);
    size_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) sum += exponential(load(row + i) - offset);
    if (i < size) sum += exponential(load_part(row + i, size - i, -INFINITY) - offset);
    return (float)((double)offset + log((double)sum_lanes(sum)));
}

static void log_softmax(float *row, size_t size) {
    // x − max first, as torch does: near the maximum the difference is exact, and so is small loss from a large logit.
    float maximum = largest(row, size);
    floats16 sum = splat(0.0f);
    size_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) sum += exponential(load(row + i) - maximum);
    if (i < size) sum += exponential(load_part(row + i, size - i, -INFINITY) - maximum);
    float logarithm = (float)log((double)sum_lanes(sum));
    i = 0;
    for (; i + WIDTH <= size; i += WIDTH) store(row + i, (load(row + i) - maximum) - logarithm);
    for (; i < size; i++) row[i] = (row[i] - maximum) - logarithm;
}
