#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#include "internal.h"

enum { LONGEST_CHAIN = 16 };

/// A certificate with its chain and its key. Connections that shook hands with it hold it, so that another one can take
/// its place at any time.
struct heed_http_certificate {
    size_t holders; ///< guarded by the server's mutex once it has one
    gnutls_pcert_st chain[LONGEST_CHAIN];
    unsigned chain_length;
    gnutls_privkey_t key;
};

static void free_certificate(struct heed_http_certificate *certificate) {
    for (unsigned index = 0; index < certificate->chain_length; index++)
        gnutls_pcert_deinit(&certificate->chain[index]);
    if (certificate->key) gnutls_privkey_deinit(certificate->key);
    free(certificate);
}

void heed_http_let_go_of_certificate(struct heed_http_certificate *certificate) {
    if (certificate && --certificate->holders == 0) free_certificate(certificate);
}

static bool fail(const char *what, int code, char *reason, size_t reason_capacity) {
    snprintf(reason, reason_capacity, "%s: %s", what, gnutls_strerror(code));
    return false;
}

static bool read_chain(struct heed_http_certificate *certificate, const char *pem, char *reason, size_t capacity) {
    const gnutls_datum_t data = {.data = (unsigned char *)(uintptr_t)pem, .size = (unsigned)strlen(pem)};
    unsigned count = LONGEST_CHAIN;
    const int code = gnutls_pcert_list_import_x509_raw(certificate->chain, &count, &data, GNUTLS_X509_FMT_PEM, 0);
    if (code < 0) return fail("the certificate cannot be read as PEM", code, reason, capacity);
    certificate->chain_length = count;
    return true;
}

static bool read_key(struct heed_http_certificate *certificate, const char *pem, char *reason, size_t capacity) {
    const gnutls_datum_t data = {.data = (unsigned char *)(uintptr_t)pem, .size = (unsigned)strlen(pem)};
    int code = gnutls_privkey_init(&certificate->key);
    if (code >= 0) code = gnutls_privkey_import_x509_raw(certificate->key, &data, GNUTLS_X509_FMT_PEM, NULL, 0);
    return code >= 0 || fail("the key cannot be read as PEM without a password", code, reason, capacity);
}

/// A key that is not the certificate's would fail every handshake, without a word to whoever made the mistake.
static bool key_belongs(const struct heed_http_certificate *certificate, char *reason, size_t capacity) {
    unsigned char own[64], certified[64];
    size_t own_size = sizeof own, certified_size = sizeof certified;
    gnutls_pubkey_t public_key;
    int code = gnutls_pubkey_init(&public_key);
    if (code < 0) return fail("the key", code, reason, capacity);
    code = gnutls_pubkey_import_privkey(public_key, certificate->key, 0, 0);
    if (code >= 0) code = gnutls_pubkey_get_key_id(public_key, GNUTLS_KEYID_USE_SHA256, own, &own_size);
    gnutls_pubkey_deinit(public_key);
    if (code >= 0)
        code =
            gnutls_pubkey_get_key_id(certificate->chain[0].pubkey, GNUTLS_KEYID_USE_SHA256, certified, &certified_size);
    if (code < 0) return fail("the key", code, reason, capacity);
    if (own_size == certified_size && memcmp(own, certified, own_size) == 0) return true;
    snprintf(reason, capacity,
             "the key is not the one of the certificate (the server's own certificate must come first)");
    return false;
}

struct heed_http_certificate *heed_http_read_certificate(const char *certificate_pem, const char *key_pem, char *reason,
                                                         size_t reason_capacity) {
    struct heed_http_certificate *certificate = calloc(1, sizeof *certificate);
    if (!certificate) {
        snprintf(reason, reason_capacity, "no memory");
        return NULL;
    }
    certificate->holders = 1;
    if (read_chain(certificate, certificate_pem, reason, reason_capacity) &&
        read_key(certificate, key_pem, reason, reason_capacity) && key_belongs(certificate, reason, reason_capacity))
        return certificate;
    free_certificate(certificate);
    return NULL;
}

bool heed_http_is_certificate(const char *certificate_pem, const char *key_pem, char *reason, size_t reason_capacity) {
    struct heed_http_certificate *certificate =
        heed_http_read_certificate(certificate_pem, key_pem, reason, reason_capacity);
    if (!certificate) return false;
    free_certificate(certificate);
    return true;
}

bool heed_http_set_certificate(heed_http_server *server, const char *certificate_pem, const char *key_pem, char *reason,
                               size_t reason_capacity) {
    struct heed_http_certificate *certificate =
        heed_http_read_certificate(certificate_pem, key_pem, reason, reason_capacity);
    if (!certificate) return false;
    pthread_mutex_lock(&server->mutex);
    heed_http_let_go_of_certificate(server->certificate);
    server->certificate = certificate;
    pthread_mutex_unlock(&server->mutex);
    return true;
}

/// The library makes its connection the session's pointer, whose context is ours.
int heed_http_on_handshake(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
                           const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain,
                           unsigned *chain_length, gnutls_privkey_t *key) {
    (void)authorities, (void)authority_count, (void)algorithms, (void)algorithm_count;
    struct connection *connection = heed_http_connection_of(gnutls_session_get_ptr(session));
    if (!connection) return -1;
    struct heed_http_server *server = connection->server;
    pthread_mutex_lock(&server->mutex);
    struct heed_http_certificate *certificate = server->certificate;
    certificate->holders++;
    heed_http_let_go_of_certificate(connection->certificate);
    connection->certificate = certificate;
    pthread_mutex_unlock(&server->mutex);
    *chain = certificate->chain;
    *chain_length = certificate->chain_length;
    *key = certificate->key;
    return 0;
}
