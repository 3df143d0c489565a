#ifndef HEED_MATRIX_H
#define HEED_MATRIX_H

#include "CKernels.h"

/// A matrix packed for oneDNN.
typedef struct heed_onednn heed_onednn;

/// Whether oneDNN runs AVX-512 code here, the only kind whose float32 bits depend on neither rows nor threads.
bool heed_onednn_is_invariant(void);

/// weights: [outputs, inputs]; bias: [outputs]. Keeps neither. Allocates; NULL on failure.
heed_onednn *heed_onednn_create(const float *weights, const float *bias, size_t outputs, size_t inputs);
void heed_onednn_free(heed_onednn *matrix);

/// to = x · weightsᵀ + bias. Any thread, any number at once.
/// threads: that it may use, at least 1
bool heed_onednn_multiply(heed_onednn *matrix, float *to, const float *x, size_t rows, int threads);

#endif
