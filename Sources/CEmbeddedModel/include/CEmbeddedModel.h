// The files of the model that heed carries in its executable, as they are on disk.
#ifndef HEED_CEMBEDDEDMODEL_H
#define HEED_CEMBEDDEDMODEL_H

#include <stddef.h>

/// One file of the embedded model directory. `bytes` lives as long as the process; it is 64-byte aligned.
typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t size;
} heed_embedded_file;

/// The model's name, "g2p-en".
const char *heed_embedded_model_name(void);

/// Number of embedded files; `heed_embedded_file_at` takes 0..<count and gives NULL beyond it. Thread-safe.
size_t heed_embedded_file_count(void);
const heed_embedded_file *heed_embedded_file_at(size_t index);

#endif
