// Rows as 16-bit integers, multiplied and added in pairs: exact, and what every processor has. Of each four inputs the
// first and the third make a pair, the second and the fourth the other, as even and odd bytes of the weights do.

INLINE int16_t *row_integers(heed_int8_row *row) { return (int16_t *)(row + 1); }

INLINE int32_t put_integers(heed_int8_row *row, size_t packed_size, size_t place, size_t count, ints16 integers,
                            int32_t listed) {
    (void)packed_size;
    shorts16 shorts = __builtin_convertvector(integers, shorts16);
    shorts = __builtin_shufflevector(shorts, shorts, 0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15);
    memcpy(row_integers(row) + place, &shorts, sizeof(int16_t) * count);
    return listed;
}

/// sums[i] + a[2i] · b[2i] + a[2i + 1] · b[2i + 1], in 32 bits. (One instruction and an addition on x86: compilers
/// recognise it.)
INLINE ints16 pair_products(shorts32 a, shorts32 b, ints16 sums) {
    typedef int32_t ints32 __attribute__((ext_vector_type(32)));
    ints32 products = __builtin_convertvector(a, ints32) * __builtin_convertvector(b, ints32);
    return sums + (products.even + products.odd);
}

/// - pair: the rows' first pair of integers, of the first row
INLINE void add_pairs(ints16 sums[][PRODUCT_MOST_PANELS], const shorts32 *weight, const char *pair, size_t x_stride,
                      int rows, int panels) {
#pragma unroll
    for (int row = 0; row < rows; row++) {
        int32_t bits;
        memcpy(&bits, pair + row * x_stride, sizeof bits);
        shorts32 numbers = (shorts32)(ints16)(bits);
#pragma unroll
        for (int p = 0; p < panels; p++) sums[row][p] = pair_products(weight[p], numbers, sums[row][p]);
    }
}

/// Adds the products of four inputs of each row, from input k on, with their weights to a tile's sums.
INLINE void add_quad(ints16 sums[][PRODUCT_MOST_PANELS], const uint8_t *quad, size_t panel_size, const char *x,
                     size_t x_stride, size_t k, int rows, int panels) {
    shorts32 weight[PRODUCT_MOST_PANELS];
    const char *numbers = x + sizeof(heed_int8_row) + k * sizeof(int16_t);
#pragma unroll
    for (int p = 0; p < panels; p++) weight[p] = *(const shorts32 *)(quad + p * panel_size) & 0xff;
    add_pairs(sums, weight, numbers, x_stride, rows, panels);
#pragma unroll
    for (int p = 0; p < panels; p++) weight[p] = (shorts32)(*(const halves32 *)(quad + p * panel_size) >> 8);
    add_pairs(sums, weight, numbers + sizeof(int32_t), x_stride, rows, panels);
}

/// Here the integers are whole.
INLINE void add_outliers(ints16 sums[][PRODUCT_MOST_PANELS], const uint8_t *weights, size_t panel_size, const char *x,
                         size_t x_stride, size_t inputs, int rows, int panels) {
    (void)sums, (void)weights, (void)panel_size, (void)x, (void)x_stride, (void)inputs, (void)rows, (void)panels;
}
