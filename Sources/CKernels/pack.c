#include "matrix.h"

#include "isa.h"
#include "threads.h"

#include <stdatomic.h>
#include <stdlib.h>

/// What moving a weight to its place costs, in multiply-adds.
enum { PACK_WORK = 20 };

static void *allocate_zeros(size_t rows, size_t row_bytes) {
    void *memory = heed_allocate(rows, row_bytes);
    if (memory) memset(memory, 0, rows * row_bytes);
    return memory;
}

/// A thread's room for the weights of a panel on their way.
typedef struct {
    float *floats;       ///< [16, inputs]
    void *stored;        ///< two bytes for each of these
    int8_t *integers;    ///< int8: [16, inputs]
    int16_t *integers16; ///< int8: [inputs]
} workspace;

/// Bytes that a workspace takes for each input.
enum { WORKSPACE = HEED_PANEL * (sizeof(float) + sizeof(uint16_t) + sizeof(int8_t)) + sizeof(int16_t) };

typedef struct {
    heed_matrix *matrix;
    const heed_matrix_part *parts;
    size_t count;
    char *space; ///< [threads, inputs, WORKSPACE], each thread's 64-byte aligned
    size_t thread_space;
    /// The first parts that could not be read, that have infinities or NaN, and integers out of range; SIZE_MAX: none.
    atomic_size_t *unreadable, *not_finite, *out_of_range;
} packing;

static workspace workspace_of(const packing *p, size_t thread) {
    size_t numbers = HEED_PANEL * p->matrix->inputs;
    workspace space;
    space.floats = (float *)(p->space + thread * p->thread_space);
    space.stored = space.floats + numbers;
    space.integers16 = (int16_t *)space.stored + numbers;
    space.integers = (int8_t *)(space.integers16 + p->matrix->inputs);
    return space;
}

static void note(atomic_size_t *first, size_t part) {
    size_t noted = atomic_load(first);
    while (part < noted && !atomic_compare_exchange_weak(first, &noted, part)) {
    }
}

/// Some rows of one part.
typedef struct {
    size_t part, first, count;
} part_rows;

/// The part that has an output, and which of `count` outputs from there on it has.
static part_rows part_at(const packing *p, size_t output, size_t count) {
    part_rows rows = {0, output, count};
    while (rows.first >= p->parts[rows.part].outputs) rows.first -= p->parts[rows.part++].outputs;
    if (rows.count > p->parts[rows.part].outputs - rows.first) rows.count = p->parts[rows.part].outputs - rows.first;
    return rows;
}

/// Rows of the stacked weights as float32. to: [count, inputs]; space: two bytes for each of these.
static void read_floats(const packing *p, size_t output, size_t count, float *to, void *space) {
    size_t inputs = p->matrix->inputs;
    while (count > 0) {
        part_rows rows = part_at(p, output, count);
        size_t numbers = rows.count * inputs;
        if (!heed_stored_floats(to, &p->parts[rows.part].weights, rows.first * inputs, numbers, space)) {
            note(p->unreadable, rows.part);
        } else if (!heed_kernels_active()->all_finite(to, numbers)) {
            note(p->not_finite, rows.part);
        }
        to += numbers;
        output += rows.count;
        count -= rows.count;
    }
}

/// The same as integers, and their scales: as they are stored, or quantised.
static void read_integers(const packing *p, size_t output, size_t count, workspace space) {
    size_t inputs = p->matrix->inputs;
    int8_t *to = space.integers;
    while (count > 0) {
        part_rows rows = part_at(p, output, count);
        const heed_matrix_part *part = &p->parts[rows.part];
        float *scales = p->matrix->scales + output;
        if (part->weights.type == HEED_STORED_INT8) {
            if (!heed_stored_read(to, &part->weights, rows.first * inputs, rows.count * inputs)) {
                note(p->unreadable, rows.part);
            }
            if (memchr(to, INT8_MIN, rows.count * inputs)) note(p->out_of_range, rows.part);
            memcpy(scales, part->scales + rows.first, rows.count * sizeof(float));
            to += rows.count * inputs;
        } else {
            read_floats(p, output, rows.count, space.floats, space.stored);
            for (size_t row = 0; row < rows.count; row++) {
                scales[row] = heed_kernels_active()->quantise(space.integers16, space.floats + row * inputs, inputs,
                                                              HEED_WEIGHT_RANGE);
                for (size_t k = 0; k < inputs; k++) *to++ = (int8_t)space.integers16[k];
            }
        }
        output += rows.count;
        count -= rows.count;
    }
}

/// Sixteen outputs side by side.
static void pack_panels(const void *data, size_t begin, size_t end, size_t thread) {
    const packing *p = data;
    heed_matrix *matrix = p->matrix;
    workspace space = workspace_of(p, thread);
    size_t inputs = matrix->inputs, size = matrix->packed_inputs * HEED_PANEL;
    for (size_t panel = begin; panel < end; panel++) {
        size_t output = panel * HEED_PANEL;
        size_t count = matrix->outputs - output < HEED_PANEL ? matrix->outputs - output : HEED_PANEL;
        char *start = (char *)matrix->panels + panel * size * heed_width_of(matrix->type);
        if (count < HEED_PANEL || matrix->packed_inputs > inputs) memset(start, 0, size * heed_width_of(matrix->type));
        switch (matrix->type) {
        case HEED_FLOAT32: {
            float *to = (float *)start;
            read_floats(p, output, count, space.floats, space.stored);
            for (size_t k = 0; k < inputs; k++) {
                for (size_t lane = 0; lane < count; lane++) to[k * HEED_PANEL + lane] = space.floats[lane * inputs + k];
            }
            break;
        }
        case HEED_BFLOAT16: {
            uint16_t *to = (uint16_t *)start, *rounded = space.stored;
            read_floats(p, output, count, space.floats, space.stored);
            heed_kernels_active()->round_bfloat(rounded, space.floats, count * inputs);
            for (size_t k = 0; k < inputs; k++) {
                for (size_t lane = 0; lane < count; lane++) to[k * HEED_PANEL + lane] = rounded[lane * inputs + k];
            }
            break;
        }
        case HEED_INT8: {
            uint8_t *to = (uint8_t *)start;
            read_integers(p, output, count, space);
            for (size_t k = 0; k < inputs; k++) {
                uint8_t *quad = to + k / 4 * 4 * HEED_PANEL + k % 4;
                for (size_t lane = 0; lane < count; lane++) {
                    quad[4 * lane] = (uint8_t)(space.integers[lane * inputs + k] + 128);
                }
            }
            break;
        }
        }
    }
}

static bool pack_weights(packing *p) {
    heed_matrix *matrix = p->matrix;
    size_t panels = heed_panels_of(matrix->outputs), threads = (size_t)heed_threads();
    matrix->panels = heed_allocate(panels, matrix->packed_inputs * HEED_PANEL * heed_width_of(matrix->type));
    if (matrix->type == HEED_INT8) matrix->scales = allocate_zeros(panels, HEED_PANEL * sizeof(float));
    p->thread_space = (matrix->inputs * WORKSPACE + 63) / 64 * 64;
    p->space = heed_allocate(threads, p->thread_space);
    bool enough = matrix->panels && p->space && (matrix->type != HEED_INT8 || matrix->scales);
    if (enough) heed_parallel(panels, matrix->outputs * matrix->inputs * PACK_WORK, threads, pack_panels, p);
    free(p->space);
    return enough;
}

static bool pack_bias(heed_matrix *matrix, const heed_matrix_part *parts, size_t count) {
    bool any = false;
    for (size_t part = 0; part < count; part++) any |= parts[part].bias != NULL;
    if (!any) return true;
    matrix->bias = allocate_zeros(heed_panels_of(matrix->outputs), HEED_PANEL * sizeof(float));
    if (!matrix->bias) return false;
    float *to = matrix->bias;
    for (size_t part = 0; part < count; part++) {
        if (parts[part].bias) memcpy(to, parts[part].bias, parts[part].outputs * sizeof(float));
        to += parts[part].outputs;
    }
    return true;
}

heed_matrix *heed_matrix_create(const heed_matrix_part *parts, size_t count, size_t inputs, enum heed_number_type type,
                                heed_packing_problem *problem) {
    *problem = (heed_packing_problem){HEED_STORED_FINE, 0};
    heed_matrix *matrix = calloc(1, sizeof *matrix);
    if (!matrix) return NULL;
    matrix->inputs = inputs;
    matrix->type = type;
    matrix->packed_inputs = type == HEED_INT8 ? (inputs + 3) / 4 * 4 : inputs;
    for (size_t part = 0; part < count; part++) matrix->outputs += parts[part].outputs;
    atomic_size_t unreadable = SIZE_MAX, not_finite = SIZE_MAX, out_of_range = SIZE_MAX;
    packing p = {.matrix = matrix,
                 .parts = parts,
                 .count = count,
                 .unreadable = &unreadable,
                 .not_finite = &not_finite,
                 .out_of_range = &out_of_range};
    bool packed = pack_bias(matrix, parts, count) && pack_weights(&p);
    if (atomic_load(&unreadable) != SIZE_MAX) {
        *problem = (heed_packing_problem){HEED_STORED_UNREADABLE, atomic_load(&unreadable)};
        packed = false;
    } else if (atomic_load(&out_of_range) != SIZE_MAX) {
        *problem = (heed_packing_problem){HEED_STORED_OUT_OF_RANGE, atomic_load(&out_of_range)};
        packed = false;
    } else if (atomic_load(&not_finite) != SIZE_MAX) {
        *problem = (heed_packing_problem){HEED_STORED_NOT_FINITE, atomic_load(&not_finite)};
    }
    if (packed) return matrix;
    heed_matrix_free(matrix);
    return NULL;
}

void heed_matrix_free(heed_matrix *matrix) {
    if (!matrix) return;
    free(matrix->panels);
    free(matrix->scales);
    free(matrix->bias);
    free(matrix);
}

size_t heed_matrix_bytes(const heed_matrix *matrix) {
    size_t padded = heed_panels_of(matrix->outputs) * HEED_PANEL;
    return padded * (matrix->packed_inputs * heed_width_of(matrix->type) +
                     ((matrix->scales != NULL) + (matrix->bias != NULL)) * sizeof(float));
}
