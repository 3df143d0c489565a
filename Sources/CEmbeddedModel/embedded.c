#include "CEmbeddedModel.h"

const char *heed_embedded_model_name(void) { return "g2p-en"; }

size_t heed_embedded_file_count(void) { return 0; }

const heed_embedded_file *heed_embedded_file_at(size_t index) {
    (void)index;
    return NULL;
}
