#include "CMeter.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

// The allocator's functions are replaced by ones that count and call glibc's own.

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_size_t allocations;

static void count_one(void) { atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed); }

void *malloc(size_t size) {
    count_one();
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    count_one();
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    count_one();
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count_one();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    count_one();
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

size_t heed_meter_allocations(void) { return atomic_load_explicit(&allocations, memory_order_relaxed); }

double heed_meter_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

enum { MOST_MARKS = 4096 };
static heed_meter_mark marks[MOST_MARKS];
static atomic_size_t mark_count;

void heed_meter_note(void) {
    size_t index = atomic_load(&mark_count);
    if (index == MOST_MARKS) return;
    marks[index] = (heed_meter_mark){heed_meter_seconds(), heed_meter_allocations()};
    atomic_store(&mark_count, index + 1);
}

void heed_meter_forget_marks(void) { atomic_store(&mark_count, 0); }
size_t heed_meter_mark_count(void) { return atomic_load(&mark_count); }
heed_meter_mark heed_meter_mark_at(size_t index) { return marks[index]; }
