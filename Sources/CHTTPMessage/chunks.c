#include "CHTTPMessage.h"

/// Where in the body the next byte stands (RFC 9112, 7.1).
enum {
    IN_SIZE,
    IN_EXTENSION,
    AFTER_SIZE, ///< a carriage return was read
    IN_DATA,
    AFTER_DATA,
    AFTER_DATA_RETURN,
    AT_TRAILER,
    IN_TRAILER_NAME,
    IN_TRAILER_VALUE,
    AFTER_TRAILER,
    AT_LAST_RETURN,
};

static int digit(unsigned char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    const unsigned char lower = byte | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// A size beyond 64 bits is as good as the largest of them: no body may be that long.
static void add_digit(heed_http_chunks *chunks, unsigned value) {
    chunks->has_digits = true;
    chunks->remaining = chunks->remaining > UINT64_MAX >> 4 ? UINT64_MAX : chunks->remaining << 4 | (uint64_t)value;
}

static bool end_size_line(heed_http_chunks *chunks) {
    chunks->state = chunks->remaining > 0 ? IN_DATA : AT_TRAILER;
    return true;
}

static bool end_chunk(heed_http_chunks *chunks) {
    chunks->state = IN_SIZE;
    chunks->has_digits = false;
    return true;
}

static bool go(heed_http_chunks *chunks, int state) {
    chunks->state = state;
    return true;
}

static bool read_size(heed_http_chunks *chunks, unsigned char byte) {
    const int value = digit(byte);
    if (value >= 0) {
        // Zeros before it could go on for ever.
        if (chunks->has_digits && chunks->remaining == 0) chunks->extras++;
        add_digit(chunks, (unsigned)value);
        return true;
    }
    if (!chunks->has_digits) return false;
    if (byte == ';') return go(chunks, IN_EXTENSION);
    if (byte == '\r') return go(chunks, AFTER_SIZE);
    return byte == '\n' && end_size_line(chunks);
}

/// One byte that is not data. False when it is out of place.
static bool read_byte(heed_http_chunks *chunks, unsigned char byte, bool *is_complete) {
    switch (chunks->state) {
    case IN_SIZE: return read_size(chunks, byte);
    case IN_EXTENSION:
        chunks->extras++;
        if (byte == '\r') return go(chunks, AFTER_SIZE);
        return byte == '\n' ? end_size_line(chunks) : !heed_http_is_control_byte(byte);
    case AFTER_SIZE: return byte == '\n' && end_size_line(chunks);
    case AFTER_DATA:
        if (byte == '\r') return go(chunks, AFTER_DATA_RETURN);
        return byte == '\n' && end_chunk(chunks);
    case AFTER_DATA_RETURN: return byte == '\n' && end_chunk(chunks);
    case AT_TRAILER:
        if (byte == '\r') return go(chunks, AT_LAST_RETURN);
        if (byte == '\n') return *is_complete = true;
        chunks->extras++;
        return heed_http_is_token_byte(byte) && go(chunks, IN_TRAILER_NAME);
    case IN_TRAILER_NAME:
        chunks->extras++;
        if (byte == ':') return go(chunks, IN_TRAILER_VALUE);
        return heed_http_is_token_byte(byte);
    case IN_TRAILER_VALUE:
        chunks->extras++;
        if (byte == '\r') return go(chunks, AFTER_TRAILER);
        return byte == '\n' ? go(chunks, AT_TRAILER) : !heed_http_is_control_byte(byte);
    case AFTER_TRAILER: return byte == '\n' && go(chunks, AT_TRAILER);
    case AT_LAST_RETURN: return byte == '\n' && (*is_complete = true);
    default: return false;
    }
}

heed_http_progress heed_http_chunks_read(heed_http_chunks *chunks, const void *bytes, size_t length, size_t *consumed,
                                         heed_http_span *data, heed_http_fault *fault) {
    const unsigned char *input = bytes;
    size_t at = 0;
    bool is_complete = false;
    *data = (heed_http_span){0};
    *fault = HEED_HTTP_NO_FAULT;
    while (at < length && chunks->state != IN_DATA && *fault == HEED_HTTP_NO_FAULT && !is_complete) {
        if (!read_byte(chunks, input[at++], &is_complete))
            *fault = HEED_HTTP_FAULT_CHUNK;
        else if (chunks->extras > HEED_HTTP_MAX_CHUNK_EXTRAS)
            *fault = HEED_HTTP_FAULT_CHUNK_EXTRAS;
    }
    if (*fault == HEED_HTTP_NO_FAULT && chunks->state == IN_DATA && at < length) {
        const size_t available = length - at;
        const size_t count = chunks->remaining < available ? (size_t)chunks->remaining : available;
        *data = (heed_http_span){(uint32_t)at, (uint32_t)(at + count)};
        chunks->remaining -= count;
        if (chunks->remaining == 0) chunks->state = AFTER_DATA;
        at += count;
    }
    *consumed = at;
    if (*fault != HEED_HTTP_NO_FAULT) return HEED_HTTP_FAULTY;
    return is_complete ? HEED_HTTP_COMPLETE : HEED_HTTP_NEEDS_MORE;
}
