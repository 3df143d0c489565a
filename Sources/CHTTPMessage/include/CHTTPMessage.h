#ifndef HEED_CHTTP_MESSAGE_H
#define HEED_CHTTP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The syntax of HTTP/1 requests (RFC 9110, RFC 9112): a head, and a body in chunks, read in whatever pieces they
// arrive. The result does not depend on where the pieces end. Stricter than the standard asks for wherever two readers
// of the same bytes could see two requests: no folded lines, no blank before a colon, no carriage return by itself.
// A line may end with a line feed alone (RFC 9112, 2.2).
//
// No sockets, no threads, nothing global.

/// What is wrong with a message.
typedef enum heed_http_fault {
    HEED_HTTP_NO_FAULT = 0,
    HEED_HTTP_FAULT_TLS,
    HEED_HTTP_FAULT_REQUEST_LINE,
    HEED_HTTP_FAULT_VERSION,
    HEED_HTTP_FAULT_TARGET_SIZE,
    HEED_HTTP_FAULT_HEADER,
    HEED_HTTP_FAULT_HEADERS_SIZE,
    HEED_HTTP_FAULT_MISSING_HOST,
    HEED_HTTP_FAULT_DUPLICATE_HOST,
    HEED_HTTP_FAULT_LENGTH,
    HEED_HTTP_FAULT_DUPLICATE_LENGTH,
    HEED_HTTP_FAULT_CONFLICTING_LENGTH,
    HEED_HTTP_FAULT_DUPLICATE_ENCODING,
    HEED_HTTP_FAULT_OLD_ENCODING,
    HEED_HTTP_FAULT_UNKNOWN_ENCODING,
    HEED_HTTP_FAULT_CHUNK,
    HEED_HTTP_FAULT_CHUNK_EXTRAS,
    HEED_HTTP_FAULT_MEMORY,
    HEED_HTTP_FAULT_COUNT,
} heed_http_fault;

enum {
    /// Request line and headers together.
    HEED_HTTP_MAX_HEAD_BYTES = 32 << 10,
    HEED_HTTP_MAX_HEADERS = 512,
    /// Everything in a chunked body that is neither data nor the digits of a size: extensions and trailers.
    HEED_HTTP_MAX_CHUNK_EXTRAS = 32 << 10,
};

/// Where a part of a head stands: bytes[begin..<end].
typedef struct heed_http_span {
    uint32_t begin, end;
} heed_http_span;

/// How the body is delimited, and what becomes of the connection.
typedef struct heed_http_framing {
    bool is_old; ///< HTTP/1.0
    bool is_chunked;
    uint64_t length; ///< of the body, UINT64_MAX when it has more digits; 0 when chunked
    bool expects_continue;
    bool asks_to_close, asks_to_keep; ///< the tokens of Connection
} heed_http_framing;

/// A head that is being read.
typedef struct heed_http_head {
    char *bytes; ///< `malloc` memory
    size_t length, capacity;
    size_t line; ///< where the line begins that is being read
    bool has_request_line;
    /// Of a request line that is faulty, `target` is as much as there is of it, maybe nothing, and ended by no NUL.
    heed_http_span method, target;
    size_t count;
    heed_http_span names[HEED_HTTP_MAX_HEADERS], values[HEED_HTTP_MAX_HEADERS];
    heed_http_framing framing;
} heed_http_head;

typedef enum heed_http_progress {
    HEED_HTTP_NEEDS_MORE,
    HEED_HTTP_COMPLETE,
    HEED_HTTP_FAULTY,
} heed_http_progress;

/// Forgets what was read and begins with the next head; keeps the memory. A zeroed head need not be reset.
void heed_http_head_reset(heed_http_head *head);

/// Frees the memory, and forgets.
void heed_http_head_free(heed_http_head *head);

/// Whether anything of a head has arrived; the empty lines that may precede it do not count.
bool heed_http_head_has_begun(const heed_http_head *head);

/// Reads on. `consumed` is how many of the bytes belong to the head. Once it is complete, or faulty with `fault`, it
/// must be reset before it is read into again. Spans of names, values, method and target are then ended by a NUL, and
/// hold none; values have no blanks around them.
heed_http_progress heed_http_head_read(heed_http_head *head, const void *bytes, size_t length, size_t *consumed,
                                       heed_http_fault *fault);

/// A chunked body that is being read. Zeroed is before its first byte.
typedef struct heed_http_chunks {
    int state;
    bool has_digits;
    uint64_t remaining; ///< of the chunk
    size_t extras;
} heed_http_chunks;

/// Reads on, as far as the end of a piece of data. `data` is where in `bytes` it stands. `consumed` is how many of the
/// bytes were read; call again for the others while the result is HEED_HTTP_NEEDS_MORE.
heed_http_progress heed_http_chunks_read(heed_http_chunks *chunks, const void *bytes, size_t length, size_t *consumed,
                                         heed_http_span *data, heed_http_fault *fault);

/// RFC 9110, 5.6.2.
bool heed_http_is_token_byte(unsigned char byte);

/// Other than what text may have: a tab may stand in it.
bool heed_http_is_control_byte(unsigned char byte);

#endif
