#include <stdlib.h>

#include <gnutls/gnutls.h>

#include "CHTTP.h"

struct heed_tls_client {
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
};

void heed_tls_disconnect(heed_tls_client *client) {
    if (client->session) {
        gnutls_bye(client->session, GNUTLS_SHUT_WR);
        gnutls_deinit(client->session);
    }
    if (client->credentials) gnutls_certificate_free_credentials(client->credentials);
    free(client);
}

static bool shake_hands(heed_tls_client *client, int socket) {
    if (gnutls_certificate_allocate_credentials(&client->credentials) < 0) return false;
    if (gnutls_init(&client->session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL) < 0) return false;
    if (gnutls_set_default_priority(client->session) < 0) return false;
    if (gnutls_credentials_set(client->session, GNUTLS_CRD_CERTIFICATE, client->credentials) < 0) return false;
    gnutls_transport_set_int(client->session, socket);
    int code;
    do code = gnutls_handshake(client->session);
    while (code < 0 && code != GNUTLS_E_AGAIN && !gnutls_error_is_fatal(code));
    return code >= 0;
}

heed_tls_client *heed_tls_connect(int socket) {
    heed_tls_client *client = calloc(1, sizeof *client);
    if (!client) return NULL;
    if (shake_hands(client, socket)) return client;
    heed_tls_disconnect(client);
    return NULL;
}

bool heed_tls_send(heed_tls_client *client, const void *bytes, size_t length) {
    const char *rest = bytes;
    while (length > 0) {
        const ssize_t count = gnutls_record_send(client->session, rest, length);
        if (count == GNUTLS_E_INTERRUPTED) continue;
        if (count <= 0) return false;
        rest += count;
        length -= (size_t)count;
    }
    return true;
}

size_t heed_tls_receive(heed_tls_client *client, void *buffer, size_t capacity) {
    ssize_t count;
    do count = gnutls_record_recv(client->session, buffer, capacity);
    while (count == GNUTLS_E_INTERRUPTED);
    return count > 0 ? (size_t)count : 0;
}

const uint8_t *heed_tls_peer(heed_tls_client *client, size_t *length) {
    unsigned count = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(client->session, &count);
    *length = chain && count > 0 ? chain[0].size : 0;
    return *length > 0 ? chain[0].data : NULL;
}
