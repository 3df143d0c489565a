// What the compiler may assume of any processor of the architecture; on x86-64 that is SSE2, without a multiply-add.
#include "isa.h"

#define HEED_KERNELS heed_kernels_plain
#define HEED_KERNELS_NAME "plain"
#define HEED_EMULATED_FMA 1
#define PRODUCT_TILE_ROWS 6
#include "vector/all.h"
