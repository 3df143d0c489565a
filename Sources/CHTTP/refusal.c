#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "internal.h"

const struct refusal refusal_request_line = {
    400, "malformed_request_line", "The request line contains a space or a control character within its target."};
const struct refusal refusal_body_too_large = {413, "body_too_large", "The request body is larger than %zu bytes."};
const struct refusal refusal_overloaded = {
    429, "overloaded", "Too many requests are being worked on. No work was done on this one; try again."};
const struct refusal refusal_connections = {503, "too_many_connections",
                                            "Too many connections are open. No work was done; try again."};
const struct refusal refusal_stopping = {503, "stopping", "The server is stopping."};
const struct refusal refusal_timeout = {408, "request_timeout",
                                        "The request did not arrive completely within the time allowed."};

static const struct refusal malformed_header = {
    400, "malformed_header", "A header's name is not a token or its value contains a control character."};
static const struct refusal missing_host = {400, "missing_host", "An HTTP/1.1 request must have a Host header."};
static const struct refusal duplicate_host = {400, "duplicate_host", "The request has more than one Host header."};
static const struct refusal duplicate_length = {400, "duplicate_content_length",
                                                "The request has more than one Content-Length header."};
static const struct refusal conflicting_length = {400, "conflicting_length",
                                                  "The request has both Transfer-Encoding and Content-Length."};
static const struct refusal duplicate_encoding = {400, "duplicate_transfer_encoding",
                                                  "The request has more than one Transfer-Encoding header."};
static const struct refusal old_encoding = {400, "unexpected_transfer_encoding",
                                            "An HTTP/1.0 request cannot have a Transfer-Encoding."};
static const struct refusal unknown_encoding = {501, "unsupported_transfer_encoding",
                                                "The only Transfer-Encoding that is supported is chunked."};

static const unsigned refusal_statuses[REFUSAL_STATUS_COUNT] = {400, 408, 413, 429, 501, 503};

void heed_http_count_refusal(struct heed_http_server *server, const struct refusal *refusal) {
    for (size_t index = 0; index < REFUSAL_STATUS_COUNT; index++)
        if (refusal_statuses[index] == refusal->status)
            atomic_fetch_add_explicit(&server->refusals[index], 1, memory_order_relaxed);
}

bool heed_http_refusals(heed_http_server *server, size_t index, unsigned *status, size_t *count) {
    if (index >= REFUSAL_STATUS_COUNT) return false;
    *status = refusal_statuses[index];
    *count = atomic_load_explicit(&server->refusals[index], memory_order_relaxed);
    return true;
}

struct survey {
    unsigned hosts, lengths, encodings;
    const char *length, *encoding;
    bool malformed;
};

/* RFC 9110, 5.6.2. The library does not mind a space before the colon: another reader of the same bytes would see
   another header. */
static bool is_token(const char *text) {
    if (*text == '\0') return false;
    for (; *text; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte <= ' ' || byte >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", byte)) return false;
    }
    return true;
}

static bool has_control(const char *text) {
    for (; *text; text++) {
        const unsigned char byte = (unsigned char)*text;
        if ((byte < ' ' && byte != '\t') || byte == 0x7f) return true;
    }
    return false;
}

static enum MHD_Result survey_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value) {
    (void)kind;
    struct survey *survey = context;
    if (!is_token(name) || (value && has_control(value))) survey->malformed = true;
    if (strcasecmp(name, MHD_HTTP_HEADER_HOST) == 0) survey->hosts++;
    if (strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0) {
        survey->lengths++;
        survey->length = value;
    }
    if (strcasecmp(name, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0) {
        survey->encodings++;
        survey->encoding = value;
    }
    return MHD_YES;
}

const struct refusal *heed_http_check_headers(struct MHD_Connection *connection, const char *version, bool *has_body,
                                              uint64_t *content_length) {
    struct survey survey = {0};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, survey_header, &survey);
    const bool is_old = strcmp(version, MHD_HTTP_VERSION_1_0) == 0;
    if (survey.malformed) return &malformed_header;
    if (survey.hosts > 1) return &duplicate_host;
    if (survey.hosts == 0 && !is_old) return &missing_host;
    if (survey.lengths > 1) return &duplicate_length;
    if (survey.encodings > 0) {
        if (survey.lengths > 0) return &conflicting_length;
        if (survey.encodings > 1) return &duplicate_encoding;
        if (is_old) return &old_encoding;
        if (!survey.encoding || strcasecmp(survey.encoding, "chunked") != 0) return &unknown_encoding;
    }
    /* The library has refused a length that is not a decimal number of 64 bits. */
    *content_length = survey.length ? strtoull(survey.length, NULL, 10) : 0;
    *has_body = survey.encodings > 0 || *content_length > 0;
    return NULL;
}

/* As in ErrorReply of the service. */
static const char *type_of(const struct refusal *refusal) {
    switch (refusal->status) {
    case 503: return "unavailable";
    case 429: return "overloaded";
    default: return "invalid_request";
    }
}

static size_t write_body(const struct refusal *refusal, size_t max_body_bytes, char *buffer, size_t capacity) {
    char message[160];
/* The formats are the constants above. */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
    snprintf(message, sizeof message, refusal->message, max_body_bytes);
#pragma clang diagnostic pop
    const int length =
        snprintf(buffer, capacity, "{\"error\":{\"type\":\"%s\",\"code\":\"%s\",\"param\":null,\"message\":\"%s\"}}",
                 type_of(refusal), refusal->code, message);
    return (size_t)length < capacity ? (size_t)length : capacity - 1;
}

struct MHD_Response *heed_http_refusal_reply(const struct refusal *refusal, size_t max_body_bytes) {
    char body[512];
    const size_t length = write_body(refusal, max_body_bytes, body, sizeof body);
    struct MHD_Response *reply = MHD_create_response_from_buffer(length, body, MHD_RESPMEM_MUST_COPY);
    if (!reply) return NULL;
    MHD_add_response_header(reply, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    if (refusal->status == 503 || refusal->status == 429)
        MHD_add_response_header(reply, MHD_HTTP_HEADER_RETRY_AFTER, "1");
    return reply;
}

size_t heed_http_refusal_bytes(const struct refusal *refusal, size_t max_body_bytes, char *buffer, size_t capacity) {
    char body[512], date[64] = "";
    const size_t length = write_body(refusal, max_body_bytes, body, sizeof body);
    const time_t now = time(NULL);
    struct tm calendar;
    if (gmtime_r(&now, &calendar)) strftime(date, sizeof date, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &calendar);
    const int total = snprintf(buffer, capacity,
                               "HTTP/1.1 %u %s\r\n%sContent-Type: application/json\r\nContent-Length: %zu\r\n"
                               "Connection: close\r\n\r\n%s",
                               refusal->status, MHD_get_reason_phrase_for(refusal->status), date, length, body);
    return (size_t)total < capacity ? (size_t)total : capacity - 1;
}
