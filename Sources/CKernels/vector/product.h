/// A tile of `rows` × `panels` · 16 outputs.
INLINE void product_tile(const heed_product *product, size_t first_row, size_t panel, int rows, int panels,
                         product_ahead *ahead) {
    switch (product->type) {
    case HEED_FLOAT32: float_tile(product, first_row, panel, rows, panels, false, ahead); break;
    case HEED_BFLOAT16: float_tile(product, first_row, panel, rows, panels, true, ahead); break;
    case HEED_INT8: int8_tile(product, first_row, panel, rows, panels, ahead); break;
    }
}

/// One function a number of rows: few rows take several panels at once, to have enough independent chains for the
/// multiply-add's latency and several streams from memory. (Never inlined: each fits its registers on its own.)
#define PRODUCT_ROWS(ROWS, PANELS)                                                                                   \
    static __attribute__((noinline)) void product_rows_##ROWS(const heed_product *product, size_t row, size_t panel, \
                                                              size_t end, product_ahead *ahead) {                    \
        for (; panel + PANELS <= end; panel += PANELS) product_tile(product, row, panel, ROWS, PANELS, ahead);       \
        for (; PANELS > 1 && panel < end; panel++) product_tile(product, row, panel, ROWS, 1, ahead);                \
    }

PRODUCT_ROWS(1, 4)
PRODUCT_ROWS(2, 2)
PRODUCT_ROWS(3, 1)
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
    typedef void product_rows(const heed_product *, size_t, size_t, size_t, product_ahead *);
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
    size_t weight_bytes = product->type == HEED_FLOAT32 ? 4 : product->type == HEED_BFLOAT16 ? 2 : 1;
    for (size_t panel = first_panel; panel < end_panel; panel += HEED_PRODUCT_PANELS) {
        size_t end = panel + HEED_PRODUCT_PANELS < end_panel ? panel + HEED_PRODUCT_PANELS : end_panel;
        product_ahead ahead = product_ahead_of(product, panel, tiles, weight_bytes);
        for (size_t tile = 0; tile < tiles; tile++) {
            size_t row = first_row + rows * tile / tiles, next = first_row + rows * (tile + 1) / tiles;
            by_rows[next - row - 1](product, row, panel, end, &ahead);
        }
    }
}
