#include <curl/curl.h>

// Swift does not call functions with a variable number of arguments: one plain function for each kind of argument.

static inline CURLcode heed_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// The text is copied.
static inline CURLcode heed_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode heed_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

/// As of CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
typedef size_t (*heed_curl_receiver)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode heed_curl_set_receiver(CURL *handle, CURLoption option, heed_curl_receiver receiver) {
    return curl_easy_setopt(handle, option, receiver);
}

/// NULL when there is none; valid until the next transfer of the handle.
static inline const char *heed_curl_redirect(CURL *handle) {
    char *url = NULL;
    return curl_easy_getinfo(handle, CURLINFO_REDIRECT_URL, &url) == CURLE_OK ? url : NULL;
}
