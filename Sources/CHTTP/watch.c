#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

/* What an event's data holds: a request's id (neither 0 nor that large), the wakeup, or a lingering one's index. */
static const uint64_t WAKEUP = 0;
static const uint64_t LINGERING = UINT64_C(1) << 63;

enum { EVENT_CAPACITY = 64, LINGER_BYTES = 16 << 20 };
static const uint64_t LINGER_NANOSECONDS = UINT64_C(2000000000);

uint64_t heed_http_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* Without the watch (no kernel memory) the request is served all the same; only its client's leaving is not seen. */
void heed_http_watch_request(struct request *request) {
    struct epoll_event event = {.events = EPOLLRDHUP | EPOLLONESHOT, .data.u64 = request->id};
    epoll_ctl(request->server->epoll, EPOLL_CTL_ADD, request->connection->socket, &event);
}

void heed_http_unwatch_request(struct request *request) {
    struct epoll_event event = {0};
    epoll_ctl(request->server->epoll, EPOLL_CTL_DEL, request->connection->socket, &event);
}

void heed_http_linger(struct heed_http_server *server, int socket) {
    for (uint32_t index = 0; index < LINGERING_CAPACITY; index++) {
        struct lingering *lingering = &server->lingering[index];
        if (lingering->socket >= 0) continue;
        const int copy = fcntl(socket, F_DUPFD_CLOEXEC, 0);
        if (copy < 0) return;
        shutdown(copy, SHUT_WR);
        struct epoll_event event = {.events = EPOLLIN, .data.u64 = LINGERING | index};
        if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, copy, &event) != 0) {
            close(copy);
            return;
        }
        *lingering = (struct lingering){
            .socket = copy, .deadline = heed_http_now() + LINGER_NANOSECONDS, .remaining = LINGER_BYTES};
        return;
    }
}

static void end_lingering(struct lingering *lingering) {
    close(lingering->socket);
    lingering->socket = -1;
}

static void read_lingering(struct lingering *lingering) {
    char scratch[16 << 10];
    if (lingering->socket < 0) return;
    const ssize_t count = recv(lingering->socket, scratch, sizeof scratch, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0 || (size_t)count >= lingering->remaining)
        end_lingering(lingering);
    else
        lingering->remaining -= (size_t)count;
}

static void report_departure(struct request *request) {
    request->report_cancellation = true;
    heed_http_enqueue(request);
}

/* The end of the stream says only that the client will send nothing more: it may have gone, or have closed its sending
   side and wait. A reset follows whatever reaches a client that has gone, so it is sent an interim reply, which one
   that waits must skip (RFC 9110, 15.2). The library sends nothing while the request is parked. False when the client
   cannot be asked. */
static bool ask_whether_waiting(struct request *request) {
    static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
    const ssize_t size = sizeof interim - 1;
    const int socket = request->connection->socket;
    if (!request->knows_interim_replies) return false;
    if (send(socket, interim, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL) != size) {
        shutdown(socket, SHUT_RDWR); /* Its buffer is full of replies that it does not read. */
        return false;
    }
    struct epoll_event event = {.events = EPOLLONESHOT, .data.u64 = request->id}; /* resets are always reported */
    return epoll_ctl(request->server->epoll, EPOLL_CTL_MOD, socket, &event) == 0;
}

static void note_hangup(struct heed_http_server *server, uint64_t id, uint32_t events) {
    struct request *request = heed_http_find(server, id);
    if (!request || (request->phase != PHASE_PARKED && request->phase != PHASE_STREAMING)) return;
    const bool is_reset = events & (EPOLLHUP | EPOLLERR);
    const bool may_wait = !is_reset && (request->phase == PHASE_STREAMING ? heed_http_stream_probe(request)
                                                                          : ask_whether_waiting(request));
    if (!may_wait) report_departure(request);
}

/* Shuts down what is over its deadline and returns the next one. The library sees the end of the stream and closes the
   connection on its own thread. */
static uint64_t enforce_deadlines(struct heed_http_server *server) {
    const uint64_t now = heed_http_now();
    uint64_t next = UINT64_MAX;
    for (struct connection *connection = server->connections; connection; connection = connection->next) {
        if (connection->deadline > now && connection->deadline < next) next = connection->deadline;
        if (connection->deadline == 0 || connection->deadline > now) continue;
        connection->deadline = 0;
        /* The library has nothing to say before a request is complete, so we may, but not past TLS. */
        if (connection->receiving && !server->uses_tls) {
            char reply[1024];
            const size_t length = heed_http_refusal_bytes(&refusal_timeout, 0, reply, sizeof reply);
            send(connection->socket, reply, length, MSG_DONTWAIT | MSG_NOSIGNAL);
            heed_http_count_refusal(server, &refusal_timeout);
        }
        shutdown(connection->socket, SHUT_RDWR);
    }
    for (uint32_t index = 0; index < LINGERING_CAPACITY; index++) {
        struct lingering *lingering = &server->lingering[index];
        if (lingering->socket < 0) continue;
        if (lingering->deadline <= now)
            end_lingering(lingering);
        else if (lingering->deadline < next)
            next = lingering->deadline;
    }
    return next;
}

/* Milliseconds to sleep. Deadlines that are set meanwhile lie at least the shortest timeout ahead, so sleeping no
   longer than that misses none and nobody needs to wake us. */
static int sleep_time_ms(const struct heed_http_server *server, uint64_t next) {
    uint64_t shortest = LINGER_NANOSECONDS / 1000000;
    if (SURPLUS_TIMEOUT_MS < shortest) shortest = SURPLUS_TIMEOUT_MS;
    if (server->options.header_timeout_ms < shortest) shortest = server->options.header_timeout_ms;
    if (server->options.request_timeout_ms < shortest) shortest = server->options.request_timeout_ms;
    if (server->options.idle_timeout_ms < shortest) shortest = server->options.idle_timeout_ms;
    const uint64_t now = heed_http_now();
    const uint64_t wanted = next == UINT64_MAX ? shortest : next <= now ? 1 : (next - now) / 1000000 + 1;
    const uint64_t time = wanted < shortest ? wanted : shortest;
    return time < 1 ? 1 : (int)time;
}

void *heed_http_watch(void *context) {
    struct heed_http_server *server = context;
    struct epoll_event events[EVENT_CAPACITY];
    int count = 0;
    for (;;) {
        pthread_mutex_lock(&server->mutex);
        for (int index = 0; index < count; index++) {
            const uint64_t data = events[index].data.u64;
            if (data == WAKEUP) {
                for (uint32_t slot = 0; slot < LINGERING_CAPACITY; slot++)
                    if (server->lingering[slot].socket >= 0) end_lingering(&server->lingering[slot]);
                pthread_mutex_unlock(&server->mutex);
                return NULL;
            }
            if (data & LINGERING)
                read_lingering(&server->lingering[data & ~LINGERING]);
            else
                note_hangup(server, data, events[index].events);
        }
        const uint64_t next = enforce_deadlines(server);
        pthread_mutex_unlock(&server->mutex);
        count = epoll_wait(server->epoll, events, EVENT_CAPACITY, sleep_time_ms(server, next));
    }
}
