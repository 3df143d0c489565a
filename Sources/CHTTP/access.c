#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "internal.h"

enum {
    /* A reader slower than this many bytes a second is cut. */
    SLOWEST_READER = 16 << 10,
    NANOSECONDS_PER_MILLISECOND = 1000000,
    DROPPED_BODY_BYTES = 16 << 20,
};

struct connection *heed_http_connection_of(struct MHD_Connection *library_connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(library_connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* The mutex is held. `milliseconds` 0 means never. */
static void set_deadline(struct connection *connection, uint64_t milliseconds, bool receiving) {
    if (!connection) return;
    connection->deadline = milliseconds ? heed_http_now() + milliseconds * NANOSECONDS_PER_MILLISECOND : 0;
    connection->receiving = receiving;
}

uint64_t heed_http_sending_time_ms(const struct heed_http_server *server, size_t reply_length) {
    return server->options.idle_timeout_ms + reply_length / SLOWEST_READER * 1000;
}

static uint64_t header_time_ms(const struct connection *connection) {
    const uint64_t allowed = connection->server->options.header_timeout_ms;
    return connection->surplus && allowed > SURPLUS_TIMEOUT_MS ? SURPLUS_TIMEOUT_MS : allowed;
}

void heed_http_on_connection(void *context, struct MHD_Connection *library_connection, void **connection_context,
                             enum MHD_ConnectionNotificationCode code) {
    struct heed_http_server *server = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(library_connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        struct connection *connection = info ? calloc(1, sizeof *connection) : NULL;
        if (!connection) /* Its requests are refused in heed_http_on_target. */
            return;
        connection->server = server;
        connection->socket = info->connect_fd;
        connection->linger = true;
        *connection_context = connection;
        pthread_mutex_lock(&server->mutex);
        connection->surplus = ++server->connection_count > server->options.max_connections;
        set_deadline(connection, header_time_ms(connection), false);
        connection->next = server->connections;
        if (connection->next) connection->next->previous = connection;
        server->connections = connection;
        pthread_mutex_unlock(&server->mutex);
        return;
    }
    /* The library closes the socket after this call, so a deadline can never hit another connection's socket. */
    struct connection *connection = *connection_context;
    if (!connection) return;
    *connection_context = NULL;
    pthread_mutex_lock(&server->mutex);
    server->connection_count--;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        server->connections = connection->next;
    if (connection->next) connection->next->previous = connection->previous;
    if (connection->linger && !server->stopping) heed_http_linger(server, connection->socket);
    heed_http_let_go_of_certificate(connection->certificate);
    pthread_mutex_unlock(&server->mutex);
    free(connection);
}

void *heed_http_on_target(void *context, const char *target, struct MHD_Connection *library_connection) {
    struct heed_http_server *server = context;
    struct connection *connection = heed_http_connection_of(library_connection);
    struct request *request = connection ? calloc(1, sizeof *request) : NULL;
    if (!request) return NULL;
    request->server = server;
    request->connection = connection;
    request->library_connection = library_connection;
    request->library_holds = true;
    connection->linger = true;
    request->draining = atomic_load(&server->draining);
    request->library_target = target;
    request->target = strdup(target ? target : "");
    request->began = heed_http_now();
    pthread_mutex_lock(&server->mutex);
    set_deadline(connection, header_time_ms(connection), true);
    pthread_mutex_unlock(&server->mutex);
    return request;
}

/* Answers from within the access handler, where the library allows it. The reply is consumed. */
static enum MHD_Result queue_reply(struct request *request, unsigned status, struct MHD_Response *reply,
                                   size_t reply_length) {
    struct heed_http_server *server = request->server;
    if (!reply) return MHD_NO;
    if (request->close || request->connection->surplus || atomic_load(&server->draining))
        MHD_add_response_header(reply, MHD_HTTP_HEADER_CONNECTION, "close");
    pthread_mutex_lock(&server->mutex);
    set_deadline(request->connection, heed_http_sending_time_ms(server, reply_length), false);
    pthread_mutex_unlock(&server->mutex);
    const enum MHD_Result result = MHD_queue_response(request->library_connection, status, reply);
    MHD_destroy_response(reply);
    return result;
}

static enum MHD_Result refuse(struct request *request, const struct refusal *refusal, bool close) {
    request->close = close;
    heed_http_count_refusal(request->server, refusal);
    return queue_reply(request, refusal->status,
                       heed_http_refusal_reply(refusal, request->server->options.max_body_bytes), 0);
}

/* Whether the target is one word. A NUL within it would have ended our copy early: then the version does not follow. */
static bool target_is_whole(const struct request *request, const char *version) {
    const unsigned char *byte = (const unsigned char *)request->target;
    while (*byte > ' ' && *byte != 0x7f) byte++;
    const size_t length = (size_t)(byte - (const unsigned char *)request->target);
    return *byte == '\0' && length > 0 && version == request->library_target + length + 1;
}

static enum MHD_Result begin(struct request *request, const char *version) {
    struct heed_http_server *server = request->server;
    bool has_body = true; /* until known */
    uint64_t content_length = 0;
    const struct refusal *refusal = NULL;
    request->knows_interim_replies = !server->uses_tls && strcmp(version, MHD_HTTP_VERSION_1_1) == 0;
    if (!target_is_whole(request, version)) refusal = &refusal_request_line;
    if (!refusal) refusal = heed_http_check_headers(request->library_connection, version, &has_body, &content_length);
    if (!refusal && content_length > server->options.max_body_bytes) refusal = &refusal_body_too_large;
    if (!refusal && has_body && request->connection->surplus) refusal = &refusal_connections;
    /* Where one request ends may be in doubt by now, so nothing more is read as a request. */
    bool close = refusal != NULL;
    if (!refusal) {
        pthread_mutex_lock(&server->mutex);
        refusal = heed_http_accept(request, has_body);
        request->connection->deadline =
            request->began + server->options.request_timeout_ms * NANOSECONDS_PER_MILLISECOND;
        pthread_mutex_unlock(&server->mutex);
        close = has_body;
    }
    if (!refusal) return MHD_YES;
    request->connection->linger = has_body;
    return refuse(request, refusal, close);
}

/* A chunked body shows its length only now, when the library takes no reply until the body ends. It has nothing of its
   own to send at this point, so the reply is written past it; but not past TLS, where the body is read to its end, if
   that comes soon. */
static enum MHD_Result refuse_rest(struct request *request, size_t length) {
    if (request->server->uses_tls) {
        request->too_large = true;
        request->dropped_bytes += length;
        return request->dropped_bytes <= DROPPED_BODY_BYTES ? MHD_YES : MHD_NO;
    }
    char reply[1024];
    const size_t reply_length =
        heed_http_refusal_bytes(&refusal_body_too_large, request->server->options.max_body_bytes, reply, sizeof reply);
    send(request->connection->socket, reply, reply_length, MSG_DONTWAIT | MSG_NOSIGNAL);
    request->connection->linger = true;
    heed_http_count_refusal(request->server, &refusal_body_too_large);
    return MHD_NO;
}

static enum MHD_Result receive(struct request *request, const char *bytes, size_t *count) {
    const size_t length = *count;
    *count = 0;
    if (request->too_large || length > request->server->options.max_body_bytes - request->body_length)
        return refuse_rest(request, length);
    if (request->body_length + length > request->body_capacity) {
        size_t capacity = request->body_capacity ? request->body_capacity : 4096;
        while (capacity < request->body_length + length) capacity *= 2;
        uint8_t *body = realloc(request->body, capacity);
        if (!body) return MHD_NO;
        request->body = body;
        request->body_capacity = capacity;
    }
    memcpy(request->body + request->body_length, bytes, length);
    request->body_length += length;
    return MHD_YES;
}

struct head_writer {
    heed_http_header *headers; /* NULL while measuring */
    char *text;
    size_t count, size;
};

static const char *write_text(struct head_writer *writer, const char *text) {
    const size_t size = strlen(text) + 1;
    writer->size += size;
    if (!writer->headers) return NULL;
    char *copy = memcpy(writer->text, text, size);
    writer->text += size;
    return copy;
}

static enum MHD_Result write_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value) {
    (void)kind;
    struct head_writer *writer = context;
    const char *own_name = write_text(writer, name);
    const char *own_value = write_text(writer, value ? value : "");
    if (writer->headers) writer->headers[writer->count] = (heed_http_header){.name = own_name, .value = own_value};
    writer->count++;
    return MHD_YES;
}

/* Copies method and headers into one block: the library's own strings end with the library's request, which may be
   earlier than the worker's. */
static bool copy_head(struct request *request, const char *method) {
    struct head_writer measure = {0};
    MHD_get_connection_values(request->library_connection, MHD_HEADER_KIND, write_header, &measure);
    write_text(&measure, method);
    const size_t array_size = measure.count * sizeof(heed_http_header);
    request->head = malloc(array_size + measure.size);
    if (!request->head) return false;
    struct head_writer writer = {.headers = (heed_http_header *)(void *)request->head,
                                 .text = request->head + array_size};
    MHD_get_connection_values(request->library_connection, MHD_HEADER_KIND, write_header, &writer);
    request->method = write_text(&writer, method);
    request->headers = writer.headers;
    request->header_count = writer.count;
    return true;
}

static enum MHD_Result park(struct request *request, const char *method) {
    struct heed_http_server *server = request->server;
    if (!copy_head(request, method)) return MHD_NO;
    pthread_mutex_lock(&server->mutex);
    if (server->stopping) {
        pthread_mutex_unlock(&server->mutex);
        return refuse(request, &refusal_stopping, true);
    }
    set_deadline(request->connection, 0, false);
    request->connection->linger = false;
    MHD_suspend_connection(request->library_connection);
    request->phase = PHASE_PARKED;
    request->worker_holds = true;
    request->report_arrival = true;
    heed_http_watch_request(request);
    heed_http_enqueue(request);
    pthread_mutex_unlock(&server->mutex);
    return MHD_YES;
}

enum MHD_Result heed_http_on_access(void *context, struct MHD_Connection *library_connection, const char *url,
                                    const char *method, const char *version, const char *upload, size_t *upload_size,
                                    void **request_context) {
    (void)context, (void)library_connection, (void)url;
    struct request *request = *request_context;
    if (!request || !request->target) return MHD_NO;
    if (!request->headers_seen) {
        request->headers_seen = true;
        return begin(request, version);
    }
    if (*upload_size > 0) return receive(request, upload, upload_size);

    struct heed_http_server *server = request->server;
    pthread_mutex_lock(&server->mutex);
    const enum request_phase phase = request->phase;
    struct MHD_Response *reply = request->reply;
    request->reply = NULL;
    pthread_mutex_unlock(&server->mutex);
    if (request->too_large) return refuse(request, &refusal_body_too_large, true);
    if (phase != PHASE_RECEIVING) return queue_reply(request, request->status, reply, request->reply_length);
    if (!request->complete) {
        /* To be called again in the next round. By then the library does not wait for input any more, as it would go on
           to do when a connection is parked in this call: resumed, it would read first, find the end of a half-closed
           stream, and drop the reply. */
        request->complete = true;
        return MHD_YES;
    }
    return park(request, method);
}

void heed_http_on_completed(void *context, struct MHD_Connection *library_connection, void **request_context,
                            enum MHD_RequestTerminationCode code) {
    (void)library_connection, (void)code;
    struct heed_http_server *server = context;
    struct request *request = *request_context;
    *request_context = NULL;
    if (!request) return;
    pthread_mutex_lock(&server->mutex);
    set_deadline(request->connection, server->options.idle_timeout_ms, false);
    if (request->id != 0) server->held_by_library--;
    if (request->phase == PHASE_STREAMING) heed_http_stream_completed(request);
    if (request->phase == PHASE_ANSWERED || request->phase == PHASE_STREAMING) {
        server->unsent--;
        pthread_cond_broadcast(&server->reply_sent);
    }
    request->connection = NULL;
    request->library_connection = NULL;
    request->library_holds = false;
    heed_http_release(request);
    pthread_mutex_unlock(&server->mutex);
}
