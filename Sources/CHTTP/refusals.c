#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct refusal_set {
    char *prefix;
    heed_http_refusal replies[HEED_HTTP_REASON_COUNT];
};

struct refusals {
    size_t count;
    struct refusal_set sets[];
};

static char *copy_text(const char *text) { return heed_http_copy(text, strlen(text)); }

static void free_reply(const heed_http_refusal *reply) {
    for (size_t index = 0; index < reply->header_count; index++) {
        free((void *)(uintptr_t)reply->headers[index].name);
        free((void *)(uintptr_t)reply->headers[index].value);
    }
    free((void *)(uintptr_t)reply->headers);
    free((void *)(uintptr_t)reply->body);
}

/// Whatever was copied can be freed when this returns false.
static bool copy_reply(heed_http_refusal *reply, const heed_http_refusal *original) {
    heed_http_header *headers = calloc(original->header_count + 1, sizeof *headers);
    if (!headers) return false;
    reply->status = original->status;
    reply->headers = headers;
    reply->header_count = original->header_count;
    bool is_whole = true;
    for (size_t index = 0; index < original->header_count; index++) {
        headers[index].name = copy_text(original->headers[index].name);
        headers[index].value = copy_text(original->headers[index].value);
        is_whole = is_whole && headers[index].name && headers[index].value;
    }
    reply->body = heed_http_copy(original->body, original->body_length);
    reply->body_length = original->body_length;
    return is_whole && reply->body;
}

void heed_http_free_refusals(struct refusals *refusals) {
    if (!refusals) return;
    for (size_t index = 0; index < refusals->count; index++) {
        free(refusals->sets[index].prefix);
        for (size_t reason = 0; reason < HEED_HTTP_REASON_COUNT; reason++)
            free_reply(&refusals->sets[index].replies[reason]);
    }
    free(refusals);
}

struct refusals *heed_http_copy_refusals(const heed_http_refusal_set *sets, size_t count) {
    struct refusals *refusals = calloc(1, sizeof *refusals + count * sizeof(struct refusal_set));
    if (!refusals) return NULL;
    refusals->count = count;
    bool is_whole = true;
    for (size_t index = 0; index < count; index++) {
        struct refusal_set *set = &refusals->sets[index];
        set->prefix = copy_text(sets[index].prefix);
        is_whole = is_whole && set->prefix;
        for (size_t reason = 0; reason < HEED_HTTP_REASON_COUNT; reason++)
            is_whole = copy_reply(&set->replies[reason], &sets[index].replies[reason]) && is_whole;
    }
    if (is_whole) return refusals;
    heed_http_free_refusals(refusals);
    return NULL;
}

void heed_http_count_refusal(struct heed_http_server *server, unsigned reason) {
    atomic_fetch_add_explicit(&server->refused[reason], 1, memory_order_relaxed);
}

size_t heed_http_refused(heed_http_server *server, unsigned reason) {
    return reason < HEED_HTTP_REASON_COUNT ? atomic_load_explicit(&server->refused[reason], memory_order_relaxed) : 0;
}

static bool matches(const char *prefix, size_t length, const char *target) {
    if (strncmp(prefix, target, length) != 0) return false;
    return length == 0 || target[length] == '\0' || target[length] == '/' || target[length] == '?';
}

/// A proxy may send `http://host/path`.
static const char *path_of(const char *target) {
    const char *authority = strstr(target, "://");
    if (*target == '/' || !authority) return target;
    return authority + 3 + strcspn(authority + 3, "/?");
}

static const struct refusal_set *choose(const struct refusals *refusals, const char *target) {
    const struct refusal_set *chosen = &refusals->sets[0];
    target = path_of(target);
    for (size_t index = 1; index < refusals->count; index++) {
        const struct refusal_set *set = &refusals->sets[index];
        const size_t length = strlen(set->prefix);
        if (length > strlen(chosen->prefix) && matches(set->prefix, length, target)) chosen = set;
    }
    return chosen;
}

struct MHD_Response *heed_http_refusal_reply(const struct heed_http_server *server, const char *target, unsigned reason,
                                             unsigned *status) {
    const heed_http_refusal *refusal = &choose(server->refusals, target)->replies[reason];
    struct MHD_Response *reply =
        MHD_create_response_from_buffer(refusal->body_length, (void *)(uintptr_t)refusal->body, MHD_RESPMEM_PERSISTENT);
    *status = refusal->status;
    if (reply) heed_http_add_headers(reply, refusal->headers, refusal->header_count);
    return reply;
}

void heed_http_add_headers(struct MHD_Response *reply, const heed_http_header *headers, size_t header_count) {
    for (size_t index = 0; index < header_count; index++)
        MHD_add_response_header(reply, headers[index].name, headers[index].value);
}
