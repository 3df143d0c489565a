#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "internal.h"

enum {
    PORT_ATTEMPTS = 16,
    /// sd_listen_fds(3)
    FIRST_INHERITED = 3,
};

/// A client that vanishes without a word (power, network) is noticed after a minute, also while its request is parked.
/// Accepted sockets inherit this.
static void probe_silent_clients(int fd) {
    const int on = 1, idle_seconds = 30, interval_seconds = 10, probes = 3;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_seconds, sizeof idle_seconds);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_seconds, sizeof interval_seconds);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

/// -1 with `errno`.
static int listen_on(const struct addrinfo *address, uint16_t port) {
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    struct sockaddr_storage where = {0};
    memcpy(&where, address->ai_addr, address->ai_addrlen);
    if (address->ai_family == AF_INET6)
        ((struct sockaddr_in6 *)&where)->sin6_port = htons(port);
    else
        ((struct sockaddr_in *)&where)->sin_port = htons(port);
    const int on = 1, off = 0;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    probe_silent_clients(fd);
    if (bind(fd, (const struct sockaddr *)&where, address->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0) return fd;
    const int error = errno;
    close(fd);
    errno = error;
    return -1;
}

/// A resolver may name an address twice.
static bool is_repeated(const struct addrinfo *addresses, const struct addrinfo *address) {
    for (const struct addrinfo *earlier = addresses; earlier != address; earlier = earlier->ai_next)
        if (earlier->ai_addrlen == address->ai_addrlen &&
            memcmp(earlier->ai_addr, address->ai_addr, address->ai_addrlen) == 0)
            return true;
    return false;
}

/// A name may have an address of a kind that this machine does not have.
static bool is_absent(int error) { return error == EADDRNOTAVAIL || error == EAFNOSUPPORT; }

static void close_all(const int *sockets, size_t count) {
    for (size_t index = 0; index < count; index++) close(sockets[index]);
}

/// 0 with `errno`.
static size_t listen_on_all(const struct addrinfo *addresses, uint16_t port, int *sockets, size_t capacity) {
    size_t count = 0;
    int error = EADDRNOTAVAIL;
    for (const struct addrinfo *address = addresses; address && count < capacity; address = address->ai_next) {
        if (is_repeated(addresses, address)) continue;
        // The first one may have chosen.
        const int fd = listen_on(address, count > 0 ? heed_http_bound_port(sockets[0]) : port);
        if (fd >= 0) {
            sockets[count++] = fd;
            continue;
        }
        error = errno;
        if (is_absent(error)) continue;
        close_all(sockets, count);
        errno = error;
        return 0;
    }
    errno = error;
    return count;
}

/// A port after this one that nobody listens on; 0 when the next ones are all taken.
static unsigned next_free_port(const struct addrinfo *addresses, unsigned port, int *sockets, size_t capacity) {
    for (unsigned next = port + 1; next <= UINT16_MAX && next <= port + PORT_ATTEMPTS; next++) {
        const size_t count = listen_on_all(addresses, (uint16_t)next, sockets, capacity);
        close_all(sockets, count);
        if (count > 0) return next;
    }
    return 0;
}

size_t heed_http_bind(const char *host, uint16_t port, int *sockets, size_t capacity, char *reason,
                      size_t reason_capacity) {
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *addresses = NULL;
    const int failure = getaddrinfo(host, NULL, &hints, &addresses);
    if (failure != 0) {
        snprintf(reason, reason_capacity, "%s", failure == EAI_SYSTEM ? strerror(errno) : gai_strerror(failure));
        return 0;
    }
    size_t count = 0;
    // A port that the system chose for one address may be taken on another.
    for (int attempt = 0; count == 0 && attempt < (port == 0 ? PORT_ATTEMPTS : 1); attempt++) {
        count = listen_on_all(addresses, port, sockets, capacity);
        if (count == 0 && errno != EADDRINUSE) break;
    }
    if (count == 0) {
        const int error = errno;
        const unsigned other = error == EADDRINUSE ? next_free_port(addresses, port, sockets, capacity) : 0;
        if (other > 0)
            snprintf(reason, reason_capacity, "another process listens there; port %u is free", other);
        else if (error == EADDRINUSE)
            snprintf(reason, reason_capacity, "another process listens there");
        else if (error == EACCES)
            snprintf(reason, reason_capacity, "the process may not use this port; it may use those from 1024 up");
        else if (error == EADDRNOTAVAIL)
            snprintf(reason, reason_capacity, "this machine has no such address; 0.0.0.0 is all that it has");
        else
            snprintf(reason, reason_capacity, "%s", strerror(error));
    }
    freeaddrinfo(addresses);
    return count;
}

static bool is_listening(int fd) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) return false;
    if (address.ss_family != AF_INET && address.ss_family != AF_INET6) return false;
    int listens = 0;
    length = sizeof listens;
    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) == 0 && listens;
}

size_t heed_http_inherit(size_t count, int *sockets, size_t capacity, char *reason, size_t reason_capacity) {
    if (count > capacity) {
        snprintf(reason, reason_capacity, "%zu sockets were handed over; at most %zu are taken", count, capacity);
        return 0;
    }
    for (size_t index = 0; index < count; index++) {
        const int fd = FIRST_INHERITED + (int)index;
        const int flags = fcntl(fd, F_GETFL);
        if (!is_listening(fd) || flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
            fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
            snprintf(reason, reason_capacity, "descriptor %d, which was handed over, is no listening TCP socket", fd);
            return 0;
        }
        probe_silent_clients(fd);
        sockets[index] = fd;
    }
    return count;
}

uint16_t heed_http_bound_port(int socket) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(socket, (struct sockaddr *)&address, &length) != 0) return 0;
    if (address.ss_family == AF_INET6) return ntohs(((const struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((const struct sockaddr_in *)&address)->sin_port);
}

bool heed_http_allow_files(size_t count, char *reason, size_t reason_capacity) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= count) return true;
    if (limit.rlim_max < count) {
        snprintf(reason, reason_capacity,
                 "the connection limit needs %zu open files and the process is allowed %llu: raise the hard limit "
                 "(ulimit -Hn) or lower the number of connections",
                 count, (unsigned long long)limit.rlim_max);
        return false;
    }
    limit.rlim_cur = count;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0) return true;
    snprintf(reason, reason_capacity, "cannot raise the limit of open files to %zu: %s", count, strerror(errno));
    return false;
}
