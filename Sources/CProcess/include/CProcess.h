#ifndef HEED_CPROCESS_H
#define HEED_CPROCESS_H

#include <stddef.h>

/// How many words the process was started with, its name included.
size_t heed_argument_count(void);

/// The word at `index`, below `heed_argument_count`; 0 is the process's name. It stays for the life of the process.
const char *heed_argument(size_t index);

/// Gives memory that is free back to the system, which else keeps it for what comes next. Takes milliseconds.
void heed_give_back_memory(void);

#endif
