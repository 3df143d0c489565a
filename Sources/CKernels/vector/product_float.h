/// Panels that a tile has at most.
enum { PRODUCT_MOST_PANELS = 4 };

/// Asks memory for a line of the panels after those that are being computed: so both are busy all the time, and memory
/// serves as many streams as there are panels. (Past the last panel it is a request in vain.)
INLINE void ask_ahead(const void *line) { __builtin_prefetch(line, 0, 3); }

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
INLINE void float_tile(const heed_product *product, size_t first_row, size_t panel, int rows, int panels, bool narrow) {
    floats16 sums[PRODUCT_FLOAT_ROWS][PRODUCT_MOST_PANELS];
    const size_t inputs = product->inputs, panel_size = inputs * WIDTH, width = narrow ? 2 : 4;
    const float *x = (const float *)product->x + first_row * product->x_stride;
    const char *weights = (const char *)product->panels + panel * panel_size * width;
#pragma unroll
    for (int row = 0; row < rows; row++) {
#pragma unroll
        for (int p = 0; p < panels; p++) sums[row][p] = splat(0.0f);
    }
    for (size_t k = 0; k < inputs; k++) {
        floats16 weight[PRODUCT_MOST_PANELS];
#pragma unroll
        for (int p = 0; p < panels; p++) {
            size_t place = p * panel_size + k * WIDTH;
            // Four streams of whole lines the processor foresees better by itself.
            if (narrow ? k % 2 == 0 : panels < PRODUCT_MOST_PANELS) {
                ask_ahead(weights + (place + (size_t)panels * panel_size) * width);
            }
            weight[p] = product_weight(weights, place, narrow);
        }
#pragma unroll
        for (int row = 0; row < rows; row++) {
            floats16 number = splat(x[row * product->x_stride + k]);
#pragma unroll
            for (int p = 0; p < panels; p++) sums[row][p] = fused(number, weight[p], sums[row][p]);
        }
    }
#pragma unroll
    for (int row = 0; row < rows; row++) {
#pragma unroll
        for (int p = 0; p < panels; p++) put_outputs(product, first_row + row, panel + p, sums[row][p]);
    }
}
