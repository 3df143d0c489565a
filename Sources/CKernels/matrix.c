#include "matrix.h"

#include "isa.h"
#include "threads.h"

/// Bytes of x that a block of rows may cover: they stay in the second-level cache while the panels pass by.
enum { BLOCK_BYTES = 192 * 1024 };

/// What a float weight's way from memory costs, in multiply-adds: with few rows it is most of the time.
enum { WEIGHT_WORK = 7 };

/// What a number of a row costs to be quantised, in multiply-adds.
enum { QUANTISE_WORK = 3 };

/// int8: the rows as integers.
size_t heed_matrix_scratch(const heed_matrix *matrix, size_t rows) {
    return matrix->type == HEED_INT8 ? rows * (heed_int8_row_bytes(matrix->packed_inputs) / sizeof(float)) : 0;
}

int heed_int8_row_range(size_t inputs) {
    // The instructions take 16 bits; beyond 12 nothing is gained beside weights of 8.
    enum { TWELVE_BITS = 2047 };
    size_t most = INT32_MAX / (127 * inputs);
    return most < TWELVE_BITS ? (int)most : TWELVE_BITS;
}

typedef struct {
    const struct heed_kernels *kernels;
    const heed_matrix *matrix;
    const float *x;
    char *quantised;
} quantise_context;

static void quantise_rows(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const quantise_context *c = data;
    size_t inputs = c->matrix->inputs, packed = c->matrix->packed_inputs;
    float range = (float)heed_int8_row_range(inputs);
    for (size_t row = begin; row < end; row++) {
        heed_int8_row *to = (heed_int8_row *)(c->quantised + row * heed_int8_row_bytes(packed));
        c->kernels->quantise_row(to, c->x + row * inputs, inputs, packed, range);
    }
}

typedef struct {
    const struct heed_kernels *kernels;
    heed_product product;
    size_t rows, blocks;
    size_t panels, chunks; ///< panels, and groups of HEED_PRODUCT_PANELS of them
    enum heed_activation activation;
} multiply_context;

/// One item: a block of rows times a chunk of panels, block by block.
static void multiply_items(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const multiply_context *c = data;
    for (size_t item = begin; item < end; item++) {
        size_t block = item / c->chunks;
        size_t row = c->rows * block / c->blocks, end_row = c->rows * (block + 1) / c->blocks;
        size_t panel = item % c->chunks * HEED_PRODUCT_PANELS, end_panel = panel + HEED_PRODUCT_PANELS;
        if (end_panel > c->panels) end_panel = c->panels;
        c->kernels->product(&c->product, row, end_row, panel, end_panel);
        if (c->activation == HEED_NO_ACTIVATION) continue;
        size_t column = panel * HEED_PANEL, end_column = end_panel * HEED_PANEL;
        if (end_column > c->product.outputs) end_column = c->product.outputs;
        for (; row < end_row; row++) {
            float *to = c->product.to + row * c->product.to_stride;
            c->kernels->activate(to + column, end_column - column, c->activation);
        }
    }
}

void heed_matrix_multiply(const heed_matrix *matrix, float *to, const float *x, size_t rows,
                          enum heed_activation activation, float *scratch) {
    if (rows == 0) return;
    // The same from quantising to multiplying: each instruction set lays out rows of integers in its own way.
    const struct heed_kernels *kernels = heed_kernels_active();
    size_t width = heed_width_of(matrix->type);
    size_t work = (4 * rows + width * WEIGHT_WORK) * matrix->inputs * matrix->outputs / 4;
    heed_product product = {
        .type = matrix->type,
        .x = x,
        .x_stride = matrix->packed_inputs,
        .panels = matrix->panels,
        .scales = matrix->scales,
        .bias = matrix->bias,
        .to = to,
        .to_stride = matrix->outputs,
        .inputs = matrix->packed_inputs,
        .outputs = matrix->outputs,
    };
    if (matrix->type == HEED_INT8) {
        quantise_context quantised = {kernels, matrix, x, (char *)scratch};
        heed_parallel(rows, rows * matrix->inputs * QUANTISE_WORK, SIZE_MAX, quantise_rows, &quantised);
        product.x = scratch;
        product.x_stride = heed_int8_row_bytes(matrix->packed_inputs);
    }
    size_t panels = heed_panels_of(matrix->outputs);
    size_t block_rows = BLOCK_BYTES / (matrix->inputs * (matrix->type == HEED_INT8 ? sizeof(int16_t) : sizeof(float)));
    if (block_rows < 12) block_rows = 12;
    multiply_context c = {
        .kernels = kernels,
        .product = product,
        .rows = rows,
        // Blocks of nearly equal height, since threads share them by their number.
        .blocks = (rows + block_rows - 1) / block_rows,
        .panels = panels,
        .chunks = (panels + HEED_PRODUCT_PANELS - 1) / HEED_PRODUCT_PANELS,
        .activation = activation,
    };
    heed_parallel(c.blocks * c.chunks, work, SIZE_MAX, multiply_items, &c);
}
