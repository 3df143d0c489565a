#include <stdlib.h>
#include <string.h>

#include "internal.h"

void *heed_http_copy(const void *bytes, size_t length) {
    char *copied = malloc(length + 1);
    if (!copied) return NULL;
    if (length > 0) memcpy(copied, bytes, length);
    copied[length] = '\0';
    return copied;
}
