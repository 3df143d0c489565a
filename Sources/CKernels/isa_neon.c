#include "isa.h"

#if defined(__aarch64__)
#define HEED_KERNELS heed_kernels_neon
#define HEED_KERNELS_NAME "neon"
#define HEED_EMULATED_FMA 0
#define PRODUCT_TILE_ROWS 6
#include "vector/all.h"
#endif
