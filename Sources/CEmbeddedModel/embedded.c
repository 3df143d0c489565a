#include "CEmbeddedModel.h"

// #embed is C23; every compiler that builds Swift 6.2 has it in all modes and only warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

const char *heed_embedded_model_name(void) { return "g2p-en"; }

// Floats are read in place, so that every file begins on a cache line.
#define FILE_BYTES _Alignas(64) static const unsigned char

FILE_BYTES config_json[] = {
#embed "g2p-en/config.json"
};

FILE_BYTES generation_config_json[] = {
#embed "g2p-en/generation_config.json"
};

FILE_BYTES model_safetensors[] = {
#embed "g2p-en/model.safetensors"
};

FILE_BYTES source_spm[] = {
#embed "g2p-en/source.spm"
};

FILE_BYTES target_spm[] = {
#embed "g2p-en/target.spm"
};

FILE_BYTES vocab_json[] = {
#embed "g2p-en/vocab.json"
};

FILE_BYTES target_vocab_json[] = {
#embed "g2p-en/target_vocab.json"
};

FILE_BYTES tokenizer_config_json[] = {
#embed "g2p-en/tokenizer_config.json"
};

#define FILE_ENTRY(name, bytes) \
    { name, bytes, sizeof(bytes) }

static const heed_embedded_file files[] = {
    FILE_ENTRY("config.json", config_json),
    FILE_ENTRY("generation_config.json", generation_config_json),
    FILE_ENTRY("model.safetensors", model_safetensors),
    FILE_ENTRY("source.spm", source_spm),
    FILE_ENTRY("target.spm", target_spm),
    FILE_ENTRY("vocab.json", vocab_json),
    FILE_ENTRY("target_vocab.json", target_vocab_json),
    FILE_ENTRY("tokenizer_config.json", tokenizer_config_json),
};

size_t heed_embedded_file_count(void) { return sizeof(files) / sizeof(files[0]); }

const heed_embedded_file *heed_embedded_file_at(size_t index) {
    return index < heed_embedded_file_count() ? &files[index] : NULL;
}
