// Before including this, define HEED_KERNELS (the table's name), HEED_KERNELS_NAME, HEED_EMULATED_FMA and HEED_VNNI (0
// or 1), and what fits the registers: PRODUCT_FLOAT_ROWS (rows of a product's tile, 6 or 12) and
// PRODUCT_FLOAT_PANELS(rows) (panels that so many rows take at once: 1, 2 or 4, a constant), and the same for int8
// weights, with no more rows: PRODUCT_INT8_PANELS where one tile has all rows, and memory is the limit,
// PRODUCT_INT8_MANY_PANELS where several have.

#pragma STDC FP_CONTRACT OFF
// Vectors wider than the registers are passed by value only to functions that are always inlined: no ABI is involved.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

#include "vector.h"

#include "functions.h"

#include "elementwise.h"

#include "normalise.h"

#include "softmax.h"

#include "search.h"

#include "convert.h"

#include "attention.h"

#include "attention_whole.h"

#include "product_float.h"

#include "product_int8.h"

#include "product.h"

const struct heed_kernels HEED_KERNELS = {
    .name = HEED_KERNELS_NAME,
    .add = add,
    .scale = scale,
    .activate = activate,
    .gate = gate,
    .layer_norm = layer_norm,
    .rms_norm = rms_norm,
    .softmax = softmax,
    .log_softmax = log_softmax,
    .log_sum_exp = log_sum_exp,
    .argmax = argmax,
    .top_k = top_k,
    .convert_half = convert_half,
    .convert_bfloat = convert_bfloat,
    .round_to_half = round_to_half,
    .round_to_byte = round_to_byte,
    .round_bfloat = round_bfloat,
    .all_finite = all_finite,
    .attention = attention,
    .pack_head = pack_head,
    .attention_whole = attention_whole,
    .quantise = quantise,
    .quantise_row = quantise_row,
    .product = product_block,
};

#pragma clang diagnostic pop
