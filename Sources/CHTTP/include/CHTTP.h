#ifndef HEED_CHTTP_H
#define HEED_CHTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CHTTPMessage.h"

// An HTTP/1.1 server over libmicrohttpd. Requests are collected completely, parked, and handed out by number; whoever
// took one answers it by the same number from any thread. Numbers are never reused, so a late or repeated answer finds
// nothing and does no harm. No pointer of the library leaves this module.
//
// Every function may be called from any thread unless it says otherwise.

typedef struct heed_http_server heed_http_server;

typedef struct heed_http_header {
    const char *name;
    const char *value;
} heed_http_header;

/// Why a request is refused before heed_http_next reports it: a heed_http_fault, or one of these.
enum {
    HEED_HTTP_INCOMPLETE = HEED_HTTP_FAULT_COUNT,
    HEED_HTTP_TIMEOUT,
    HEED_HTTP_BODY_TOO_LARGE,
    HEED_HTTP_OVERLOADED,
    HEED_HTTP_RECEIVING_TOO_MUCH,
    HEED_HTTP_TOO_MANY_CONNECTIONS,
    HEED_HTTP_STOPPING,
    HEED_HTTP_REASON_COUNT,
};

/// The whole reply that says it. `Content-Length`, `Date` and `Connection` are added.
typedef struct heed_http_refusal {
    unsigned status;
    const heed_http_header *headers;
    size_t header_count;
    const void *body;
    size_t body_length;
} heed_http_refusal;

/// How requests are refused whose path is `prefix` or begins with it and a slash.
typedef struct heed_http_refusal_set {
    const char *prefix;
    /// By reason, HEED_HTTP_REASON_COUNT of them. That of HEED_HTTP_NO_FAULT is not used.
    const heed_http_refusal *replies;
} heed_http_refusal_set;

struct heed_http_event;

typedef struct heed_http_options {
    /// Name or numeric address to listen on; a name's every address; "::" takes IPv4 as well. Port 0 lets the system
    /// choose.
    const char *host;
    uint16_t port;
    /// Listening sockets that were handed over, descriptors from 3 on, in place of `host` and `port`; 0: none. They are
    /// not shut down, since who handed them over goes on with them.
    size_t inherited_sockets;
    /// The server's certificate with its chain, and its key, both in PEM; both NULL: no TLS.
    const char *certificate_pem, *key_pem;
    /// A larger body is refused.
    size_t max_body_bytes;
    /// What all bodies may take together that have not arrived completely: above it, one that grows is refused.
    size_t max_receiving_bytes;
    /// Requests accepted and not yet answered; 1...32768. Above it, they are refused at once. A request without a body
    /// may use an eighth more (at least one), so that health checks are answered under overload.
    uint32_t max_requests_in_flight;
    /// A connection above it has two seconds to ask for something. A request without a body is answered, another one is
    /// refused, and then the connection is closed.
    uint32_t max_connections;
    /// For a new connection to send its request line, and for the headers after a request line to arrive.
    uint64_t header_timeout_ms;
    /// For a request to arrive completely, counted from its request line.
    uint64_t request_timeout_ms;
    /// Between two requests of a connection; also what a client may take to read a reply, plus a second per 16 KiB.
    uint64_t idle_timeout_ms;
    /// Copied. The one with the longest prefix counts; the first one's must be empty.
    const heed_http_refusal_set *refusals;
    size_t refusal_count;
    /// Asked when the head of a request with a body has arrived: whether the body is wanted. If not, the request is
    /// reported without it, and its connection closed after the answer. It is called on the server's thread, which does
    /// nothing else meanwhile, and what it is given ends with the call. NULL: every body is wanted.
    bool (*wants_body)(void *context, const struct heed_http_event *head);
    void *wants_body_context;
} heed_http_options;

typedef enum heed_http_event_kind {
    /// The server was stopped: nothing more will come.
    HEED_HTTP_CLOSED = 0,
    /// A request arrived completely. It must be answered once, with heed_http_respond or heed_http_stream_begin.
    HEED_HTTP_REQUEST,
    /// The client of an unanswered request or of a stream has gone, or the request was aborted. The answer, or the
    /// stream's end, is still due. A client that only closes its sending side has not gone, unless it waits for the
    /// answer and speaks HTTP/1.0.
    HEED_HTTP_CANCELLED,
} heed_http_event_kind;

/// What heed_http_next reports. All pointers stay valid until the request is answered, but for `body`, which is
/// `malloc` memory (or NULL) that belongs to whoever took the event; only a request sets them.
typedef struct heed_http_event {
    heed_http_event_kind kind;
    uint64_t id;
    /// The request began to arrive after heed_http_drain.
    bool draining;
    const char *method;
    /// As on the request line: percent-encoded, with the query. No spaces, no control characters.
    const char *target;
    const heed_http_header *headers;
    size_t header_count;
    const uint8_t *body;
    size_t body_length;
} heed_http_event;

/// Binds, listens and serves. Returns NULL after writing why into `reason` (NUL-terminated, cut to `reason_capacity`).
/// Raises the process's soft limit of open files when `max_connections` needs it.
heed_http_server *heed_http_start(const heed_http_options *options, char *reason, size_t reason_capacity);

/// Whether this is a certificate with its key, in PEM. False after writing why not into `reason`.
bool heed_http_is_certificate(const char *certificate_pem, const char *key_pem, char *reason, size_t reason_capacity);

/// Takes another certificate for the handshakes to come; connections that are open go on with theirs. Only for a server
/// that was started with one. False after writing why into `reason`: then nothing has changed.
bool heed_http_set_certificate(heed_http_server *server, const char *certificate_pem, const char *key_pem, char *reason,
                               size_t reason_capacity);

/// The port that is bound.
uint16_t heed_http_port(const heed_http_server *server);

/// Waits for the next event and writes it to `event`. A request is reported before its cancellation. One thread at a
/// time.
void heed_http_next(heed_http_server *server, heed_http_event *event);

/// Answers a request. `status` 200...599; names and values of `headers` are copied and must not contain line ends.
/// `body` is `malloc` memory (or NULL) and is owned by this function whatever happens. Returns false and does nothing
/// else when the request is not waiting for an answer: answered, aborted, or never existed.
bool heed_http_respond(heed_http_server *server, uint64_t id, unsigned status, const heed_http_header *headers,
                       size_t header_count, void *body, size_t body_length);

typedef struct heed_http_stream_options {
    /// A client that leaves more than this unread is dropped.
    size_t max_waiting_bytes;
    /// What ends the body when heed_http_abort or heed_http_stop does; copied.
    const void *farewell;
    size_t farewell_length;
    /// Means nothing wherever it stands between two parts. Sent to a client that may have left, to find out; copied.
    const void *filler;
    size_t filler_length;
} heed_http_stream_options;

/// Answers a request with a body that is still to be written: sends the head now (see heed_http_respond), in chunks
/// what heed_http_stream_write adds, and ends with heed_http_stream_end, which is due exactly when this returns true.
/// The client's leaving is reported as HEED_HTTP_CANCELLED. Returns false and does nothing else when the request is not
/// waiting for an answer.
bool heed_http_stream_begin(heed_http_server *server, uint64_t id, unsigned status, const heed_http_header *headers,
                            size_t header_count, const heed_http_stream_options *options);

/// Adds a part of the body, which is copied; never waits for the client. Returns false when nobody will read it: the
/// client has left, or is dropped for reading too slowly, or the stream was aborted.
bool heed_http_stream_write(heed_http_server *server, uint64_t id, const void *bytes, size_t length);

/// Adds the last part, of any length, and ends the body. `bytes` is `malloc` memory (or NULL) and is owned by this
/// function whatever happens. Returns false when nobody will read it.
bool heed_http_stream_end(heed_http_server *server, uint64_t id, void *bytes, size_t length);

/// Open connections.
size_t heed_http_connections(heed_http_server *server);

/// How many requests were refused for a reason.
size_t heed_http_refused(heed_http_server *server, unsigned reason);

/// Requests that were accepted and whose reply has not been sent completely.
size_t heed_http_in_flight(heed_http_server *server);

/// Connections of which a request is to be expected at once: a part of it is there, or it would be the first one.
size_t heed_http_expected(heed_http_server *server);

/// Stops listening; who has connected by then is served. Connections that are open go on, but each is closed after its
/// next reply. Idempotent.
void heed_http_drain(heed_http_server *server);

/// Answers every waiting request with HEED_HTTP_STOPPING, ends every stream with its farewell, and reports each as
/// cancelled.
void heed_http_abort(heed_http_server *server);

/// Aborts, gives the replies a second to leave, and ends all connections and threads; heed_http_next then reports
/// HEED_HTTP_CLOSED. Call it once. Afterwards every function but heed_http_free is still safe to call.
void heed_http_stop(heed_http_server *server);

/// Frees the server, which must be stopped. Nobody may be inside, or call, any other function.
void heed_http_free(heed_http_server *server);

// A client of TLS that trusts whoever answers: to ask a server of one's own whether it works. One thread at a time.

typedef struct heed_tls_client heed_tls_client;

/// Shakes hands over a connected, blocking socket, which stays the caller's. NULL when that fails.
heed_tls_client *heed_tls_connect(int socket);

/// Sends all of it, or returns false.
bool heed_tls_send(heed_tls_client *client, const void *bytes, size_t length);

/// Waits for bytes and returns how many it wrote to `buffer`; 0 at the end, and on failure.
size_t heed_tls_receive(heed_tls_client *client, void *buffer, size_t capacity);

/// The server's certificate in DER, valid as long as the client.
const uint8_t *heed_tls_peer(heed_tls_client *client, size_t *length);

/// Says goodbye and frees the client.
void heed_tls_disconnect(heed_tls_client *client);

#endif
