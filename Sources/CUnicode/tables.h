// The generated tables.
#ifndef HEED_UNICODE_TABLES_H
#define HEED_UNICODE_TABLES_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t first, second, composed;
} heed_unicode_composition;

/// Scalar s has record `records[128 * blocks[s / 128] + s % 128]`.
extern const uint32_t heed_unicode_record_properties[];
extern const uint8_t heed_unicode_record_classes[];
extern const uint16_t heed_unicode_blocks[];
extern const uint8_t heed_unicode_records[];

/// Scalar `scalars[i]`, in ascending order, maps to data[starts[i]] up to data[starts[i + 1]].
extern const size_t heed_unicode_canonical_count;
extern const uint32_t heed_unicode_canonical_scalars[];
extern const uint16_t heed_unicode_canonical_starts[];
extern const uint32_t heed_unicode_canonical_data[];
extern const size_t heed_unicode_compatible_count;
extern const uint32_t heed_unicode_compatible_scalars[];
extern const uint16_t heed_unicode_compatible_starts[];
extern const uint32_t heed_unicode_compatible_data[];
extern const size_t heed_unicode_lowercase_count;
extern const uint32_t heed_unicode_lowercase_scalars[];
extern const uint16_t heed_unicode_lowercase_starts[];
extern const uint32_t heed_unicode_lowercase_data[];

/// Each scalar from a start on, to the next one.
extern const size_t heed_unicode_script_run_count;
extern const uint32_t heed_unicode_script_starts[];
extern const uint8_t heed_unicode_script_numbers[];

/// Ascending by both.
extern const size_t heed_unicode_composition_count;
extern const heed_unicode_composition heed_unicode_compositions[];

#endif
