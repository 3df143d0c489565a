#include "internal.h"

void heed_http_on_connection(void *context, struct MHD_Connection *library_connection, void **connection_context,
                             enum MHD_ConnectionNotificationCode code) {
    struct heed_http_server *server = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(library_connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        // Without memory nothing is read from it: see heed_http_connection_at.
        *connection_context = info ? heed_http_open_connection(server, info->connect_fd) : NULL;
        return;
    }
    struct connection *connection = *connection_context;
    if (!connection) return;
    *connection_context = NULL;
    heed_http_abandon(connection);
    pthread_mutex_lock(&server->mutex);
    if (connection->linger && !server->stopping) heed_http_linger(server, connection->socket);
    heed_http_let_go_of_certificate(connection->certificate);
    pthread_mutex_unlock(&server->mutex);
    heed_http_close_connection(connection);
}

void *heed_http_on_target(void *context, const char *target, struct MHD_Connection *library_connection) {
    (void)context, (void)target;
    struct connection *connection = heed_http_connection_of(library_connection);
    struct request *request = connection ? heed_http_take_ready(connection) : NULL;
    if (request) request->library_connection = library_connection;
    return request;
}

/// Answers from within the access handler, where the library allows it. The reply is consumed.
static enum MHD_Result queue_reply(struct request *request, unsigned status, struct MHD_Response *reply,
                                   size_t reply_length) {
    struct heed_http_server *server = request->server;
    if (!reply) return MHD_NO;
    if (request->close || request->connection->surplus || atomic_load(&server->draining))
        MHD_add_response_header(reply, MHD_HTTP_HEADER_CONNECTION, "close");
    pthread_mutex_lock(&server->mutex);
    heed_http_set_deadline(request->connection, heed_http_sending_time_ms(server, reply_length));
    pthread_mutex_unlock(&server->mutex);
    const enum MHD_Result result = MHD_queue_response(request->library_connection, status, reply);
    MHD_destroy_response(reply);
    return result;
}

static enum MHD_Result refuse(struct request *request, unsigned reason) {
    unsigned status;
    struct MHD_Response *reply = heed_http_refusal_reply(request->server, request->target, reason, &status);
    heed_http_count_refusal(request->server, reason);
    // What the client has sent in vain is still to be read.
    request->connection->linger = request->close;
    return queue_reply(request, status, reply, 0);
}

/// The library has read the head that it was told.
static enum MHD_Result begin(struct request *request) {
    struct heed_http_server *server = request->server;
    request->begun = true;
    if (request->reason == HEED_HTTP_NO_FAULT && request->id == 0) {
        pthread_mutex_lock(&server->mutex);
        request->reason = heed_http_accept(request, request->body_length > 0);
        pthread_mutex_unlock(&server->mutex);
    }
    return request->reason == HEED_HTTP_NO_FAULT ? MHD_YES : refuse(request, request->reason);
}

static enum MHD_Result park(struct request *request) {
    struct heed_http_server *server = request->server;
    pthread_mutex_lock(&server->mutex);
    unsigned reason = server->stopping ? HEED_HTTP_STOPPING : HEED_HTTP_NO_FAULT;
    // The watcher gave it up as it became complete, and its receiving side is shut down.
    if (atomic_load(&request->connection->expired)) reason = HEED_HTTP_TIMEOUT;
    if (reason != HEED_HTTP_NO_FAULT) {
        pthread_mutex_unlock(&server->mutex);
        request->close = true;
        return refuse(request, reason);
    }
    heed_http_set_deadline(request->connection, 0);
    request->connection->linger = request->body_is_unread;
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
    (void)context, (void)library_connection, (void)url, (void)method, (void)version, (void)upload, (void)upload_size;
    struct request *request = *request_context;
    if (!request) return MHD_NO;
    // In the first call a reply would end the connection, and so would one after being parked in it.
    if (!request->begun) return begin(request);

    struct heed_http_server *server = request->server;
    pthread_mutex_lock(&server->mutex);
    const enum request_phase phase = request->phase;
    struct MHD_Response *reply = request->reply;
    request->reply = NULL;
    pthread_mutex_unlock(&server->mutex);
    if (phase != PHASE_RECEIVING) return queue_reply(request, request->status, reply, request->reply_length);
    return park(request);
}

void heed_http_on_completed(void *context, struct MHD_Connection *library_connection, void **request_context,
                            enum MHD_RequestTerminationCode code) {
    (void)library_connection, (void)code;
    struct heed_http_server *server = context;
    struct request *request = *request_context;
    *request_context = NULL;
    if (!request) return;
    struct connection *connection = request->connection;
    pthread_mutex_lock(&server->mutex);
    heed_http_set_deadline(connection, server->options.idle_timeout_ms);
    connection->answered = true;
    if (request->phase == PHASE_STREAMING) heed_http_stream_completed(request);
    if (request->phase == PHASE_ANSWERED || request->phase == PHASE_STREAMING) {
        server->unsent--;
        pthread_cond_broadcast(&server->reply_sent);
    }
    heed_http_let_go(request);
    pthread_mutex_unlock(&server->mutex);
    heed_http_go_on_receiving(connection);
}
