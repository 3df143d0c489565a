// ICU's sentence breaks of UTF-8. ICU's own names carry its version and are macros, which Swift does not import, and
// its headers do not go together with those of Foundation's copy.
#ifndef HEED_SENTENCE_BREAKS_H
#define HEED_SENTENCE_BREAKS_H

#include <stdint.h>

/// An iterator for one text at a time and one thread at a time.
typedef struct heed_sentence_breaks heed_sentence_breaks;

/// By the rules of a locale, or the common ones where it has none of its own. NULL when the library has no data, or
/// no memory. To be closed with `heed_sentence_breaks_close`.
heed_sentence_breaks *heed_sentence_breaks_open(const char *locale);

/// Sets the text: `length` bytes of UTF-8, borrowed until the next call or the end. Returns 0 when it could not.
int heed_sentence_breaks_set(heed_sentence_breaks *breaks, const char *text, int64_t length);

/// The byte behind the next sentence; negative after the last.
int32_t heed_sentence_breaks_next(heed_sentence_breaks *breaks);

void heed_sentence_breaks_close(heed_sentence_breaks *breaks);

#endif
