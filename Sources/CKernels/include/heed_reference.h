#ifndef HEED_REFERENCE_H
#define HEED_REFERENCE_H

// The kernels' plain-loop twins: one row or one product each, written to be read, in double precision. For tests.

#include "CKernels.h"

#ifdef __cplusplus
extern "C" {
#endif

float heed_reference_activation(float x, enum heed_activation activation);
/// One row, as heed_gate.
void heed_reference_gate(float *to, const float *from, size_t size, enum heed_activation activation);
float heed_reference_half(uint16_t bits);
float heed_reference_bfloat(uint16_t bits);
/// Not for NaN.
uint16_t heed_reference_to_half(float x);
uint8_t heed_reference_to_byte(float x);

/// bias may be NULL; to is not x.
void heed_reference_layer_norm(float *to, const float *x, const float *gain, const float *bias, size_t size,
                               float epsilon);
void heed_reference_rms_norm(float *to, const float *x, const float *gain, size_t size, float epsilon);

/// In place.
void heed_reference_softmax(float *row, size_t size);
void heed_reference_log_softmax(float *row, size_t size);
float heed_reference_log_sum_exp(const float *row, size_t size);

size_t heed_reference_argmax(const float *row, size_t size);
/// By selection, k times.
void heed_reference_top_k(const float *row, size_t size, heed_ranked *best, size_t k);

/// One row, all heads, as heed_attention.
void heed_reference_attention(float *to, const heed_attention_row *row, const heed_attention_form *form);

/// to = x · weightsᵀ + bias. weights: [outputs, inputs]; bias: [outputs] or NULL.
void heed_reference_product(float *to, const float *x, const float *weights, const float *bias, size_t rows,
                            size_t inputs, size_t outputs);

/// The same with integers times a scale of their own: each output's weights of ±127, each row of ±heed_int8_row_range.
void heed_reference_int8_product(float *to, const float *x, const float *weights, const float *bias, size_t rows,
                                 size_t inputs, size_t outputs);

#ifdef __cplusplus
}
#endif

#endif
