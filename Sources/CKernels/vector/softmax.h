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
        floats16 value = exponential_of_negative(load(row + i) - maximum);
        store(row + i, value);
        sum += value;
    }
    if (i < size) {
        floats16 value = exponential_of_negative(load_part(row + i, size - i, -INFINITY) - maximum);
        store_part(row + i, size - i, value);
        sum += value;
    }
    return sum_lanes(sum);
}

/// The sum of exp(row − maximum).
INLINE float sum_of_exponentials(const float *row, size_t size, float maximum) {
    floats16 sum = splat(0.0f);
    size_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) sum += exponential_of_negative(load(row + i) - maximum);
    if (i < size) sum += exponential_of_negative(load_part(row + i, size - i, -INFINITY) - maximum);
    return sum_lanes(sum);
}

static void softmax(float *row, size_t size) {
    float factor = 1.0f / exponentials(row, size, largest(row, size));
    scale(row, row, factor, size);
}

/// The limit where the largest number is infinite: that number, unless there is a NaN.
static float infinite_log_sum_exp(const float *row, size_t size, float maximum) {
    for (size_t i = 0; i < size; i++) {
        if (isnan(row[i])) return row[i];
    }
    return maximum;
}

static float log_sum_exp(const float *row, size_t size) {
    float maximum = largest(row, size);
    if (isinf(maximum)) return infinite_log_sum_exp(row, size, maximum);
    return (float)((double)maximum + log((double)sum_of_exponentials(row, size, maximum)));
}

static void log_softmax(float *row, size_t size) {
    // x − max first, as torch does: near the maximum the difference is exact, and so is small loss from a large logit.
    float maximum = largest(row, size);
    float logarithm = (float)log((double)sum_of_exponentials(row, size, maximum));
    size_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) store(row + i, (load(row + i) - maximum) - logarithm);
    for (; i < size; i++) row[i] = (row[i] - maximum) - logarithm;
}
