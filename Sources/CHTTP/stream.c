#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "internal.h"

enum {
    /// What the library asks for at a time, and so the largest chunk.
    CHUNK_BYTES = 32 << 10,
};

static void wake(struct stream *stream) {
    if (!stream->suspended) return;
    stream->suspended = false;
    MHD_resume_connection(stream->request->library_connection);
}

/// The library's thread asks for more of the body. It holds the lock of the response, and takes ours within it.
static ssize_t read_stream(void *context, uint64_t position, char *buffer, size_t capacity) {
    (void)position;
    struct stream *stream = context;
    struct heed_http_server *server = stream->request->server;
    ssize_t result;
    pthread_mutex_lock(&server->mutex);
    const size_t count = heed_http_stream_take(stream, buffer, capacity);
    if (count > 0) {
        result = (ssize_t)count;
        // It asks again when this has gone to the client. Once the end is known, one deadline is set for all of it.
        if (!stream->ended) heed_http_set_deadline(stream->request->connection, server->options.idle_timeout_ms);
    } else if (stream->cut) {
        result = MHD_CONTENT_READER_END_WITH_ERROR;
    } else if (stream->ended) {
        result = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        heed_http_set_deadline(stream->request->connection, 0);
        MHD_suspend_connection(stream->request->library_connection);
        stream->suspended = true;
        result = 0;
    }
    pthread_mutex_unlock(&server->mutex);
    return result;
}

/// Whether what is added now will be sent.
static bool is_open(const struct request *request) {
    return request && request->worker_holds && request->library_holds && request->phase == PHASE_STREAMING &&
           !request->stream->ended && !request->stream->cut;
}

static void finish(struct stream *stream, uint8_t *last, size_t length) {
    const struct heed_http_server *server = stream->request->server;
    stream->last = last;
    stream->last_end = length;
    stream->ended = true;
    heed_http_set_deadline(stream->request->connection,
                           heed_http_sending_time_ms(server, heed_http_stream_waiting(stream)));
    wake(stream);
}

/// Drops the client. The library may be waiting for the socket rather than for us, so that is shut down.
static void cut(struct stream *stream) {
    stream->cut = true;
    stream->begin = stream->end = 0;
    shutdown(stream->request->connection->socket, SHUT_RDWR);
    wake(stream);
}

static struct MHD_Response *make_streamed_reply(struct stream *stream, const heed_http_header *headers,
                                                size_t header_count) {
    struct MHD_Response *reply =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, CHUNK_BYTES, read_stream, stream, NULL);
    if (reply) heed_http_add_headers(reply, headers, header_count);
    return reply;
}

bool heed_http_stream_begin(heed_http_server *server, uint64_t id, unsigned status, const heed_http_header *headers,
                            size_t header_count, const heed_http_stream_options *options) {
    struct stream *stream = heed_http_make_stream(options);
    struct MHD_Response *reply = stream ? make_streamed_reply(stream, headers, header_count) : NULL;
    bool begun = false;
    pthread_mutex_lock(&server->mutex);
    struct request *request = heed_http_find(server, id);
    if (request && request->worker_holds && request->phase == PHASE_PARKED && reply) {
        stream->request = request;
        // The library sends a last chunk after this head, which would be taken for the next reply.
        if (strcmp(request->method, MHD_HTTP_METHOD_HEAD) == 0) request->close = true;
        request->stream = stream;
        request->phase = PHASE_STREAMING;
        request->status = status;
        request->reply = reply;
        request->reply_length = 0;
        server->unsent++;
        MHD_resume_connection(request->library_connection);
        begun = true;
    } else {
        // Without memory the connection is closed.
        heed_http_settle(request, status, NULL, 0);
    }
    pthread_mutex_unlock(&server->mutex);
    if (begun) return true;
    if (reply) MHD_destroy_response(reply);
    heed_http_free_stream(stream);
    return false;
}

bool heed_http_stream_write(heed_http_server *server, uint64_t id, const void *bytes, size_t length) {
    pthread_mutex_lock(&server->mutex);
    struct request *request = heed_http_find(server, id);
    const bool open = is_open(request);
    const bool written = open && heed_http_stream_append(request->stream, bytes, length);
    if (written)
        wake(request->stream);
    else if (open)
        cut(request->stream);
    pthread_mutex_unlock(&server->mutex);
    return written;
}

bool heed_http_stream_end(heed_http_server *server, uint64_t id, void *bytes, size_t length) {
    pthread_mutex_lock(&server->mutex);
    struct request *request = heed_http_find(server, id);
    const bool open = is_open(request);
    if (open) {
        finish(request->stream, bytes, length);
        bytes = NULL;
    }
    if (request && request->phase == PHASE_STREAMING) heed_http_end_work(request);
    pthread_mutex_unlock(&server->mutex);
    free(bytes);
    return open;
}

void heed_http_stream_abort(struct request *request) {
    if (!is_open(request)) return;
    struct stream *stream = request->stream;
    uint8_t *farewell = stream->farewell;
    stream->farewell = NULL;
    finish(stream, farewell, stream->farewell_length);
    heed_http_report_cancellation(request);
}

bool heed_http_stream_probe(struct request *request) {
    if (!is_open(request)) return true; // the rest of the body, which is on its way, tells the library
    struct stream *stream = request->stream;
    if (stream->filler_length == 0) return false;
    heed_http_watch_for_reset(request);
    if (heed_http_stream_append(stream, stream->filler, stream->filler_length))
        wake(stream);
    else
        cut(stream);
    return true;
}

void heed_http_stream_completed(struct request *request) {
    heed_http_unwatch_request(request);
    if (request->worker_holds) heed_http_report_cancellation(request);
}
