/// Sixteen outputs' weights of four inputs, 128 added to each: 16 times 4 bytes.
enum { QUAD_BYTES = 4 * WIDTH };

/// Which of so many tiles on the same panels a tile is. Each asks memory for its share of the lines that come next:
/// with the first alone waiting for all of them, it would wait, and the others would leave memory idle.
typedef struct {
    size_t pass, passes;
} product_pass;

#if HEED_VNNI
#include "int8_bytes.h"
#else
#include "int8_pairs.h"
#endif

/// The same tile of weights in eight bits and rows in twelve: sums of integers are exact, so here no order matters.
INLINE void int8_tile(const heed_product *product, size_t first_row, size_t panel, int rows, int panels,
                      product_pass pass) {
    ints16 sums[PRODUCT_INT8_ROWS][PRODUCT_MOST_PANELS];
    const size_t panel_size = product->inputs * WIDTH;
    const uint8_t *weights = (const uint8_t *)product->panels + panel * panel_size;
    const char *x = (const char *)product->x + first_row * product->x_stride;
#pragma unroll
    for (int row = 0; row < rows; row++) {
        ints16 correction = (ints16)(((const heed_int8_row *)(x + row * product->x_stride))->correction);
#pragma unroll
        for (int p = 0; p < panels; p++) sums[row][p] = correction;
    }
    size_t wait = pass.pass;
    for (size_t k = 0; k < product->inputs; k += 4) {
        const uint8_t *quad = weights + k * WIDTH;
        if (wait == 0) {
#pragma unroll
            for (int p = 0; p < panels; p++) ask_ahead(quad + (size_t)(p + HEED_PRODUCT_PANELS) * panel_size);
            wait = pass.passes;
        }
        wait--;
        add_quad(sums, quad, panel_size, x, product->x_stride, k, rows, panels);
    }
    add_outliers(sums, weights, panel_size, x, product->x_stride, product->inputs, rows, panels);
#pragma unroll
    for (int row = 0; row < rows; row++) {
        float row_scale = ((const heed_int8_row *)(x + row * product->x_stride))->scale;
#pragma unroll
        for (int p = 0; p < panels; p++) {
            floats16 scale = *(const floats16 *)(product->scales + (panel + p) * WIDTH) * row_scale;
            put_outputs(product, first_row + row, panel + p, __builtin_convertvector(sums[row][p], floats16) * scale);
        }
    }
}

/// The nearest integers, for magnitudes below 2²².
INLINE ints16 nearest_integers(floats16 value) {
    // Adding 1.5 · 2²³ rounds to an integer, which then stands in the fraction's low bits.
    return as_ints(value + 0x1.8p23f) - 0x4b400000;
}

/// What a row is to be multiplied by before its numbers are rounded.
INLINE float factor_of(float scale, bool finite) {
    float factor = scale > 0 ? 1.0f / scale : 0.0f;
    // Numbers so small that their reciprocal overflows are nothing beside any bias.
    return finite && factor <= 0x1p126f ? factor : 0.0f;
}

/// Weights of one output in integers of ±range: the nearest to row / scale, scale being the largest magnitude / range.
/// A row with NaN or an infinity gets the scale NaN, so that all its products are NaN.
static float quantise(int16_t *to, const float *row, size_t size, float range) {
    floats16 most = splat(0.0f), zeros = splat(0.0f);
    for (size_t i = 0; i < size; i += WIDTH) {
        floats16 value = size - i < WIDTH ? load_part(row + i, size - i, 0.0f) : load(row + i);
        most = larger(most, absolute(value));
        zeros += value * 0.0f;
    }
    float scale = largest_lane(most) / range, nothing = sum_lanes(zeros), factor = factor_of(scale, nothing == 0);
    for (size_t i = 0; i < size; i += WIDTH) {
        size_t part = size - i < WIDTH ? size - i : WIDTH;
        floats16 value = part < WIDTH ? load_part(row + i, part, 0.0f) : load(row + i);
        shorts16 shorts = __builtin_convertvector(nearest_integers(value * factor), shorts16);
        memcpy(to + i, &shorts, 2 * part);
    }
    return nothing == 0 ? scale : nothing;
}

/// A row of a product in integers of ±range: the nearest to row / scale. The scale is so fine that numbers of up to
/// HEED_INT8_SPREAD times the root of the row's mean square have eight bits; those beyond have up to twelve. A row with
/// NaN or an infinity gets the scale NaN.
static void quantise_row(heed_int8_row *to, const float *row, size_t size, size_t packed_size, float range) {
    floats16 most = splat(0.0f), squares = splat(0.0f);
    for (size_t i = 0; i < size; i += WIDTH) {
        floats16 value = size - i < WIDTH ? load_part(row + i, size - i, 0.0f) : load(row + i);
        most = larger(most, absolute(value));
        squares = fused(value, value, squares);
    }
    float largest = largest_lane(most), mean_square = sum_lanes(squares) / (float)size;
    // Large numbers have infinite squares, too.
    bool finite = mean_square <= FLT_MAX || all_finite(row, size);
    float spread = HEED_INT8_SPREAD * sqrtf(mean_square);
    float ordinary = (largest < spread ? largest : spread) / 127.0f, coarsest = largest / range;
    float scale = ordinary > coarsest ? ordinary : coarsest, factor = factor_of(scale, finite);
    ints16 sums = (ints16)(0);
    int32_t outliers = 0;
    size_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) {
        ints16 integers = nearest_integers(load(row + i) * factor);
        sums += integers;
        outliers = put_integers(to, packed_size, i, WIDTH, integers, outliers);
    }
    if (i < packed_size) {
        // What fills the last group of four up is 0.
        ints16 integers = nearest_integers(load_part(row + i, size - i, 0.0f) * factor);
        sums += integers;
        outliers = put_integers(to, packed_size, i, packed_size - i, integers, outliers);
    }
    // What NaN and infinities were made of may overflow; their row's scale says what they are.
    uint32_t sum = 0;
    for (int lane = 0; lane < WIDTH; lane++) sum += (uint32_t)sums[lane];
    to->scale = finite ? scale : NAN;
    to->outliers = outliers;
    // It may leave 32 bits, as sums of weights with 128 added may; together they come back.
    to->correction = (int32_t)(-128u * sum);
}
