#include "matrix.h"

#include "isa.h"
#include "threads.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

/// Outputs of a panel: the vectors' width.
enum { PANEL = 16 };

/// Bytes of x that a block of rows may cover: they stay in the second-level cache while the panels pass by.
enum { BLOCK_BYTES = 192 * 1024 };

/// What a float weight's way from memory costs, in multiply-adds: with few rows it is most of the time.
enum { WEIGHT_WORK = 7 };

/// What a number of a row costs to be quantised, in multiply-adds.
enum { QUANTISE_WORK = 3 };

/// Outputs that oneDNN computes in one piece, on one thread.
enum { SLICE = 256 };

/// From this size on, memory is asked for in huge pages.
enum { LARGE = 4 << 20, PAGE = 4096 };

struct heed_matrix {
    size_t inputs, outputs;
    enum heed_number_type type;
    size_t packed_inputs; ///< inputs, for int8 rounded up to an even number
    void *panels;         ///< as heed_product has them; NULL with oneDNN
    float *scales;        ///< int8: [⌈outputs / 16⌉ · 16]
    float *bias;          ///< [⌈outputs / 16⌉ · 16], or NULL
    heed_onednn **slices; ///< [⌈outputs / SLICE⌉], or NULL
};

static size_t panels_of(size_t outputs) { return outputs / PANEL + (outputs % PANEL != 0); }

static size_t slices_of(size_t outputs) { return outputs / SLICE + (outputs % SLICE != 0); }

static size_t width_of(enum heed_number_type type) {
    switch (type) {
    case HEED_FLOAT32: return sizeof(float);
    case HEED_BFLOAT16: return sizeof(uint16_t);
    case HEED_INT8: return sizeof(int8_t);
    }
    return 0;
}

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

/// The nearest bfloat16, of two equally near the one with an even last bit. NaN stays NaN.
static uint16_t nearest_bfloat(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (value != value) return (uint16_t)(bits >> 16 | 0x40);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

typedef struct {
    heed_matrix *matrix;
    const float *const *rows; ///< [outputs], each [inputs]
    int16_t *quantised;       ///< int8: [threads, 16, inputs]
} pack_context;

/// Sixteen rows side by side.
static void pack_panels_of(const void *data, size_t begin, size_t end, size_t thread) {
    const pack_context *c = data;
    heed_matrix *matrix = c->matrix;
    size_t inputs = matrix->inputs, size = matrix->packed_inputs * PANEL;
    int16_t *quantised = c->quantised ? c->quantised + thread * inputs * PANEL : NULL;
    for (size_t panel = begin; panel < end; panel++) {
        const float *const *rows = c->rows + panel * PANEL;
        size_t count = matrix->outputs - panel * PANEL < PANEL ? matrix->outputs - panel * PANEL : PANEL;
        switch (matrix->type) {
        case HEED_FLOAT32: {
            float *to = (float *)matrix->panels + panel * size;
            for (size_t k = 0; k < inputs; k++) {
                for (size_t lane = 0; lane < count; lane++) to[k * PANEL + lane] = rows[lane][k];
            }
            break;
        }
        case HEED_BFLOAT16: {
            uint16_t *to = (uint16_t *)matrix->panels + panel * size;
            for (size_t k = 0; k < inputs; k++) {
                for (size_t lane = 0; lane < count; lane++) to[k * PANEL + lane] = nearest_bfloat(rows[lane][k]);
            }
            break;
        }
        case HEED_INT8: {
            int8_t *to = (int8_t *)matrix->panels + panel * size;
            for (size_t lane = 0; lane < count; lane++) {
                int16_t *row = quantised + lane * inputs;
                matrix->scales[panel * PANEL + lane] = heed_kernels_active()->quantise(row, rows[lane], inputs, 127);
            }
            for (size_t k = 0; k < inputs; k++) {
                int8_t *pair = to + k / 2 * 2 * PANEL + k % 2;
                for (size_t lane = 0; lane < count; lane++) pair[2 * lane] = (int8_t)quantised[lane * inputs + k];
            }
            break;
        }
        }
    }
}

/// What moving a weight to its place costs, in multiply-adds.
enum { PACK_WORK = 20 };

static bool pack_panels(heed_matrix *matrix, const heed_matrix_part *parts, size_t count) {
    size_t panels = panels_of(matrix->outputs), output = 0, threads = (size_t)heed_threads();
    bool quantises = matrix->type == HEED_INT8;
    matrix->panels = allocate_zeros(panels, matrix->packed_inputs * PANEL * width_of(matrix->type));
    matrix->scales = quantises ? allocate_zeros(panels, PANEL * sizeof(float)) : NULL;
    const float **rows = malloc(matrix->outputs * sizeof *rows);
    pack_context context = {matrix, rows, NULL};
    if (quantises) context.quantised = allocate_zeros(threads * PANEL, matrix->inputs * sizeof(int16_t));
    bool enough = matrix->panels && rows && (!quantises || (matrix->scales && context.quantised));
    if (enough) {
        for (size_t part = 0; part < count; part++) {
            for (size_t row = 0; row < parts[part].outputs; row++) {
                rows[output++] = parts[part].weights + row * matrix->inputs;
            }
        }
        heed_parallel(panels, matrix->outputs * matrix->inputs * PACK_WORK, threads, pack_panels_of, &context);
    }
    free(rows);
    free(context.quantised);
    return enough;
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

static void free_slices(heed_matrix *matrix) {
    for (size_t slice = 0; matrix->slices && slice < slices_of(matrix->outputs); slice++) {
        heed_onednn_free(matrix->slices[slice]);
    }
    free(matrix->slices);
    matrix->slices = NULL;
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
    size_t slices = slices_of(matrix->outputs);
    matrix->slices = calloc(slices, sizeof *matrix->slices);
    bool packed = matrix->slices != NULL;
    for (size_t slice = 0; packed && slice < slices; slice++) {
        size_t first = slice * SLICE, count_of = matrix->outputs - first < SLICE ? matrix->outputs - first : SLICE;
        matrix->slices[slice] = heed_onednn_create(
            weights + first * matrix->inputs, matrix->bias ? matrix->bias + first : NULL, count_of, matrix->inputs);
        packed = matrix->slices[slice] != NULL;
    }
    free(stacked);
    if (!packed) free_slices(matrix);
    return packed;
}

static bool uses_onednn(enum heed_number_type type, enum heed_matrix_backend backend) {
    if (type != HEED_FLOAT32) return false;
    switch (backend) {
    case HEED_MATRIX_OURS: return false;
    case HEED_MATRIX_ONEDNN: return true;
    case HEED_MATRIX_BEST: break;
    }
    return strcmp(heed_instruction_set(), "avx512") == 0 && heed_onednn_is_invariant();
}

heed_matrix *heed_matrix_create(const heed_matrix_part *parts, size_t count, size_t inputs, enum heed_number_type type,
                                enum heed_matrix_backend backend) {
    heed_matrix *matrix = calloc(1, sizeof *matrix);
    if (!matrix) return NULL;
    matrix->inputs = inputs;
    matrix->type = type;
    matrix->packed_inputs = type == HEED_INT8 ? inputs + inputs % 2 : inputs;
    for (size_t part = 0; part < count; part++) matrix->outputs += parts[part].outputs;
    bool packed = pack_bias(matrix, parts, count);
    if (packed && !(uses_onednn(type, backend) && pack_onednn(matrix, parts, count))) {
        packed = backend != HEED_MATRIX_ONEDNN && pack_panels(matrix, parts, count);
    }
    if (packed) return matrix;
    heed_matrix_free(matrix);
    return NULL;
}

void heed_matrix_free(heed_matrix *matrix) {
    if (!matrix) return;
    free_slices(matrix);
    free(matrix->panels);
    free(matrix->scales);
    free(matrix->bias);
    free(matrix);
}

size_t heed_matrix_bytes(const heed_matrix *matrix) {
    return panels_of(matrix->outputs) * PANEL * matrix->packed_inputs * width_of(matrix->type);
}

/// int8: the rows in 16 bits, then their scales.
size_t heed_matrix_scratch(const heed_matrix *matrix, size_t rows) {
    return matrix->type == HEED_INT8 ? rows * (matrix->packed_inputs / 2 + 1) : 0;
}

int heed_int8_row_range(size_t inputs) {
    // The instructions take 16 bits; beyond 12 nothing is gained beside weights of 8.
    enum { TWELVE_BITS = 2047 };
    size_t most = INT32_MAX / (127 * inputs);
    return most < TWELVE_BITS ? (int)most : TWELVE_BITS;
}

typedef struct {
    const heed_matrix *matrix;
    const float *x;
    int16_t *quantised;
    float *scales;
} quantise_context;

static void quantise_rows(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const quantise_context *c = data;
    const struct heed_kernels *kernels = heed_kernels_active();
    size_t inputs = c->matrix->inputs, packed = c->matrix->packed_inputs;
    float range = (float)heed_int8_row_range(inputs);
    for (size_t row = begin; row < end; row++) {
        c->scales[row] = kernels->quantise(c->quantised + row * packed, c->x + row * inputs, inputs, range);
        if (packed > inputs) c->quantised[row * packed + inputs] = 0;
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
        size_t column = panel * PANEL, end_column = end_panel * PANEL;
        if (end_column > c->product.outputs) end_column = c->product.outputs;
        for (; row < end_row; row++) {
            float *to = c->product.to + row * c->product.to_stride;
            c->kernels->activate(to + column, end_column - column, c->activation);
        }
    }
}

typedef struct {
    const heed_matrix *matrix;
    const float *x;
    float *to;
    size_t rows;
    enum heed_activation activation;
    atomic_bool *failed;
} slices_context;

static void multiply_slices(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const slices_context *c = data;
    size_t outputs = c->matrix->outputs;
    for (size_t slice = begin; slice < end; slice++) {
        size_t first = slice * SLICE, count = outputs - first < SLICE ? outputs - first : SLICE;
        if (!heed_onednn_multiply(c->matrix->slices[slice], c->to + first, outputs, c->x, c->rows)) {
            atomic_store(c->failed, true);
        }
        if (c->activation == HEED_NO_ACTIVATION) continue;
        for (size_t row = 0; row < c->rows; row++) {
            heed_kernels_active()->activate(c->to + row * outputs + first, count, c->activation);
        }
    }
}

bool heed_matrix_multiply(const heed_matrix *matrix, float *to, const float *x, size_t rows,
                          enum heed_activation activation, float *scratch) {
    if (rows == 0) return true;
    size_t width = width_of(matrix->type);
    size_t work = (4 * rows + width * WEIGHT_WORK) * matrix->inputs * matrix->outputs / 4;
    if (matrix->slices) {
        atomic_bool failed = false;
        slices_context c = {matrix, x, to, rows, activation, &failed};
        heed_parallel(slices_of(matrix->outputs), work, SIZE_MAX, multiply_slices, &c);
        return !atomic_load(&failed);
    }
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
        quantise_context quantised = {matrix, x, (int16_t *)scratch, scratch + rows * (matrix->packed_inputs / 2)};
        heed_parallel(rows, rows * matrix->inputs * QUANTISE_WORK, SIZE_MAX, quantise_rows, &quantised);
        product.x = quantised.quantised;
        product.row_scales = quantised.scales;
    }
    size_t panels = panels_of(matrix->outputs);
    size_t block_rows = BLOCK_BYTES / (matrix->inputs * (matrix->type == HEED_INT8 ? sizeof(int16_t) : sizeof(float)));
    if (block_rows < 12) block_rows = 12;
    multiply_context c = {
        .kernels = heed_kernels_active(),
        .product = product,
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
