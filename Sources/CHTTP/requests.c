#include <stdlib.h>

#include "internal.h"

/// An id is a sequence number above the index of its slot, so that finding it needs no search and a reused slot is
/// told apart. 2^48 requests last 140 years at 60,000 a second.
enum { SLOT_BITS = 16 };

unsigned heed_http_accept(struct request *request, bool has_body) {
    struct heed_http_server *server = request->server;
    if (server->stopping) return HEED_HTTP_STOPPING;
    const uint32_t used = server->slot_count - server->free_slot_count;
    if (server->free_slot_count == 0 || (has_body && used >= server->options.max_requests_in_flight))
        return HEED_HTTP_OVERLOADED;
    const uint32_t slot = server->free_slots[--server->free_slot_count];
    request->id = (++server->sequence << SLOT_BITS) | slot;
    server->slots[slot] = request;
    server->held_by_library++;
    return HEED_HTTP_NO_FAULT;
}

struct request *heed_http_find(struct heed_http_server *server, uint64_t id) {
    const uint64_t slot = id & ((1u << SLOT_BITS) - 1);
    if (slot >= server->slot_count) return NULL;
    struct request *request = server->slots[slot];
    return request && request->id == id ? request : NULL;
}

void heed_http_let_go(struct request *request) {
    if (request->id != 0) request->server->held_by_library--;
    request->connection = NULL;
    request->library_connection = NULL;
    request->library_holds = false;
    heed_http_release(request);
}

void heed_http_release(struct request *request) {
    if (request->library_holds || request->worker_holds || request->queued) return;
    if (request->id != 0) {
        struct heed_http_server *server = request->server;
        const uint32_t slot = request->id & ((1u << SLOT_BITS) - 1);
        server->slots[slot] = NULL;
        server->free_slots[server->free_slot_count++] = slot;
    }
    if (request->reply) MHD_destroy_response(request->reply);
    heed_http_free_stream(request->stream);
    free(request->head);
    free(request->body);
    free(request);
}

void heed_http_enqueue(struct request *request) {
    struct heed_http_server *server = request->server;
    if (request->queued) return;
    request->queued = true;
    request->next_event = NULL;
    if (server->last_event)
        server->last_event->next_event = request;
    else
        server->first_event = request;
    server->last_event = request;
    pthread_cond_signal(&server->event_ready);
}

void heed_http_answer(struct request *request, unsigned status, struct MHD_Response *reply, size_t reply_length) {
    heed_http_unwatch_request(request);
    request->phase = PHASE_ANSWERED;
    request->status = status;
    request->reply = reply;
    request->reply_length = reply_length;
    request->server->unsent++;
    MHD_resume_connection(request->library_connection);
}

void heed_http_report_cancellation(struct request *request) {
    request->report_cancellation = true;
    heed_http_enqueue(request);
}

void heed_http_end_work(struct request *request) {
    if (!request->worker_holds) return;
    request->worker_holds = false;
    request->report_cancellation = false;
    heed_http_release(request);
}

bool heed_http_settle(struct request *request, unsigned status, struct MHD_Response *reply, size_t reply_length) {
    if (!request || !request->worker_holds || request->phase == PHASE_STREAMING) return false;
    const bool is_waiting = request->phase == PHASE_PARKED;
    if (is_waiting) heed_http_answer(request, status, reply, reply_length);
    heed_http_end_work(request);
    return is_waiting;
}

void heed_http_describe(const struct request *request, heed_http_event *event) {
    *event = (heed_http_event){
        .kind = HEED_HTTP_REQUEST,
        .id = request->id,
        .draining = request->draining,
        .method = request->method,
        .target = request->target,
        .headers = request->headers,
        .header_count = request->header_count,
        .body = request->body,
        .body_length = request->body_length,
    };
}

/// Takes what the request has to report, once. False when it has become pointless.
static bool take_report(struct request *request, heed_http_event *event) {
    if (request->report_arrival) {
        request->report_arrival = false;
        if (request->phase != PHASE_PARKED) { // aborted before anybody saw it
            request->report_cancellation = false;
            request->worker_holds = false;
            return false;
        }
        heed_http_describe(request, event);
        request->body = NULL; // the event's from now on
        if (request->report_cancellation) heed_http_enqueue(request);
        return true;
    }
    const bool wanted = request->report_cancellation && request->worker_holds;
    request->report_cancellation = false;
    *event = (heed_http_event){.kind = HEED_HTTP_CANCELLED, .id = request->id};
    return wanted;
}

void heed_http_next(heed_http_server *server, heed_http_event *event) {
    pthread_mutex_lock(&server->mutex);
    *event = (heed_http_event){.kind = HEED_HTTP_CLOSED};
    for (;;) {
        while (!server->first_event && !server->closed) pthread_cond_wait(&server->event_ready, &server->mutex);
        if (server->closed) break;
        struct request *request = server->first_event;
        server->first_event = request->next_event;
        if (!server->first_event) server->last_event = NULL;
        request->queued = false;
        const bool reported = take_report(request, event);
        heed_http_release(request);
        if (reported) break;
    }
    pthread_mutex_unlock(&server->mutex);
}

static struct MHD_Response *make_reply(const heed_http_header *headers, size_t header_count, void *body,
                                       size_t body_length) {
    struct MHD_Response *reply;
    if (body_length == 0) {
        free(body);
        reply = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    } else {
        reply = MHD_create_response_from_buffer(body_length, body, MHD_RESPMEM_MUST_FREE);
        if (!reply) free(body);
    }
    if (reply) heed_http_add_headers(reply, headers, header_count);
    return reply;
}

bool heed_http_respond(heed_http_server *server, uint64_t id, unsigned status, const heed_http_header *headers,
                       size_t header_count, void *body, size_t body_length) {
    // Without memory the reply stays NULL and the connection is closed instead.
    struct MHD_Response *reply = make_reply(headers, header_count, body, body_length);
    pthread_mutex_lock(&server->mutex);
    struct request *request = heed_http_find(server, id);
    const bool answered = heed_http_settle(request, status, reply, body_length);
    pthread_mutex_unlock(&server->mutex);
    if (reply && !answered) MHD_destroy_response(reply);
    return answered;
}
