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
