#ifndef HEED_ISA_H
#define HEED_ISA_H

// What stands between the kernels, written once in vector/ and compiled per instruction set, and the functions of
// CKernels.h, which split the work over threads and call the set that this processor can run.

#include "CKernels.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/// Panels (of 16 outputs) that one unit of work of a product covers.
enum { HEED_PRODUCT_PANELS = 4 };

/// Rows for int8 weights have eight bits for what is at most so many times the root of their mean square.
#define HEED_INT8_SPREAD 2.5f

/// What a row of integers for int8 weights begins with. What follows, each instruction set lays out as it likes best,
/// in `heed_int8_row_bytes`.
typedef struct {
    float scale;        ///< what the integers are to be multiplied by
    int32_t correction; ///< −128 times their sum: 128 has been added to the weights
    int32_t outliers;   ///< groups of four that need more than eight bits, where that makes a difference
} heed_int8_row;

/// - inputs: a multiple of 4
static inline size_t heed_int8_row_bytes(size_t inputs) { return sizeof(heed_int8_row) + 3 * inputs; }

/// A product of packed weights, as the kernels see it.
typedef struct {
    enum heed_number_type type; ///< of the weights
    const void *x;              ///< [rows, inputs]; for int8 weights rows of integers
    size_t x_stride;            ///< from row to row: numbers; for int8 bytes
    /// [⌈outputs / 16⌉, inputs, 16], 64-byte aligned, the last panel filled up with zeros: float, uint16_t (bfloat16),
    /// or for int8 uint8_t [⌈outputs / 16⌉, inputs / 4, 16, 4], 128 added to each.
    const void *panels;
    const float *scales; ///< int8: [⌈outputs / 16⌉ · 16], what the weights are to be multiplied by
    const float *bias;   ///< [⌈outputs / 16⌉ · 16], 64-byte aligned, or NULL
    float *to;           ///< [rows, outputs], rows `to_stride` floats apart
    size_t to_stride;
    size_t inputs, outputs; ///< with int8, inputs is a multiple of 4
} heed_product;

/// The kernels of one instruction set. None allocates, locks or keeps anything; all may run on several threads at once.
/// A row is `size` floats of any alignment. What is written overlaps nothing that is read, unless it is the same row.
struct heed_kernels {
    const char *name;
    void (*add)(float *to, const float *other, size_t count);
    void (*scale)(float *to, const float *from, float factor, size_t count);
    void (*activate)(float *numbers, size_t count, enum heed_activation activation);
    void (*gate)(float *to, const float *gates, const float *values, size_t count, enum heed_activation activation);
    void (*layer_norm)(float *to, const float *row, const float *gain, const float *bias, size_t size, float epsilon);
    void (*rms_norm)(float *to, const float *row, const float *gain, size_t size, float epsilon);
    void (*softmax)(float *row, size_t size);
    void (*log_softmax)(float *row, size_t size);
    float (*log_sum_exp)(const float *row, size_t size);
    size_t (*argmax)(const float *row, size_t size);
    void (*top_k)(const float *row, size_t size, heed_ranked *best, size_t k);
    void (*convert_half)(float *to, const void *from, size_t count);
    void (*convert_bfloat)(float *to, const void *from, size_t count);
    void (*round_to_half)(void *to, const float *from, size_t count);
    void (*round_to_byte)(uint8_t *to, const float *from, size_t count);
    /// The nearest bfloat16, of two equally near the one with an even last bit. NaN stays NaN. to: 2-byte aligned.
    void (*round_bfloat)(uint16_t *to, const float *from, size_t count);
    bool (*all_finite)(const float *numbers, size_t count);
    /// One head of `count` rows that share their keys (but perhaps not their number of keys).
    /// next: whose keys are wanted after these, of `next_head`; NULL: nobody's.
    /// scratch: `count` times `scratch_size`, at least the most keys rounded up to a multiple of 4.
    void (*attention)(float *to, const heed_attention_row *rows, size_t count, const heed_attention_form *form,
                      size_t head, const heed_attention_row *next, size_t next_head, float *scratch,
                      size_t scratch_size);
    /// One head's keys and values for attention_whole. keys_to: [key_count rounded up to 16, head_dim]; values_to:
    /// [key_count, head_dim]
    void (*pack_head)(float *keys_to, float *values_to, const heed_attention_row *row, const heed_attention_form *form,
                      size_t head);
    /// Rows that share their keys, which are packed. head_dim is a multiple of 16. queries: [count, head_dim] of
    /// scratch; scratch: [count, scratch_size]
    void (*attention_whole)(float *to, const heed_attention_row *rows, size_t count, const heed_attention_form *form,
                            size_t head, const float *keys, const float *values, float *queries, float *scratch,
                            size_t scratch_size);
    /// Returns the scale. to: 2-byte aligned.
    float (*quantise)(int16_t *to, const float *row, size_t size, float range);
    /// packed_size: size rounded up to a multiple of 4. to: heed_int8_row_bytes(packed_size)
    void (*quantise_row)(heed_int8_row *to, const float *row, size_t size, size_t packed_size, float range);
    void (*product)(const heed_product *product, size_t first_row, size_t end_row, size_t first_panel,
                    size_t end_panel);
};

extern const struct heed_kernels heed_kernels_plain;
#if defined(__x86_64__)
extern const struct heed_kernels heed_kernels_avx2, heed_kernels_avx512, heed_kernels_avx512_vnni;
#elif defined(__aarch64__)
extern const struct heed_kernels heed_kernels_neon;
#endif

/// The kernels in use.
const struct heed_kernels *heed_kernels_active(void);

#endif
