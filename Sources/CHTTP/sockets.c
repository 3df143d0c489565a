#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/gnutls.h>

#include "internal.h"

enum { LINGER_BYTES = 16 << 20 };

/// Without the watch (no kernel memory) the request is served all the same; only its client's leaving is not seen.
void heed_http_watch_request(struct request *request) {
    struct epoll_event event = {.events = EPOLLRDHUP | EPOLLONESHOT, .data.u64 = request->id};
    epoll_ctl(request->server->epoll, EPOLL_CTL_ADD, request->connection->socket, &event);
}

void heed_http_unwatch_request(struct request *request) {
    struct epoll_event event = {0};
    epoll_ctl(request->server->epoll, EPOLL_CTL_DEL, request->connection->socket, &event);
}

bool heed_http_watch_for_reset(struct request *request) {
    struct epoll_event event = {.events = EPOLLONESHOT, .data.u64 = request->id}; // resets are always reported
    return epoll_ctl(request->server->epoll, EPOLL_CTL_MOD, request->connection->socket, &event) == 0;
}

bool heed_http_send_interim(struct connection *connection) {
    static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
    const ssize_t size = sizeof interim - 1;
    const ssize_t sent = connection->session
                             ? gnutls_record_send(connection->session, interim, (size_t)size)
                             : send(connection->socket, interim, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent == size) return true;
    shutdown(connection->socket, SHUT_RDWR); // Its buffer is full of replies that it does not read.
    return false;
}

void heed_http_linger(struct heed_http_server *server, int socket) {
    for (uint32_t index = 0; index < LINGERING_CAPACITY; index++) {
        struct lingering *lingering = &server->lingering[index];
        if (lingering->socket >= 0) continue;
        const int copy = fcntl(socket, F_DUPFD_CLOEXEC, 0);
        if (copy < 0) return;
        shutdown(copy, SHUT_WR);
        struct epoll_event event = {.events = EPOLLIN, .data.u64 = HEED_HTTP_LINGERING | index};
        if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, copy, &event) != 0) {
            close(copy);
            return;
        }
        *lingering = (struct lingering){.socket = copy, .deadline = heed_http_in(LINGER_MS), .remaining = LINGER_BYTES};
        return;
    }
}

/// Taken out of the watch first, in which it would stay as long as the library has the connection open.
void heed_http_end_lingering(struct heed_http_server *server, struct lingering *lingering) {
    struct epoll_event event = {0};
    epoll_ctl(server->epoll, EPOLL_CTL_DEL, lingering->socket, &event);
    close(lingering->socket);
    lingering->socket = -1;
}

void heed_http_read_lingering(struct heed_http_server *server, struct lingering *lingering) {
    char scratch[16 << 10];
    if (lingering->socket < 0) return;
    // Not recv, which is wire.c's.
    const ssize_t count = recvfrom(lingering->socket, scratch, sizeof scratch, MSG_DONTWAIT, NULL, NULL);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0 || (size_t)count >= lingering->remaining)
        heed_http_end_lingering(server, lingering);
    else
        lingering->remaining -= (size_t)count;
}
