#include "CProcess.h"

// Swift reads the words from /proc/self/cmdline, and finds none where /proc is not mounted. The loader hands them to
// every constructor.

static size_t count;
static char **words;

__attribute__((constructor)) static void keep(int argument_count, char **arguments) {
    count = argument_count > 0 ? (size_t)argument_count : 0;
    words = arguments;
}

size_t heed_argument_count(void) { return count; }

const char *heed_argument(size_t index) { return words[index]; }
