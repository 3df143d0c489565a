#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "internal.h"

/* A client that vanishes without a word (power, network) is noticed after a minute, also while its request is parked.
   Accepted sockets inherit this. */
static void probe_silent_clients(int fd) {
    const int on = 1, idle_seconds = 30, interval_seconds = 10, probes = 3;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_seconds, sizeof idle_seconds);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_seconds, sizeof interval_seconds);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

static int listen_on(const struct addrinfo *address) {
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    const int on = 1, off = 0;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    probe_silent_clients(fd);
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0) return fd;
    const int error = errno;
    close(fd);
    errno = error;
    return -1;
}

int heed_http_bind(const char *host, uint16_t port, char *reason, size_t reason_capacity) {
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    char service[8];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    struct addrinfo *addresses = NULL;
    const int failure = getaddrinfo(host, service, &hints, &addresses);
    if (failure != 0) {
        snprintf(reason, reason_capacity, "%s", failure == EAI_SYSTEM ? strerror(errno) : gai_strerror(failure));
        return -1;
    }
    int fd = -1, error = 0;
    for (const struct addrinfo *address = addresses; address && fd < 0; address = address->ai_next) {
        fd = listen_on(address);
        /* Of several addresses the first one's failure is what the user meant to bind. */
        if (fd < 0 && error == 0) error = errno;
    }
    freeaddrinfo(addresses);
    if (fd < 0) snprintf(reason, reason_capacity, "%s", strerror(error));
    return fd;
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
