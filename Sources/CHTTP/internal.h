#ifndef HEED_HTTP_INTERNAL_H
#define HEED_HTTP_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include <gnutls/abstract.h>
#include <microhttpd.h>

#include "CHTTP.h"

/*
 * Who touches what. The library's thread runs the callbacks of access.c, the watcher's thread runs watch.c, and the
 * caller's threads run the public functions. One mutex guards everything they share. The library takes locks of its own
 * inside MHD_suspend_connection and MHD_resume_connection, and calls us while holding none of them: ours comes first.
 * MHD_queue_response is called without ours: it may wait for the lock of a response.
 *
 * A request is counted twice: by the library, from the request line until it reports the request as ended, and by the
 * worker, from being queued for heed_http_next until it is answered, or its stream ended. The last one frees it.
 */

enum request_phase {
    PHASE_RECEIVING,
    PHASE_PARKED,    /* suspended in the library, waiting for an answer */
    PHASE_STREAMING, /* the reply is on its way, and its body is still being written: stream.c */
    PHASE_ANSWERED,  /* resumed, or answered on the library's thread; the reply is on its way */
};

struct connection {
    struct heed_http_server *server;
    int socket;
    /* Monotonic nanoseconds after which the socket is shut down; 0 for never. */
    uint64_t deadline;
    /* A request line has arrived and its request has not: cut with 408. */
    bool receiving;
    /* Above max_connections. */
    bool surplus;
    /* Closed now, it may be in the middle of a request, which the library or we refuse: what the client goes on sending
       is read after the reply, or the closing would be a reset that takes the reply along. */
    bool linger;
    /* That it shook hands with; NULL before and without TLS. */
    struct heed_http_certificate *certificate;
    struct connection *previous, *next;
};

struct request {
    uint64_t id; /* 0 until accepted */
    struct heed_http_server *server;
    struct connection *connection;
    struct MHD_Connection *library_connection;
    enum request_phase phase;
    bool library_holds, worker_holds;
    bool draining;
    bool close;     /* the connection, after the reply */
    uint64_t began; /* when its request line arrived */

    /* In the queue of events, with what is to be reported. */
    bool queued, report_arrival, report_cancellation;
    struct request *next_event;

    /* Only the library's thread touches these until the request is parked, and nobody changes them afterwards. */
    bool headers_seen, complete;
    bool too_large; /* its body is read and dropped, to be refused at its end */
    size_t dropped_bytes;
    bool knows_interim_replies; /* HTTP/1.1 */
    const char *library_target; /* where the library keeps the target; for comparison only */
    char *target;
    char *head; /* one block: the header array, then its strings and the method */
    const char *method;
    const heed_http_header *headers;
    size_t header_count;
    uint8_t *body;
    size_t body_length, body_capacity;

    unsigned status;
    struct MHD_Response *reply; /* set from answering until it is queued in the library */
    size_t reply_length;
    struct stream *stream; /* from PHASE_STREAMING on */
};

/* A refused connection that is being read to its end. */
struct lingering {
    int socket; /* -1 when free */
    uint64_t deadline;
    size_t remaining;
};

enum {
    LINGERING_CAPACITY = 64,
    /* For a connection above the limit to ask for something, so that it makes room for the next one. */
    SURPLUS_TIMEOUT_MS = 2000,
};

enum { REFUSAL_STATUS_COUNT = 6 };

struct heed_http_server {
    heed_http_options options; /* its pointers are not kept */
    bool uses_tls;
    struct heed_http_certificate *certificate;
    int listener;
    uint16_t port;
    struct MHD_Daemon *daemon;
    pthread_t watcher;
    int epoll, wakeup;
    atomic_bool draining;
    atomic_size_t refusals[REFUSAL_STATUS_COUNT];

    pthread_mutex_t mutex;
    pthread_cond_t event_ready, reply_sent;
    bool stopping, closed, quiesced;
    /* Accepted requests by the low bits of their id. */
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

/* Why a request is refused before any worker sees it. */
struct refusal {
    unsigned status;
    const char *code;
    const char *message; /* printf format; may use one %zu, the body limit. No characters that JSON escapes. */
};

extern const struct refusal refusal_request_line, refusal_body_too_large, refusal_overloaded, refusal_connections,
    refusal_stopping, refusal_timeout;

uint64_t heed_http_now(void);

/* listener.c */

/* A listening, non-blocking socket, or -1 after writing why into `reason`. */
int heed_http_bind(const char *host, uint16_t port, char *reason, size_t reason_capacity);
/* The port a socket is bound to. */
uint16_t heed_http_bound_port(int socket);
/* Raises the soft limit of open files to `count` or more. False, with the reason, when the hard limit is lower. */
bool heed_http_allow_files(size_t count, char *reason, size_t reason_capacity);

/* refusal.c */

/* Looks for what the library lets through and we do not. NULL when the headers are in order. `has_body` tells whether
   a body follows, `content_length` its length or 0 when it is chunked. Library's thread. */
const struct refusal *heed_http_check_headers(struct MHD_Connection *connection, const char *version, bool *has_body,
                                              uint64_t *content_length);
/* Counts it. */
void heed_http_count_refusal(struct heed_http_server *server, const struct refusal *refusal);
/* The reply that says it, in the service's one error shape; NULL without memory. */
struct MHD_Response *heed_http_refusal_reply(const struct refusal *refusal, size_t max_body_bytes);
/* The same as the bytes of a whole HTTP reply. Returns their count. */
size_t heed_http_refusal_bytes(const struct refusal *refusal, size_t max_body_bytes, char *buffer, size_t capacity);

/* requests.c; the mutex is held unless stated otherwise. */

/* Gives the request an id and a slot, or returns why not. */
const struct refusal *heed_http_accept(struct request *request, bool has_body);
/* Appends to the queue of events whatever the request's flags ask to be reported. */
void heed_http_enqueue(struct request *request);
/* Ends the parking: the reply (owned from here) goes out from the library's thread. */
void heed_http_answer(struct request *request, unsigned status, struct MHD_Response *reply, size_t reply_length);
/* The request of this id, or NULL. */
struct request *heed_http_find(struct heed_http_server *server, uint64_t id);
/* Frees the request when neither side holds it any more. */
void heed_http_release(struct request *request);

/* tls.c */

/* NULL after writing why into `reason`. Held once. */
struct heed_http_certificate *heed_http_read_certificate(const char *certificate_pem, const char *key_pem, char *reason,
                                                         size_t reason_capacity);
/* Frees it with its last holder. May be NULL. The mutex is held. */
void heed_http_let_go_of_certificate(struct heed_http_certificate *certificate);
/* The library's callback that chooses the certificate of a handshake. */
int heed_http_on_handshake(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
                           const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain,
                           unsigned *chain_length, gnutls_privkey_t *key);

/* access.c: the library's callbacks. */

/* What we keep about a connection of the library's; NULL when there was no memory for it. */
struct connection *heed_http_connection_of(struct MHD_Connection *library_connection);

void *heed_http_on_target(void *server, const char *target, struct MHD_Connection *connection);
enum MHD_Result heed_http_on_access(void *server, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *upload, size_t *upload_size,
                                    void **context);
void heed_http_on_completed(void *server, struct MHD_Connection *connection, void **context,
                            enum MHD_RequestTerminationCode code);
void heed_http_on_connection(void *server, struct MHD_Connection *connection, void **context,
                             enum MHD_ConnectionNotificationCode code);

/* How long a client may take to read a reply of this length. */
uint64_t heed_http_sending_time_ms(const struct heed_http_server *server, size_t reply_length);

/* stream.c; the mutex is held. */

/* Ends a stream before its worker does, with the farewell that the worker gave it. */
void heed_http_stream_abort(struct request *request);
/* The client closed its sending side: it has gone, or it waits for the rest. Sends it the filler, which one that has
   gone answers with a reset, and watches for that. False when it cannot be asked. */
bool heed_http_stream_probe(struct request *request);
/* The library is done with a request whose reply was a stream; its connection is still there. */
void heed_http_stream_completed(struct request *request);
void heed_http_free_stream(struct stream *stream);

/* watch.c */

/* The watcher's thread: disconnects of parked requests, deadlines of connections, lingering ones. */
void *heed_http_watch(void *server);
/* Begins and ends the watch over a parked request's socket. The mutex is held. */
void heed_http_watch_request(struct request *request);
void heed_http_unwatch_request(struct request *request);
/* Takes over a copy of the socket of a refused connection. The mutex is held. */
void heed_http_linger(struct heed_http_server *server, int socket);

#endif
