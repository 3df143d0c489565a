#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <gnutls/gnutls.h>

#include "internal.h"

enum {
    /// Read at a time while no body is expected. What follows a request is read with it, so this bounds how many
    /// requests one connection can have waiting.
    HEAD_PIECE_BYTES = 4 << 10,
    CHUNKS_PIECE_BYTES = 8 << 10,
    /// The largest record of TLS: what is left of one would not be announced by the socket.
    RECORD_BYTES = 16 << 10,
    /// For a body of which nothing has arrived yet.
    FIRST_BODY_BYTES = 16 << 10,
};

/// What the library is told.
struct told {
    char *bytes;
    size_t length, capacity;
};

static bool has_body(const heed_http_framing *framing) { return framing->is_chunked || framing->length > 0; }

/// Room for what the library is told of a piece: of its shortest requests, "A / HTTP/1.0\n\n", two bytes more than they
/// have (those of HTTP/1.1 have a host themselves), and once what a request that ends in the piece, or is refused, is
/// told as.
static size_t room_for(size_t piece) { return piece + piece / 4 + 64; }

/// The library learns of a request only what its reply depends on.
static void tell(struct connection *connection, struct request *request, struct told *told) {
    struct intake *intake = &connection->intake;
    const heed_http_framing *framing = &request->framing;
    const char *fate = framing->asks_to_close  ? "Connection:close\n"
                       : framing->asks_to_keep ? "Connection:keep-alive\n"
                                               : "";
    const bool is_head = strcmp(request->method, MHD_HTTP_METHOD_HEAD) == 0;
    // From 1.0 on it refuses requests of HTTP/1.1 without a host.
    const char *version = framing->is_old ? "HTTP/1.0" : "HTTP/1.1\nHost:";
    const int length = snprintf(told->bytes + told->length, told->capacity - told->length, "%s / %s\n%s\n",
                                is_head ? "HEAD" : "GET", version, fate);
    told->length += (size_t)length;
    connection->server->receiving_bytes -= request->body_capacity;
    if (intake->last_ready)
        intake->last_ready->next_ready = request;
    else
        intake->first_ready = request;
    intake->last_ready = request;
    intake->unanswered++;
    intake->current = NULL;
    intake->owes_interim = false;
    intake->began = 0;
    intake->is_partial = false;
    const bool is_last = request->close || framing->asks_to_close || (framing->is_old && !framing->asks_to_keep);
    intake->phase = is_last ? INTAKE_OVER : INTAKE_HEAD;
}

/// A block with the headers and all strings of the head.
static bool copy_head(struct request *request, const heed_http_head *head) {
    const size_t array_size = head->count * sizeof(heed_http_header);
    request->head = malloc(array_size + head->length + 1);
    if (!request->head) return false;
    heed_http_header *headers = (heed_http_header *)(void *)request->head;
    char *text = request->head + array_size;
    memcpy(text, head->bytes, head->length);
    for (size_t index = 0; index < head->count; index++)
        headers[index] =
            (heed_http_header){.name = text + head->names[index].begin, .value = text + head->values[index].begin};
    request->method = text + head->method.begin;
    request->target = text + head->target.begin;
    text[head->target.end] = '\0'; // of a request line that is faulty, it is not there yet
    request->headers = headers;
    request->header_count = head->count;
    request->framing = head->framing;
    return true;
}

/// Of the head, as far as it was read. NULL without memory.
static struct request *make_request(struct connection *connection) {
    const heed_http_head *head = &connection->intake.head;
    struct request *request = calloc(1, sizeof *request);
    if (!request) return NULL;
    request->server = connection->server;
    request->connection = connection;
    request->library_holds = true;
    const bool is_draining = atomic_load(&connection->server->draining);
    request->draining = connection->intake.is_partial ? connection->intake.began_draining : is_draining;
    request->target = "";
    if (head->target.end > 0 && !copy_head(request, head)) {
        free(request);
        return NULL;
    }
    if (!head->has_request_line) request->method = MHD_HTTP_METHOD_GET;
    return request;
}

/// Where one request ends may be in doubt by now, so nothing more is read as a request.
static bool refuse(struct connection *connection, unsigned reason, struct told *told) {
    struct request *request = connection->intake.current;
    if (!request && reason != HEED_HTTP_FAULT_MEMORY) request = make_request(connection);
    if (!request) return false;
    request->reason = reason;
    request->close = true;
    tell(connection, request, told);
    return true;
}

/// Makes room for more of the body.
static unsigned reserve(struct request *request, size_t length) {
    struct heed_http_server *server = request->server;
    if (length > server->options.max_body_bytes - request->body_length) return HEED_HTTP_BODY_TOO_LARGE;
    const size_t wanted = request->body_length + length;
    if (wanted <= request->body_capacity) return HEED_HTTP_NO_FAULT;
    size_t capacity = request->body_capacity ? request->body_capacity : 4096;
    while (capacity < wanted) capacity *= 2;
    if (!request->framing.is_chunked && capacity > request->framing.length) capacity = (size_t)request->framing.length;
    const size_t growth = capacity - request->body_capacity;
    if (growth > server->options.max_receiving_bytes - server->receiving_bytes) return HEED_HTTP_RECEIVING_TOO_MUCH;
    uint8_t *body = realloc(request->body, capacity);
    if (!body) return HEED_HTTP_RECEIVING_TOO_MUCH;
    server->receiving_bytes += growth;
    request->body = body;
    request->body_capacity = capacity;
    return HEED_HTTP_NO_FAULT;
}

static void send_owed_interim(struct connection *connection) {
    connection->intake.owes_interim = false;
    heed_http_send_interim(connection);
}

static bool is_wanted(const struct request *request) {
    const heed_http_options *options = &request->server->options;
    if (!options->wants_body) return true;
    heed_http_event event;
    heed_http_describe(request, &event);
    return options->wants_body(options->wants_body_context, &event);
}

/// Why a request is refused that has a body, before it is received.
static unsigned check_body(struct request *request) {
    struct heed_http_server *server = request->server;
    if (request->framing.length > server->options.max_body_bytes) return HEED_HTTP_BODY_TOO_LARGE;
    if (request->connection->surplus) return HEED_HTTP_TOO_MANY_CONNECTIONS;
    // One that follows another is accepted when its turn comes.
    if (request->connection->intake.unanswered > 0) return HEED_HTTP_NO_FAULT;
    pthread_mutex_lock(&server->mutex);
    const unsigned reason = heed_http_accept(request, true);
    pthread_mutex_unlock(&server->mutex);
    return reason;
}

/// The head is complete.
static bool begin_body(struct connection *connection, struct told *told) {
    struct intake *intake = &connection->intake;
    struct request *request = intake->current = make_request(connection);
    heed_http_head_reset(&intake->head);
    if (!request) return refuse(connection, HEED_HTTP_FAULT_MEMORY, told);
    if (!has_body(&request->framing)) {
        tell(connection, request, told);
        return true;
    }
    const unsigned reason = check_body(request);
    if (reason != HEED_HTTP_NO_FAULT) return refuse(connection, reason, told);
    if (!is_wanted(request)) {
        request->close = request->body_is_unread = true;
        tell(connection, request, told);
        return true;
    }
    intake->phase = request->framing.is_chunked ? INTAKE_CHUNKS : INTAKE_LENGTH;
    intake->chunks = (heed_http_chunks){0};
    intake->owes_interim = request->framing.expects_continue;
    if (intake->owes_interim && intake->unanswered == 0) send_owed_interim(connection);
    return true;
}

static bool take_head(struct connection *connection, const uint8_t *bytes, size_t length, size_t *consumed,
                      struct told *told) {
    heed_http_fault fault;
    switch (heed_http_head_read(&connection->intake.head, bytes, length, consumed, &fault)) {
    case HEED_HTTP_COMPLETE: return begin_body(connection, told);
    case HEED_HTTP_FAULTY: return refuse(connection, fault, told);
    case HEED_HTTP_NEEDS_MORE: return true;
    }
    return false;
}

static bool take_length(struct connection *connection, const uint8_t *bytes, size_t length, size_t *consumed,
                        struct told *told) {
    struct request *request = connection->intake.current;
    const uint64_t missing = request->framing.length - request->body_length;
    *consumed = missing < length ? (size_t)missing : length;
    const unsigned reason = reserve(request, *consumed);
    if (reason != HEED_HTTP_NO_FAULT) return refuse(connection, reason, told);
    memcpy(request->body + request->body_length, bytes, *consumed);
    request->body_length += *consumed;
    if (request->body_length == request->framing.length) tell(connection, request, told);
    return true;
}

static bool take_chunks(struct connection *connection, const uint8_t *bytes, size_t length, size_t *consumed,
                        struct told *told) {
    struct request *request = connection->intake.current;
    heed_http_span data;
    heed_http_fault fault;
    const heed_http_progress progress =
        heed_http_chunks_read(&connection->intake.chunks, bytes, length, consumed, &data, &fault);
    if (progress == HEED_HTTP_FAULTY) return refuse(connection, fault, told);
    const size_t count = data.end - data.begin;
    // The rest of the chunk is counted before it comes.
    const size_t limit = connection->server->options.max_body_bytes;
    if (connection->intake.chunks.remaining > limit - request->body_length)
        return refuse(connection, HEED_HTTP_BODY_TOO_LARGE, told);
    if (count > 0) {
        const unsigned reason = reserve(request, count);
        if (reason != HEED_HTTP_NO_FAULT) return refuse(connection, reason, told);
        memcpy(request->body + request->body_length, bytes + data.begin, count);
        request->body_length += count;
    }
    if (progress == HEED_HTTP_COMPLETE) tell(connection, request, told);
    return true;
}

/// False when the connection cannot go on, and nobody can be told why.
static bool take(struct connection *connection, const uint8_t *bytes, size_t length, struct told *told) {
    while (length > 0) {
        size_t consumed = length;
        bool goes_on = true;
        switch (connection->intake.phase) {
        case INTAKE_HEAD: goes_on = take_head(connection, bytes, length, &consumed, told); break;
        case INTAKE_LENGTH: goes_on = take_length(connection, bytes, length, &consumed, told); break;
        case INTAKE_CHUNKS: goes_on = take_chunks(connection, bytes, length, &consumed, told); break;
        case INTAKE_OVER: break;
        }
        if (!goes_on) return false;
        bytes += consumed;
        length -= consumed;
    }
    return true;
}

ssize_t heed_http_read_record(gnutls_session_t session, void *buffer, size_t size) {
    unsigned char sequence_number[8];
    return gnutls_record_recv_seq(session, buffer, size, sequence_number);
}

/// As heed_http_receive, of the client's own bytes.
static ssize_t read_client(struct connection *connection, void *buffer, size_t size) {
    if (!connection->session) {
        const ssize_t count = recvfrom(connection->socket, buffer, size, 0, NULL, NULL);
        if (count >= 0) return count;
        return errno == EAGAIN || errno == EINTR ? RECEIVED_NOTHING : RECEIVED_FAILURE;
    }
    const ssize_t count = heed_http_read_record(connection->session, buffer, size);
    if (count >= 0) return count;
    return count == GNUTLS_E_AGAIN || count == GNUTLS_E_INTERRUPTED ? RECEIVED_NOTHING : RECEIVED_FAILURE;
}

/// Reads a body of a stated length to where it stays.
static ssize_t read_body(struct connection *connection, struct told *told) {
    struct request *request = connection->intake.current;
    const uint64_t missing = request->framing.length - request->body_length;
    size_t size = request->body_capacity - request->body_length;
    if (size == 0) {
        // Memory follows what has arrived, not what is announced.
        const size_t wanted = request->body_length > FIRST_BODY_BYTES ? request->body_length : FIRST_BODY_BYTES;
        size = missing < wanted ? (size_t)missing : wanted;
    }
    const unsigned reason = reserve(request, size);
    if (reason != HEED_HTTP_NO_FAULT) return refuse(connection, reason, told) ? 1 : RECEIVED_FAILURE;
    const ssize_t count = read_client(connection, request->body + request->body_length, size);
    if (count <= 0) return count;
    request->body_length += (size_t)count;
    if (request->body_length == request->framing.length) tell(connection, request, told);
    return count;
}

static bool is_receiving(const struct intake *intake) {
    return intake->current || (intake->phase == INTAKE_HEAD && heed_http_head_has_begun(&intake->head));
}

static size_t piece_size(const struct connection *connection) {
    if (connection->session) return RECORD_BYTES;
    return connection->intake.phase == INTAKE_HEAD ? HEAD_PIECE_BYTES : CHUNKS_PIECE_BYTES;
}

/// Reads once.
static ssize_t receive_piece(struct connection *connection, struct told *told) {
    struct intake *intake = &connection->intake;
    if (atomic_load(&connection->expired)) {
        if (!is_receiving(intake)) return 0;
        return refuse(connection, HEED_HTTP_TIMEOUT, told) ? 1 : RECEIVED_FAILURE;
    }
    uint8_t piece[RECORD_BYTES];
    ssize_t count;
    if (intake->phase == INTAKE_LENGTH) {
        count = read_body(connection, told);
    } else {
        count = read_client(connection, piece, piece_size(connection));
        if (count > 0 && !take(connection, piece, (size_t)count, told)) return RECEIVED_FAILURE;
    }
    if (count == 0 && is_receiving(intake)) // It may have closed its sending side only.
        return refuse(connection, HEED_HTTP_INCOMPLETE, told) ? 1 : RECEIVED_FAILURE;
    return count;
}

/// What has arrived is not a whole request: notes when it began. While others are unanswered, the deadline is theirs.
static void note_beginning(struct connection *connection) {
    struct intake *intake = &connection->intake;
    struct heed_http_server *server = connection->server;
    if (!is_receiving(intake)) return;
    if (!intake->is_partial) intake->began_draining = atomic_load(&server->draining);
    intake->is_partial = true;
    if (intake->unanswered > 0) return;
    if (intake->began == 0) intake->began = heed_http_now();
    const uint64_t time = intake->current ? server->options.request_timeout_ms : heed_http_header_time_ms(connection);
    const uint64_t deadline = intake->began + time * NANOSECONDS_PER_MILLISECOND;
    pthread_mutex_lock(&server->mutex);
    connection->deadline = deadline;
    connection->receiving = true;
    connection->linger = true;
    pthread_mutex_unlock(&server->mutex);
}

ssize_t heed_http_receive(struct connection *connection, char *bytes, size_t capacity) {
    struct told told = {.bytes = bytes, .capacity = capacity};
    // The library asks again when it has replied.
    if (connection->intake.unanswered > 0) return RECEIVED_NOTHING;
    const size_t room = room_for(piece_size(connection));
    if (capacity < room) return RECEIVED_FAILURE;
    ssize_t count;
    do count = receive_piece(connection, &told);
    while (count > 0 && told.capacity - told.length >= room && connection->session &&
           gnutls_record_check_pending(connection->session) > 0);
    note_beginning(connection);
    if (told.length > 0) return (ssize_t)told.length;
    return count > 0 ? RECEIVED_NOTHING : count;
}

struct request *heed_http_take_ready(struct connection *connection) {
    struct intake *intake = &connection->intake;
    struct request *request = intake->first_ready;
    if (!request) return NULL;
    intake->first_ready = request->next_ready;
    if (!intake->first_ready) intake->last_ready = NULL;
    return request;
}

void heed_http_go_on_receiving(struct connection *connection) {
    struct intake *intake = &connection->intake;
    intake->unanswered--;
    if (intake->unanswered > 0) return;
    intake->began = 0;
    if (intake->owes_interim) send_owed_interim(connection);
    note_beginning(connection);
}

void heed_http_abandon(struct connection *connection) {
    struct intake *intake = &connection->intake;
    struct heed_http_server *server = connection->server;
    if (intake->current) server->receiving_bytes -= intake->current->body_capacity;
    pthread_mutex_lock(&server->mutex);
    if (intake->current) heed_http_let_go(intake->current);
    for (struct request *request = heed_http_take_ready(connection); request;
         request = heed_http_take_ready(connection))
        heed_http_let_go(request);
    pthread_mutex_unlock(&server->mutex);
    intake->current = NULL;
}
