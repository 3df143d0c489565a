#include "text_breaks.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

static UBreakIterator *iterator_of(heed_text_breaks *breaks) { return (UBreakIterator *)breaks; }

heed_text_breaks *heed_text_breaks_open(enum heed_text_unit unit, const char *locale) {
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *iterator = ubrk_open(unit == HEED_WORDS ? UBRK_WORD : UBRK_SENTENCE, locale, NULL, 0, &status);
    if (U_SUCCESS(status)) return (heed_text_breaks *)iterator;
    if (iterator) ubrk_close(iterator);
    return NULL;
}

int heed_text_breaks_set(heed_text_breaks *breaks, const char *text, int64_t length) {
    UErrorCode status = U_ZERO_ERROR;
    UText *view = utext_openUTF8(NULL, text, length, &status);
    if (U_FAILURE(status)) return 0;
    // The iterator has a copy of the view afterwards, which refers to the same bytes.
    ubrk_setUText(iterator_of(breaks), view, &status);
    utext_close(view);
    return U_SUCCESS(status);
}

int32_t heed_text_breaks_next(heed_text_breaks *breaks) { return ubrk_next(iterator_of(breaks)); }

void heed_text_breaks_close(heed_text_breaks *breaks) { ubrk_close(iterator_of(breaks)); }
