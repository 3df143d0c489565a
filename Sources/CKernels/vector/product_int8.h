/// sums[i] + a[2i] · b[2i] + a[2i + 1] · b[2i + 1], in 32 bits. (One instruction and an addition on x86: compilers
/// recognise it.)
INLINE ints16 pair_products(shorts32 a, shorts32 b, ints16 sums) {
    typedef int32_t ints32 __attribute__((ext_vector_type(32)));
    ints32 products = __builtin_convertvector(a, ints32) * __builtin_convertvector(b, ints32);
    return sums + (products.even + products.odd);
}

/// The same tile of weights in eight bits and rows in twelve: sums of integers are exact, so here no order matters.
INLINE void int8_tile(const heed_product *product, size_t first_row, size_t panel, int rows, int panels,
                      product_ahead *ahead) {
    ints16 sums[PRODUCT_TILE_ROWS][4];
    const size_t inputs = product->inputs, panel_size = inputs * WIDTH;
    const int16_t *x = (const int16_t *)product->x + first_row * product->x_stride;
    const int8_t *weights = (const int8_t *)product->panels + panel * panel_size;
#pragma unroll
    for (int row = 0; row < rows; row++) {
#pragma unroll
        for (int p = 0; p < panels; p++) sums[row][p] = (ints16)(0);
    }
    const size_t steps = rows > 1 ? AHEAD_LINES * LINE_BYTES / WIDTH : inputs;
    for (size_t first = 0; first < inputs; first += steps) {
        const size_t end = inputs - first < steps ? inputs : first + steps;
        if (rows > 1) ask_ahead(ahead, (size_t)panels * AHEAD_LINES);
        for (size_t k = first; k < end; k += 2) {
#pragma unroll
            for (int p = 0; p < panels; p++) {
                const int8_t *place = weights + p * panel_size + k * WIDTH;
                // One row passes over the panels so fast that it asks for those after the next.
                if (rows == 1) __builtin_prefetch(place + panels * (ptrdiff_t)panel_size);
                shorts32 weight = __builtin_convertvector(*(const bytes32 *)place, shorts32);
#pragma unroll
                for (int row = 0; row < rows; row++) {
                    int32_t pair;
                    memcpy(&pair, x + row * product->x_stride + k, sizeof pair);
                    sums[row][p] = pair_products(weight, (shorts32)(ints16)(pair), sums[row][p]);
                }
            }
        }
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
