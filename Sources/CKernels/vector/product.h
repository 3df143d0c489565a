/// Vectors of weights that are asked for ahead of their use: measured as best for two rows and more. One row alone
/// reads four panels at once and so fast that the processor's own prefetching does better.
enum { PRODUCT_PREFETCH = 24 };

/// The tile in registers: `rows` × `panels` · 16 outputs. Each output is one chain of multiply-adds over the inputs in
/// order, so its bits do not depend on the tile's shape.
INLINE void product_tile(const heed_product *product, size_t first_row, size_t panel, int rows, int panels) {
    floats16 sums[PRODUCT_TILE_ROWS][4];
    const size_t inputs = product->inputs, panel_size = inputs * WIDTH;
    const float *x = product->x + first_row * product->x_stride;
    const float *weights = product->panels + panel * panel_size;
#pragma unroll
    for (int row = 0; row < rows; row++) {
#pragma unroll
        for (int p = 0; p < panels; p++) sums[row][p] = splat(0.0f);
    }
    for (size_t k = 0; k < inputs; k++) {
#pragma unroll
        for (int p = 0; p < panels; p++) {
            if (rows > 1) __builtin_prefetch(weights + p * panel_size + (k + PRODUCT_PREFETCH) * WIDTH);
            floats16 weight = *(const floats16 *)(weights + p * panel_size + k * WIDTH);
#pragma unroll
            for (int row = 0; row < rows; row++) {
                sums[row][p] = fused(splat(x[row * product->x_stride + k]), weight, sums[row][p]);
            }
        }
    }
#pragma unroll
    for (int row = 0; row < rows; row++) {
        float *to = product->to + (first_row + row) * product->to_stride;
#pragma unroll
        for (int p = 0; p < panels; p++) {
            size_t column = (panel + p) * WIDTH;
            floats16 value = sums[row][p];
            if (product->bias) value += *(const floats16 *)(product->bias + column);
            if (column + WIDTH <= product->outputs) {
                store(to + column, value);
            } else {
                store_part(to + column, product->outputs - column, value);
            }
        }
    }
}

/// One function a number of rows: few rows take several panels at once, to have enough independent chains for the
/// multiply-add's latency and several streams from memory. (Never inlined: each fits its registers on its own.)
#define PRODUCT_ROWS(ROWS, PANELS)                                                                                   \
    static __attribute__((noinline)) void product_rows_##ROWS(const heed_product *product, size_t row, size_t panel, \
                                                              size_t end) {                                          \
        for (; panel + PANELS <= end; panel += PANELS) product_tile(product, row, panel, ROWS, PANELS);              \
        for (; PANELS > 1 && panel < end; panel++) product_tile(product, row, panel, ROWS, 1);                       \
    }

PRODUCT_ROWS(1, 4)
PRODUCT_ROWS(2, 2)
PRODUCT_ROWS(3, 2)
PRODUCT_ROWS(4, 1)
PRODUCT_ROWS(5, 1)
PRODUCT_ROWS(6, 1)
#if PRODUCT_TILE_ROWS > 6
PRODUCT_ROWS(7, 1)
PRODUCT_ROWS(8, 1)
PRODUCT_ROWS(9, 1)
PRODUCT_ROWS(10, 1)
PRODUCT_ROWS(11, 1)
PRODUCT_ROWS(12, 1)
#endif

#undef PRODUCT_ROWS

static void product_block(const heed_product *product, size_t first_row, size_t end_row, size_t first_panel,
                          size_t end_panel) {
    typedef void product_rows(const heed_product *, size_t, size_t, size_t);
    static product_rows *const by_rows[] = {
        product_rows_1,
        product_rows_2,
        product_rows_3,
        product_rows_4,
        product_rows_5,
        product_rows_6,
#if PRODUCT_TILE_ROWS > 6
        product_rows_7,
        product_rows_8,
        product_rows_9,
        product_rows_10,
        product_rows_11,
        product_rows_12,
#endif
    };
    size_t rows = end_row - first_row;
    // Tiles of nearly equal height: 7 rows are 4 and 3, not 6 and a slow 1.
    size_t tiles = (rows + PRODUCT_TILE_ROWS - 1) / PRODUCT_TILE_ROWS;
    for (size_t panel = first_panel; panel < end_panel; panel += HEED_PRODUCT_PANELS) {
        size_t end = panel + HEED_PRODUCT_PANELS < end_panel ? panel + HEED_PRODUCT_PANELS : end_panel;
        for (size_t tile = 0; tile < tiles; tile++) {
            size_t row = first_row + rows * tile / tiles, next = first_row + rows * (tile + 1) / tiles;
            by_rows[next - row - 1](product, row, panel, end);
        }
    }
}
