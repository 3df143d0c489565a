#ifndef HEED_MODEL_FILE_HPP
#define HEED_MODEL_FILE_HPP

#include "CSentencePiece.h"

#include <string_view>
#include <vector>

namespace heed {

/// What libsentencepiece's interface does not tell of a model.
struct ModelFacts {
    /// Of every piece.
    std::vector<heed_sentencepiece_kind> kinds;
    /// Whether decoded text is rewritten as a whole.
    bool has_denormalizer = false;
};

/// Reads a serialized model and checks what the library trusts: it follows the offsets in the normalization tables and
/// collects the matches at a position in arrays of fixed size, so that a corrupt file would make it read out of bounds.
///
/// Throws std::runtime_error with the reason.
ModelFacts inspect_model(std::string_view serialized);

} // namespace heed

#endif
