#include "matrix.h"

#include "isa.h"
#include "threads.h"

#include <stdatomic.h>
#include <stdlib.h>

/// What moving a number costs, in multiply-adds.
enum { MOVE_WORK = 8 };

/// Bytes of rows that are read at a time.
enum { READ_BYTES = 64 * 1024 };

struct heed_table {
    size_t rows, size;
    enum heed_number_type type; ///< float32 or bfloat16
    void *numbers;              ///< [rows, size]
};

typedef struct {
    const heed_table *table;
    const heed_stored *from;
    char *space; ///< [threads, chunk rows, size] float32, then as much in stored form
    size_t chunk, chunks;
    atomic_bool *unreadable, *not_finite;
} copying;

/// One item: a chunk of rows.
static void copy_chunks(const void *data, size_t begin, size_t end, size_t thread) {
    const copying *c = data;
    const struct heed_kernels *kernels = heed_kernels_active();
    const heed_table *table = c->table;
    size_t chunk_numbers = c->chunk * table->size;
    float *floats = (float *)(c->space + thread * chunk_numbers * (sizeof(float) + sizeof(uint16_t)));
    for (size_t chunk = begin; chunk < end; chunk++) {
        size_t row = chunk * c->chunk, rows = table->rows - row < c->chunk ? table->rows - row : c->chunk;
        size_t first = row * table->size, count = rows * table->size;
        float *to = table->type == HEED_FLOAT32 ? (float *)table->numbers + first : floats;
        if (!heed_stored_floats(to, c->from, first, count, floats + chunk_numbers)) {
            atomic_store(c->unreadable, true);
            continue;
        }
        if (!kernels->all_finite(to, count)) atomic_store(c->not_finite, true);
        if (table->type == HEED_BFLOAT16) kernels->round_bfloat((uint16_t *)table->numbers + first, to, count);
    }
}

heed_table *heed_table_create(const heed_stored *from, size_t rows, size_t size, enum heed_number_type type,
                              enum heed_stored_problem *problem) {
    *problem = HEED_STORED_FINE;
    size_t row_bytes = size * heed_width_of(type), threads = (size_t)heed_threads();
    size_t chunk = row_bytes < READ_BYTES ? READ_BYTES / row_bytes : 1;
    atomic_bool unreadable = false, not_finite = false;
    heed_table *table = calloc(1, sizeof *table);
    void *numbers = heed_allocate(rows, row_bytes);
    char *space = heed_allocate(threads * chunk, size * (sizeof(float) + sizeof(uint16_t)));
    bool made = table && numbers && space;
    if (made) {
        *table = (heed_table){rows, size, type, numbers};
        copying c = {table, from, space, chunk, rows / chunk + (rows % chunk != 0), &unreadable, &not_finite};
        heed_parallel(c.chunks, rows * size * MOVE_WORK, threads, copy_chunks, &c);
    }
    free(space);
    if (atomic_load(&unreadable)) {
        *problem = HEED_STORED_UNREADABLE;
        made = false;
    } else if (atomic_load(&not_finite)) {
        *problem = HEED_STORED_NOT_FINITE;
    }
    if (made) return table;
    free(numbers);
    free(table);
    return NULL;
}

void heed_table_free(heed_table *table) {
    if (!table) return;
    free(table->numbers);
    free(table);
}

size_t heed_table_bytes(const heed_table *table) { return table->rows * table->size * heed_width_of(table->type); }

/// Rows of a table, or of a matrix.
typedef struct {
    const heed_table *table;
    const heed_matrix *matrix;
    float *to;
    const int32_t *ids;
    float scale;
} gathering;

static void gather_from_table(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const gathering *c = data;
    const struct heed_kernels *kernels = heed_kernels_active();
    size_t size = c->table->size;
    for (size_t row = begin; row < end; row++) {
        float *to = c->to + row * size;
        size_t first = (size_t)c->ids[row] * size;
        if (c->table->type == HEED_FLOAT32) {
            kernels->scale(to, (const float *)c->table->numbers + first, c->scale, size);
        } else {
            kernels->convert_bfloat(to, (const uint16_t *)c->table->numbers + first, size);
            kernels->scale(to, to, c->scale, size);
        }
    }
}

void heed_table_gather(const heed_table *table, float *to, const int32_t *ids, size_t count, float scale) {
    gathering c = {.table = table, .to = to, .ids = ids, .scale = scale};
    heed_parallel(count, count * table->size * MOVE_WORK, SIZE_MAX, gather_from_table, &c);
}

/// An output's weights are a lane of its panel.
static void gather_from_panels(const void *data, size_t begin, size_t end, size_t thread) {
    (void)thread;
    const gathering *c = data;
    const heed_matrix *matrix = c->matrix;
    size_t inputs = matrix->inputs;
    for (size_t row = begin; row < end; row++) {
        float *to = c->to + row * inputs;
        size_t id = (size_t)c->ids[row];
        size_t first = id / HEED_PANEL * HEED_PANEL * matrix->packed_inputs + id % HEED_PANEL;
        if (matrix->type == HEED_FLOAT32) {
            const float *from = (const float *)matrix->panels + first;
            for (size_t k = 0; k < inputs; k++) to[k] = from[k * HEED_PANEL] * c->scale;
        } else {
            const uint16_t *from = (const uint16_t *)matrix->panels + first;
            for (size_t k = 0; k < inputs; k++) {
                uint32_t bits = (uint32_t)from[k * HEED_PANEL] << 16;
                float number;
                memcpy(&number, &bits, sizeof number);
                to[k] = number * c->scale;
            }
        }
    }
}

bool heed_matrix_can_gather(const heed_matrix *matrix) { return matrix->type != HEED_INT8; }

void heed_matrix_gather(const heed_matrix *matrix, float *to, const int32_t *ids, size_t count, float scale) {
    gathering c = {.matrix = matrix, .to = to, .ids = ids, .scale = scale};
    // Each number stands in another cache line.
    heed_parallel(count, count * matrix->inputs * HEED_PANEL, SIZE_MAX, gather_from_panels, &c);
}
