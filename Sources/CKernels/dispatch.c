#include "isa.h"

#include <stdatomic.h>
#include <stdlib.h>

/// Best first.
static const struct heed_kernels *const known[] = {
#if defined(__x86_64__)
    &heed_kernels_avx512_vnni,
    &heed_kernels_avx512,
    &heed_kernels_avx2,
#elif defined(__aarch64__)
    &heed_kernels_neon,
#endif
    &heed_kernels_plain,
};
enum { KNOWN = sizeof known / sizeof known[0] };

static _Atomic(const struct heed_kernels *) active;

static bool runs_here(const struct heed_kernels *kernels) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                  __builtin_cpu_supports("fma");
    if (kernels == &heed_kernels_avx512_vnni) return avx512 && __builtin_cpu_supports("avx512vnni");
    if (kernels == &heed_kernels_avx512) return avx512;
    if (kernels == &heed_kernels_avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    return true;
}

static size_t place_of(const char *name) {
    size_t place = 0;
    while (place < KNOWN && strcmp(known[place]->name, name) != 0) place++;
    return place;
}

static const struct heed_kernels *choose(void) {
    const char *highest = getenv("HEED_MAX_ISA");
    size_t place = highest ? place_of(highest) : 0;
    if (place == KNOWN) place = 0;            // A name that says nothing to this architecture holds nothing down.
    while (!runs_here(known[place])) place++; // The last, plain, always does.
    return known[place];
}

const struct heed_kernels *heed_kernels_active(void) {
    const struct heed_kernels *kernels = atomic_load_explicit(&active, memory_order_relaxed);
    if (!kernels) {
        // Two threads here at once choose the same.
        kernels = choose();
        atomic_store_explicit(&active, kernels, memory_order_relaxed);
    }
    return kernels;
}

const char *heed_instruction_set(void) { return heed_kernels_active()->name; }

bool heed_use_instruction_set(const char *name) {
    size_t place = place_of(name);
    if (place == KNOWN || !runs_here(known[place])) return false;
    atomic_store_explicit(&active, known[place], memory_order_relaxed);
    return true;
}
