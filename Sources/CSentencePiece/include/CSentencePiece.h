#ifndef HEED_CSENTENCEPIECE_H
#define HEED_CSENTENCEPIECE_H

// A C face over libsentencepiece.
//
// No C++ exception crosses it. Functions that can fail return false (or NULL) and write a NUL-terminated reason into
// `message`, which holds `message_capacity` bytes (at least 1). A model is immutable once it is loaded: every function
// that takes a `const heed_sentencepiece *` may be called from several threads at once.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct heed_sentencepiece heed_sentencepiece;

typedef enum heed_sentencepiece_kind : int32_t {
    HEED_SENTENCEPIECE_NORMAL = 1,
    HEED_SENTENCEPIECE_UNKNOWN = 2,
    HEED_SENTENCEPIECE_CONTROL = 3,
    HEED_SENTENCEPIECE_USER_DEFINED = 4,
    HEED_SENTENCEPIECE_UNUSED = 5,
    HEED_SENTENCEPIECE_BYTE = 6,
} heed_sentencepiece_kind;

/// One piece of an encoded or decoded text. Offsets are in bytes, half open.
typedef struct heed_sentencepiece_span {
    /// The piece itself, in `bytes` of the result it belongs to. Encoding only; empty when decoding.
    size_t piece_begin, piece_end;
    /// What the piece covers: of the text that was given (encoding), of the text in `bytes` (decoding).
    size_t text_begin, text_end;
    /// The model's own id of the piece; that of its unknown piece when it has none.
    int32_t id;
} heed_sentencepiece_span;

/// Owned by the caller, who passes it to `heed_sentencepiece_result_free` once a call has filled it.
typedef struct heed_sentencepiece_result {
    /// Encoding: the pieces, one after the other. Decoding: the text.
    char *bytes;
    size_t byte_count;
    heed_sentencepiece_span *spans;
    size_t span_count;
} heed_sentencepiece_result;

/// Reads a serialized model (the bytes of an .spm or .model file), which is copied. Besides what the library checks,
/// refuses models whose tables would send the library out of bounds. Free with `heed_sentencepiece_free`.
heed_sentencepiece *heed_sentencepiece_load(const void *bytes, size_t byte_count, char *message,
                                            size_t message_capacity);

/// NULL is allowed.
void heed_sentencepiece_free(heed_sentencepiece *model);

/// Cuts UTF-8 text into pieces; offsets point into the text as given, whatever the model's normalization did to it.
/// On failure `result` is empty and need not be freed.
bool heed_sentencepiece_encode(const heed_sentencepiece *model, const char *text, size_t byte_count,
                               heed_sentencepiece_result *result, char *message, size_t message_capacity);

/// Joins pieces to text, one span a piece. Piece i is bytes[offsets[i]..<offsets[i + 1]], so `offsets` holds `count` +
/// 1 numbers. A piece that the model does not know stands for itself. When the model rewrites decoded text (a
/// denormalizer), spans refer to the text before that, cut to its length. On failure `result` is empty and need not be
/// freed.
bool heed_sentencepiece_decode(const heed_sentencepiece *model, const char *bytes, const size_t *offsets, size_t count,
                               heed_sentencepiece_result *result, char *message, size_t message_capacity);

void heed_sentencepiece_result_free(heed_sentencepiece_result *result);

/// Number of pieces; ids are 0..<count.
size_t heed_sentencepiece_count(const heed_sentencepiece *model);

/// The id of a piece; that of the unknown piece when the model does not have it.
int32_t heed_sentencepiece_id(const heed_sentencepiece *model, const char *piece, size_t byte_count);

/// The piece of an id, not NUL-terminated, alive as long as the model; NULL for an id out of range.
const char *heed_sentencepiece_piece(const heed_sentencepiece *model, int32_t id, size_t *byte_count);

/// `HEED_SENTENCEPIECE_UNKNOWN` for an id out of range.
heed_sentencepiece_kind heed_sentencepiece_kind_of(const heed_sentencepiece *model, int32_t id);

/// Whether the model rewrites decoded text as a whole, so that what a piece becomes depends on those around it.
bool heed_sentencepiece_has_denormalizer(const heed_sentencepiece *model);

/// Every model has one.
int32_t heed_sentencepiece_unknown_id(const heed_sentencepiece *model);

#ifdef __cplusplus
}
#endif

#endif
