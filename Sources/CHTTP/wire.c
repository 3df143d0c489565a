#define _GNU_SOURCE // RTLD_DEFAULT
#include <dlfcn.h>
#include <errno.h>
#include <sys/socket.h>

#include <gnutls/gnutls.h>

#include "internal.h"

// Where the library reads from clients. It calls `recv`, and with TLS `gnutls_record_recv`; both are defined here, and
// an executable's own functions come before those of shared libraries. On the library's thread they read through
// heed_http_receive, so that the library never sees what a client has sent; everybody else gets what they are named
// after. See docs/decisions/0030-requests-are-read-by-us.md.

ssize_t recv(int socket, void *buffer, size_t size, int flags) {
    struct connection *connection = heed_http_connection_at(socket);
    if (!connection) return recvfrom(socket, buffer, size, flags, NULL, NULL);
    const ssize_t received = heed_http_receive(connection, buffer, size);
    if (received >= 0) return received;
    errno = received == RECEIVED_NOTHING ? EAGAIN : ECONNRESET;
    return -1;
}

ssize_t gnutls_record_recv(gnutls_session_t session, void *buffer, size_t size) {
    if (!heed_http_is_tls_thread()) return heed_http_read_record(session, buffer, size);
    struct connection *connection = heed_http_connection_of(gnutls_session_get_ptr(session));
    if (!connection) return GNUTLS_E_INVALID_SESSION;
    connection->session = session;
    const ssize_t received = heed_http_receive(connection, buffer, size);
    if (received >= 0) return received;
    return received == RECEIVED_NOTHING ? GNUTLS_E_AGAIN : GNUTLS_E_PREMATURE_TERMINATION;
}

bool heed_http_stands_between(void) {
    return dlsym(RTLD_DEFAULT, "recv") == (void *)recv &&
           dlsym(RTLD_DEFAULT, "gnutls_record_recv") == (void *)gnutls_record_recv;
}
