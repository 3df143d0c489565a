#include "CUnicode.h"
#include "tables.h"

static uint8_t record_of(uint32_t scalar) {
    return heed_unicode_records[heed_unicode_blocks[scalar / 128] * 128u + scalar % 128];
}

uint32_t heed_unicode_properties(uint32_t scalar) {
    return scalar < 0x110000 ? heed_unicode_record_properties[record_of(scalar)] : 0;
}

uint8_t heed_unicode_combining_class(uint32_t scalar) {
    return scalar < 0x110000 ? heed_unicode_record_classes[record_of(scalar)] : 0;
}

uint8_t heed_unicode_script(uint32_t scalar) {
    size_t low = 0, high = heed_unicode_script_run_count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (heed_unicode_script_starts[middle] <= scalar) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return scalar < 0x110000 ? heed_unicode_script_numbers[low] : 0;
}

static const uint32_t *find(uint32_t scalar, size_t count, const uint32_t *scalars, const uint16_t *starts,
                            const uint32_t *data, size_t *length) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (scalars[middle] < scalar) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == count || scalars[low] != scalar) return NULL;
    *length = (size_t)(starts[low + 1] - starts[low]);
    return data + starts[low];
}

const uint32_t *heed_unicode_map(heed_unicode_mapping mapping, uint32_t scalar, size_t *count) {
    uint32_t properties = heed_unicode_properties(scalar);
    *count = 0;
    switch (mapping) {
    case HEED_UNICODE_LOWERCASE:
        if (!(properties & HEED_UNICODE_CHANGES_LOWERCASED)) return NULL;
        return find(scalar, heed_unicode_lowercase_count, heed_unicode_lowercase_scalars, heed_unicode_lowercase_starts,
                    heed_unicode_lowercase_data, count);
    case HEED_UNICODE_COMPATIBLE:
        if (properties & HEED_UNICODE_DECOMPOSES_COMPATIBLY) {
            return find(scalar, heed_unicode_compatible_count, heed_unicode_compatible_scalars,
                        heed_unicode_compatible_starts, heed_unicode_compatible_data, count);
        }
        // fall through: what decomposes canonically does so here, too.
    case HEED_UNICODE_CANONICAL:
        if (!(properties & HEED_UNICODE_DECOMPOSES)) return NULL;
        return find(scalar, heed_unicode_canonical_count, heed_unicode_canonical_scalars, heed_unicode_canonical_starts,
                    heed_unicode_canonical_data, count);
    }
    return NULL;
}

uint32_t heed_unicode_compose(uint32_t first, uint32_t second) {
    size_t low = 0, high = heed_unicode_composition_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const heed_unicode_composition *pair = &heed_unicode_compositions[middle];
        if (pair->first < first || (pair->first == first && pair->second < second)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == heed_unicode_composition_count) return 0;
    const heed_unicode_composition *pair = &heed_unicode_compositions[low];
    return pair->first == first && pair->second == second ? pair->composed : 0;
}
