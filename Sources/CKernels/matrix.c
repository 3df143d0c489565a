#include "matrix.h"

#include "isa.h"
#include "threads.h"

#include <stdlib.h>
#include <sys/mman.h>

/// Outputs of a panel: the vectors' width.
enum { PANEL = 16 };

/// Floats of x that a block of rows may cover: they stay in the second-level cache while the panels pass by.
enum { BLOCK_FLOATS = 48 * 1024 };

/// What a weight's way from memory costs, in multiply-adds: with few rows it is most of the time.
enum { WEIGHT_WORK = 7 };

/// From this size on, memory is asked for in huge pages.
enum { LARGE = 4 << 20, PAGE = 4096 };

struct heed_matrix {
    size_t inputs, outputs;
    float *panels; ///< [⌈outputs / 16⌉, inputs, 16]; NULL with oneDNN
    float *bias;   ///< [⌈outputs / 16⌉ · 16], or NULL
    heed_onednn *onednn;
};

static size_t panels_of(size_t outputs) { return outputs / PANEL + (outputs % PANEL != 0); }

static void *allocate_zeros(size_t rows, size_t row_bytes) {
    size_t bytes;
    if (__builtin_mul_overflow(rows, row_bytes, &bytes) || bytes > SIZE_MAX - 64) return NULL;
    void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!memory) return NULL;
    if (bytes >= LARGE) {
        // A request to the system, with no harm if it is not granted: fewer address translations while streaming.
        size_t skipped = -(uintptr_t)memory % PAGE;
        madvise((char *)memory + skipped, bytes - skipped, MADV_HUGEPAGE);
    }
    memset(memory, 0, bytes);
    return memory;
}

static bool pack_panels(heed_matrix *matrix, const heed_matrix_part *parts, size_t count) {
    size_t inputs = matrix->inputs, panels = panels_of(matrix->outputs), output = 0;
    matrix->panels = allocate_zeros(panels, inputs * PANEL * sizeof(float));
    if (!matrix->panels) return false;
    for (size_t part = 0; part < count; part++) {
        for (size_t row = 0; row < parts[part].outputs; row++, output++) {
            const float *from = parts[part].weights + row * inputs;
            float *to = matrix->panels + output / PANEL * inputs * PANEL + output % PANEL;
            for (size_t k = 0; k < inputs; k++) to[k * PANEL] = from[k];
        }
    }
    return true;
}

static bool pack_bias(heed_matrix *matrix, const heed_matrix_part *parts, size_t count) {
    bool any = false;
    for (size_t part = 0; part < count; part++) any |= parts[part].bias != NULL;
    if (!any) return true;
    matrix->bias = allocate_zeros(panels_of(matrix->outputs), PANEL * sizeof(float));
    if (!matrix->bias) return false;
    float *to = matrix->bias;
    for (size_t part = 0; part < count; part++) {
        if (parts[part].bias) memcpy(to, parts[part].bias, parts[part].outputs * sizeof(float));
        to += parts[part].outputs;
    }
    return true;
}

static bool pack_onednn(heed_matrix *matrix, const heed_matrix_part *parts, size_t count) {
    const float *weights = parts[0].weights;
    float *stacked = NULL;
    if (count > 1) {
        stacked = allocate_zeros(matrix->outputs, matrix->inputs * sizeof(float));
        if (!stacked) return false;
        float *to = stacked;
        for (size_t part = 0; part < count; part++) {
            memcpy(to, parts[part].weights, parts[part].outputs * matrix->inputs * sizeof(float));
            to += parts[part].outputs * matrix->inputs;
        }
        weights = stacked;
    }
    matrix->onednn = heed_onednn_create(weights, matrix->bias, matrix->outputs, matrix->inputs);
    free(stacked);
    return matrix->onednn != NULL;
}

static bool uses_onednn(enum heed_matrix_backend backend) {
    switch (backend) {
    case HEED_MATRIX_OURS: return false;
    case HEED_MATRIX_ONEDNN: return true;
    case HEED_MATRIX_BEST: break;
    }
    return strcmp(heed_instruction_set(), "avx512") == 0 && heed_onednn_is_invariant();
}

heed_matrix *heed_matrix_create(const heed_matrix_part *parts, size_t count, size_t inputs,
                                enum heed_matrix_backend backend) {
    heed_matrix *matrix = calloc(1, sizeof *matrix);
    if (!matrix) return NULL;
    matrix->inputs = inputs;
    for (size_t part = 0; part < count; part++) matrix->outputs += parts[part].outputs;
    bool packed = pack_bias(matrix, parts, count);
    if (packed && !(uses_onednn(backend) && pack_onednn(matrix, parts, count))) {
        packed = backend != HEED_MATRIX_ONEDNN && pack_panels(matrix, parts, count);
    }
    if (packed) return matrix;
    heed_matrix_free(matrix);
    return NULL;
}

void heed_matrix_free(heed_matrix *matrix) {
    if (!matrix) return;
    heed_onednn_free(matrix->onednn);
    free(matrix->panels);
    free(matrix->bias);
    free(matrix);
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
        size_t column = panel * PANEL, end_column = end_panel * PANEL;
        if (end_column > c->product.outputs) end_column = c->product.outputs;
        for (; row < end_row; row++) {
            float *to = c->product.to + row * c->product.to_stride;
            c->kernels->activate(to + column, end_column - column, c->activation);
        }
    }
}

bool heed_matrix_multiply(const heed_matrix *matrix, float *to, const float *x, size_t rows,
                          enum heed_activation activation) {
    if (rows == 0) return true;
    size_t work = (rows + WEIGHT_WORK) * matrix->inputs * matrix->outputs;
    if (matrix->onednn) {
        if (!heed_onednn_multiply(matrix->onednn, to, x, rows, (int)heed_threads_for(work))) return false;
        if (activation != HEED_NO_ACTIVATION) heed_activate(to, rows * matrix->outputs, activation);
        return true;
    }
    size_t panels = panels_of(matrix->outputs);
    size_t block_rows = BLOCK_FLOATS / matrix->inputs;
    if (block_rows < 12) block_rows = 12;
    multiply_context c = {
        .kernels = heed_kernels_active(),
        .product = {.x = x,
                    .x_stride = matrix->inputs,
                    .panels = matrix->panels,
                    .bias = matrix->bias,
                    .to = to,
                    .to_stride = matrix->outputs,
                    .inputs = matrix->inputs,
                    .outputs = matrix->outputs},
        .rows = rows,
        // Blocks of nearly equal height, since threads share them by their number.
        .blocks = (rows + block_rows - 1) / block_rows,
        .panels = panels,
        .chunks = (panels + HEED_PRODUCT_PANELS - 1) / HEED_PRODUCT_PANELS,
        .activation = activation,
    };
    heed_parallel(c.blocks * c.chunks, work, SIZE_MAX, multiply_items, &c);
    return true;
}
