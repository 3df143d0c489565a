// ICU's breaks of UTF-8. ICU's own names carry its version and are macros, which Swift does not import, and its headers
// do not go together with those of Foundation's copy.
#ifndef HEED_TEXT_BREAKS_H
#define HEED_TEXT_BREAKS_H

#include <stdint.h>

/// An iterator for one text at a time and one thread at a time.
typedef struct heed_text_breaks heed_text_breaks;

enum heed_text_unit { HEED_SENTENCES, HEED_WORDS };

/// By the rules of a locale, or the common ones where it has none of its own. NULL when the library has no data, or
/// no memory. To be closed with `heed_text_breaks_close`.
heed_text_breaks *heed_text_breaks_open(enum heed_text_unit unit, const char *locale);

/// Sets the text: `length` bytes of UTF-8, borrowed until the next call or the end. Returns 0 when it could not.
int heed_text_breaks_set(heed_text_breaks *breaks, const char *text, int64_t length);

/// The byte behind the next unit; negative after the last.
int32_t heed_text_breaks_next(heed_text_breaks *breaks);

void heed_text_breaks_close(heed_text_breaks *breaks);

#endif
