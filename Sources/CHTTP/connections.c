#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "internal.h"

enum {
    /// A reader slower than this many bytes a second is cut.
    SLOWEST_READER = 16 << 10,
};

/// The server whose library runs this thread.
static _Thread_local struct heed_http_server *served_here;

uint64_t heed_http_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 * NANOSECONDS_PER_MILLISECOND + (uint64_t)time.tv_nsec;
}

uint64_t heed_http_in(uint64_t milliseconds) { return heed_http_now() + milliseconds * NANOSECONDS_PER_MILLISECOND; }

void heed_http_set_deadline(struct connection *connection, uint64_t milliseconds) {
    connection->deadline = milliseconds ? heed_http_in(milliseconds) : 0;
    connection->receiving = false;
}

uint64_t heed_http_sending_time_ms(const struct heed_http_server *server, size_t reply_length) {
    return server->options.idle_timeout_ms + reply_length / SLOWEST_READER * 1000;
}

uint64_t heed_http_header_time_ms(const struct connection *connection) {
    const uint64_t allowed = connection->server->options.header_timeout_ms;
    return connection->surplus && allowed > SURPLUS_TIMEOUT_MS ? SURPLUS_TIMEOUT_MS : allowed;
}

struct connection *heed_http_connection_of(struct MHD_Connection *library_connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(library_connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static bool make_room(struct heed_http_server *server, size_t socket) {
    if (socket < server->socket_capacity) return true;
    size_t capacity = server->socket_capacity ? server->socket_capacity : 64;
    while (capacity <= socket) capacity *= 2;
    struct connection **table = realloc(server->connections_by_socket, capacity * sizeof(struct connection *));
    if (!table) return false;
    memset(table + server->socket_capacity, 0, (capacity - server->socket_capacity) * sizeof(struct connection *));
    server->connections_by_socket = table;
    server->socket_capacity = capacity;
    return true;
}

struct connection *heed_http_open_connection(struct heed_http_server *server, int socket) {
    served_here = server;
    struct connection *connection = make_room(server, (size_t)socket) ? calloc(1, sizeof *connection) : NULL;
    if (!connection) return NULL;
    connection->server = server;
    connection->socket = socket;
    connection->linger = true;
    server->connections_by_socket[socket] = connection;
    pthread_mutex_lock(&server->mutex);
    connection->surplus = ++server->connection_count > server->options.max_connections;
    heed_http_set_deadline(connection, heed_http_header_time_ms(connection));
    connection->next = server->connections;
    if (connection->next) connection->next->previous = connection;
    server->connections = connection;
    pthread_mutex_unlock(&server->mutex);
    return connection;
}

void heed_http_close_connection(struct connection *connection) {
    struct heed_http_server *server = connection->server;
    server->connections_by_socket[connection->socket] = NULL;
    pthread_mutex_lock(&server->mutex);
    server->connection_count--;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        server->connections = connection->next;
    if (connection->next) connection->next->previous = connection->previous;
    pthread_mutex_unlock(&server->mutex);
    heed_http_head_free(&connection->intake.head);
    free(connection);
}

struct connection *heed_http_connection_at(int socket) {
    const struct heed_http_server *server = served_here;
    if (!server || server->uses_tls || socket < 0 || (size_t)socket >= server->socket_capacity) return NULL;
    return server->connections_by_socket[socket];
}

bool heed_http_is_tls_thread(void) { return served_here && served_here->uses_tls; }
