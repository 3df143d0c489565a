#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "CHTTPMessage.h"

enum { FIRST_CAPACITY = 1024, TLS_HANDSHAKE = 0x16 };

void heed_http_head_reset(heed_http_head *head) {
    char *bytes = head->bytes;
    const size_t capacity = head->capacity;
    head->length = head->line = head->count = 0;
    head->has_request_line = false;
    head->method = head->target = (heed_http_span){0};
    head->framing = (heed_http_framing){0};
    head->bytes = bytes;
    head->capacity = capacity;
}

void heed_http_head_free(heed_http_head *head) {
    free(head->bytes);
    head->bytes = NULL;
    head->capacity = 0;
    heed_http_head_reset(head);
}

bool heed_http_head_has_begun(const heed_http_head *head) { return head->length > 0; }

bool heed_http_is_token_byte(unsigned char byte) {
    return byte > ' ' && byte < 0x7f && !strchr("\"(),/:;<=>?@[\\]{}", byte);
}

bool heed_http_is_control_byte(unsigned char byte) { return (byte < ' ' && byte != '\t') || byte == 0x7f; }

static bool is_blank(char byte) { return byte == ' ' || byte == '\t'; }

static heed_http_span trimmed(const char *bytes, heed_http_span span) {
    while (span.begin < span.end && is_blank(bytes[span.begin])) span.begin++;
    while (span.begin < span.end && is_blank(bytes[span.end - 1])) span.end--;
    return span;
}

static bool equals(const char *bytes, heed_http_span span, const char *word) {
    const size_t length = strlen(word);
    return span.end - span.begin == length && strncasecmp(bytes + span.begin, word, length) == 0;
}

/// method SP target, as far as they are there. False when there is none of the target.
static bool read_target(heed_http_head *head, uint32_t begin, uint32_t end) {
    const char *bytes = head->bytes;
    uint32_t at = begin;
    while (at < end && heed_http_is_token_byte((unsigned char)bytes[at])) at++;
    head->method = (heed_http_span){begin, at};
    if (at == begin || at == end || bytes[at] != ' ') return false;
    const uint32_t target = ++at;
    while (at < end && (unsigned char)bytes[at] > ' ' && bytes[at] != 0x7f) at++;
    if (at == target) return false;
    head->target = (heed_http_span){target, at};
    return true;
}

/// method SP target SP version (RFC 9112, 3)
static heed_http_fault read_request_line(heed_http_head *head, uint32_t begin, uint32_t end) {
    char *bytes = head->bytes;
    if (!read_target(head, begin, end)) return HEED_HTTP_FAULT_REQUEST_LINE;
    uint32_t at = head->target.end;
    if (at == end || bytes[at] != ' ') return HEED_HTTP_FAULT_REQUEST_LINE;
    const char *version = bytes + ++at;
    if (end - at != 8 || memcmp(version, "HTTP/", 5) != 0 || version[6] != '.') return HEED_HTTP_FAULT_REQUEST_LINE;
    const char major = version[5], minor = version[7];
    if (major < '0' || major > '9' || minor < '0' || minor > '9') return HEED_HTTP_FAULT_REQUEST_LINE;
    if (major != '1') return HEED_HTTP_FAULT_VERSION;
    head->framing.is_old = minor == '0';
    head->has_request_line = true;
    bytes[head->method.end] = bytes[head->target.end] = '\0';
    return HEED_HTTP_NO_FAULT;
}

/// name ":" OWS value OWS (RFC 9112, 5)
static heed_http_fault read_header(heed_http_head *head, uint32_t begin, uint32_t end) {
    char *bytes = head->bytes;
    uint32_t colon = begin;
    while (colon < end && heed_http_is_token_byte((unsigned char)bytes[colon])) colon++;
    if (colon == begin || colon == end || bytes[colon] != ':') return HEED_HTTP_FAULT_HEADER;
    const heed_http_span value = trimmed(bytes, (heed_http_span){colon + 1, end});
    for (uint32_t at = value.begin; at < value.end; at++)
        if (heed_http_is_control_byte((unsigned char)bytes[at])) return HEED_HTTP_FAULT_HEADER;
    if (head->count == HEED_HTTP_MAX_HEADERS) return HEED_HTTP_FAULT_HEADERS_SIZE;
    head->names[head->count] = (heed_http_span){begin, colon};
    head->values[head->count] = value;
    head->count++;
    bytes[colon] = bytes[value.end] = '\0';
    return HEED_HTTP_NO_FAULT;
}

static void read_connection(heed_http_head *head, heed_http_span value) {
    uint32_t at = value.begin;
    while (at < value.end) {
        uint32_t end = at;
        while (end < value.end && head->bytes[end] != ',') end++;
        const heed_http_span token = trimmed(head->bytes, (heed_http_span){at, end});
        if (equals(head->bytes, token, "close")) head->framing.asks_to_close = true;
        if (equals(head->bytes, token, "keep-alive")) head->framing.asks_to_keep = true;
        at = end + 1;
    }
}

/// False when it is not a number.
static bool read_length(const char *bytes, heed_http_span value, uint64_t *length) {
    *length = 0;
    for (uint32_t at = value.begin; at < value.end; at++) {
        if (bytes[at] < '0' || bytes[at] > '9') return false;
        const uint64_t digit = (uint64_t)(bytes[at] - '0');
        *length = *length > (UINT64_MAX - digit) / 10 ? UINT64_MAX : *length * 10 + digit;
    }
    return value.begin < value.end;
}

/// Which headers say how long the request is (RFC 9112, 6.3), and whether they agree.
static heed_http_fault read_framing(heed_http_head *head) {
    heed_http_framing *framing = &head->framing;
    unsigned hosts = 0, lengths = 0, encodings = 0;
    heed_http_span length = {0}, encoding = {0};
    for (size_t index = 0; index < head->count; index++) {
        const heed_http_span name = head->names[index], value = head->values[index];
        if (equals(head->bytes, name, "Host")) hosts++;
        if (equals(head->bytes, name, "Connection")) read_connection(head, value);
        if (equals(head->bytes, name, "Expect") && equals(head->bytes, value, "100-continue"))
            framing->expects_continue = !framing->is_old;
        if (equals(head->bytes, name, "Content-Length")) {
            lengths++;
            length = value;
        }
        if (equals(head->bytes, name, "Transfer-Encoding")) {
            encodings++;
            encoding = value;
        }
    }
    if (hosts > 1) return HEED_HTTP_FAULT_DUPLICATE_HOST;
    if (hosts == 0 && !framing->is_old) return HEED_HTTP_FAULT_MISSING_HOST;
    if (lengths > 1) return HEED_HTTP_FAULT_DUPLICATE_LENGTH;
    if (encodings > 0 && lengths > 0) return HEED_HTTP_FAULT_CONFLICTING_LENGTH;
    if (encodings > 1) return HEED_HTTP_FAULT_DUPLICATE_ENCODING;
    if (encodings > 0 && framing->is_old) return HEED_HTTP_FAULT_OLD_ENCODING;
    if (encodings > 0 && !equals(head->bytes, encoding, "chunked")) return HEED_HTTP_FAULT_UNKNOWN_ENCODING;
    framing->is_chunked = encodings > 0;
    if (lengths > 0 && !read_length(head->bytes, length, &framing->length)) return HEED_HTTP_FAULT_LENGTH;
    return HEED_HTTP_NO_FAULT;
}

/// The line is bytes[head->line..<head->length], which ends with a line feed.
static heed_http_progress read_line(heed_http_head *head, heed_http_fault *fault) {
    const uint32_t begin = (uint32_t)head->line;
    uint32_t end = (uint32_t)head->length - 1;
    if (end > begin && head->bytes[end - 1] == '\r') end--;
    head->line = head->length;
    if (!head->has_request_line) {
        if (end == begin) { // RFC 9112, 2.2
            head->length = head->line = 0;
            return HEED_HTTP_NEEDS_MORE;
        }
        *fault = read_request_line(head, begin, end);
    } else if (end > begin) {
        *fault = read_header(head, begin, end);
    } else {
        *fault = read_framing(head);
        if (*fault == HEED_HTTP_NO_FAULT) return HEED_HTTP_COMPLETE;
    }
    return *fault == HEED_HTTP_NO_FAULT ? HEED_HTTP_NEEDS_MORE : HEED_HTTP_FAULTY;
}

static heed_http_fault too_large(heed_http_head *head) {
    if (head->has_request_line) return HEED_HTTP_FAULT_HEADERS_SIZE;
    read_target(head, (uint32_t)head->line, (uint32_t)head->length);
    return HEED_HTTP_FAULT_TARGET_SIZE;
}

/// What no request begins with is answered without waiting for the end of a line that may never come.
static heed_http_fault check_first_byte(unsigned char byte) {
    if (byte == TLS_HANDSHAKE) return HEED_HTTP_FAULT_TLS;
    return heed_http_is_token_byte(byte) || byte == '\r' || byte == '\n' ? HEED_HTTP_NO_FAULT
                                                                         : HEED_HTTP_FAULT_REQUEST_LINE;
}

static bool append(heed_http_head *head, const void *bytes, size_t length) {
    if (head->length + length > head->capacity) {
        size_t capacity = head->capacity ? head->capacity : FIRST_CAPACITY;
        while (capacity < head->length + length) capacity *= 2;
        char *larger = realloc(head->bytes, capacity);
        if (!larger) return false;
        head->bytes = larger;
        head->capacity = capacity;
    }
    memcpy(head->bytes + head->length, bytes, length);
    head->length += length;
    return true;
}

heed_http_progress heed_http_head_read(heed_http_head *head, const void *bytes, size_t length, size_t *consumed,
                                       heed_http_fault *fault) {
    const char *rest = bytes;
    *consumed = 0;
    *fault = HEED_HTTP_NO_FAULT;
    while (*consumed < length) {
        if (head->length == 0) *fault = check_first_byte((unsigned char)*rest);
        if (*fault != HEED_HTTP_NO_FAULT) return HEED_HTTP_FAULTY;
        const size_t available = length - *consumed, room = HEED_HTTP_MAX_HEAD_BYTES - head->length;
        const char *line_feed = memchr(rest, '\n', available < room ? available : room);
        const size_t count = line_feed ? (size_t)(line_feed - rest) + 1 : available < room ? available : room;
        if (!append(head, rest, count)) *fault = HEED_HTTP_FAULT_MEMORY;
        rest += count;
        *consumed += count;
        if (*fault == HEED_HTTP_NO_FAULT && !line_feed && head->length == HEED_HTTP_MAX_HEAD_BYTES)
            *fault = too_large(head);
        if (*fault != HEED_HTTP_NO_FAULT) return HEED_HTTP_FAULTY;
        if (!line_feed) continue;
        const heed_http_progress progress = read_line(head, fault);
        if (progress != HEED_HTTP_NEEDS_MORE) return progress;
        if (head->length == HEED_HTTP_MAX_HEAD_BYTES) {
            *fault = too_large(head);
            return HEED_HTTP_FAULTY;
        }
    }
    return HEED_HTTP_NEEDS_MORE;
}
