#include "CSentencePiece.h"
#include "model_file.hpp"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>

struct heed_sentencepiece {
    sentencepiece::SentencePieceProcessor processor;
    std::vector<heed_sentencepiece_kind> kinds;
    bool has_denormalizer;
};

namespace {

/// The library counts bytes in an int, and reserves three times the text.
constexpr size_t most_text_bytes = size_t(1) << 29;

void throw_unless_ok(const sentencepiece::util::Status &status) {
    if (!status.ok()) throw std::runtime_error(status.message());
}

/// Runs `body`; an exception becomes a message and false.
template <typename Body> bool guarded(char *message, size_t message_capacity, Body body) {
    try {
        body();
        return true;
    } catch (const std::exception &error) {
        std::snprintf(message, message_capacity, "%s", error.what());
    } catch (...) {
        std::snprintf(message, message_capacity, "unknown error");
    }
    return false;
}

/// Memory for at least one element, so that an empty result is not a null pointer.
template <typename Element> Element *allocate(size_t count) {
    auto *memory = static_cast<Element *>(std::calloc(std::max<size_t>(count, 1), sizeof(Element)));
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

/// Frees the half-filled result unless it is released.
struct ResultOwner {
    heed_sentencepiece_result result = {};
    ~ResultOwner() { heed_sentencepiece_result_free(&result); }
    heed_sentencepiece_result release() {
        const heed_sentencepiece_result released = result;
        result = {};
        return released;
    }
};

} // namespace

extern "C" heed_sentencepiece *heed_sentencepiece_load(const void *bytes, size_t byte_count, char *message,
                                                       size_t message_capacity) {
    std::unique_ptr<heed_sentencepiece> model;
    const bool loaded = guarded(message, message_capacity, [&] {
        const std::string_view serialized(static_cast<const char *>(bytes), byte_count);
        auto facts = heed::inspect_model(serialized);
        model = std::make_unique<heed_sentencepiece>();
        throw_unless_ok(model->processor.LoadFromSerializedProto(serialized));
        if (static_cast<size_t>(model->processor.GetPieceSize()) != facts.kinds.size())
            throw std::runtime_error("not a SentencePiece model");
        model->kinds = std::move(facts.kinds);
        model->has_denormalizer = facts.has_denormalizer;
    });
    return loaded ? model.release() : nullptr;
}

extern "C" void heed_sentencepiece_free(heed_sentencepiece *model) { delete model; }

extern "C" bool heed_sentencepiece_encode(const heed_sentencepiece *model, const char *text, size_t byte_count,
                                          heed_sentencepiece_result *result, char *message, size_t message_capacity) {
    *result = {};
    return guarded(message, message_capacity, [&] {
        if (byte_count > most_text_bytes) throw std::length_error("the text is too long");
        sentencepiece::ImmutableSentencePieceText encoded;
        throw_unless_ok(model->processor.Encode(std::string_view(text, byte_count), encoded.mutable_proto()));
        const auto pieces = encoded.pieces();

        ResultOwner owner;
        auto &filled = owner.result;
        for (const auto &piece : pieces) filled.byte_count += piece.piece().size();
        filled.span_count = pieces.size();
        filled.bytes = allocate<char>(filled.byte_count);
        filled.spans = allocate<heed_sentencepiece_span>(filled.span_count);
        size_t at = 0;
        for (size_t index = 0; index < pieces.size(); ++index) {
            const std::string &piece = pieces[index].piece();
            std::memcpy(filled.bytes + at, piece.data(), piece.size());
            filled.spans[index] = {at, at + piece.size(), pieces[index].begin(), pieces[index].end(),
                                   static_cast<int32_t>(pieces[index].id())};
            at += piece.size();
        }
        *result = owner.release();
    });
}

extern "C" bool heed_sentencepiece_decode(const heed_sentencepiece *model, const char *bytes, const size_t *offsets,
                                          size_t count, heed_sentencepiece_result *result, char *message,
                                          size_t message_capacity) {
    *result = {};
    return guarded(message, message_capacity, [&] {
        std::vector<std::string_view> pieces;
        pieces.reserve(count);
        for (size_t index = 0; index < count; ++index)
            pieces.emplace_back(bytes + offsets[index], offsets[index + 1] - offsets[index]);
        sentencepiece::ImmutableSentencePieceText decoded;
        throw_unless_ok(model->processor.Decode(pieces, decoded.mutable_proto()));
        const auto spans = decoded.pieces();
        const std::string &text = decoded.text();
        if (spans.size() != count) throw std::runtime_error("the library returned a different number of pieces");

        ResultOwner owner;
        auto &filled = owner.result;
        filled.byte_count = text.size();
        filled.span_count = spans.size();
        filled.bytes = allocate<char>(filled.byte_count);
        filled.spans = allocate<heed_sentencepiece_span>(filled.span_count);
        std::memcpy(filled.bytes, text.data(), text.size());
        for (size_t index = 0; index < spans.size(); ++index) {
            filled.spans[index] = {0, 0, std::min<size_t>(spans[index].begin(), text.size()),
                                   std::min<size_t>(spans[index].end(), text.size()),
                                   static_cast<int32_t>(spans[index].id())};
        }
        *result = owner.release();
    });
}

extern "C" void heed_sentencepiece_result_free(heed_sentencepiece_result *result) {
    std::free(result->bytes);
    std::free(result->spans);
    *result = {};
}

extern "C" size_t heed_sentencepiece_count(const heed_sentencepiece *model) { return model->kinds.size(); }

extern "C" int32_t heed_sentencepiece_id(const heed_sentencepiece *model, const char *piece, size_t byte_count) {
    return model->processor.PieceToId(std::string_view(piece, byte_count));
}

extern "C" const char *heed_sentencepiece_piece(const heed_sentencepiece *model, int32_t id, size_t *byte_count) {
    if (id < 0 || static_cast<size_t>(id) >= model->kinds.size()) {
        *byte_count = 0;
        return nullptr;
    }
    const std::string &piece = model->processor.IdToPiece(id);
    *byte_count = piece.size();
    return piece.data();
}

extern "C" heed_sentencepiece_kind heed_sentencepiece_kind_of(const heed_sentencepiece *model, int32_t id) {
    if (id < 0 || static_cast<size_t>(id) >= model->kinds.size()) return HEED_SENTENCEPIECE_UNKNOWN;
    return model->kinds[static_cast<size_t>(id)];
}

extern "C" bool heed_sentencepiece_has_denormalizer(const heed_sentencepiece *model) { return model->has_denormalizer; }

extern "C" int32_t heed_sentencepiece_unknown_id(const heed_sentencepiece *model) { return model->processor.unk_id(); }
