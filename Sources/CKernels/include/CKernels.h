#ifndef HEED_CKERNELS_H
#define HEED_CKERNELS_H

// The float32 arithmetic of heed. Everything here computes a row from that row's numbers alone, in an order that
// depends on neither the other rows, the number of threads nor the instruction set: the results have the same bits.
//
// Numbers are row-major float32 of any alignment. The caller owns every buffer; inputs are only read; outputs overlap
// no input unless a function says that it works in place. All functions may be called from several threads at once as
// long as no two write the same numbers. A count of 0 is legal everywhere unless stated. Functions that allocate say
// so.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Dispatch and threads -------------------------------------------------------------------------------------------

/// Name of the instruction set in use: "avx512_vnni", "avx512", "avx2", "neon" or "plain". Chosen at the first call of
/// anything here: the best the processor can run, but none above the one that the environment variable HEED_MAX_ISA
/// names.
const char *heed_instruction_set(void);

/// For tests: uses the named instruction set from now on, for all threads. false, and no change, if the processor
/// cannot.
bool heed_use_instruction_set(const char *name);

/// How many threads later calls may use (at least 1; at first as many as the process has cores). Small
/// work stays on the calling thread.
void heed_set_threads(int threads);

/// A pointer of the calling thread's own, NULL at first. (Swift has no variables of a thread.)
void *heed_thread_pointer(void);
void heed_set_thread_pointer(void *pointer);
int heed_threads(void);
/// Cores that this process may run on, at least 1: its affinity, and its container's quota rounded up. Reads files.
int heed_cores(void);
/// Cores that the contents of a control group's cpu.max allow, rounded up; INT_MAX without a limit.
int heed_quota_cores(const char *cpu_max);
/// Cores that the quotas of a process's control groups, and of all groups that these are part of, allow; INT_MAX
/// without a limit. groups: the process's list, as /proc/self/cgroup. mounts: where the trees of version 2, or those of
/// version 1 by their controllers, are mounted, as /sys/fs/cgroup; without a list the group there counts.
int heed_group_cores(const char *groups, const char *mounts);

// ---- Element by element ---------------------------------------------------------------------------------------------

enum heed_activation {
    HEED_NO_ACTIVATION,
    HEED_RELU,      ///< max(x, 0)
    HEED_GELU,      ///< x · Φ(x)
    HEED_GELU_TANH, ///< x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))
    HEED_SILU,      ///< x · sigmoid(x)
    HEED_TANH,
    HEED_SIGMOID,
    HEED_RELU6,         ///< min(max(x, 0), 6)
    HEED_RELU_SQUARED,  ///< max(x, 0)²
    HEED_LEAKY_RELU,    ///< x, or x / 100 below 0
    HEED_GELU_10,       ///< gelu within ±10
    HEED_QUICK_GELU,    ///< x · sigmoid(1.702 x)
    HEED_MISH,          ///< x · tanh(log(1 + eˣ))
    HEED_HARD_SWISH,    ///< x · (min(max(x + 3, 0), 6) / 6)
    HEED_LAPLACE,       ///< (1 + erf((x − 0.707107) / (0.282095 √2))) / 2
    HEED_SQRT_SOFTPLUS, ///< √log(1 + eˣ)
};

/// to[i] += other[i], in place.
void heed_add(float *to, const float *other, size_t count);

/// numbers[i] *= factor, in place.
void heed_scale(float *numbers, float factor, size_t count);

/// numbers[i] = activation(numbers[i]), in place.
void heed_activate(float *numbers, size_t count, enum heed_activation activation);

/// The gate of a feed-forward layer, row by row: to[i] = activation(from[i]) · from[size + i].
/// from: [rows, 2 · size]; to: [rows, size].
void heed_gate(float *to, const float *from, size_t rows, size_t size, enum heed_activation activation);

/// The nearest half, ties to even, subnormals too; beyond the largest, infinity. to: `count` little-endian numbers of
/// two bytes, of any alignment.
void heed_round_to_half(void *to, const float *from, size_t count);

/// Weights as bytes: from[i] · 255 (rounded to float, then to the nearest integer, ties to even); what is outside of
/// 0 ... 1 as the nearer end, NaN as 0.
void heed_round_to_byte(uint8_t *to, const float *from, size_t count);

// ---- Row by row: [rows, size], size ≥ 1 -----------------------------------------------------------------------------

/// to = (x − mean) / √(variance + epsilon) · gain + bias. gain, bias: [size]; bias may be NULL; to may be x.
void heed_layer_norm(float *to, const float *x, const float *gain, const float *bias, size_t rows, size_t size,
                     float epsilon);

/// to = x / √(mean(x²) + epsilon) · gain. gain: [size]; to may be x.
void heed_rms_norm(float *to, const float *x, const float *gain, size_t rows, size_t size, float epsilon);

/// Softmax in place. −∞ gives 0; a row with NaN or +∞, or of −∞ alone, becomes NaN.
void heed_softmax(float *x, size_t rows, size_t size);

/// log-softmax in place; the same limits.
void heed_log_softmax(float *x, size_t rows, size_t size);

/// log Σ exp(row). A row of −∞ alone gives −∞, one with +∞ gives +∞, one with NaN gives NaN.
float heed_log_sum_exp(const float *row, size_t size);

/// Index of the largest number, the first of equals. NaN counts as −∞. size < 2³¹.
size_t heed_argmax(const float *row, size_t size);

typedef struct {
    int32_t index;
    float value;
} heed_ranked;

/// The k largest, largest first; of equals the smaller index first; NaN counts as −∞, and is given as that.
/// k ≤ size < 2³¹.
/// best: [k]
void heed_top_k(const float *row, size_t size, heed_ranked *best, size_t k);

/// to[i] = table[ids[i]] · scale. table: [≥ every id + 1, size]; ids: [rows], none negative; to: [rows, size].
void heed_gather(float *to, const float *table, const int32_t *ids, size_t rows, size_t size, float scale);

/// Sines of position / 10000^(2i / size) for all i, then the cosines (one fewer if size is odd). to: [positions, size]
void heed_sinusoidal_positions(float *to, size_t positions, size_t size);

/// The sinusoids of fairseq: sines of position / 10000^(i / (n − 1)) for i in 0..<n with n = size / 2, then the
/// cosines, then 0 if size is odd; each step rounded to float32, which at far positions shows. to: [positions, size];
/// size ≥ 4
void heed_fairseq_positions(float *to, size_t positions, size_t size);

// ---- Attention ------------------------------------------------------------------------------------------------------

/// What the rows of an attention have in common.
typedef struct {
    size_t heads, head_dim; ///< ≥ 1
    float scale;            ///< of the scores
} heed_attention_form;

/// One query row and the keys that it may attend to. Strides are in floats.
typedef struct {
    const float *queries; ///< [heads, head_dim]
    const float *keys;    ///< the first head's part of row 0 of the keys
    size_t keys_stride;   ///< from row to row
    const float *values;  ///< the same of the values
    size_t values_stride;
    size_t head_stride;   ///< from head to head of both: head_dim if a row's heads stand side by side
    const int32_t *slots; ///< row number of each key, [key_count], none negative; NULL: key j stands in row j
    size_t key_count;
    /// One of a sequence's queries that all see the same keys, as an encoder's: many such rows with the keys of a head
    /// packed once. It changes last bits, and so depends on what the row is, never on the rows beside it. Not with
    /// slots.
    bool whole;
    const float *bias; ///< added to the scaled scores, [heads, key_count]; NULL: none
    size_t bias_stride;
    float *weights; ///< [heads, key_count], heads `weights_stride` apart; NULL: not wanted
    float *scores;  ///< the scaled and biased scores before softmax, laid out as the weights; NULL: not wanted
    size_t weights_stride;
} heed_attention_row;

/// Floats of scratch with which `heed_attention` can use all threads for rows of at most `keys` keys.
size_t heed_attention_scratch(size_t keys, const heed_attention_form *form);

/// For each row and head: weights = softmax(scale · queries · keysᵀ + bias), to = weights · values. A row without keys
/// gives zeros. to: [count, heads · head_dim]; scratch: heed_attention_scratch(most keys of a row, form) floats. (A
/// change of the number of threads in between is harmless: `scratch_count` limits them.)
void heed_attention(float *to, const heed_attention_row *rows, size_t count, const heed_attention_form *form,
                    float *scratch, size_t scratch_count);

// ---- Stored numbers -------------------------------------------------------------------------------------------------

enum heed_stored_type {
    HEED_STORED_FLOAT32,
    HEED_STORED_FLOAT16,
    HEED_STORED_BFLOAT16,
    /// Rounded to float32; beyond its range not finite.
    HEED_STORED_FLOAT64,
    HEED_STORED_FLOAT8_E4M3,
    HEED_STORED_FLOAT8_E5M2,
    /// Integers, each times the scale of its row. Only weights that are packed as int8 are read from these.
    HEED_STORED_INT8,
};

/// Little-endian numbers outside of tensors, of any alignment. A file may be shortened at any time: what is then
/// missing is unreadable.
typedef struct {
    const void *memory; ///< NULL: in the file
    int file;           ///< descriptor; its position is neither used nor changed
    uint64_t offset;    ///< bytes of the file before the first number
    enum heed_stored_type type;
} heed_stored;

enum heed_stored_problem {
    HEED_STORED_FINE,
    HEED_STORED_UNREADABLE,   ///< the file ends early, or the system cannot read it
    HEED_STORED_NOT_FINITE,   ///< infinities or NaN are among the numbers
    HEED_STORED_OUT_OF_RANGE, ///< −128 is among integers, which are of ±127
};

/// The first `count` numbers as float32, exactly. Of those that are not finite, all are written too. Not for int8.
enum heed_stored_problem heed_stored_convert(float *to, const heed_stored *from, size_t count);

/// Rows of `size` numbers as int8 matrices have them: integers of ±127, and a scale for each row. Not of int8.
/// Allocates. to: [rows, size]; scales: [rows]. Of a row that is not finite, the integers have no meaning.
enum heed_stored_problem heed_stored_quantise(int8_t *to, float *scales, const heed_stored *from, size_t first_row,
                                              size_t rows, size_t size);

/// `count` numbers from the `first` on, rounded to the nearest bfloat16. Not of int8. to: 2-byte aligned.
enum heed_stored_problem heed_stored_round(uint16_t *to, const heed_stored *from, size_t first, size_t count);

// ---- Products of packed weights -------------------------------------------------------------------------------------

/// The weights of a linear layer, packed for products.
typedef struct heed_matrix heed_matrix;

/// A layer's weights [outputs, inputs] and bias [outputs] (NULL: zeros).
typedef struct {
    heed_stored weights;
    const float *scales; ///< of weights that are stored as int8: [outputs]
    const float *bias;
    size_t outputs;
} heed_matrix_part;

/// How packed weights are held. Products read and write float32 rows whatever it is.
enum heed_number_type {
    HEED_FLOAT32,
    HEED_BFLOAT16, ///< weights rounded to the nearest; products and sums in float32
    /// Weights: integers of ±127 times a scale for each output; x: integers of ±heed_int8_row_range times a scale for
    /// each row, found when it is multiplied: so fine that numbers up to 2.5 times the root of the row's mean square
    /// have eight bits, if the largest is in range then. Products and sums are exact integers of 32 bits.
    HEED_INT8,
};

/// int8 sums this many products without overflow.
enum { HEED_INT8_MOST_INPUTS = 131072 };

/// The largest integer in rows of x for int8 weights: that of 12 bits, or less where so many inputs would overflow.
/// 1 ≤ inputs ≤ HEED_INT8_MOST_INPUTS
int heed_int8_row_range(size_t inputs);

/// What was wrong with stored weights, and the first part that it was wrong with.
typedef struct {
    enum heed_stored_problem problem;
    size_t part;
} heed_packing_problem;

/// Packs `count` layers of the same number of inputs, stacked along the outputs. Keeps nothing of what is passed.
/// Allocates; NULL if memory is short, or weights are unreadable or out of range. Weights that are not finite are
/// packed nevertheless. Free with `heed_matrix_free`. inputs ≥ 1, for int8 ≤ HEED_INT8_MOST_INPUTS; at least one part;
/// outputs ≥ 1.
heed_matrix *heed_matrix_create(const heed_matrix_part *parts, size_t count, size_t inputs, enum heed_number_type type,
                                heed_packing_problem *problem);

/// NULL is legal. No product with it may be under way.
void heed_matrix_free(heed_matrix *matrix);

/// Bytes that the packed weights take, with their scales and biases.
size_t heed_matrix_bytes(const heed_matrix *matrix);

/// Floats of scratch that a product of this many rows needs; 0 but for int8.
size_t heed_matrix_scratch(const heed_matrix *matrix, size_t rows);

/// to = activation(x · weightsᵀ + bias). x: [rows, inputs]; to: [rows, outputs]; scratch: heed_matrix_scratch floats.
void heed_matrix_multiply(const heed_matrix *matrix, float *to, const float *x, size_t rows,
                          enum heed_activation activation, float *scratch);

/// Whether outputs' weights can be read back: not of int8.
bool heed_matrix_can_gather(const heed_matrix *matrix);

/// to[i] = weights of output ids[i], as they are packed, times scale. ids: [count], each in 0..<outputs; to: [count,
/// inputs].
void heed_matrix_gather(const heed_matrix *matrix, float *to, const int32_t *ids, size_t count, float scale);

// ---- Tables of rows -------------------------------------------------------------------------------------------------

/// Rows of numbers as float32 or bfloat16, to be read one by one.
typedef struct heed_table heed_table;

/// from: [rows, size], both ≥ 1; not int8. Keeps nothing of it. Allocates; NULL if memory is short or the numbers are
/// unreadable. What is not finite is held nevertheless. Free with `heed_table_free`.
heed_table *heed_table_create(const heed_stored *from, size_t rows, size_t size, enum heed_number_type type,
                              enum heed_stored_problem *problem);

/// NULL is legal.
void heed_table_free(heed_table *table);

size_t heed_table_bytes(const heed_table *table);

/// to[i] = row ids[i] · scale. ids: [count], each in 0..<rows; to: [count, size].
void heed_table_gather(const heed_table *table, float *to, const int32_t *ids, size_t count, float scale);

#ifdef __cplusplus
}
#endif

#include "heed_reference.h"

#endif
