// Which language a text is in, by CLD2, whose interface is C++.
#ifndef HEED_LANGUAGE_DETECTION_H
#define HEED_LANGUAGE_DETECTION_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { HEED_DETECTED_LANGUAGES = 3 };

typedef struct heed_detected_language {
    /// As CLD2 has it, of ISO 639 but for withdrawn codes: "en", "zh-Hant", "iw". Of the library's own, static memory.
    const char *code;
    /// Of the text's letters, 0 to 100.
    int percent;
} heed_detected_language;

/// Writes the languages of a text, the largest part first, and returns how many there are, at most
/// HEED_DETECTED_LANGUAGES; none for a text without letters, or one that CLD2 makes nothing of. Of a text of more than
/// 1 MiB the beginning counts. `text` is valid UTF-8 of `length` bytes. `is_reliable` says whether the first is well
/// ahead of others that it might be. No exception leaves it. Thread-safe.
size_t heed_detect_languages(const char *text, size_t length, heed_detected_language languages[HEED_DETECTED_LANGUAGES],
                             bool *is_reliable);

#ifdef __cplusplus
}
#endif

#endif
