#define _GNU_SOURCE // accept4
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "internal.h"

enum { EVENT_CAPACITY = 64 };

/// The end of the stream says only that the client will send nothing more: it may have gone, or have closed its sending
/// side and wait. A reset follows whatever reaches a client that has gone, so it is sent an interim reply, which one
/// that waits must skip (RFC 9110, 15.2). The library sends nothing while the request is parked. False when the client
/// cannot be asked.
static bool ask_whether_waiting(struct request *request) {
    if (request->framing.is_old || request->server->uses_tls) return false;
    return heed_http_send_interim(request->connection) && heed_http_watch_for_reset(request);
}

static void note_hangup(struct heed_http_server *server, uint64_t id, uint32_t events) {
    struct request *request = heed_http_find(server, id);
    if (!request || (request->phase != PHASE_PARKED && request->phase != PHASE_STREAMING)) return;
    const bool is_reset = events & (EPOLLHUP | EPOLLERR);
    const bool may_wait = !is_reset && (request->phase == PHASE_STREAMING ? heed_http_stream_probe(request)
                                                                          : ask_whether_waiting(request));
    if (!may_wait) heed_http_report_cancellation(request);
}

/// A client that sends too slowly is refused on the library's thread, which sees the end of the stream; whoever else is
/// late is cut off.
static void enforce_deadline(struct heed_http_server *server, struct connection *connection) {
    if (!connection->receiving) {
        connection->deadline = 0;
        shutdown(connection->socket, SHUT_RDWR);
        return;
    }
    atomic_store(&connection->expired, true);
    heed_http_set_deadline(connection, server->options.idle_timeout_ms);
    shutdown(connection->socket, SHUT_RD);
}

/// Returns the next deadline.
static uint64_t enforce_deadlines(struct heed_http_server *server) {
    const uint64_t now = heed_http_now();
    uint64_t next = UINT64_MAX;
    for (struct connection *connection = server->connections; connection; connection = connection->next) {
        if (connection->deadline > now && connection->deadline < next) next = connection->deadline;
        if (connection->deadline > 0 && connection->deadline <= now) enforce_deadline(server, connection);
    }
    for (uint32_t index = 0; index < LINGERING_CAPACITY; index++) {
        struct lingering *lingering = &server->lingering[index];
        if (lingering->socket < 0) continue;
        if (lingering->deadline <= now)
            heed_http_end_lingering(server, lingering);
        else if (lingering->deadline < next)
            next = lingering->deadline;
    }
    return next;
}

/// Milliseconds to sleep. Deadlines that are set meanwhile lie at least the shortest timeout ahead, so sleeping no
/// longer than that misses none and nobody needs to wake us.
static int sleep_time_ms(const struct heed_http_server *server, uint64_t next) {
    uint64_t shortest = LINGER_MS;
    if (SURPLUS_TIMEOUT_MS < shortest) shortest = SURPLUS_TIMEOUT_MS;
    if (server->options.header_timeout_ms < shortest) shortest = server->options.header_timeout_ms;
    if (server->options.request_timeout_ms < shortest) shortest = server->options.request_timeout_ms;
    if (server->options.idle_timeout_ms < shortest) shortest = server->options.idle_timeout_ms;
    const uint64_t now = heed_http_now();
    const uint64_t wanted = next == UINT64_MAX ? shortest
                            : next <= now      ? 1
                                               : (next - now) / NANOSECONDS_PER_MILLISECOND + 1;
    const uint64_t time = wanted < shortest ? wanted : shortest;
    return time < 1 ? 1 : (int)time;
}

void heed_http_take_connections(struct heed_http_server *server, int listener) {
    struct sockaddr_storage address;
    while (!server->stopping) {
        socklen_t length = sizeof address;
        const int socket = accept4(listener, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) return;
        // The library closes the socket when it does not take it.
        MHD_add_connection(server->daemon, socket, (const struct sockaddr *)&address, length);
    }
}

static void end_all_lingering(struct heed_http_server *server) {
    for (uint32_t index = 0; index < LINGERING_CAPACITY; index++)
        if (server->lingering[index].socket >= 0) heed_http_end_lingering(server, &server->lingering[index]);
}

/// The mutex is held.
static void handle(struct heed_http_server *server, const struct epoll_event *event) {
    const uint64_t data = event->data.u64;
    if (data & HEED_HTTP_LINGERING)
        heed_http_read_lingering(server, &server->lingering[data & ~HEED_HTTP_LINGERING]);
    else if (!(data & HEED_HTTP_LISTENER))
        note_hangup(server, data, event->events);
}

void *heed_http_watch(void *context) {
    struct heed_http_server *server = context;
    struct epoll_event events[EVENT_CAPACITY];
    int count = 0;
    for (;;) {
        for (int index = 0; index < count; index++) {
            const uint64_t data = events[index].data.u64;
            if (!(data & HEED_HTTP_LISTENER) || data & HEED_HTTP_LINGERING) continue;
            pthread_mutex_lock(&server->mutex);
            if (!server->quiesced) heed_http_take_connections(server, server->listeners[data & ~HEED_HTTP_LISTENER]);
            pthread_mutex_unlock(&server->mutex);
        }
        pthread_mutex_lock(&server->mutex);
        for (int index = 0; index < count; index++) {
            if (events[index].data.u64 != HEED_HTTP_WAKEUP) {
                handle(server, &events[index]);
                continue;
            }
            end_all_lingering(server);
            pthread_mutex_unlock(&server->mutex);
            return NULL;
        }
        const uint64_t next = enforce_deadlines(server);
        pthread_mutex_unlock(&server->mutex);
        count = epoll_wait(server->epoll, events, EVENT_CAPACITY, sleep_time_ms(server, next));
    }
}
