// What the reference tokenizers know of each Unicode scalar. Tables of another Unicode version would give other token
// ids.
//
// Every function takes any number and never fails: what is not a scalar has no properties and maps to itself.
// Thread-safe.
#ifndef HEED_UNICODE_H
#define HEED_UNICODE_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    HEED_UNICODE_WHITE_SPACE = 1u << 0,
    HEED_UNICODE_NUMERIC = 1u << 1,
    /// ASCII symbols among them.
    HEED_UNICODE_PUNCTUATION = 1u << 2,
    /// Controls, format characters, private use and U+FFFD: what BERT's cleaning removes.
    HEED_UNICODE_UNCLEAN = 1u << 3,
    HEED_UNICODE_NONSPACING_MARK = 1u << 4,
    HEED_UNICODE_COMBINING_MARK = 1u << 5,
    /// \p{L}, \p{N} and \s of a regular expression.
    HEED_UNICODE_REGEX_LETTER = 1u << 6,
    HEED_UNICODE_REGEX_NUMBER = 1u << 7,
    HEED_UNICODE_REGEX_SPACE = 1u << 8,
    /// \w: letters, marks, digits, connectors.
    HEED_UNICODE_WORD = 1u << 9,
    HEED_UNICODE_DECOMPOSES = 1u << 10,
    /// Has a compatible decomposition that differs from its canonical one.
    HEED_UNICODE_DECOMPOSES_COMPATIBLY = 1u << 11,
    HEED_UNICODE_CHANGES_LOWERCASED = 1u << 12,
    /// Grapheme boundaries. Extend includes the zero-width joiner.
    HEED_UNICODE_GRAPHEME_EXTEND = 1u << 13,
    HEED_UNICODE_GRAPHEME_SPACING_MARK = 1u << 14,
    HEED_UNICODE_GRAPHEME_PREPEND = 1u << 15,
    HEED_UNICODE_GRAPHEME_CONTROL = 1u << 16,
    HEED_UNICODE_PICTOGRAPHIC = 1u << 17,
    HEED_UNICODE_CONJUNCT_CONSONANT = 1u << 18,
    HEED_UNICODE_CONJUNCT_LINKER = 1u << 19,
} heed_unicode_property;

typedef enum {
    HEED_UNICODE_CANONICAL,
    /// Includes the canonical ones.
    HEED_UNICODE_COMPATIBLE,
    HEED_UNICODE_LOWERCASE,
} heed_unicode_mapping;

/// The properties, ored.
uint32_t heed_unicode_properties(uint32_t scalar);

/// The canonical combining class; 0 for a starter.
uint8_t heed_unicode_combining_class(uint32_t scalar);

/// A number for its script, as the reference's pre-tokenizer UnicodeScripts has it; 0 for what goes with any.
uint8_t heed_unicode_script(uint32_t scalar);

/// What a scalar maps to: `*count` scalars, NULL when it maps to itself. Hangul syllables are left to arithmetic.
const uint32_t *heed_unicode_map(heed_unicode_mapping mapping, uint32_t scalar, size_t *count);

/// The canonical composition of two scalars; 0 when there is none. Hangul is left to arithmetic.
uint32_t heed_unicode_compose(uint32_t first, uint32_t second);

#endif
