#include "model_file.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace heed {
namespace {

/// How many matches of user-defined symbols, and of normalization rules, the library keeps at one position.
constexpr int most_nested_symbols = 64;
constexpr int most_nested_rules = 32;
/// Bytes in the left side of a normalization rule; real ones have less than a hundred.
constexpr int longest_rule = 1024;

[[noreturn]] void fail(const char *reason) { throw std::runtime_error(reason); }

/// One field of a protocol buffer message: `bytes` is set for wire type 2, `number_value` for the others.
struct Field {
    uint32_t number;
    uint32_t wire_type;
    uint64_t value;
    std::string_view bytes;
};

/// Walks the fields of a serialized message.
class FieldReader {
  public:
    explicit FieldReader(std::string_view message) : rest(message) {}

    bool next(Field &field) {
        if (rest.empty()) return false;
        const uint64_t tag = varint();
        field.number = static_cast<uint32_t>(tag >> 3);
        field.wire_type = static_cast<uint32_t>(tag & 7);
        field.value = 0;
        field.bytes = {};
        switch (field.wire_type) {
        case 0: field.value = varint(); break;
        case 1: take(8); break;
        case 2: field.bytes = take(varint()); break;
        case 5: take(4); break;
        default: fail("not a SentencePiece model");
        }
        return true;
    }

  private:
    std::string_view rest;

    std::string_view take(uint64_t count) {
        if (count > rest.size()) fail("the file is cut short or not a SentencePiece model");
        const std::string_view taken = rest.substr(0, count);
        rest.remove_prefix(count);
        return taken;
    }

    uint64_t varint() {
        uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const uint8_t byte = static_cast<uint8_t>(take(1).front());
            value |= static_cast<uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) return value;
        }
        fail("not a SentencePiece model");
    }
};

/// The normalization rules: a double-array trie (Darts-clone's layout) from the bytes to replace to offsets of
/// NUL-terminated replacements.
class RuleTable {
  public:
    explicit RuleTable(std::string_view table) {
        uint32_t trie_size = 0;
        if (table.size() <= sizeof trie_size) fail("the normalization table is cut short");
        std::memcpy(&trie_size, table.data(), sizeof trie_size);
        table.remove_prefix(sizeof trie_size);
        if (trie_size == 0 || trie_size % sizeof(uint32_t) != 0 || trie_size > table.size())
            fail("the normalization table has a wrong length");
        units.resize(trie_size / sizeof(uint32_t));
        std::memcpy(units.data(), table.data(), trie_size);
        replacements = table.substr(trie_size);
    }

    void validate() {
        if (replacements.empty() || replacements.back() != '\0')
            fail("the normalization table's replacements do not end");
        for (size_t position = 0; position < units.size(); ++position) {
            if (position == 0 || !is_value(units[position])) validate_unit(position);
        }
        link_children();
        nested_rules.assign(units.size(), -1);
        if (rules_below(0, 0) > most_nested_rules) fail("the normalization table nests too many rules");
    }

  private:
    std::vector<uint32_t> units;
    std::string_view replacements;
    /// The units whose parent's children start at an index, as linked lists: `first_child[base]`, then
    /// `next_child[unit]`.
    std::vector<uint32_t> first_child, next_child;
    /// The most rules met on a way down from a unit; -1 while unknown.
    std::vector<int> nested_rules;

    static constexpr uint32_t none = UINT32_MAX;
    static bool is_value(uint32_t unit) { return unit >> 31 != 0; }
    static bool has_value(uint32_t unit) { return (unit >> 8 & 1) != 0; }
    static uint32_t offset(uint32_t unit) { return (unit >> 10) << ((unit & (1U << 9)) >> 6); }
    size_t base(size_t position) const { return position ^ offset(units[position]); }

    /// The library steps from a unit to `base ^ byte` for any byte.
    void validate_unit(size_t position) const {
        if ((base(position) | 0xff) >= units.size()) fail("the normalization table points outside itself");
        if (has_value(units[position]) && (units[base(position)] & 0x7fffffff) >= replacements.size())
            fail("the normalization table points outside its replacements");
    }

    void link_children() {
        first_child.assign(units.size(), none);
        next_child.assign(units.size(), none);
        for (size_t position = 1; position < units.size(); ++position) {
            if (is_value(units[position])) continue;
            const size_t parent_base = position ^ (units[position] & 0xff);
            if (parent_base >= units.size()) continue;
            next_child[position] = first_child[parent_base];
            first_child[parent_base] = static_cast<uint32_t>(position);
        }
    }

    int rules_below(size_t position, int depth) {
        if (nested_rules[position] >= 0) return nested_rules[position];
        if (depth > longest_rule) fail("the normalization table has a cycle or an overlong rule");
        int most = 0;
        for (uint32_t child = first_child[base(position)]; child != none; child = next_child[child])
            most = std::max(most, rules_below(child, depth + 1) + (has_value(units[child]) ? 1 : 0));
        nested_rules[position] = most;
        return most;
    }
};

/// Returns whether it has rules.
bool inspect_normalizer(std::string_view message) {
    bool has_rules = false;
    FieldReader reader(message);
    for (Field field; reader.next(field);) {
        if (field.number != 2 || field.bytes.empty()) continue;
        RuleTable(field.bytes).validate();
        has_rules = true;
    }
    return has_rules;
}

/// Symbols of which each begins with the one before match at the same position.
void validate_nesting(std::vector<std::string_view> symbols) {
    std::sort(symbols.begin(), symbols.end());
    std::vector<std::string_view> prefixes;
    for (const std::string_view symbol : symbols) {
        while (!prefixes.empty() && symbol.substr(0, prefixes.back().size()) != prefixes.back()) prefixes.pop_back();
        prefixes.push_back(symbol);
        if (prefixes.size() > most_nested_symbols) fail("too many user-defined symbols begin with each other");
    }
}

} // namespace

ModelFacts inspect_model(std::string_view serialized) {
    ModelFacts facts;
    std::vector<std::string_view> user_defined;
    FieldReader model(serialized);
    for (Field field; model.next(field);) {
        if (field.wire_type != 2) continue;
        if (field.number == 3 || field.number == 5) {
            if (inspect_normalizer(field.bytes) && field.number == 5) facts.has_denormalizer = true;
        } else if (field.number == 1) {
            heed_sentencepiece_kind kind = HEED_SENTENCEPIECE_NORMAL;
            std::string_view text;
            FieldReader piece(field.bytes);
            for (Field part; piece.next(part);) {
                if (part.number == 1)
                    text = part.bytes;
                else if (part.number == 3 && part.value >= HEED_SENTENCEPIECE_NORMAL &&
                         part.value <= HEED_SENTENCEPIECE_BYTE)
                    kind = static_cast<heed_sentencepiece_kind>(part.value);
            }
            if (kind == HEED_SENTENCEPIECE_USER_DEFINED) user_defined.push_back(text);
            facts.kinds.push_back(kind);
        }
    }
    if (facts.kinds.empty()) fail("not a SentencePiece model: it has no pieces");
    validate_nesting(std::move(user_defined));
    return facts;
}

} // namespace heed
