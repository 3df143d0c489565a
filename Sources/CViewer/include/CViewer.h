/// The files of the page that browsers get, as they stand in `page/`.
#ifndef HEED_CVIEWER_H
#define HEED_CVIEWER_H

#include <stddef.h>

/// One file of the page. All pointers live as long as the process.
typedef struct {
    /// Within the folder: "main.js".
    const char *name;
    /// Of its content, for `Content-Type`.
    const char *media_type;
    const unsigned char *bytes;
    size_t size;
} heed_viewer_file;

/// Number of files; `heed_viewer_file_at` takes 0..<count and gives NULL beyond it. The first is index.html.
/// Thread-safe.
size_t heed_viewer_file_count(void);
const heed_viewer_file *heed_viewer_file_at(size_t index);

#endif
