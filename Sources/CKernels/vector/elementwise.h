static void add(float *to, const float *other, size_t count) {
    size_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) store(to + i, load(to + i) + load(other + i));
    for (; i < count; i++) to[i] += other[i];
}

static void scale(float *to, const float *from, float factor, size_t count) {
    size_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) store(to + i, load(from + i) * factor);
    for (; i < count; i++) to[i] = from[i] * factor;
}

/// One loop per activation, so that the choice is made once.
#define ACTIVATE(ACTIVATION)                                                 \
    case ACTIVATION: {                                                       \
        size_t i = 0;                                                        \
        for (; i + WIDTH <= count; i += WIDTH) {                             \
            store(numbers + i, activated(load(numbers + i), ACTIVATION));    \
        }                                                                    \
        if (i < count) {                                                     \
            floats16 rest = load_part(numbers + i, count - i, 0.0f);         \
            store_part(numbers + i, count - i, activated(rest, ACTIVATION)); \
        }                                                                    \
        break;                                                               \
    }

static void activate(float *numbers, size_t count, enum heed_activation activation) {
    switch (activation) {
        ACTIVATE(HEED_RELU)
        ACTIVATE(HEED_GELU)
        ACTIVATE(HEED_GELU_TANH)
        ACTIVATE(HEED_SILU)
        ACTIVATE(HEED_TANH)
        ACTIVATE(HEED_SIGMOID)
    case HEED_NO_ACTIVATION: break;
    }
}

#undef ACTIVATE

#define GATE(ACTIVATION)                                                              \
    case ACTIVATION: {                                                                \
        size_t i = 0;                                                                 \
        for (; i + WIDTH <= count; i += WIDTH) {                                      \
            store(to + i, activated(load(gates + i), ACTIVATION) * load(values + i)); \
        }                                                                             \
        if (i < count) {                                                              \
            floats16 rest = load_part(gates + i, count - i, 0.0f);                    \
            floats16 value = load_part(values + i, count - i, 0.0f);                  \
            store_part(to + i, count - i, activated(rest, ACTIVATION) * value);       \
        }                                                                             \
        break;                                                                        \
    }

static void gate(float *to, const float *gates, const float *values, size_t count, enum heed_activation activation) {
    switch (activation) {
        GATE(HEED_NO_ACTIVATION)
        GATE(HEED_RELU)
        GATE(HEED_GELU)
        GATE(HEED_GELU_TANH)
        GATE(HEED_SILU)
        GATE(HEED_TANH)
        GATE(HEED_SIGMOID)
    }
}

#undef GATE
