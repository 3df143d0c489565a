#define _GNU_SOURCE // adaptive mutexes
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

enum {
    /// Connections above the limit that are still answered, with a 503, before the library stops accepting.
    SURPLUS_CONNECTIONS = 64,
    /// Files the rest of the process may want: models, logs, our own descriptors, lingering sockets.
    OTHER_FILES = 64 + LINGERING_CAPACITY,
    MOST_REQUESTS = 32768,
    /// The library's memory for a connection, half of it for what it reads.
    CONNECTION_BYTES = 32 << 10,
    /// Room for a whole record: see intake.c.
    TLS_CONNECTION_BYTES = 64 << 10,
};

/// GnuTLS's own choice of ciphers, without the versions that RFC 8996 retired.
static const char TLS_PRIORITIES[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

/// What is left of a server that did not start, or was stopped.
static void release_server(struct heed_http_server *server) {
    if (server->epoll >= 0) close(server->epoll);
    if (server->wakeup >= 0) close(server->wakeup);
    for (size_t index = 0; index < server->listener_count; index++) close(server->listeners[index]);
    pthread_cond_destroy(&server->event_ready);
    pthread_cond_destroy(&server->reply_sent);
    pthread_mutex_destroy(&server->mutex);
    heed_http_let_go_of_certificate(server->certificate);
    heed_http_free_refusals(server->refusals);
    free(server->connections_by_socket);
    free(server->slots);
    free(server->free_slots);
    free(server);
}

/// It is held for less time than it takes to sleep and to be woken, so a thread that finds it taken first spins.
static void init_mutex(pthread_mutex_t *mutex) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
#if defined(__GLIBC__)
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
#endif
    pthread_mutex_init(mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
}

static struct heed_http_server *allocate_server(const heed_http_options *options) {
    struct heed_http_server *server = calloc(1, sizeof *server);
    if (!server) return NULL;
    server->options = *options;
    server->options.host = server->options.certificate_pem = server->options.key_pem = NULL;
    server->options.refusals = NULL;
    server->epoll = server->wakeup = -1;
    for (uint32_t index = 0; index < LINGERING_CAPACITY; index++) server->lingering[index].socket = -1;
    init_mutex(&server->mutex);
    pthread_cond_init(&server->event_ready, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&server->reply_sent, &monotonic);
    pthread_condattr_destroy(&monotonic);

    uint32_t most = options->max_requests_in_flight;
    most = most < 1 ? 1 : most > MOST_REQUESTS ? MOST_REQUESTS : most;
    server->options.max_requests_in_flight = most;
    server->slot_count = most + (most < 8 ? 1 : most / 8);
    server->slots = calloc(server->slot_count, sizeof *server->slots);
    server->free_slots = calloc(server->slot_count, sizeof *server->free_slots);
    server->refusals = heed_http_copy_refusals(options->refusals, options->refusal_count);
    if (!server->slots || !server->free_slots || !server->refusals) {
        release_server(server);
        return NULL;
    }
    for (uint32_t slot = 0; slot < server->slot_count; slot++)
        server->free_slots[server->free_slot_count++] = server->slot_count - 1 - slot;
    return server;
}

static bool open_watch(struct heed_http_server *server) {
    server->epoll = epoll_create1(EPOLL_CLOEXEC);
    server->wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = HEED_HTTP_WAKEUP};
    return server->epoll >= 0 && server->wakeup >= 0 &&
           epoll_ctl(server->epoll, EPOLL_CTL_ADD, server->wakeup, &event) == 0 &&
           pthread_create(&server->watcher, NULL, heed_http_watch, server) == 0;
}

/// The library listens on one socket, the watcher on the others.
static bool watch_listeners(struct heed_http_server *server) {
    for (size_t index = 1; index < server->listener_count; index++) {
        struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.u64 = HEED_HTTP_LISTENER | index};
        if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, server->listeners[index], &event) != 0) return false;
    }
    return true;
}

static void end_watch(struct heed_http_server *server) {
    const uint64_t one = 1;
    while (write(server->wakeup, &one, sizeof one) < 0 && errno == EINTR)
        ;
    pthread_join(server->watcher, NULL);
}

/// Poll, not epoll: the library's epoll loop stalls when a multiple of 128 sockets is ready.
static struct MHD_Daemon *start_library(struct heed_http_server *server) {
    const unsigned flags =
        MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (server->uses_tls ? MHD_USE_TLS : 0);
    return MHD_start_daemon(
        flags, 0, NULL, NULL, heed_http_on_access, server, MHD_OPTION_LISTEN_SOCKET, server->listeners[0],
        MHD_OPTION_CONNECTION_LIMIT, (unsigned int)(server->options.max_connections + SURPLUS_CONNECTIONS),
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(server->uses_tls ? TLS_CONNECTION_BYTES : CONNECTION_BYTES),
        MHD_OPTION_URI_LOG_CALLBACK, heed_http_on_target, server, MHD_OPTION_NOTIFY_COMPLETED, heed_http_on_completed,
        server, MHD_OPTION_NOTIFY_CONNECTION, heed_http_on_connection, server,
        server->uses_tls ? MHD_OPTION_HTTPS_CERT_CALLBACK : MHD_OPTION_END, heed_http_on_handshake,
        MHD_OPTION_HTTPS_PRIORITIES, TLS_PRIORITIES, MHD_OPTION_END);
}

heed_http_server *heed_http_start(const heed_http_options *options, char *reason, size_t reason_capacity) {
    if (!heed_http_stands_between()) {
        snprintf(reason, reason_capacity, "the executable was linked so that libmicrohttpd reads past it");
        return NULL;
    }
    const size_t files = (size_t)options->max_connections + SURPLUS_CONNECTIONS + OTHER_FILES;
    if (!heed_http_allow_files(files, reason, reason_capacity)) return NULL;
    struct heed_http_server *server = allocate_server(options);
    if (!server) {
        snprintf(reason, reason_capacity, "%s", strerror(ENOMEM));
        return NULL;
    }
    server->uses_tls = options->certificate_pem && options->key_pem;
    if (server->uses_tls) {
        server->certificate =
            heed_http_read_certificate(options->certificate_pem, options->key_pem, reason, reason_capacity);
        if (!server->certificate) {
            release_server(server);
            return NULL;
        }
    }
    server->listener_count =
        options->inherited_sockets > 0
            ? heed_http_inherit(options->inherited_sockets, server->listeners, MOST_LISTENERS, reason, reason_capacity)
            : heed_http_bind(options->host, options->port, server->listeners, MOST_LISTENERS, reason, reason_capacity);
    if (server->listener_count == 0) {
        release_server(server);
        return NULL;
    }
    server->port = heed_http_bound_port(server->listeners[0]);
    if (!open_watch(server)) {
        snprintf(reason, reason_capacity, "cannot watch sockets: %s", strerror(errno));
        release_server(server);
        return NULL;
    }
    server->daemon = start_library(server);
    if (!server->daemon) {
        snprintf(reason, reason_capacity, "libmicrohttpd does not start: %s", strerror(errno));
        end_watch(server);
        release_server(server);
        return NULL;
    }
    if (!watch_listeners(server)) {
        snprintf(reason, reason_capacity, "cannot watch sockets: %s", strerror(errno));
        heed_http_stop(server);
        release_server(server);
        return NULL;
    }
    return server;
}

uint16_t heed_http_port(const heed_http_server *server) { return server->port; }

size_t heed_http_connections(heed_http_server *server) {
    pthread_mutex_lock(&server->mutex);
    const size_t count = server->connection_count;
    pthread_mutex_unlock(&server->mutex);
    return count;
}

size_t heed_http_in_flight(heed_http_server *server) {
    pthread_mutex_lock(&server->mutex);
    const size_t count = server->held_by_library;
    pthread_mutex_unlock(&server->mutex);
    return count;
}

void heed_http_drain(heed_http_server *server) {
    atomic_store(&server->draining, true);
    pthread_mutex_lock(&server->mutex);
    const bool first = !server->quiesced && !server->stopping;
    server->quiesced = true;
    // Within the mutex, so that nobody who stops the server goes on before this is done.
    if (first) MHD_quiesce_daemon(server->daemon);
    // Whoever takes over the sockets takes over who waits there, too.
    const size_t to_close = server->options.inherited_sockets > 0 ? 0 : server->listener_count;
    for (size_t index = 0; index < to_close; index++) {
        // Who has connected already would be reset.
        if (first) heed_http_take_connections(server, server->listeners[index]);
        // New clients are turned away from here on. Closing waits for the library's thread to have ended: it may be
        // about to poll this descriptor, whose number would be given to somebody else.
        shutdown(server->listeners[index], SHUT_RDWR);
    }
    pthread_mutex_unlock(&server->mutex);
}

size_t heed_http_expected(heed_http_server *server) {
    size_t count = 0;
    pthread_mutex_lock(&server->mutex);
    for (const struct connection *connection = server->connections; connection; connection = connection->next)
        if (!connection->answered || connection->receiving) count++;
    pthread_mutex_unlock(&server->mutex);
    return count;
}

/// The mutex is held.
static void abort_waiting(struct heed_http_server *server) {
    for (uint32_t slot = 0; slot < server->slot_count; slot++) {
        struct request *request = server->slots[slot];
        if (request) heed_http_stream_abort(request);
        if (!request || request->phase != PHASE_PARKED) continue;
        request->close = true;
        unsigned status;
        struct MHD_Response *reply = heed_http_refusal_reply(server, request->target, HEED_HTTP_STOPPING, &status);
        heed_http_answer(request, status, reply, 0);
        heed_http_report_cancellation(request);
    }
}

void heed_http_abort(heed_http_server *server) {
    pthread_mutex_lock(&server->mutex);
    abort_waiting(server);
    pthread_mutex_unlock(&server->mutex);
}

void heed_http_stop(heed_http_server *server) {
    heed_http_drain(server);
    pthread_mutex_lock(&server->mutex);
    server->stopping = true; // Nothing is suspended from here on, which stopping the library requires.
    abort_waiting(server);
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += 1;
    int outcome = 0;
    while (server->unsent > 0 && outcome == 0)
        outcome = pthread_cond_timedwait(&server->reply_sent, &server->mutex, &deadline);
    pthread_mutex_unlock(&server->mutex);

    MHD_stop_daemon(server->daemon);
    end_watch(server);

    pthread_mutex_lock(&server->mutex);
    for (size_t index = 0; index < server->listener_count; index++) close(server->listeners[index]);
    server->listener_count = 0;
    server->closed = true;
    pthread_cond_broadcast(&server->event_ready);
    pthread_mutex_unlock(&server->mutex);
}

void heed_http_free(heed_http_server *server) {
    for (uint32_t slot = 0; slot < server->slot_count; slot++) {
        struct request *request = server->slots[slot];
        if (!request) continue;
        request->queued = request->worker_holds = false;
        heed_http_release(request);
    }
    release_server(server);
}
