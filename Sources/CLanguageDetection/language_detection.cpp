#include "language_detection.h"

// Before the library's header, which uses FILE without saying so.
#include <cstdio>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <algorithm>

namespace {

/// The library counts bytes in an int, and no text becomes clearer after so many.
constexpr size_t most_bytes = size_t(1) << 20;

/// Where a text of valid UTF-8 may be cut.
size_t end_of_characters(const char *text, size_t length) {
    if (length <= most_bytes) return length;
    size_t end = most_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return end;
}

} // namespace

extern "C" size_t heed_detect_languages(const char *text, size_t length,
                                        heed_detected_language languages[HEED_DETECTED_LANGUAGES], bool *is_reliable) {
    *is_reliable = false;
    try {
        const CLD2::CLDHints no_hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
        CLD2::Language found[HEED_DETECTED_LANGUAGES];
        int percents[HEED_DETECTED_LANGUAGES];
        double scores[HEED_DETECTED_LANGUAGES];
        int letters = 0;
        const int bytes = static_cast<int>(end_of_characters(text, length));
        // Short texts get the best guess that there is.
        CLD2::ExtDetectLanguageSummary(text, bytes, true, &no_hints, CLD2::kCLDFlagBestEffort, found, percents, scores,
                                       nullptr, &letters, is_reliable);
        size_t count = 0;
        for (int index = 0; index < HEED_DETECTED_LANGUAGES; ++index) {
            if (found[index] == CLD2::UNKNOWN_LANGUAGE || percents[index] <= 0) continue;
            languages[count++] = {CLD2::LanguageCode(found[index]), std::min(percents[index], 100)};
        }
        if (count == 0) *is_reliable = false;
        return count;
    } catch (...) {
        return 0;
    }
}
