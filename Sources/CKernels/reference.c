#include "heed_reference.h"

#include <math.h>
#include <string.h>

float heed_reference_activation(float x, enum heed_activation activation) {
    double value = x;
    switch (activation) {
    case HEED_NO_ACTIVATION: return x;
    case HEED_RELU: return x < 0 ? 0 : x;
    case HEED_GELU: return (float)(0.5 * value * (1 + erf(value * M_SQRT1_2)));
    case HEED_GELU_TANH:
        return (float)(0.5 * value * (1 + tanh(sqrt(2 / M_PI) * (value + 0.044715 * value * value * value))));
    case HEED_SILU: return (float)(value / (1 + exp(-value)));
    case HEED_TANH: return (float)tanh(value);
    case HEED_SIGMOID: return (float)(1 / (1 + exp(-value)));
    case HEED_RELU6: return x < 0 ? 0 : x > 6 ? 6 : x;
    case HEED_RELU_SQUARED: return x < 0 ? 0 : x * x;
    case HEED_LEAKY_RELU: return x < 0 ? (float)(value * 0.01) : x;
    case HEED_GELU_10: return (float)fmin(fmax(0.5 * value * (1 + erf(value * M_SQRT1_2)), -10), 10);
    case HEED_QUICK_GELU: return (float)(value / (1 + exp(-1.702 * value)));
    case HEED_MISH: return (float)(value * tanh(fmax(value, 0) + log1p(exp(-fabs(value)))));
    case HEED_HARD_SWISH: return (float)(value * fmin(fmax(value + 3, 0), 6) / 6);
    case HEED_LAPLACE: return (float)(0.5 * (1 + erf((value - 0.707107) / (0.282095 * M_SQRT2))));
    case HEED_SQRT_SOFTPLUS: return (float)sqrt(fmax(value, 0) + log1p(exp(-fabs(value))));
    }
    return x;
}

void heed_reference_gate(float *to, const float *from, size_t size, enum heed_activation activation) {
    for (size_t i = 0; i < size; i++) to[i] = heed_reference_activation(from[i], activation) * from[size + i];
}

float heed_reference_half(uint16_t bits) {
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double magnitude = exponent == 31  ? (fraction ? NAN : INFINITY)
                       : exponent == 0 ? ldexp(fraction, -24)
                                       : ldexp(1024 + fraction, exponent - 25);
    return (float)(bits >> 15 ? -magnitude : magnitude);
}

float heed_reference_bfloat(uint16_t bits) {
    uint32_t wide = (uint32_t)bits << 16;
    float value;
    memcpy(&value, &wide, sizeof value);
    return value;
}

uint16_t heed_reference_to_half(float x) {
    uint16_t sign = signbit(x) ? 0x8000 : 0;
    double magnitude = fabs((double)x);
    if (magnitude >= 65520) return sign | 0x7c00; // Half way from the largest, 65504, to the next step.
    int exponent = magnitude >= 0x1p-14 ? ilogb(magnitude) : -14;
    // In units of the last place: a carry out of the fraction makes the next exponent.
    double units = rint(ldexp(magnitude, 10 - exponent));
    return sign | (uint16_t)(units + 1024 * (exponent + 14));
}

uint8_t heed_reference_to_byte(float x) {
    if (!(x > 0)) return 0;
    return x >= 1 ? 255 : (uint8_t)rint(x * 255.0f);
}

void heed_reference_layer_norm(float *to, const float *x, const float *gain, const float *bias, size_t size,
                               float epsilon) {
    double mean = 0, variance = 0;
    for (size_t i = 0; i < size; i++) mean += x[i];
    mean /= (double)size;
    for (size_t i = 0; i < size; i++) variance += (x[i] - mean) * (x[i] - mean);
    variance /= (double)size;
    for (size_t i = 0; i < size; i++) {
        to[i] = (float)((x[i] - mean) / sqrt(variance + epsilon) * gain[i] + (bias ? bias[i] : 0));
    }
}

void heed_reference_rms_norm(float *to, const float *x, const float *gain, size_t size, float epsilon) {
    double squares = 0;
    for (size_t i = 0; i < size; i++) squares += (double)x[i] * x[i];
    for (size_t i = 0; i < size; i++) to[i] = (float)(x[i] / sqrt(squares / (double)size + epsilon) * gain[i]);
}

/// The largest number; 0 if that is infinite, where subtracting it would make NaN of everything.
static double offset_of(const float *row, size_t size) {
    double maximum = -INFINITY;
    for (size_t i = 0; i < size; i++) maximum = row[i] > maximum ? row[i] : maximum;
    return isinf(maximum) ? 0 : maximum;
}

static double log_of_sum(const float *row, size_t size, double offset) {
    double sum = 0;
    for (size_t i = 0; i < size; i++) sum += exp(row[i] - offset);
    return log(sum);
}

void heed_reference_softmax(float *row, size_t size) {
    double offset = offset_of(row, size), logarithm = log_of_sum(row, size, offset);
    for (size_t i = 0; i < size; i++) row[i] = (float)exp(row[i] - offset - logarithm);
}

void heed_reference_log_softmax(float *row, size_t size) {
    double offset = offset_of(row, size), logarithm = log_of_sum(row, size, offset);
    for (size_t i = 0; i < size; i++) row[i] = (float)(row[i] - offset - logarithm);
}

float heed_reference_log_sum_exp(const float *row, size_t size) {
    double offset = offset_of(row, size);
    return (float)(offset + log_of_sum(row, size, offset));
}

size_t heed_reference_argmax(const float *row, size_t size) {
    size_t best = 0;
    for (size_t i = 0; i < size; i++) {
        if (row[i] > row[best] || (isnan(row[best]) && row[i] > -INFINITY)) best = i;
    }
    return isnan(row[best]) ? 0 : best;
}

void heed_reference_top_k(const float *row, size_t size, heed_ranked *best, size_t k) {
    for (size_t place = 0; place < k; place++) {
        int64_t found = -1;
        for (size_t i = 0; i < size; i++) {
            bool taken = false;
            for (size_t earlier = 0; earlier < place; earlier++) taken |= best[earlier].index == (int32_t)i;
            float value = isnan(row[i]) ? -INFINITY : row[i];
            if (!taken && (found < 0 || value > best[place].value)) {
                found = (int64_t)i;
                best[place] = (heed_ranked){(int32_t)i, value};
            }
        }
    }
}

void heed_reference_attention(float *to, const heed_attention_row *row, const heed_attention_form *form) {
    for (size_t head = 0; head < form->heads; head++) {
        size_t begin = head * form->head_dim;
        double total = 0, maximum = -INFINITY;
        // Three times over the keys: for the largest score, the sum of exponentials, the outputs.
        double sums[form->head_dim];
        for (size_t i = 0; i < form->head_dim; i++) sums[i] = 0;
        for (int pass = 0; pass < 3; pass++) {
            for (size_t key = 0; key < row->key_count; key++) {
                size_t slot = row->slots ? (size_t)row->slots[key] : key;
                const float *keys = row->keys + slot * row->keys_stride + head * row->head_stride;
                const float *values = row->values + slot * row->values_stride + head * row->head_stride;
                double score = 0;
                for (size_t i = 0; i < form->head_dim; i++) score += (double)row->queries[begin + i] * keys[i];
                score = score * form->scale + (row->bias ? row->bias[head * row->bias_stride + key] : 0);
                if (pass == 0 && score > maximum) maximum = score;
                if (pass == 1) total += exp(score - maximum);
                if (pass < 2) continue;
                double weight = exp(score - maximum) / total;
                if (row->scores) row->scores[head * row->weights_stride + key] = (float)score;
                if (row->weights) row->weights[head * row->weights_stride + key] = (float)weight;
                for (size_t i = 0; i < form->head_dim; i++) sums[i] += weight * values[i];
            }
        }
        for (size_t i = 0; i < form->head_dim; i++) to[begin + i] = (float)sums[i];
    }
}

void heed_reference_product(float *to, const float *x, const float *weights, const float *bias, size_t rows,
                            size_t inputs, size_t outputs) {
    for (size_t row = 0; row < rows; row++) {
        for (size_t output = 0; output < outputs; output++) {
            double sum = bias ? bias[output] : 0;
            for (size_t k = 0; k < inputs; k++) sum += (double)x[row * inputs + k] * weights[output * inputs + k];
            to[row * outputs + output] = (float)sum;
        }
    }
}

static float largest_magnitude(const float *numbers, size_t count) {
    float largest = 0;
    for (size_t i = 0; i < count; i++) largest = fabsf(numbers[i]) > largest ? fabsf(numbers[i]) : largest;
    return largest;
}

/// The nearest integer to range · number / largest.
static int quantised(float number, float scale) { return scale > 0 ? (int)rintf(number * (1.0f / scale)) : 0; }

/// The root of the mean square, summed in sixteen chains and these as the kernels do.
static float deviation(const float *numbers, size_t count) {
    float sums[16] = {0};
    for (size_t i = 0; i < count; i++) sums[i % 16] = fmaf(numbers[i], numbers[i], sums[i % 16]);
    float fours[4];
    for (size_t i = 0; i < 4; i++) fours[i] = (sums[i] + sums[8 + i]) + (sums[4 + i] + sums[12 + i]);
    return sqrtf(((fours[0] + fours[2]) + (fours[1] + fours[3])) / (float)count);
}

/// As fine as eight bits are for numbers up to 2.5 times the root of the mean square, if the largest one is in range.
static float row_scale(const float *row, size_t count) {
    float largest = largest_magnitude(row, count);
    return fmaxf(fminf(largest, 2.5f * deviation(row, count)) / 127.0f, largest / (float)heed_int8_row_range(count));
}

void heed_reference_int8_product(float *to, const float *x, const float *weights, const float *bias, size_t rows,
                                 size_t inputs, size_t outputs) {
    for (size_t row = 0; row < rows; row++) {
        const float *values = x + row * inputs;
        float values_scale = row_scale(values, inputs);
        for (size_t output = 0; output < outputs; output++) {
            const float *channel = weights + output * inputs;
            float channel_scale = largest_magnitude(channel, inputs) / 127.0f;
            int64_t sum = 0;
            for (size_t k = 0; k < inputs; k++) {
                sum += (int64_t)quantised(values[k], values_scale) * quantised(channel[k], channel_scale);
            }
            double scale = (double)values_scale * channel_scale;
            to[row * outputs + output] = (float)((double)sum * scale + (bias ? bias[output] : 0));
        }
    }
}
