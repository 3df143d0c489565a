#include "CMeter.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// Loops that keep a core's units busy. What the compiler must not see through goes by an empty `asm`.

enum { CHAINS = 12, TURNS = 1 << 20, TRIALS = 5 };

/// The best of a few runs: what the core can do when nobody disturbs it.
static double best_rate(double units, void (*run)(void)) {
    double best = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        double begin = heed_meter_seconds();
        run();
        double rate = units / (heed_meter_seconds() - begin);
        if (rate > best) best = rate;
    }
    return best;
}

#if defined(__x86_64__)

#include <immintrin.h>

#define HIDE(x) __asm__ volatile("" : "+v"(x))

/// `TURNS` times `CHAINS` independent steps `sum = step(sum)`: more than the units' latency times their number.
#define DEFINE_CHAINS(name, isa, vector, zero, step)                              \
    __attribute__((target(isa))) static void name(void) {                         \
        vector sums[CHAINS], x = zero, weights = zero;                            \
        for (int i = 0; i < CHAINS; i++) sums[i] = zero;                          \
        HIDE(weights);                                                            \
        for (int turn = 0; turn < TURNS; turn++) {                                \
            _Pragma("clang loop unroll(full)") for (int i = 0; i < CHAINS; i++) { \
                HIDE(x);                                                          \
                sums[i] = step(sums[i], x, weights);                              \
            }                                                                     \
        }                                                                         \
        for (int i = 0; i < CHAINS; i++) HIDE(sums[i]);                           \
    }

#define FLOATS_256(sum, x, weights) _mm256_fmadd_ps(x, weights, sum)
#define FLOATS_512(sum, x, weights) _mm512_fmadd_ps(x, weights, sum)
#define PAIRS_256(sum, x, weights) _mm256_add_epi32(sum, _mm256_madd_epi16(x, weights))
#define PAIRS_512(sum, x, weights) _mm512_add_epi32(sum, _mm512_madd_epi16(x, weights))
#define BYTES_512(sum, x, weights) _mm512_dpbusd_epi32(sum, x, weights)

DEFINE_CHAINS(floats_256, "avx2,fma", __m256, _mm256_setzero_ps(), FLOATS_256)
DEFINE_CHAINS(floats_512, "avx512f", __m512, _mm512_setzero_ps(), FLOATS_512)
DEFINE_CHAINS(pairs_256, "avx2", __m256i, _mm256_setzero_si256(), PAIRS_256)
DEFINE_CHAINS(pairs_512, "avx512f,avx512bw", __m512i, _mm512_setzero_si512(), PAIRS_512)
DEFINE_CHAINS(bytes_512, "avx512f,avx512vnni", __m512i, _mm512_setzero_si512(), BYTES_512)

/// Two operations for each of so many multiply-adds in an instruction.
static double rate_of(void (*run)(void), int multiply_adds) {
    return best_rate(2.0 * TURNS * CHAINS * multiply_adds, run);
}

double heed_meter_float_peak(void) {
    if (__builtin_cpu_supports("avx512f")) return rate_of(floats_512, 16);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return rate_of(floats_256, 8);
    return 0;
}

double heed_meter_integer_peak(void) {
    if (__builtin_cpu_supports("avx512vnni")) return rate_of(bytes_512, 64);
    if (__builtin_cpu_supports("avx512bw")) return rate_of(pairs_512, 32);
    if (__builtin_cpu_supports("avx2")) return rate_of(pairs_256, 16);
    return 0;
}

#elif defined(__aarch64__)

#include <arm_neon.h>

static void floats(void) {
    float32x4_t sums[CHAINS], x = vdupq_n_f32(0), weights = vdupq_n_f32(0);
    for (int i = 0; i < CHAINS; i++) sums[i] = vdupq_n_f32(0);
    for (int turn = 0; turn < TURNS; turn++) {
        _Pragma("clang loop unroll(full)") for (int i = 0; i < CHAINS; i++) {
            __asm__ volatile("" : "+w"(x), "+w"(weights));
            sums[i] = vfmaq_f32(sums[i], x, weights);
        }
    }
    for (int i = 0; i < CHAINS; i++) __asm__ volatile("" : "+w"(sums[i]));
}

double heed_meter_float_peak(void) { return best_rate(2.0 * TURNS * CHAINS * 4, floats); }
double heed_meter_integer_peak(void) { return 0; }

#else

double heed_meter_float_peak(void) { return 0; }
double heed_meter_integer_peak(void) { return 0; }

#endif

/// 64 bytes, in as many registers as that takes.
typedef uint64_t line __attribute__((vector_size(64)));
enum { STREAMS = 4, MOST_READERS = 64 };

#if defined(__x86_64__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
static uint64_t
read_all(const line *memory, size_t lines) {
    line sums[STREAMS] = {0};
    for (size_t i = 0; i + STREAMS <= lines; i += STREAMS) {
        for (size_t stream = 0; stream < STREAMS; stream++) sums[stream] ^= memory[i + stream];
    }
    line sum = sums[0] ^ sums[1] ^ sums[2] ^ sums[3];
    return sum[0] ^ sum[1] ^ sum[2] ^ sum[3] ^ sum[4] ^ sum[5] ^ sum[6] ^ sum[7];
}

/// A thread's part of the memory, and how often it goes through it.
typedef struct {
    const line *memory;
    size_t lines, turns;
    uint64_t sum;
} reading;

static void *read_again_and_again(void *argument) {
    reading *part = argument;
    for (size_t turn = 0; turn < part->turns; turn++) part->sum ^= read_all(part->memory, part->lines);
    return NULL;
}

/// Seconds until all parts are read; 0 if a thread cannot be started.
static double seconds_of_reading(reading *parts, size_t threads) {
    pthread_t others[MOST_READERS];
    size_t started = 1;
    double begin = heed_meter_seconds();
    while (started < threads && !pthread_create(&others[started], NULL, read_again_and_again, &parts[started])) {
        started++;
    }
    read_again_and_again(&parts[0]);
    for (size_t i = 1; i < started; i++) pthread_join(others[i], NULL);
    return started == threads ? heed_meter_seconds() - begin : 0;
}

double heed_meter_read_bandwidth(size_t bytes, size_t threads) {
    if (threads == 0 || threads > MOST_READERS) return 0;
    size_t lines = bytes / sizeof(line) / threads, read = threads * lines * sizeof(line);
    line *memory = read ? aligned_alloc(sizeof(line), read) : NULL;
    if (!memory) return 0;
    memset(memory, 1, read);
    // The same amount in all, whatever the size.
    size_t turns = 1 + (size_t)4e9 / read;
    reading parts[MOST_READERS];
    for (size_t i = 0; i < threads; i++) parts[i] = (reading){memory + i * lines, lines, turns, 0};
    double best = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        double seconds = seconds_of_reading(parts, threads), rate = (double)(turns * read) / seconds;
        if (seconds > 0 && rate > best) best = rate;
    }
    free(memory);
    return best;
}
