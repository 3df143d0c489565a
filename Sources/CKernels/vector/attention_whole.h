// Attention of whole sequences: many queries that all see the same keys, so that a head's keys and values are worth
// packing. Each score is one chain of multiply-adds over the head's dimensions, and no sum goes across lanes. That is
// another order than attention.h's, and so other last bits: which of the two a row goes through is a property of the
// row (heed_attention_row.whole), never of what is computed beside it.

/// Packed keys: [panels of 16 keys][head_dim][16], the last panel filled up with zeros. Packed values:
/// [keys][head_dim].
static void pack_head(float *keys_to, float *values_to, const heed_attention_row *row, const heed_attention_form *form,
                      size_t head) {
    size_t head_dim = form->head_dim, offset = head * row->head_stride;
    for (size_t begin = 0; begin < row->key_count; begin += WIDTH) {
        float *panel = keys_to + begin * head_dim;
        size_t count = least(WIDTH, row->key_count - begin);
        if (count < WIDTH) memset(panel, 0, WIDTH * head_dim * sizeof(float));
        for (size_t key = 0; key < count; key++) {
            const float *from = row->keys + (begin + key) * row->keys_stride + offset;
            for (size_t i = 0; i < head_dim; i++) panel[i * WIDTH + key] = from[i];
        }
    }
    for (size_t key = 0; key < row->key_count; key++) {
        memcpy(values_to + key * head_dim, row->values + key * row->values_stride + offset, head_dim * sizeof(float));
    }
}

/// Keys whose values all rows pass by before the next come.
enum { WHOLE_KEYS = 128 };

/// One panel of `PRODUCT_FLOAT_ROWS` rows or fewer times `length` numbers each: from[row][k] · panel[k][16], added to
/// what `to` holds if `add`. All of it is one chain over k in order, however it is cut.
INLINE void whole_tile(float *to, size_t to_stride, const float *from, size_t from_stride, const float *panel,
                       size_t panel_stride, size_t length, bool add, int rows) {
    floats16 sums[PRODUCT_FLOAT_ROWS];
#pragma unroll
    for (int row = 0; row < rows; row++) sums[row] = add ? load(to + row * to_stride) : splat(0.0f);
    for (size_t k = 0; k < length; k++) {
        floats16 numbers = load(panel + k * panel_stride);
#pragma unroll
        for (int row = 0; row < rows; row++) sums[row] = fused(splat(from[row * from_stride + k]), numbers, sums[row]);
    }
#pragma unroll
    for (int row = 0; row < rows; row++) store(to + row * to_stride, sums[row]);
}

/// One function a number of rows, never inlined: each fits its registers on its own.
#define WHOLE_ROWS(ROWS)                                                                                    \
    static __attribute__((noinline)) void whole_rows_##ROWS(float *to, size_t to_stride, const float *from, \
                                                            size_t from_stride, const float *panel,         \
                                                            size_t panel_stride, size_t length, bool add) { \
        whole_tile(to, to_stride, from, from_stride, panel, panel_stride, length, add, ROWS);               \
    }

WHOLE_ROWS(1)
WHOLE_ROWS(2)
WHOLE_ROWS(3)
WHOLE_ROWS(4)
WHOLE_ROWS(5)
WHOLE_ROWS(6)
#if PRODUCT_FLOAT_ROWS > 6
WHOLE_ROWS(7)
WHOLE_ROWS(8)
WHOLE_ROWS(9)
WHOLE_ROWS(10)
WHOLE_ROWS(11)
WHOLE_ROWS(12)
#endif

#undef WHOLE_ROWS

/// The same for any number of rows.
static void whole_product(float *to, size_t to_stride, const float *from, size_t from_stride, const float *panel,
                          size_t panel_stride, size_t length, bool add, size_t rows) {
    typedef void tile(float *, size_t, const float *, size_t, const float *, size_t, size_t, bool);
    static tile *const by_rows[] = {
        whole_rows_1,
        whole_rows_2,
        whole_rows_3,
        whole_rows_4,
        whole_rows_5,
        whole_rows_6,
#if PRODUCT_FLOAT_ROWS > 6
        whole_rows_7,
        whole_rows_8,
        whole_rows_9,
        whole_rows_10,
        whole_rows_11,
        whole_rows_12,
#endif
    };
    // Tiles of nearly equal height.
    size_t tiles = (rows + PRODUCT_FLOAT_ROWS - 1) / PRODUCT_FLOAT_ROWS;
    for (size_t number = 0; number < tiles; number++) {
        size_t row = rows * number / tiles, next = rows * (number + 1) / tiles;
        by_rows[next - row - 1](to + row * to_stride, to_stride, from + row * from_stride, from_stride, panel,
                                panel_stride, length, add);
    }
}

static void attention_whole(float *to, const heed_attention_row *rows, size_t count, const heed_attention_form *form,
                            size_t head, const float *keys, const float *values, float *queries, float *scratch,
                            size_t scratch_size) {
    size_t head_dim = form->head_dim, row_size = form->heads * head_dim, offset = head * head_dim;
    size_t key_count = rows[0].key_count;
    for (size_t row = 0; row < count; row++) {
        memcpy(queries + row * head_dim, rows[row].queries + offset, head_dim * sizeof(float));
    }
    for (size_t begin = 0; begin < key_count; begin += WIDTH) {
        whole_product(scratch + begin, scratch_size, queries, head_dim, keys + begin * head_dim, WIDTH, head_dim, false,
                      count);
    }
    for (size_t row = 0; row < count; row++) weigh_scores(&rows[row], form, head, scratch + row * scratch_size);
    for (size_t begin = 0; begin < key_count; begin += WHOLE_KEYS) {
        size_t length = least(WHOLE_KEYS, key_count - begin);
        for (size_t column = 0; column < head_dim; column += WIDTH) {
            whole_product(to + offset + column, row_size, scratch + begin, scratch_size,
                          values + begin * head_dim + column, head_dim, length, begin > 0, count);
        }
    }
}
