#ifndef HEED_MODEL_FILE_HPP
#define HEED_MODEL_FILE_HPP

#include "CSentencePiece.h"

#include <string_view>
#include <vector>

namespace heed {

/// Reads from a serialized model what libsentencepiece's interface does not tell, the kind of every piece, and checks
/// what the library trusts: it follows the offsets in the normalization tables and collects the matches at a position
/// in arrays of fixed size, so that a corrupt file would make it read out of bounds.
///
/// Throws std::runtime_error with the reason.
std::vector<heed_sentencepiece_kind> inspect_model(std::string_view serialized);

} // namespace heed

#endif
