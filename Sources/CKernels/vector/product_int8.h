/// sums[i] + a[2i] · b[2i] + a[2i + 1] · b[2i + 1], in 32 bits.
INLINE ints16 pair_products(shorts32 a, shorts32 b, ints16 sums) {
#if HEED_VNNI
    // Not by its builtin, which the compiler takes apart again.
    __asm__("vpdpwssd %2, %1, %0" : "+v"(sums) : "v"(a), "v"(b));
    return sums;
#else
    // One instruction and an addition on x86: compilers recognise it.
    typedef int32_t ints32 __attribute__((ext_vector_type(32)));
    ints32 products = __builtin_convertvector(a, ints32) * __builtin_convertvector(b, ints32);
    return sums + (products.even + products.odd);
#endif
}

/// Adds the products of two inputs of each row with their weights to a tile's sums.
INLINE void add_pairs(ints16 sums[][PRODUCT_MOST_PANELS], const int8_t *weights, const int16_t *x, size_t panel_size,
                      size_t x_stride, int rows, int panels) {
    shorts32 weight[PRODUCT_MOST_PANELS];
#pragma unroll
    for (int p = 0; p < panels; p++) {
        weight[p] = __builtin_convertvector(*(const bytes32 *)(weights + p * panel_size), shorts32);
    }
#pragma unroll
    for (int row = 0; row < rows; row++) {
        int32_t pair;
        memcpy(&pair, x + row * x_stride, sizeof pair);
        shorts32 numbers = (shorts32)(ints16)(pair);
#pragma unroll
        for (int p = 0; p < panels; p++) sums[row][p] = pair_products(weight[p], numbers, sums[row][p]);
    }
}

/// The same tile of weights in eight bits and rows in twelve: sums of integers are exact, so here no order matters.
INLINE void int8_tile(const heed_product *product, size_t first_row, size_t panel, int rows, int panels) {
    ints16 sums[PRODUCT_INT8_ROWS][PRODUCT_MOST_PANELS];
    const size_t inputs = product->inputs, panel_size = inputs * WIDTH;
    const int16_t *x = (const int16_t *)product->x + first_row * product->x_stride;
    const int8_t *weights = (const int8_t *)product->panels + panel * panel_size;
#pragma unroll
    for (int row = 0; row < rows; row++) {
#pragma unroll
        for (int p = 0; p < panels; p++) sums[row][p] = (ints16)(0);
    }
    for (size_t k = 0; k < inputs; k += 4) {
        const int8_t *line = weights + k * WIDTH;
#pragma unroll
        for (int p = 0; p < panels; p++) ask_ahead(line + (size_t)(p + panels) * panel_size);
        add_pairs(sums, line, x + k, panel_size, product->x_stride, rows, panels);
        add_pairs(sums, line + 2 * WIDTH, x + k + 2, panel_size, product->x_stride, rows, panels);
    }
#pragma unroll
    for (int row = 0; row < rows; row++) {
        float row_scale = product->row_scales[first_row + row];
#pragma unroll
        for (int p = 0; p < panels; p++) {
            floats16 scale = *(const floats16 *)(product->scales + (panel + p) * WIDTH) * row_scale;
            put_outputs(product, first_row + row, panel + p, __builtin_convertvector(sums[row][p], floats16) * scale);
        }
    }
}

/// A row in integers of ±range: the nearest to row / scale, scale being the largest magnitude / range. A row with NaN
/// or an infinity gets the scale NaN, so that all its products are NaN.
static float quantise(int16_t *to, const float *row, size_t size, float range) {
    floats16 most = splat(0.0f), zeros = splat(0.0f);
    for (size_t i = 0; i < size; i += WIDTH) {
        floats16 value = size - i < WIDTH ? load_part(row + i, size - i, 0.0f) : load(row + i);
        most = larger(most, absolute(value));
        zeros += value * 0.0f;
    }
    float largest = largest_lane(most), nothing = sum_lanes(zeros);
    float factor = largest > 0 ? range / largest : 0.0f;
    // Numbers so small that their reciprocal overflows are nothing beside any bias.
    if (nothing != 0 || factor > 0x1p126f) factor = 0.0f;
    for (size_t i = 0; i < size; i += WIDTH) {
        size_t part = size - i < WIDTH ? size - i : WIDTH;
        floats16 value = part < WIDTH ? load_part(row + i, part, 0.0f) : load(row + i);
        // Adding 1.5 · 2²³ rounds to an integer, which then stands in the fraction's low bits.
        ints16 integers = as_ints(value * factor + 0x1.8p23f) - 0x4b400000;
        shorts16 shorts = __builtin_convertvector(integers, shorts16);
        memcpy(to + i, &shorts, 2 * part);
    }
    return nothing == 0 ? largest / range : nothing;
}
