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

/// Loops for each activation, so that the choice is made once; in functions of their own, which keeps the stack of a
/// build that is not optimised small.
#define LOOPS(FUNCTION)                                                                             \
    static void activate_##FUNCTION(float *numbers, size_t count) {                                 \
        size_t i = 0;                                                                               \
        for (; i + WIDTH <= count; i += WIDTH) store(numbers + i, FUNCTION(load(numbers + i)));     \
        if (i < count) {                                                                            \
            floats16 rest = load_part(numbers + i, count - i, 0.0f);                                \
            store_part(numbers + i, count - i, FUNCTION(rest));                                     \
        }                                                                                           \
    }                                                                                               \
    static void gate_##FUNCTION(float *to, const float *gates, const float *values, size_t count) { \
        size_t i = 0;                                                                               \
        for (; i + WIDTH <= count; i += WIDTH) {                                                    \
            store(to + i, FUNCTION(load(gates + i)) * load(values + i));                            \
        }                                                                                           \
        if (i < count) {                                                                            \
            floats16 rest = load_part(gates + i, count - i, 0.0f);                                  \
            floats16 value = load_part(values + i, count - i, 0.0f);                                \
            store_part(to + i, count - i, FUNCTION(rest) * value);                                  \
        }                                                                                           \
    }

#define ACTIVATIONS(EACH)                 \
    EACH(HEED_NO_ACTIVATION, unchanged)   \
    EACH(HEED_RELU, relu)                 \
    EACH(HEED_GELU, gelu)                 \
    EACH(HEED_GELU_TANH, gelu_tanh)       \
    EACH(HEED_SILU, silu)                 \
    EACH(HEED_TANH, hyperbolic_tangent)   \
    EACH(HEED_SIGMOID, sigmoid)           \
    EACH(HEED_RELU6, relu6)               \
    EACH(HEED_RELU_SQUARED, relu_squared) \
    EACH(HEED_LEAKY_RELU, leaky_relu)     \
    EACH(HEED_GELU_10, gelu_10)           \
    EACH(HEED_QUICK_GELU, quick_gelu)     \
    EACH(HEED_MISH, mish)                 \
    EACH(HEED_HARD_SWISH, hard_swish)     \
    EACH(HEED_LAPLACE, laplace)           \
    EACH(HEED_SQRT_SOFTPLUS, sqrt_softplus)

#define DEFINE(ACTIVATION, FUNCTION) LOOPS(FUNCTION)
ACTIVATIONS(DEFINE)
#undef DEFINE

static void activate(float *numbers, size_t count, enum heed_activation activation) {
    switch (activation) {
#define ACTIVATE(ACTIVATION, FUNCTION) \
    case ACTIVATION: return activate_##FUNCTION(numbers, count);
        ACTIVATIONS(ACTIVATE)
#undef ACTIVATE
    }
}

static void gate(float *to, const float *gates, const float *values, size_t count, enum heed_activation activation) {
    switch (activation) {
#define GATE(ACTIVATION, FUNCTION) \
    case ACTIVATION: return gate_##FUNCTION(to, gates, values, count);
        ACTIVATIONS(GATE)
#undef GATE
    }
}

#undef ACTIVATIONS
#undef LOOPS
