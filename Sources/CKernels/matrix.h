#ifndef HEED_MATRIX_H
#define HEED_MATRIX_H

#include "CKernels.h"

/// A matrix packed for oneDNN, which computes with one thread.
typedef struct heed_onednn heed_onednn;

/// Whether oneDNN runs AVX-512 code here, the only kind whose float32 bits depend on neither rows nor threads.
bool heed_onednn_is_invariant(void);

/// weights: [outputs, inputs]; bias: [outputs]. Keeps neither. Allocates; NULL on failure.
heed_onednn *heed_onednn_create(const float *weights, const float *bias, size_t outputs, size_t inputs);
void heed_onednn_free(heed_onednn *matrix);

/// to = x · weightsᵀ + bias. to: [rows, outputs], rows `to_stride` floats apart. Any thread, any number at once.
bool heed_onednn_multiply(heed_onednn *matrix, float *to, size_t to_stride, const float *x, size_t rows);

#endif
