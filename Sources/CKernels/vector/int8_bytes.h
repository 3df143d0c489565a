// Rows as bytes, four of which are multiplied with weights and added by one instruction. An integer beyond ±127 is low
// + 16 · high, both of them bytes; the few groups of four that have a high part are listed, and multiplied once more.
//
// After a row's head: the low bytes, the high ones (only those of groups that are listed mean anything), the groups'
// list.

INLINE int8_t *low_bytes(heed_int8_row *row) { return (int8_t *)(row + 1); }

/// Returns how many groups are listed then.
INLINE int32_t put_integers(heed_int8_row *row, size_t packed_size, size_t place, size_t count, ints16 integers,
                            int32_t listed) {
    typedef int8_t bytes16 __attribute__((ext_vector_type(16)));
    ints16 large = (integers > 127) | (integers < -127);
    ints16 high = (integers + 8) >> 4;
    high = (high > 127 ? (ints16)(127) : high) & large;
    // Stored and counted without a branch, which would be guessed wrong too often.
    bytes16 parts[2] = {__builtin_convertvector(integers - (high << 4), bytes16),
                        __builtin_convertvector(high, bytes16)};
    memcpy(low_bytes(row) + place, &parts[0], count);
    memcpy(low_bytes(row) + packed_size + place, &parts[1], count);
    uint16_t *groups = (uint16_t *)(low_bytes(row) + 2 * packed_size);
    uint32_t words[WIDTH / 4];
    memcpy(words, &parts[1], sizeof words);
    for (size_t group = 0; group < count / 4; group++) {
        groups[listed] = (uint16_t)(place / 4 + group);
        listed += words[group] != 0;
    }
    return listed;
}

/// sums[i] + the four products of unsigned bytes of weights with signed ones of numbers.
INLINE ints16 quad_products(ints16 weights, ints16 numbers, ints16 sums) {
    __asm__("vpdpbusd %2, %1, %0" : "+v"(sums) : "v"(weights), "v"(numbers));
    return sums;
}

INLINE ints16 splat_quad(const char *bytes) {
    int32_t bits;
    memcpy(&bits, bytes, sizeof bits);
    return (ints16)(bits);
}

/// Adds the products of four inputs of each row, from input k on, with their weights to a tile's sums.
INLINE void add_quad(ints16 sums[][PRODUCT_MOST_PANELS], const uint8_t *quad, size_t panel_size, const char *x,
                     size_t x_stride, size_t k, int rows, int panels) {
    ints16 weight[PRODUCT_MOST_PANELS];
#pragma unroll
    for (int p = 0; p < panels; p++) weight[p] = *(const ints16 *)(quad + p * panel_size);
#pragma unroll
    for (int row = 0; row < rows; row++) {
        ints16 numbers = splat_quad(x + row * x_stride + sizeof(heed_int8_row) + k);
#pragma unroll
        for (int p = 0; p < panels; p++) sums[row][p] = quad_products(weight[p], numbers, sums[row][p]);
    }
}

/// Adds the high parts' products, 16 times.
INLINE void add_outliers(ints16 sums[][PRODUCT_MOST_PANELS], const uint8_t *weights, size_t panel_size, const char *x,
                         size_t x_stride, size_t inputs, int rows, int panels) {
#pragma unroll
    for (int row = 0; row < rows; row++) {
        const heed_int8_row *head = (const heed_int8_row *)(x + row * x_stride);
        const char *high = (const char *)(head + 1) + inputs;
        const uint16_t *groups = (const uint16_t *)(high + inputs);
        ints16 high_sums[PRODUCT_MOST_PANELS];
#pragma unroll
        for (int p = 0; p < panels; p++) high_sums[p] = (ints16)(0);
        for (int32_t i = 0; i < head->outliers; i++) {
            size_t group = groups[i];
            ints16 numbers = splat_quad(high + 4 * group);
#pragma unroll
            for (int p = 0; p < panels; p++) {
                ints16 weight = *(const ints16 *)(weights + p * panel_size + group * QUAD_BYTES);
                high_sums[p] = quad_products(weight, numbers, high_sums[p]);
            }
        }
#pragma unroll
        for (int p = 0; p < panels; p++) sums[row][p] += high_sums[p] << 4;
    }
}
