#include "matrix.h"

#include "isa.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

size_t heed_stored_width(enum heed_stored_type type) {
    switch (type) {
    case HEED_STORED_FLOAT64: return sizeof(double);
    case HEED_STORED_FLOAT32: return sizeof(float);
    case HEED_STORED_FLOAT16:
    case HEED_STORED_BFLOAT16: return sizeof(uint16_t);
    case HEED_STORED_FLOAT8_E4M3:
    case HEED_STORED_FLOAT8_E5M2:
    case HEED_STORED_INT8: return 1;
    }
    return 0;
}

/// Reading copies, where a mapping would not; but a file that is shortened meanwhile is an error then, not a signal.
static bool read_file(char *to, int file, uint64_t offset, size_t bytes) {
    while (bytes > 0) {
        ssize_t count = pread(file, to, bytes, (off_t)offset);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        to += count;
        offset += (uint64_t)count;
        bytes -= (size_t)count;
    }
    return true;
}

bool heed_stored_read(void *to, const heed_stored *from, size_t first, size_t count) {
    size_t width = heed_stored_width(from->type);
    if (!from->memory) return read_file(to, from->file, from->offset + first * width, count * width);
    if (count > 0) memcpy(to, (const char *)from->memory + first * width, count * width);
    return true;
}

/// Eight bits of sign, exponent and fraction, without infinities: all ones is NaN (Micikevicius et al. 2022).
static float e4m3(uint8_t bits) {
    int exponent = bits >> 3 & 15, fraction = bits & 7;
    if ((bits & 0x7f) == 0x7f) return NAN;
    float magnitude = exponent == 0 ? ldexpf((float)fraction, -9) : ldexpf((float)(8 + fraction), exponent - 10);
    return bits >> 7 ? -magnitude : magnitude;
}

/// Numbers of types that few files have.
static void convert_rare(float *to, const void *from, size_t count, enum heed_stored_type type) {
    const double *doubles = from;
    const uint8_t *bytes = from;
    for (size_t i = 0; i < count; i++) {
        if (type == HEED_STORED_FLOAT64) {
            to[i] = (float)doubles[i];
        } else if (type == HEED_STORED_FLOAT8_E4M3) {
            to[i] = e4m3(bytes[i]);
        } else {
            uint16_t half = (uint16_t)(bytes[i] << 8); // E5M2 is the first byte of a half.
            heed_kernels_active()->convert_half(to + i, &half, 1);
        }
    }
}

bool heed_stored_floats(float *to, const heed_stored *from, size_t first, size_t count, void *space) {
    const struct heed_kernels *kernels = heed_kernels_active();
    switch (from->type) {
    case HEED_STORED_FLOAT32: return heed_stored_read(to, from, first, count);
    case HEED_STORED_FLOAT16:
        if (!heed_stored_read(space, from, first, count)) return false;
        kernels->convert_half(to, space, count);
        return true;
    case HEED_STORED_BFLOAT16:
        if (!heed_stored_read(space, from, first, count)) return false;
        kernels->convert_bfloat(to, space, count);
        return true;
    case HEED_STORED_FLOAT64:
    case HEED_STORED_FLOAT8_E4M3:
    case HEED_STORED_FLOAT8_E5M2:
        for (size_t done = 0; done < count;) {
            double numbers[1024];
            size_t part = count - done < 1024 ? count - done : 1024;
            if (!heed_stored_read(numbers, from, first + done, part)) return false;
            convert_rare(to + done, numbers, part, from->type);
            done += part;
        }
        return true;
    case HEED_STORED_INT8: break;
    }
    return false;
}

/// Numbers that are converted at a time.
enum { CHUNK = 8192 };

enum heed_stored_problem heed_stored_convert(float *to, const heed_stored *from, size_t count) {
    uint16_t space[CHUNK];
    bool finite = true;
    for (size_t first = 0; first < count; first += CHUNK) {
        size_t part = count - first < CHUNK ? count - first : CHUNK;
        if (!heed_stored_floats(to + first, from, first, part, space)) return HEED_STORED_UNREADABLE;
        finite &= heed_kernels_active()->all_finite(to + first, part);
    }
    return finite ? HEED_STORED_FINE : HEED_STORED_NOT_FINITE;
}

enum heed_stored_problem heed_stored_round(uint16_t *to, const heed_stored *from, size_t first, size_t count) {
    float floats[CHUNK];
    uint16_t space[CHUNK];
    bool finite = true;
    for (size_t done = 0; done < count; done += CHUNK) {
        size_t part = count - done < CHUNK ? count - done : CHUNK;
        if (!heed_stored_floats(floats, from, first + done, part, space)) return HEED_STORED_UNREADABLE;
        finite &= heed_kernels_active()->all_finite(floats, part);
        heed_kernels_active()->round_bfloat(to + done, floats, part);
    }
    return finite ? HEED_STORED_FINE : HEED_STORED_NOT_FINITE;
}

enum heed_stored_problem heed_stored_quantise(int8_t *to, float *scales, const heed_stored *from, size_t first_row,
                                              size_t rows, size_t size) {
    const struct heed_kernels *kernels = heed_kernels_active();
    // A row as floats, and in the two bytes of its stored or quantised form.
    float *floats = heed_allocate(size, sizeof(float) + sizeof(int16_t));
    if (!floats) return HEED_STORED_UNREADABLE;
    int16_t *integers = (int16_t *)(floats + size);
    bool readable = true, finite = true;
    for (size_t row = 0; readable && row < rows; row++) {
        readable = heed_stored_floats(floats, from, (first_row + row) * size, size, integers);
        finite &= readable && kernels->all_finite(floats, size);
        if (readable) scales[row] = kernels->quantise(integers, floats, size, HEED_WEIGHT_RANGE);
        for (size_t k = 0; readable && k < size; k++) to[row * size + k] = (int8_t)integers[k];
    }
    free(floats);
    if (!readable) return HEED_STORED_UNREADABLE;
    return finite ? HEED_STORED_FINE : HEED_STORED_NOT_FINITE;
}
