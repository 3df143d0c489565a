#include "isa.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define HEED_KERNELS heed_kernels_avx2
#define HEED_KERNELS_NAME "avx2"
#define HEED_EMULATED_FMA 0
#define PRODUCT_TILE_ROWS 6
#include "vector/all.h"
#pragma clang attribute pop
#endif
