#ifndef HEED_MATRIX_H
#define HEED_MATRIX_H

// What packing weights (pack.c), multiplying with them (matrix.c) and reading them back (table.c) share.

#include "CKernels.h"

/// Outputs of a panel: the vectors' width.
enum { HEED_PANEL = 16 };

/// Outputs that oneDNN computes in one piece, on one thread.
enum { HEED_SLICE = 256 };

/// The largest integer of weights in eight bits.
enum { HEED_WEIGHT_RANGE = 127 };

/// A matrix packed for oneDNN, which computes with one thread.
typedef struct heed_onednn heed_onednn;

struct heed_matrix {
    size_t inputs, outputs;
    enum heed_number_type type;
    size_t packed_inputs; ///< inputs, for int8 rounded up to an even number
    void *panels;         ///< as heed_product has them; NULL with oneDNN
    float *scales;        ///< int8: [⌈outputs / 16⌉ · 16]
    float *bias;          ///< [⌈outputs / 16⌉ · 16], or NULL
    heed_onednn **slices; ///< [⌈outputs / HEED_SLICE⌉], or NULL
};

static inline size_t heed_panels_of(size_t outputs) { return outputs / HEED_PANEL + (outputs % HEED_PANEL != 0); }

static inline size_t heed_slices_of(size_t outputs) { return outputs / HEED_SLICE + (outputs % HEED_SLICE != 0); }

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

/// The same as float32; not for int8. space: bytes for `count` numbers, used unless they are stored as float32.
bool heed_stored_floats(float *to, const heed_stored *from, size_t first, size_t count, void *space);

/// Bytes of a stored number.
size_t heed_stored_width(enum heed_stored_type type);

/// Whether oneDNN runs AVX-512 code here, the only kind whose float32 bits depend on neither rows nor threads.
bool heed_onednn_is_invariant(void);

/// weights: [outputs, inputs]; bias: [outputs]. Keeps neither. Allocates; NULL on failure.
heed_onednn *heed_onednn_create(const float *weights, const float *bias, size_t outputs, size_t inputs);
void heed_onednn_free(heed_onednn *matrix);

/// to = x · weightsᵀ + bias. to: [rows, outputs], rows `to_stride` floats apart. Any thread, any number at once.
bool heed_onednn_multiply(heed_onednn *matrix, float *to, size_t to_stride, const float *x, size_t rows);

/// Whether the packed weights can be read back.
bool heed_onednn_can_gather(const heed_onednn *matrix);

/// to = the weights of one output, times scale. to: [inputs]
void heed_onednn_gather(const heed_onednn *matrix, float *to, size_t output, float scale);

#endif
