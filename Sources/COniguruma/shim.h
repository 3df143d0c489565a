#include <oniguruma.h>

// Swift does not import the macros that name encodings and syntaxes.

/// To be called once, before any other. Searches are bounded from then on, whatever the pattern.
static inline int heed_oniguruma_initialize(void) {
    OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
    int status = onig_initialize(encodings, 1);
    if (status == ONIG_NORMAL) status = onig_set_retry_limit_in_search(10000000);
    return status;
}

/// Compiles a pattern of UTF-8.
static inline int heed_oniguruma_new(OnigRegex *expression, const OnigUChar *start, const OnigUChar *end,
                                     OnigErrorInfo *information) {
    return onig_new(expression, start, end, ONIG_OPTION_NONE, ONIG_ENCODING_UTF8, ONIG_SYNTAX_DEFAULT, information);
}

/// Writes why compiling failed into `text` of ONIG_MAX_ERROR_MESSAGE_LEN bytes. Returns its length.
static inline int heed_oniguruma_message(OnigUChar *text, int status, OnigErrorInfo *information) {
    return onig_error_code_to_str(text, status, information);
}
