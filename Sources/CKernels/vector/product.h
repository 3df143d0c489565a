/// A tile of `rows` × `panels` · 16 outputs.
INLINE void product_tile(const heed_product *product, enum heed_number_type type, size_t row, size_t panel, int rows,
                         int panels, product_pass pass) {
    switch (type) {
    case HEED_FLOAT32: float_tile(product, row, panel, rows, panels, false); break;
    case HEED_BFLOAT16: float_tile(product, row, panel, rows, panels, true); break;
    case HEED_INT8: int8_tile(product, row, panel, rows, panels, pass); break;
    }
}

/// Some rows times the panels panel..<end, so many at once.
INLINE void product_tiles(const heed_product *product, enum heed_number_type type, size_t row, size_t panel, size_t end,
                          int rows, int panels, product_pass pass) {
    for (; panel + (size_t)panels <= end; panel += (size_t)panels) {
        product_tile(product, type, row, panel, rows, panels, pass);
    }
    for (; panels > 1 && panel < end; panel++) product_tile(product, type, row, panel, rows, 1, pass);
}

/// Few rows take several panels at once, to have enough independent chains for the multiply-add's latency and several
/// streams from memory. The numbers of rows and panels are constants where this is inlined.
INLINE void product_rows(const heed_product *product, size_t row, size_t panel, size_t end, int rows,
                         product_pass pass) {
    const int float_panels = PRODUCT_FLOAT_PANELS(rows);
    switch (product->type) {
    case HEED_FLOAT32: product_tiles(product, HEED_FLOAT32, row, panel, end, rows, float_panels, pass); break;
    case HEED_BFLOAT16: product_tiles(product, HEED_BFLOAT16, row, panel, end, rows, float_panels, pass); break;
    case HEED_INT8:
        if (rows > PRODUCT_INT8_ROWS) break;
        if (pass.passes == 1) {
            product_tiles(product, HEED_INT8, row, panel, end, rows, PRODUCT_INT8_PANELS(rows), pass);
        } else {
            product_tiles(product, HEED_INT8, row, panel, end, rows, PRODUCT_INT8_MANY_PANELS(rows), pass);
        }
        break;
    }
}

/// One function a number of rows, never inlined: each fits its registers on its own.
#define PRODUCT_ROWS(ROWS)                                                                                           \
    static __attribute__((noinline)) void product_rows_##ROWS(const heed_product *product, size_t row, size_t panel, \
                                                              size_t end, product_pass pass) {                       \
        product_rows(product, row, panel, end, ROWS, pass);                                                          \
    }

PRODUCT_ROWS(1)
PRODUCT_ROWS(2)
PRODUCT_ROWS(3)
PRODUCT_ROWS(4)
PRODUCT_ROWS(5)
PRODUCT_ROWS(6)
#if PRODUCT_FLOAT_ROWS > 6
PRODUCT_ROWS(7)
PRODUCT_ROWS(8)
PRODUCT_ROWS(9)
PRODUCT_ROWS(10)
PRODUCT_ROWS(11)
PRODUCT_ROWS(12)
#endif

#undef PRODUCT_ROWS

static void product_block(const heed_product *product, size_t first_row, size_t end_row, size_t first_panel,
                          size_t end_panel) {
    typedef void rows_product(const heed_product *, size_t, size_t, size_t, product_pass);
    static rows_product *const by_rows[] = {
        product_rows_1,
        product_rows_2,
        product_rows_3,
        product_rows_4,
        product_rows_5,
        product_rows_6,
#if PRODUCT_FLOAT_ROWS > 6
        product_rows_7,
        product_rows_8,
        product_rows_9,
        product_rows_10,
        product_rows_11,
        product_rows_12,
#endif
    };
    size_t rows = end_row - first_row;
    size_t most_rows = product->type == HEED_INT8 ? PRODUCT_INT8_ROWS : PRODUCT_FLOAT_ROWS;
    // Tiles of nearly equal height: 7 rows are 4 and 3, not 6 and a slow 1.
    size_t tiles = (rows + most_rows - 1) / most_rows;
    for (size_t panel = first_panel; panel < end_panel; panel += HEED_PRODUCT_PANELS) {
        size_t end = panel + HEED_PRODUCT_PANELS < end_panel ? panel + HEED_PRODUCT_PANELS : end_panel;
        for (size_t tile = 0; tile < tiles; tile++) {
            size_t row = first_row + rows * tile / tiles, next = first_row + rows * (tile + 1) / tiles;
            by_rows[next - row - 1](product, row, panel, end, (product_pass){tile, tiles});
        }
    }
}
