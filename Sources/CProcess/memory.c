#include "CProcess.h"

#include <malloc.h>

void heed_give_back_memory(void) { malloc_trim(0); }
