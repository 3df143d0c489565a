/// Writes a tile's outputs: a row's value of a panel plus the bias.
INLINE void put_outputs(const heed_product *product, size_t row, size_t panel, floats16 value) {
    size_t column = panel * WIDTH;
    float *to = product->to + row * product->to_stride + column;
    if (product->bias) value += *(const floats16 *)(product->bias + column);
    if (column + WIDTH <= product->outputs) {
        store(to, value);
    } else {
        store_part(to, product->outputs - column, value);
    }
}

/// Sixteen weights as floats; `narrow` ones are the upper halves of theirs (bfloat16).
INLINE floats16 product_weight(const void *panels, size_t place, bool narrow) {
    if (!narrow) return *(const floats16 *)((const float *)panels + place);
    halves16 stored = *(const halves16 *)((const uint16_t *)panels + place);
    return as_floats(__builtin_convertvector(stored, ints16) << 16);
}

/// The tile in registers: `rows` × `panels` · 16 outputs. Each output is one chain of multiply-adds over the inputs in
/// order, so its bits do not depend on the tile's shape.
INLINE void float_tile(const heed_product *product, size_t first_row, size_t panel, int rows, int panels, bool narrow,
                       product_ahead *ahead) {
    floats16 sums[PRODUCT_TILE_ROWS][4];
    const size_t inputs = product->inputs, panel_size = inputs * WIDTH, width = narrow ? 2 : 4;
    const float *x = (const float *)product->x + first_row * product->x_stride;
    const char *weights = (const char *)product->panels + panel * panel_size * width;
#pragma unroll
    for (int row = 0; row < rows; row++) {
#pragma unroll
        for (int p = 0; p < panels; p++) sums[row][p] = splat(0.0f);
    }
    // One row reads four panels at once, so fast that the processor's own prefetching does better.
    const size_t steps = rows > 1 ? AHEAD_LINES * LINE_BYTES / (WIDTH * width) : inputs;
    for (size_t first = 0; first < inputs; first += steps) {
        const size_t end = inputs - first < steps ? inputs : first + steps;
        if (rows > 1) ask_ahead(ahead, (size_t)panels * AHEAD_LINES);
        for (size_t k = first; k < end; k++) {
#pragma unroll
            for (int p = 0; p < panels; p++) {
                floats16 weight = product_weight(weights, p * panel_size + k * WIDTH, narrow);
#pragma unroll
                for (int row = 0; row < rows; row++) {
                    sums[row][p] = fused(splat(x[row * product->x_stride + k]), weight, sums[row][p]);
                }
            }
        }
    }
#pragma unroll
    for (int row = 0; row < rows; row++) {
#pragma unroll
        for (int p = 0; p < panels; p++) put_outputs(product, first_row + row, panel + p, sums[row][p]);
    }
}
