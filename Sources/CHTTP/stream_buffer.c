#include <stdlib.h>
#include <string.h>

#include "internal.h"

void heed_http_free_stream(struct stream *stream) {
    if (!stream) return;
    free(stream->bytes);
    free(stream->last);
    free(stream->farewell);
    free(stream->filler);
    free(stream);
}

struct stream *heed_http_make_stream(const heed_http_stream_options *options) {
    struct stream *stream = calloc(1, sizeof *stream);
    if (!stream) return NULL;
    stream->limit = options->max_waiting_bytes;
    stream->farewell_length = options->farewell_length;
    stream->farewell = heed_http_copy(options->farewell, options->farewell_length);
    stream->filler_length = options->filler_length;
    stream->filler = heed_http_copy(options->filler, options->filler_length);
    if (stream->farewell && stream->filler) return stream;
    heed_http_free_stream(stream);
    return NULL;
}

size_t heed_http_stream_waiting(const struct stream *stream) {
    return stream->end - stream->begin + (stream->last_end - stream->last_begin);
}

bool heed_http_stream_append(struct stream *stream, const void *bytes, size_t length) {
    const size_t count = stream->end - stream->begin;
    if (length > stream->limit - count) return false;
    if (stream->end + length > stream->capacity) {
        if (count > 0) memmove(stream->bytes, stream->bytes + stream->begin, count);
        stream->begin = 0;
        stream->end = count;
    }
    if (count + length > stream->capacity) {
        size_t capacity = stream->capacity ? stream->capacity : 4096;
        while (capacity < count + length) capacity *= 2;
        uint8_t *larger = realloc(stream->bytes, capacity);
        if (!larger) return false;
        stream->bytes = larger;
        stream->capacity = capacity;
    }
    if (length > 0) memcpy(stream->bytes + stream->end, bytes, length);
    stream->end += length;
    return true;
}

static size_t take_from(const uint8_t *bytes, size_t *begin, size_t end, char *buffer, size_t capacity) {
    const size_t count = end - *begin < capacity ? end - *begin : capacity;
    if (count > 0) memcpy(buffer, bytes + *begin, count);
    *begin += count;
    return count;
}

size_t heed_http_stream_take(struct stream *stream, char *buffer, size_t capacity) {
    const size_t count = take_from(stream->bytes, &stream->begin, stream->end, buffer, capacity);
    return count + take_from(stream->last, &stream->last_begin, stream->last_end, buffer + count, capacity - count);
}
