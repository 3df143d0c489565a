#ifndef HEED_HTTP_INTERNAL_H
#define HEED_HTTP_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include <gnutls/abstract.h>
#include <microhttpd.h>

#include "CHTTP.h"

// Who touches what. The library's thread reads from clients (intake.c, through wire.c) and runs callbacks.c, the
// watcher's thread runs watcher.c, and the caller's threads run the public functions. One mutex guards everything they
// share. The library takes locks of its own inside MHD_suspend_connection and MHD_resume_connection, and calls us while
// holding none of them: ours comes first. MHD_queue_response is called without ours: it may wait for the lock of a
// response.
//
// A request is counted twice: by the library's side, from the end of its head until the library reports the request as
// ended, and by the worker, from being queued for heed_http_next until it is answered, or its stream ended. The last
// one frees it.
//
// Who calls whom, from top to bottom; nothing calls upwards:
//
//     server.c
//     watcher.c    callbacks.c    listener.c
//     stream.c     wire.c
//                  intake.c
//     requests.c
//     refusals.c   stream_buffer.c   tls.c   sockets.c
//     connections.c   bytes.c

enum request_phase {
    PHASE_RECEIVING,
    PHASE_PARKED,    ///< suspended in the library, waiting for an answer
    PHASE_STREAMING, ///< the reply is on its way, and its body is still being written: stream.c
    PHASE_ANSWERED,  ///< resumed, or answered on the library's thread; the reply is on its way
};

enum intake_phase {
    INTAKE_HEAD,   ///< before or in a head
    INTAKE_LENGTH, ///< in a body of a stated length
    INTAKE_CHUNKS, ///< in a body of chunks
    INTAKE_OVER,   ///< where the next request would begin is not known or does not matter
};

/// What a client is sending. Only the library's thread touches it.
struct intake {
    enum intake_phase phase;
    heed_http_head head;
    heed_http_chunks chunks;
    /// A request has arrived in part, and whether the server was draining when that began.
    bool is_partial, began_draining;
    uint64_t began;                           ///< when its time began to run; 0: it does not run
    struct request *current;                  ///< its head has arrived, and its body has not
    bool owes_interim;                        ///< the client of the current one waits for 100 Continue
    struct request *first_ready, *last_ready; ///< have arrived; the library is about to begin with them
    size_t unanswered;                        ///< given to the library, which has not ended them
};

struct connection {
    struct heed_http_server *server;
    int socket;
    gnutls_session_t session; ///< NULL without TLS, and until it is read from
    struct intake intake;
    /// Monotonic nanoseconds after which the socket is shut down; 0 for never.
    uint64_t deadline;
    /// A request is arriving: beyond the deadline it is refused.
    bool receiving;
    /// The watcher has shut down the receiving side, so that the library's thread refuses the request.
    atomic_bool expired;
    /// Above max_connections.
    bool surplus;
    /// One of its requests has got its reply.
    bool answered;
    /// Closed now, it may be in the middle of a request, which the library or we refuse: what the client goes on
    /// sending is read after the reply, or the closing would be a reset that takes the reply along.
    bool linger;
    /// That it shook hands with; NULL before and without TLS.
    struct heed_http_certificate *certificate;
    struct connection *previous, *next;
};

struct request {
    uint64_t id; ///< 0 until accepted
    struct heed_http_server *server;
    struct connection *connection;
    struct MHD_Connection *library_connection; ///< from heed_http_on_target on
    enum request_phase phase;
    bool library_holds, worker_holds;
    bool draining;
    bool close; ///< the connection, after the reply

    /// In the queue of events, with what is to be reported.
    bool queued, report_arrival, report_cancellation;
    struct request *next_event;

    /// Only the library's thread touches these until the request is parked, and nobody changes them afterwards.
    struct request *next_ready;
    bool begun;
    bool body_is_unread; ///< what follows the head was not wanted
    unsigned reason;     ///< why it is refused, or HEED_HTTP_NO_FAULT
    heed_http_framing framing;
    char *head; ///< one block: the header array, then the strings
    const char *method, *target;
    const heed_http_header *headers;
    size_t header_count;
    uint8_t *body;
    size_t body_length, body_capacity;

    unsigned status;
    struct MHD_Response *reply; ///< set from answering until it is queued in the library
    size_t reply_length;
    struct stream *stream; ///< from PHASE_STREAMING on
};

/// A refused connection that is being read to its end.
struct lingering {
    int socket; ///< -1 when free
    uint64_t deadline;
    size_t remaining;
};

enum {
    LINGERING_CAPACITY = 64,
    /// For a connection above the limit to ask for something, so that it makes room for the next one.
    SURPLUS_TIMEOUT_MS = 2000,
    LINGER_MS = 2000,
    MOST_LISTENERS = 16,
    NANOSECONDS_PER_MILLISECOND = 1000000,
};

struct heed_http_server {
    heed_http_options options; ///< its pointers are not kept
    struct refusals *refusals;
    atomic_size_t refused[HEED_HTTP_REASON_COUNT];
    bool uses_tls;
    struct heed_http_certificate *certificate;
    int listeners[MOST_LISTENERS]; ///< the first is the library's, the others the watcher's
    size_t listener_count;
    uint16_t port;
    struct MHD_Daemon *daemon;
    pthread_t watcher;
    int epoll, wakeup;
    atomic_bool draining;

    /// Only the library's thread touches these.
    struct connection **connections_by_socket;
    size_t socket_capacity;
    size_t receiving_bytes; ///< of all bodies that have not arrived completely

    pthread_mutex_t mutex;
    pthread_cond_t event_ready, reply_sent;
    bool stopping, closed, quiesced;
    /// Accepted requests by the low bits of their id.
    struct request **slots;
    uint32_t slot_count;
    uint32_t *free_slots;
    uint32_t free_slot_count;
    uint64_t sequence;
    size_t held_by_library, unsent;
    struct request *first_event, *last_event;
    struct connection *connections;
    size_t connection_count;
    struct lingering lingering[LINGERING_CAPACITY];
};

// bytes.c

/// `malloc` memory even for no bytes; NULL without memory. Ended by a NUL.
void *heed_http_copy(const void *bytes, size_t length);

// connections.c

/// Monotonic nanoseconds.
uint64_t heed_http_now(void);
/// The same, so many milliseconds from now.
uint64_t heed_http_in(uint64_t milliseconds);
/// The mutex is held. `milliseconds` 0 means never.
void heed_http_set_deadline(struct connection *connection, uint64_t milliseconds);
/// How long a client may take to read a reply of this length.
uint64_t heed_http_sending_time_ms(const struct heed_http_server *server, size_t reply_length);
/// How long it may take to send a head.
uint64_t heed_http_header_time_ms(const struct connection *connection);
/// What we keep about a connection of the library's; NULL when there was no memory for it.
struct connection *heed_http_connection_of(struct MHD_Connection *library_connection);
/// Adds a connection that the library has opened; NULL without memory. Library's thread.
struct connection *heed_http_open_connection(struct heed_http_server *server, int socket);
/// Forgets and frees it; it holds no requests any more. The library closes the socket after this, so that a deadline
/// never hits another connection's socket. Library's thread.
void heed_http_close_connection(struct connection *connection);
/// That of a plain socket; NULL on all threads but the library's.
struct connection *heed_http_connection_at(int socket);
/// Whether this thread is the library's, of a server with TLS.
bool heed_http_is_tls_thread(void);

// sockets.c; the mutex is held.

/// What an event's data of the watcher's epoll holds: a request's id, or one of these with an index.
#define HEED_HTTP_WAKEUP UINT64_C(0)
#define HEED_HTTP_LINGERING (UINT64_C(1) << 63)
#define HEED_HTTP_LISTENER (UINT64_C(1) << 62)
/// Begins and ends the watch over a parked request's socket.
void heed_http_watch_request(struct request *request);
void heed_http_unwatch_request(struct request *request);
/// Waits for a reset only. False when the watch is not there.
bool heed_http_watch_for_reset(struct request *request);
/// Asks a client to go on; one that does not wait for it must skip it (RFC 9110, 15.2). One that does not read is cut
/// off: false. Needs no mutex; with TLS on the library's thread only.
bool heed_http_send_interim(struct connection *connection);
/// Takes over a copy of the socket of a refused connection.
void heed_http_linger(struct heed_http_server *server, int socket);
/// Reads what a lingering client sends, and ends with it.
void heed_http_read_lingering(struct heed_http_server *server, struct lingering *lingering);
void heed_http_end_lingering(struct heed_http_server *server, struct lingering *lingering);

// refusals.c

struct refusals;
/// Copies; NULL without memory.
struct refusals *heed_http_copy_refusals(const heed_http_refusal_set *sets, size_t count);
void heed_http_free_refusals(struct refusals *refusals);
/// Counts it.
void heed_http_count_refusal(struct heed_http_server *server, unsigned reason);
/// The status and the reply that says it, in the form of the target's path; NULL without memory.
struct MHD_Response *heed_http_refusal_reply(const struct heed_http_server *server, const char *target, unsigned reason,
                                             unsigned *status);
/// Adds headers that a caller gave.
void heed_http_add_headers(struct MHD_Response *reply, const heed_http_header *headers, size_t header_count);

// requests.c; the mutex is held unless stated otherwise.

/// Gives the request an id and a slot, or returns the reason why not.
unsigned heed_http_accept(struct request *request, bool has_body);
/// Appends to the queue of events whatever the request's flags ask to be reported.
void heed_http_enqueue(struct request *request);
/// Ends the parking: the reply (owned from here) goes out from the library's thread.
void heed_http_answer(struct request *request, unsigned status, struct MHD_Response *reply, size_t reply_length);
/// The worker's reply (owned from here when this returns true) to a request that may be NULL, or may not wait any more.
bool heed_http_settle(struct request *request, unsigned status, struct MHD_Response *reply, size_t reply_length);
/// The worker's side is done with the request.
void heed_http_end_work(struct request *request);
/// The client has gone, or the request was aborted.
void heed_http_report_cancellation(struct request *request);
/// The request of this id, or NULL.
struct request *heed_http_find(struct heed_http_server *server, uint64_t id);
/// The library's side is done with the request.
void heed_http_let_go(struct request *request);
/// Frees the request when neither side holds it any more.
void heed_http_release(struct request *request);
/// What is reported of the request. Needs no mutex.
void heed_http_describe(const struct request *request, heed_http_event *event);

// intake.c; library's thread.

enum {
    RECEIVED_NOTHING = -1,
    RECEIVED_FAILURE = -2,
};
/// Reads from the client, and writes to `bytes` what the library is to be told instead: for every request that has
/// arrived, or is refused, a head of a few words. Returns how many bytes those are, 0 at the client's end, or one of
/// the above.
ssize_t heed_http_receive(struct connection *connection, char *bytes, size_t capacity);
/// The first one that the library was told of and has not begun with; NULL when there is none.
struct request *heed_http_take_ready(struct connection *connection);
/// Its reply has left, and what has arrived meanwhile is next.
void heed_http_go_on_receiving(struct connection *connection);
/// As gnutls_record_recv, which wire.c has taken the name of. Any thread.
ssize_t heed_http_read_record(gnutls_session_t session, void *buffer, size_t size);
/// Lets go of all requests that the library has not begun with.
void heed_http_abandon(struct connection *connection);

// wire.c

/// Whether the library reads from clients through us: it depends on how the executable was linked.
bool heed_http_stands_between(void);

// tls.c

/// NULL after writing why into `reason`. Held once.
struct heed_http_certificate *heed_http_read_certificate(const char *certificate_pem, const char *key_pem, char *reason,
                                                         size_t reason_capacity);
/// Frees it with its last holder. May be NULL. The mutex is held.
void heed_http_let_go_of_certificate(struct heed_http_certificate *certificate);
/// The library's callback that chooses the certificate of a handshake.
int heed_http_on_handshake(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
                           const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain,
                           unsigned *chain_length, gnutls_privkey_t *key);

// callbacks.c: what the library calls, on its thread.

void *heed_http_on_target(void *server, const char *target, struct MHD_Connection *connection);
enum MHD_Result heed_http_on_access(void *server, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *upload, size_t *upload_size,
                                    void **context);
void heed_http_on_completed(void *server, struct MHD_Connection *connection, void **context,
                            enum MHD_RequestTerminationCode code);
void heed_http_on_connection(void *server, struct MHD_Connection *connection, void **context,
                             enum MHD_ConnectionNotificationCode code);

// stream.c; the mutex is held.

/// Ends a stream before its worker does, with the farewell that the worker gave it.
void heed_http_stream_abort(struct request *request);
/// The client closed its sending side: it has gone, or it waits for the rest. Sends it the filler, which one that has
/// gone answers with a reset, and watches for that. False when it cannot be asked.
bool heed_http_stream_probe(struct request *request);
/// The library is done with a request whose reply was a stream; its connection is still there.
void heed_http_stream_completed(struct request *request);

// stream_buffer.c; the mutex is held.

/// The body of a reply that is written while it is sent. What the worker has written waits here until the library's
/// thread takes it.
struct stream {
    struct request *request;
    uint8_t *bytes;
    size_t begin, end, capacity; ///< bytes[begin..<end] are waiting
    size_t limit;                ///< of end - begin
    /// The last part, which follows `bytes`.
    uint8_t *last;
    size_t last_begin, last_end;
    uint8_t *farewell, *filler;
    size_t farewell_length, filler_length;
    bool suspended; ///< the library waits for us to resume it
    bool ended;     ///< nothing will be added
    bool cut;       ///< the connection is to be closed, however much is missing
};

/// NULL without memory.
struct stream *heed_http_make_stream(const heed_http_stream_options *options);
void heed_http_free_stream(struct stream *stream);
size_t heed_http_stream_waiting(const struct stream *stream);
/// Adds to what is waiting. False without room or memory.
bool heed_http_stream_append(struct stream *stream, const void *bytes, size_t length);
/// Takes up to `capacity` of the bytes that are waiting.
size_t heed_http_stream_take(struct stream *stream, char *buffer, size_t capacity);

// listener.c

/// Listening, non-blocking sockets on every address that the host has, with one port. Returns their count, or 0 after
/// writing why into `reason`.
size_t heed_http_bind(const char *host, uint16_t port, int *sockets, size_t capacity, char *reason,
                      size_t reason_capacity);
/// The sockets from descriptor 3 on, which whoever started the process listens on already, made non-blocking. As
/// heed_http_bind.
size_t heed_http_inherit(size_t count, int *sockets, size_t capacity, char *reason, size_t reason_capacity);
/// The port a socket is bound to.
uint16_t heed_http_bound_port(int socket);
/// Raises the soft limit of open files to `count` or more. False, with the reason, when the hard limit is lower.
bool heed_http_allow_files(size_t count, char *reason, size_t reason_capacity);

// watcher.c

/// Hands over what has connected to a listener. The mutex is held.
void heed_http_take_connections(struct heed_http_server *server, int listener);
/// The watcher's thread: disconnects of parked requests, deadlines of connections, lingering ones, and the listeners
/// that are not the library's.
void *heed_http_watch(void *server);

#endif
