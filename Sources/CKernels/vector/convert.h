static void convert_half(float *to, const void *from, size_t count) {
    for (size_t i = 0; i < count; i += WIDTH) {
        size_t part = count - i < WIDTH ? count - i : WIDTH;
        halves16 stored = (halves16)(0);
        memcpy(&stored, (const char *)from + 2 * i, 2 * part);
        ints16 bits = __builtin_convertvector(stored, ints16);
        // Exponent and fraction in float's places are the number times 2⁻¹¹²; the product is exact, subnormals too.
        ints16 magnitude = (bits & 0x7fff) << 13;
        floats16 value = as_floats(magnitude) * 0x1p112f;
        ints16 special = magnitude >= (0x1f << 23);
        ints16 result = special ? (magnitude | 0x7f800000) : as_ints(value);
        store_part(to + i, part, as_floats(result | ((bits & 0x8000) << 16)));
    }
}

static void convert_bfloat(float *to, const void *from, size_t count) {
    for (size_t i = 0; i < count; i += WIDTH) {
        size_t part = count - i < WIDTH ? count - i : WIDTH;
        halves16 stored = (halves16)(0);
        memcpy(&stored, (const char *)from + 2 * i, 2 * part);
        store_part(to + i, part, as_floats(__builtin_convertvector(stored, ints16) << 16));
    }
}

static void round_to_half(void *to, const float *from, size_t count) {
    for (size_t i = 0; i < count; i += WIDTH) {
        size_t part = count - i < WIDTH ? count - i : WIDTH;
        ints16 bits = as_ints(load_part(from + i, part, 0));
        ints16 magnitude = bits & 0x7fffffff;
        // A carry out of the fraction goes into the exponent, which is right.
        ints16 normal = (magnitude + 0xfff + ((magnitude >> 13) & 1) - (112 << 23)) >> 13;
        // The last place of floats around ½ is that of subnormal halves, 2⁻²⁴: the addition rounds to it.
        ints16 subnormal = as_ints(as_floats(magnitude) + 0.5f) - 0x3f000000;
        ints16 half = magnitude < 0x38800000 ? subnormal : normal; // 2⁻¹⁴
        half = magnitude >= 0x477ff000 ? (ints16)(0x7c00) : half;  // 65,520
        half = magnitude > 0x7f800000 ? (0x7e00 | ((magnitude >> 13) & 0x3ff)) : half;
        halves16 stored = __builtin_convertvector(half | ((bits >> 16) & 0x8000), halves16);
        memcpy((char *)to + 2 * i, &stored, 2 * part);
    }
}

static void round_to_byte(uint8_t *to, const float *from, size_t count) {
    typedef uint8_t unsigned_bytes16 __attribute__((ext_vector_type(16)));
    for (size_t i = 0; i < count; i += WIDTH) {
        size_t part = count - i < WIDTH ? count - i : WIDTH;
        floats16 weight = load_part(from + i, part, 0);
        weight = weight > 0.0f ? weight : splat(0);
        weight = weight < 1.0f ? weight : splat(1);
        floats16 scaled = weight * 255.0f;
        // The last place of floats around 1.5 · 2²³ is 1: the addition rounds to integers, and leaves them in the low
        // bits.
        ints16 integers = as_ints(scaled + 0x1.8p23f) & 0xff;
        unsigned_bytes16 stored = __builtin_convertvector(integers, unsigned_bytes16);
        memcpy(to + i, &stored, part);
    }
}

static void round_bfloat(uint16_t *to, const float *from, size_t count) {
    typedef uint32_t uints16 __attribute__((ext_vector_type(16)));
    for (size_t i = 0; i < count; i += WIDTH) {
        size_t part = count - i < WIDTH ? count - i : WIDTH;
        uints16 bits = (uints16)(part < WIDTH ? load_part(from + i, part, 0.0f) : load(from + i));
        uints16 upper = bits >> 16;
        uints16 rounded = (bits + 0x7fff + (upper & 1)) >> 16;
        ints16 is_nan = (bits & 0x7fffffff) > 0x7f800000;
        halves16 halves = __builtin_convertvector(is_nan ? (upper | 0x40) : rounded, halves16);
        memcpy(to + i, &halves, 2 * part);
    }
}

static bool all_finite(const float *numbers, size_t count) {
    ints16 largest = (ints16)(0);
    for (size_t i = 0; i < count; i += WIDTH) {
        ints16 bits = as_ints(count - i < WIDTH ? load_part(numbers + i, count - i, 0.0f) : load(numbers + i));
        ints16 magnitude = bits & 0x7fffffff;
        largest = magnitude > largest ? magnitude : largest;
    }
    return !any_lane(largest >= 0x7f800000);
}
