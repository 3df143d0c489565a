#ifndef HEED_MATRIX_H
#define HEED_MATRIX_H

// What packing weights (pack.c), multiplying with them (matrix.c) and reading them back (table.c) share, and what they
// stand on: stored numbers (stored.c) and memory (allocate.c), which call none of them.

#include "CKernels.h"

/// Outputs of a panel: the vectors' width.
enum { HEED_PANEL = 16 };

/// The largest integer of weights in eight bits.
enum { HEED_WEIGHT_RANGE = 127 };

struct heed_matrix {
    size_t inputs, outputs;
    enum heed_number_type type;
    size_t packed_inputs; ///< inputs, for int8 rounded up to a multiple of 4
    void *panels;         ///< as heed_product has them
    float *scales;        ///< int8: [⌈outputs / 16⌉ · 16]
    float *bias;          ///< [⌈outputs / 16⌉ · 16], or NULL
};

static inline size_t heed_panels_of(size_t outputs) { return outputs / HEED_PANEL + (outputs % HEED_PANEL != 0); }

/// Bytes of a packed number.
static inline size_t heed_width_of(enum heed_number_type type) {
    switch (type) {
    case HEED_FLOAT32: return sizeof(float);
    case HEED_BFLOAT16: return sizeof(uint16_t);
    case HEED_INT8: return sizeof(int8_t);
    }
    return 0;
}

/// 64-byte aligned, uninitialised, in huge pages where the system has them and they are worth it; NULL if memory is
/// short. Free with free.
void *heed_allocate(size_t rows, size_t row_bytes);

/// Reads `count` stored numbers from the `first` on, as they are. to: any alignment. false if the file ends before them
/// or cannot be read.
bool heed_stored_read(void *to, const heed_stored *from, size_t first, size_t count);

/// The same as float32; not for int8. space: two bytes for each number, used where they are stored in as many.
bool heed_stored_floats(float *to, const heed_stored *from, size_t first, size_t count, void *space);

/// Bytes of a stored number.
size_t heed_stored_width(enum heed_stored_type type);

#endif
