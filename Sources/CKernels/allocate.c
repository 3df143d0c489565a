#include "matrix.h"

#include <stdlib.h>
#include <sys/mman.h>

/// From this size on, memory is asked for in huge pages.
enum { LARGE = 4 << 20, PAGE = 4096 };

void *heed_allocate(size_t rows, size_t row_bytes) {
    size_t bytes;
    if (__builtin_mul_overflow(rows, row_bytes, &bytes) || bytes > SIZE_MAX - 64) return NULL;
    void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (memory && bytes >= LARGE) {
        // A request to the system, with no harm if it is not granted: fewer address translations while streaming.
        size_t skipped = -(uintptr_t)memory % PAGE;
        madvise((char *)memory + skipped, bytes - skipped, MADV_HUGEPAGE);
    }
    return memory;
}
