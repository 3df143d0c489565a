// Sixteen floats as one value. Every kernel is written on this width whatever the registers are: the compiler splits it
// into one, two or four of them, so that each instruction set adds and multiplies in the same order and the results
// have the same bits everywhere.
//
// This file and those beside it are compiled once per instruction set, between a `#pragma clang attribute push` and
// pop.
// They include nothing themselves: what they need of the system stands in isa.h.

typedef float floats16 __attribute__((ext_vector_type(16)));
typedef float floats4 __attribute__((ext_vector_type(4)));
typedef int32_t ints16 __attribute__((ext_vector_type(16)));
typedef uint16_t halves16 __attribute__((ext_vector_type(16)));
typedef int16_t shorts16 __attribute__((ext_vector_type(16)));
typedef int16_t shorts32 __attribute__((ext_vector_type(32)));
typedef uint16_t halves32 __attribute__((ext_vector_type(32)));
typedef float floats16_unaligned __attribute__((ext_vector_type(16), aligned(4), may_alias));

enum { WIDTH = 16 };

#define INLINE static inline __attribute__((always_inline))

INLINE floats16 load(const float *from) { return *(const floats16_unaligned *)from; }

INLINE void store(float *to, floats16 value) { *(floats16_unaligned *)to = value; }

INLINE floats16 splat(float value) { return (floats16)(value); }

/// The first `count` (0...16) numbers, the others `filler`.
INLINE floats16 load_part(const float *from, size_t count, float filler) {
    floats16 value = splat(filler);
    // Copies of a fixed size are single instructions: worth it for heads of 4 and 8.
    if (count == 8) {
        memcpy(&value, from, 8 * sizeof(float));
    } else if (count == 4) {
        memcpy(&value, from, 4 * sizeof(float));
    } else {
        memcpy(&value, from, count * sizeof(float));
    }
    return value;
}

INLINE void store_part(float *to, size_t count, floats16 value) { memcpy(to, &value, count * sizeof(float)); }

/// The same bits (a cast between vectors converts nothing).
INLINE floats16 as_floats(ints16 bits) { return (floats16)bits; }

INLINE ints16 as_ints(floats16 value) { return (ints16)value; }

#if HEED_EMULATED_FMA
/// a · b + c rounded once, without the instruction. The product of two floats is exact in double precision; if the
/// sum's rounding lost something, its last bit is made odd, which keeps the second rounding (to float) from ever being
/// a second rounding (Boldo & Melquiond 2008, "Emulation of FMA and correctly rounded sums").
INLINE floats16 fused(floats16 a, floats16 b, floats16 c) {
    typedef double doubles16 __attribute__((ext_vector_type(16)));
    typedef int64_t longs16 __attribute__((ext_vector_type(16)));
    doubles16 product = __builtin_convertvector(a, doubles16) * __builtin_convertvector(b, doubles16);
    doubles16 addend = __builtin_convertvector(c, doubles16);
    doubles16 sum = product + addend;
    doubles16 rest = sum - product;
    doubles16 error = (product - (sum - rest)) + (addend - rest);
    longs16 bits = (longs16)sum;
    // Towards zero where rounding went away from it; then the last bit says that something was cut off.
    longs16 inexact = (error > 0.0) | (error < 0.0);
    longs16 away = inexact & ((sum > 0.0) == (error < 0.0));
    bits = (bits + away) | (inexact & 1);
    return __builtin_convertvector((doubles16)bits, floats16);
}
#else
/// a · b + c rounded once.
INLINE floats16 fused(floats16 a, floats16 b, floats16 c) { return __builtin_elementwise_fma(a, b, c); }
#endif

INLINE floats16 absolute(floats16 value) { return as_floats(as_ints(value) & 0x7fffffff); }

INLINE floats16 with_sign_of(floats16 magnitude, floats16 sign) {
    return as_floats((as_ints(magnitude) & 0x7fffffff) | (as_ints(sign) & (ints16)(INT32_MIN)));
}

/// Lane by lane; where `b` is NaN it is passed over.
INLINE floats16 larger(floats16 a, floats16 b) { return b > a ? b : a; }

/// The sum of four, in a fixed order.
INLINE float sum4(floats4 value) { return (value.x + value.z) + (value.y + value.w); }

INLINE floats4 fold4(floats16 value) { return (value.lo.lo + value.hi.lo) + (value.lo.hi + value.hi.hi); }

/// The sum of all lanes, in a fixed order.
INLINE float sum_lanes(floats16 value) { return sum4(fold4(value)); }

INLINE float largest_lane(floats16 value) {
    float result = value[0];
    for (int lane = 1; lane < WIDTH; lane++) {
        if (value[lane] > result) result = value[lane];
    }
    return result;
}

INLINE bool any_lane(ints16 mask) { return __builtin_reduce_or(mask) != 0; }
