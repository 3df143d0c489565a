#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "internal.h"

enum {
    /* What the library asks for at a time, and so the largest chunk. */
    CHUNK_BYTES = 32 << 10,
    NANOSECONDS_PER_MILLISECOND = 1000000,
};

/* The body of a reply that is written while it is sent. What the worker has written waits here until the library's
   thread takes it. The mutex guards all of it. */
struct stream {
    struct request *request;
    uint8_t *bytes;
    size_t begin, end, capacity; /* bytes[begin..<end] are waiting */
    size_t limit;                /* of end - begin */
    /* The last part, which follows `bytes`. */
    uint8_t *last;
    size_t last_begin, last_end;
    uint8_t *farewell, *filler;
    size_t farewell_length, filler_length;
    bool suspended; /* the library waits for us to resume it */
    bool ended;     /* nothing will be added */
    bool cut;       /* the connection is to be closed, however much is missing */
};

void heed_http_free_stream(struct stream *stream) {
    if (!stream) return;
    free(stream->bytes);
    free(stream->last);
    free(stream->farewell);
    free(stream->filler);
    free(stream);
}

/* `malloc` memory even for no bytes; NULL without memory. */
static uint8_t *copy(const void *bytes, size_t length) {
    uint8_t *copied = malloc(length + 1);
    if (copied && length > 0) memcpy(copied, bytes, length);
    return copied;
}

static struct stream *make_stream(const heed_http_stream_options *options) {
    struct stream *stream = calloc(1, sizeof *stream);
    if (!stream) return NULL;
    stream->limit = options->max_waiting_bytes;
    stream->farewell_length = options->farewell_length;
    stream->farewell = copy(options->farewell, options->farewell_length);
    stream->filler_length = options->filler_length;
    stream->filler = copy(options->filler, options->filler_length);
    if (stream->farewell && stream->filler) return stream;
    heed_http_free_stream(stream);
    return NULL;
}

static size_t waiting(const struct stream *stream) {
    return stream->end - stream->begin + (stream->last_end - stream->last_begin);
}

static void wake(struct stream *stream) {
    if (!stream->suspended) return;
    stream->suspended = false;
    MHD_resume_connection(stream->request->library_connection);
}

static void set_deadline(struct stream *stream, uint64_t milliseconds) {
    stream->request->connection->deadline =
        milliseconds ? heed_http_now() + milliseconds * NANOSECONDS_PER_MILLISECOND : 0;
}

static size_t take_from(const uint8_t *bytes, size_t *begin, size_t end, char *buffer, size_t capacity) {
    const size_t count = end - *begin < capacity ? end - *begin : capacity;
    if (count > 0) memcpy(buffer, bytes + *begin, count);
    *begin += count;
    return count;
}

/* The library's thread asks for more of the body. It holds the lock of the response, and takes ours within it. */
static ssize_t read_stream(void *context, uint64_t position, char *buffer, size_t capacity) {
    (void)position;
    struct stream *stream = context;
    struct heed_http_server *server = stream->request->server;
    ssize_t result;
    pthread_mutex_lock(&server->mutex);
    size_t count = take_from(stream->bytes, &stream->begin, stream->end, buffer, capacity);
    count += take_from(stream->last, &stream->last_begin, stream->last_end, buffer + count, capacity - count);
    if (count > 0) {
        result = (ssize_t)count;
        /* It asks again when this has gone to the client. Once the end is known, one deadline is set for all of it. */
        if (!stream->ended) set_deadline(stream, server->options.idle_timeout_ms);
    } else if (stream->cut) {
        result = MHD_CONTENT_READER_END_WITH_ERROR;
    } else if (stream->ended) {
        result = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        set_deadline(stream, 0);
        MHD_suspend_connection(stream->request->library_connection);
        stream->suspended = true;
        result = 0;
    }
    pthread_mutex_unlock(&server->mutex);
    return result;
}

/* Whether what is added now will be sent. */
static bool is_open(const struct request *request) {
    return request && request->worker_holds && request->library_holds && request->phase == PHASE_STREAMING &&
           !request->stream->ended && !request->stream->cut;
}

static void finish(struct stream *stream, uint8_t *last, size_t length) {
    const struct heed_http_server *server = stream->request->server;
    stream->last = last;
    stream->last_end = length;
    stream->ended = true;
    set_deadline(stream, heed_http_sending_time_ms(server, waiting(stream)));
    wake(stream);
}

/* Drops the client. The library may be waiting for the socket rather than for us, so that is shut down. */
static void cut(struct stream *stream) {
    stream->cut = true;
    stream->begin = stream->end = 0;
    shutdown(stream->request->connection->socket, SHUT_RDWR);
    wake(stream);
}

static bool append(struct stream *stream, const void *bytes, size_t length) {
    const size_t count = stream->end - stream->begin;
    if (length > stream->limit - count) return false;
    if (stream->end + length > stream->capacity) {
        if (count > 0) memmove(stream->bytes, stream->bytes + stream->begin, count);
        stream->begin = 0;
        stream->end = count;
    }
    if (count + length > stream->capacity) {
        size_t capacity = stream->capacity ? stream->capacity : 4096;
        while (capacity < count + length) capacity *= 2;
        uint8_t *larger = realloc(stream->bytes, capacity);
        if (!larger) return false;
        stream->bytes = larger;
        stream->capacity = capacity;
    }
    if (length > 0) memcpy(stream->bytes + stream->end, bytes, length);
    stream->end += length;
    return true;
}

static struct MHD_Response *make_reply(struct stream *stream, const heed_http_header *headers, size_t header_count) {
    struct MHD_Response *reply =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, CHUNK_BYTES, read_stream, stream, NULL);
    if (!reply) return NULL;
    for (size_t index = 0; index < header_count; index++)
        MHD_add_response_header(reply, headers[index].name, headers[index].value);
    return reply;
}

bool heed_http_stream_begin(heed_http_server *server, uint64_t id, unsigned status, const heed_http_header *headers,
                            size_t header_count, const heed_http_stream_options *options) {
    struct stream *stream = make_stream(options);
    struct MHD_Response *reply = stream ? make_reply(stream, headers, header_count) : NULL;
    bool begun = false;
    pthread_mutex_lock(&server->mutex);
    struct request *request = heed_http_find(server, id);
    if (request && request->worker_holds && request->phase == PHASE_PARKED && reply) {
        stream->request = request;
        /* The library sends a last chunk after this head, which would be taken for the next reply. */
        if (strcmp(request->method, MHD_HTTP_METHOD_HEAD) == 0) request->close = true;
        request->stream = stream;
        request->phase = PHASE_STREAMING;
        request->status = status;
        request->reply = reply;
        request->reply_length = 0;
        server->unsent++;
        MHD_resume_connection(request->library_connection);
        begun = true;
    } else if (request && request->worker_holds && request->phase != PHASE_STREAMING) {
        request->worker_holds = false;
        request->report_cancellation = false;
        /* Without memory the connection is closed. */
        if (request->phase == PHASE_PARKED) heed_http_answer(request, status, NULL, 0);
        heed_http_release(request);
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
    const bool written = open && append(request->stream, bytes, length);
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
    if (request && request->worker_holds && request->phase == PHASE_STREAMING) {
        request->worker_holds = false;
        request->report_cancellation = false;
        heed_http_release(request);
    }
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
    request->report_cancellation = true;
    heed_http_enqueue(request);
}

bool heed_http_stream_probe(struct request *request) {
    if (!is_open(request)) return true; /* the rest of the body, which is on its way, tells the library */
    struct stream *stream = request->stream;
    if (stream->filler_length == 0) return false;
    struct epoll_event event = {.events = EPOLLONESHOT, .data.u64 = request->id}; /* resets are always reported */
    epoll_ctl(request->server->epoll, EPOLL_CTL_MOD, request->connection->socket, &event);
    if (append(stream, stream->filler, stream->filler_length))
        wake(stream);
    else
        cut(stream);
    return true;
}

void heed_http_stream_completed(struct request *request) {
    heed_http_unwatch_request(request);
    if (!request->worker_holds) return;
    request->report_cancellation = true;
    heed_http_enqueue(request);
}
